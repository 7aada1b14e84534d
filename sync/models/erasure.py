from __future__ import annotations

import uuid

from django.db import models


class Erasure(models.Model):
    """That a company's data was asked to be erased, and what came of it. All that stays of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant_id = models.BigIntegerField(unique=True, help_text="whose row is gone in the end")
    company = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=254, help_text="the owner's e-mail address")
    asked_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, help_text="a worker is at it until then")
    erased = models.JSONField(default=dict, help_text="rows by kind")
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"erasure of {self.company}, {'done' if self.done_at else 'under way'}"
