from __future__ import annotations

from django.db import models

from sync.models.bridge import Bridge
from sync.models.choices import MODULES, SIDES


class Cursor(models.Model):
    """How far a module of a side has been read. `watermark` is opaque: the connector's own."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE)
    side = models.CharField(max_length=4, choices=SIDES)
    module = models.CharField(max_length=16, choices=MODULES)
    watermark = models.CharField(max_length=200)
    fetched_at = models.DateTimeField(null=True, help_text="when everything was last read")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bridge", "side", "module"], name="cursor_one_each")
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.module} up to {self.watermark}"
