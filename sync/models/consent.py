from __future__ import annotations

from django.conf import settings
from django.db import models

from sync.models.bridge import Bridge
from sync.models.choices import SIDES
from sync.models.connection import Grant


class Consent(models.Model):
    """One trip to a vendor's consent page. Its `state` works once, for the person who left."""

    state = models.CharField(max_length=64, unique=True)
    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    side = models.CharField(max_length=4, choices=SIDES)
    grant = models.ForeignKey(
        Grant,
        null=True,
        on_delete=models.CASCADE,
        help_text="kept while a person chooses among several organisations",
    )
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.side} consent {self.pk}"
