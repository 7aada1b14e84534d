from __future__ import annotations

from django.db import models

from sync.models.bridge import Bridge


class Drift(models.Model):
    """What one nightly comparison of a bridge's two sides has found."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE)
    at = models.DateTimeField()
    wrong = models.PositiveIntegerField(help_text="how many linked pairs are not as they should be")
    report = models.JSONField(help_text="core.drift.Report")

    class Meta:
        indexes = [models.Index(fields=["bridge", "-at"], name="drift_latest")]

    def __str__(self) -> str:
        return f"drift of {self.bridge_id} at {self.at}: {self.wrong}"
