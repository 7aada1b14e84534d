from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sync.core.states import Notify
from sync.models.bridge import Bridge


class Schedule(models.Model):
    """When a bridge is synchronized by itself. Days: 0 is Monday; times: in the tenant's zone."""

    bridge = models.OneToOneField(Bridge, on_delete=models.CASCADE)
    is_on = models.BooleanField(default=False)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list)
    times = ArrayField(models.TimeField(), default=list)
    modes = models.JSONField(default=dict, help_text="by module: which way")
    notify = models.CharField(
        max_length=8, blank=True, choices=[(notify.value, notify.value) for notify in Notify]
    )
    next_run_at = models.DateTimeField(null=True)
    fired_at = models.DateTimeField(null=True, help_text="when it last started a run")
    skipped_at = models.DateTimeField(null=True, help_text="when it last could not, since then")
    skipped_because = models.CharField(max_length=200, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(next_run_at__isnull=False),
                name="schedule_that_is_on_fires",
            )
        ]
        indexes = [
            models.Index(fields=["next_run_at"], condition=Q(is_on=True), name="schedule_due")
        ]

    def __str__(self) -> str:
        return f"schedule of {self.bridge_id}, next {self.next_run_at}"
