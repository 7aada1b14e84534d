from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sync.models.choices import SIDES
from sync.models.encrypted import EncryptedTextField
from sync.models.tenant import Tenant


class Grant(models.Model):
    """The tokens that one consent gave. A Xero grant may open several organisations."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    side = models.CharField(max_length=4, choices=SIDES)
    access_token = EncryptedTextField()
    refresh_token = EncryptedTextField()
    expires_at = models.DateTimeField()
    # The data centre that gave it. Blank: the host in the settings, which is a stand-in for all.
    accounts_url = models.URLField(blank=True, help_text="where tokens come from")
    api_url = models.URLField(blank=True, help_text="where calls go to")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.side} grant {self.pk}"


class Connection(models.Model):
    """A tenant's authorised organisation at one vendor."""

    class State(models.TextChoices):
        CONNECTED = "connected", "Connected"
        LOST = "lost", "Log-in lost"
        DISCONNECTED = "disconnected", "Disconnected"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, db_index=False)
    side = models.CharField(max_length=4, choices=SIDES)
    grant = models.ForeignKey(Grant, null=True, on_delete=models.SET_NULL)
    organisation_id = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    remote_connection_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CONNECTED)
    lost_because = models.CharField(max_length=300, blank=True)
    metadata = models.JSONField(default=dict)
    metadata_at = models.DateTimeField(null=True)
    connected_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    connected_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Two tenants writing to one organisation would double everything.
            models.UniqueConstraint(
                fields=["side", "organisation_id"],
                condition=~Q(state="disconnected"),
                name="connection_one_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["tenant", "side", "organisation_id"], name="connection_one_per_tenant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.name}"
