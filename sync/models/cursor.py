from __future__ import annotations

from django.db import models

from sync.models.bridge import Bridge
from sync.models.choices import MODULES, SIDES


class Cursor(models.Model):
    """How far a module of a side has been read. `watermark` is opaque: the connector's own."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, db_index=False)
    side = models.CharField(max_length=4, choices=SIDES)
    module = models.CharField(max_length=16, choices=MODULES)
    watermark = models.CharField(max_length=200)
    fetched_at = models.DateTimeField(null=True, help_text="when everything was last read")
    # Documents that may be paid without a trace in the time of their last change.
    reread_at = models.DateTimeField(null=True, help_text="when they were last looked at")
    reread_after = models.BigIntegerField(default=0, help_text="the record to go on after")
    reread_done = models.PositiveIntegerField(default=0, help_text="looked at since")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bridge", "side", "module"], name="cursor_one_each")
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.module} up to {self.watermark}"
