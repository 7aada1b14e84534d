"""The amounts of a Xero line as they stand there, to be said again where nobody edited them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from sync.core.records import Payload

ENTERED = "entered"  # the row of a line that holds them
AS_READ = "AmountsAsRead"  # in a payload that was put into another shape: what it said before
LINE_AMOUNT, TAX_AMOUNT = "LineAmount", "TaxAmount"
# Of a line whose price is net, price and discount are rows of their own.
NET = ("DiscountRate", LINE_AMOUNT, TAX_AMOUNT)
WHOLE = ("UnitAmount", "DiscountAmount", *NET)


def said_by_xero(line: Payload, *, net: bool = False) -> Mapping[str, str]:
    """Return what Xero says of a line's amounts, each number in one spelling."""
    found = {name: line.get(name) for name in (NET if net else WHOLE)}
    if not found[LINE_AMOUNT]:  # a line that is only a text has no tax to speak of either
        return {}
    told = {name: value for name, value in found.items() if value or name == TAX_AMOUNT}
    return {name: _plain(value) for name, value in told.items() if value is not None}


def entered(value: object) -> Mapping[str, Decimal]:
    """Return what a line keeps of it; nothing where it keeps none."""
    said = json.loads(value) if isinstance(value, str) else value
    return {name: Decimal(one) for name, one in said.items()} if isinstance(said, dict) else {}


def _plain(value: object) -> str:
    return str(Decimal(str(value)).normalize())
