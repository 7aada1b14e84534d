from __future__ import annotations

from django.db import models

from sync.core.verdicts import Why
from sync.models.bridge import Bridge
from sync.models.choices import MODULES
from sync.models.run import Run


class Question(models.Model):
    """Something that is held, and what a person needs to see to settle it."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, db_index=False)
    module = models.CharField(max_length=16, choices=MODULES)
    zoho_id = models.CharField(max_length=64, blank=True)
    xero_id = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=255)
    why = models.CharField(max_length=16, choices=[(why.value, why.value) for why in Why])
    field = models.CharField(max_length=64)
    zoho_value = models.JSONField(null=True)
    xero_value = models.JSONField(null=True)
    detail = models.TextField(blank=True)
    twin = models.CharField(max_length=64, blank=True, help_text="the only record that fits it")
    words = models.TextField(blank=True, help_text="of a refusal: the vendor's own")
    vendor_field = models.CharField(max_length=100, blank=True, help_text="which it named")
    # Of a refusal: what was refused, how often, and when a run that nobody started tries again.
    seen = models.CharField(max_length=65, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, help_text="asked last by")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bridge", "module", "zoho_id", "xero_id", "field"],
                name="question_one_per_field",
            )
        ]
        indexes = [
            models.Index(fields=["bridge", "why", "module", "id"], name="question_by_why"),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.module} {self.title} {self.field}"
