from __future__ import annotations

import uuid

from django.db import models

from sync.models.connection import Connection
from sync.models.tenant import Tenant


class Bridge(models.Model):
    """One Zoho connection and one Xero connection that are kept in step.

    `fence` grows with every claim. A worker that was taken for dead still holds the old number,
    and nothing that it writes is accepted.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE)
    zoho = models.ForeignKey(Connection, null=True, on_delete=models.PROTECT, related_name="+")
    xero = models.ForeignKey(Connection, null=True, on_delete=models.PROTECT, related_name="+")
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zoho", "xero"], name="bridge_one_per_pair"),
        ]

    def __str__(self) -> str:
        return f"bridge {self.public_id}"
