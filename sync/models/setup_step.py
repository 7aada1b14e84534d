from __future__ import annotations

from django.conf import settings
from django.db import models

from sync.models.bridge import Bridge


class SetupStep(models.Model):
    """What no other row tells of a step of the guide: that somebody took it, or went past it."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE)
    step = models.CharField(max_length=10)
    done = models.BooleanField(default=False)
    begun_at = models.DateTimeField(null=True, help_text="a worker is at it since")
    report = models.JSONField(default=dict, help_text="of the CRM fields: what is there")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bridge", "step"], name="setup_step_one_each")
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.bridge_id}"
