from __future__ import annotations

from django.db import models

from sync.models.bridge import Bridge
from sync.models.choices import SIDES


class Event(models.Model):
    """A vendor said that something happened to this record, and nobody has settled it yet.

    One row however often it is said: `heard` counts, so that what is said again while the record
    is being read is not forgotten with what was said before.
    """

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE)
    side = models.CharField(max_length=4, choices=SIDES)
    resource = models.CharField(max_length=32, help_text="where the vendor keeps it")
    remote_id = models.CharField(max_length=64)
    deleted = models.BooleanField(default=False, help_text="as it was said; not believed unread")
    heard = models.PositiveIntegerField(default=1)
    heard_at = models.DateTimeField()
    # It was read and is not what it was: kept until that is settled.
    fresh = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bridge", "side", "resource", "remote_id"], name="event_one_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.resource} {self.remote_id}"
