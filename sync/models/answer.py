from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from sync.core.answers import Choice
from sync.models.bridge import Bridge
from sync.models.choices import MODULES


class Answer(models.Model):
    """What a person said to a question. In force until it is used; then it is history."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE)
    module = models.CharField(max_length=16, choices=MODULES)
    zoho_id = models.CharField(max_length=64, blank=True)
    xero_id = models.CharField(max_length=64, blank=True)
    field = models.CharField(max_length=64)
    choice = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Choice])
    title = models.CharField(max_length=255)
    seen = models.JSONField(default=dict, help_text="by side: the mark of what the person saw")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    moved = models.BooleanField(default=False, help_text="came too late: a record had changed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bridge", "module", "zoho_id", "xero_id", "field"],
                condition=Q(used_at=None),
                name="answer_one_in_force",
            ),
            models.CheckConstraint(
                condition=~Q(zoho_id="", xero_id=""), name="answer_is_about_something"
            ),
        ]
        indexes = [
            models.Index(
                fields=["bridge", "module", "xero_id"],
                condition=Q(used_at=None),
                name="answer_of_xero_record",
            )
        ]

    def __str__(self) -> str:
        return f"{self.choice} {self.module} {self.title} {self.field}"
