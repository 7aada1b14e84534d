from __future__ import annotations

from django.conf import settings
from django.db import models

from sync.models.tenant import Tenant


class AuditEntry(models.Model):
    """Who did what, in a sentence. Never holds a secret."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    action = models.CharField(max_length=40)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "-at"], name="audit_latest")]

    def __str__(self) -> str:
        return f"{self.at} {self.action}"
