"""What a large organisation says of itself: many fields, a long chart, as the portal keeps it."""

from __future__ import annotations

from typing import Any

from sync.core.reading import wanted_of
from sync.core.records import Side
from sync.core.tables import TABLES

OWN_FIELDS = 200  # of a tenant's own, in each module
CHOICES = [f"Choice {number}" for number in range(30)]
LINES = ("Invoiced_Items", "Purchase_Items")
ACCOUNTS = 150
TAXES = 12


def said_by(side: Side) -> dict[str, Any]:
    return _crm() if side is Side.ZOHO else _books()


def _crm() -> dict[str, Any]:
    named = {table.resource[Side.ZOHO]: wanted_of(table, Side.ZOHO)[0] for table in TABLES.values()}
    fields = {name: [_field(each) for each in sorted(own)] for name, own in named.items()}
    for each in fields.values():
        each.extend(_field(f"Own_{number}") for number in range(OWN_FIELDS))
    taxes = [[f"Tax {number}", str(number), True, True] for number in range(TAXES)]
    return {"fields": fields | {name: [] for name in LINES}, "taxes": taxes}


def _books() -> dict[str, Any]:
    taxes = [
        [f"TAX{number:03d}", str(number), True, True, f"{number} %"] for number in range(TAXES)
    ]
    accounts = [
        [str(200 + number), "EXPENSE" if number % 3 else "REVENUE", True, f"Account {number}"]
        for number in range(ACCOUNTS)
    ]
    themes = {f"theme-{number}": f"Theme {number}" for number in range(8)}
    return {"taxes": taxes, "accounts": accounts, "themes": themes, "short_code": "!b3nch"}


def _field(name: str) -> list[Any]:
    """Return name, label, kind, read only, longest, choices; every eighth is a pick list."""
    is_list = name.endswith(("3", "8")) and name.startswith("Own_")
    kind = "picklist" if is_list else "text"
    return [name, name.replace("_", " "), kind, False, 255, CHOICES if is_list else []]
