from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sync.models.bridge import Bridge
from sync.models.choices import MODULES, SIDES


class Link(models.Model):
    """A Zoho record that is a Xero record; `base` is what a side said when both last agreed."""

    bridge = models.ForeignKey(Bridge, on_delete=models.CASCADE, db_index=False)
    module = models.CharField(max_length=16, choices=MODULES)
    zoho_id = models.CharField(max_length=64)
    xero_id = models.CharField(max_length=64)
    zoho_base = models.JSONField(null=True)
    xero_base = models.JSONField(null=True)
    # Equal to the record's digest when nothing is left to do; blank while something is.
    zoho_digest = models.CharField(max_length=32, blank=True)
    xero_digest = models.CharField(max_length=32, blank=True)
    # The side whose last answer had no body and has still to be read back.
    unread = models.CharField(max_length=4, choices=SIDES, blank=True)
    held_fields = ArrayField(models.TextField(), default=list)
    agreed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bridge", "module", "zoho_id"], name="link_one_per_zoho_record"
            ),
            models.UniqueConstraint(
                fields=["bridge", "module", "xero_id"], name="link_one_per_xero_record"
            ),
            models.CheckConstraint(
                condition=~Q(zoho_id="") & ~Q(xero_id=""), name="link_has_both_sides"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module}: {self.zoho_id} = {self.xero_id}"
