from __future__ import annotations

from django.conf import settings
from django.db import models

from sync.models.bridge import Bridge


class Rules(models.Model):
    """What a tenant has chosen for a bridge: `core.choices` as JSON. `version` grows by one."""

    bridge = models.OneToOneField(Bridge, on_delete=models.CASCADE)
    choices = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "rules"

    def __str__(self) -> str:
        return f"rules of {self.bridge_id}, version {self.version}"
