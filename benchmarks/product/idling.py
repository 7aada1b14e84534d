"""A sync that finds nothing to do, between two pretend vendors: how often it calls."""

from __future__ import annotations

from collections import Counter

from django.test.utils import override_settings

from sync.core.records import Side
from sync.core.tables import ORDER
from tests.portal import Portal, open_portal, open_vendors

FEW = 50


def idle_calls() -> dict[str, Counter[str]]:
    """Return, by side, which calls the third sync made and how often."""
    vendors = open_vendors()
    with override_settings(**vendors.settings()):
        portal = open_portal(vendors)
        for side in Side:
            portal.connect(side)
        _fill(portal)
        portal.fetch()
        for _ in range(3):
            for side in Side:
                vendors.calls[side].clear()
            portal.sync(*ORDER)
    vendors.stop()
    return {side.value: Counter(vendors.calls[side]) for side in Side}


def _fill(portal: Portal) -> None:
    for n in range(FEW):
        portal.zoho.insert("Accounts", {"Account_Name": f"Buyer {n} Ltd"})
        portal.zoho.insert("Products", {"Product_Name": f"Thing {n}", "Product_Code": f"T-{n}"})
        portal.xero.save_contact({"Name": f"Customer {n} Ltd"})
