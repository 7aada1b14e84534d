from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from sync.models.bridge import Bridge
from sync.models.choices import MODULES, SIDES


class Record(models.Model):
    """A thing as a vendor was last seen to hold it, in our own words."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, db_index=False)
    side = models.CharField(max_length=4, choices=SIDES)
    module = models.CharField(max_length=16, choices=MODULES)
    remote_id = models.CharField(max_length=64)
    handle = models.CharField(max_length=64, help_text="what other records call it")
    title = models.CharField(max_length=255)
    keys = ArrayField(models.TextField(), help_text="what it is recognised by, normalised")
    fields = models.JSONField()
    digest = models.CharField(max_length=32, help_text="of the fields")
    version = models.CharField(max_length=64)
    modified_at = models.DateTimeField()
    lock = models.CharField(max_length=20, blank=True)
    gone = models.BooleanField(default=False)
    dormant = models.BooleanField(default=False, help_text="older than the first fetch")
    seen_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bridge", "side", "module", "remote_id"], name="record_one_each"
            )
        ]
        indexes = [
            models.Index(fields=["bridge", "side", "module", "handle"], name="record_by_handle"),
            GinIndex(fields=["keys"], name="record_by_key"),
            # To count what a side holds without a look at the records themselves.
            models.Index(
                fields=["bridge", "side", "module"],
                condition=models.Q(gone=False),
                name="record_live",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.module} {self.title}"


class Seen(models.Model):
    """What a complete reading has met so far. What it did not meet by its end is gone."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, db_index=False)
    side = models.CharField(max_length=4, choices=SIDES)
    module = models.CharField(max_length=16, choices=MODULES)
    remote_id = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["bridge", "side", "module", "remote_id"], name="seen_by_id")
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.module} {self.remote_id}"
