from __future__ import annotations

from django.conf import settings
from django.db import models

from sync.models.bridge import Bridge
from sync.models.encrypted import EncryptedTextField


class ButtonKey(models.Model):
    """The secret that 'Sync to Xero' in Zoho CRM signs with. A person sees it once."""

    bridge = models.OneToOneField(Bridge, on_delete=models.CASCADE)
    secret = EncryptedTextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="last pressed, to the minute")

    def __str__(self) -> str:
        return f"button key of {self.bridge_id}"
