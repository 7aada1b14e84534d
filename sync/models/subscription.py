from __future__ import annotations

from django.conf import settings
from django.db import models

from sync.models.bridge import Bridge
from sync.models.connection import Connection
from sync.models.encrypted import EncryptedTextField


class Listening(models.Model):
    """What a bridge does about news: whether it listens, and which way each module then goes.

    `look_at`: when it looks by itself again, for what no vendor tells of.
    """

    bridge = models.OneToOneField(Bridge, on_delete=models.CASCADE)
    on = models.BooleanField(default=False)
    modes = models.JSONField(default=dict, help_text="mode by module; a module left out rests")
    look_at = models.DateTimeField(null=True)
    in_vain = models.PositiveSmallIntegerField(default=0, help_text="looks that found nothing")
    looked_whole_at = models.DateTimeField(null=True, help_text="at what vendors tell of, too")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "listening"

    def __str__(self) -> str:
        return f"{self.bridge_id} {'listens' if self.on else 'does not listen'}"


class Subscription(models.Model):
    """Zoho CRM's promise to tell of changes, for as long as it granted."""

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE)
    # Not to be guessed: it is all that stands before the token.
    address = models.CharField(max_length=64, unique=True)
    channel_id = models.CharField(max_length=20)
    token = EncryptedTextField()
    expires_at = models.DateTimeField(null=True, help_text="as granted; none: never yet")
    renew_at = models.DateTimeField(db_index=True)
    heard_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"channel {self.channel_id} until {self.expires_at}"
