"""Add to Xero: the tick in the CRM without which a record is not carried, where the rule asks."""

from __future__ import annotations

from sync.core.records import Fields
from sync.core.table import Table
from sync.core.tables.from_xero import ADD_TO_XERO
from sync.core.verdicts import Rules


def opted_out(zoho: Fields, table: Table, rules: Rules, was: Fields | None = None) -> bool:
    """Tell whether the CRM's record lacks the tick. Where the CRM lacks the field, none does.

    `was`: the CRM's side of the base. What got its field only since then is ticked, not left out.
    """
    name = ADD_TO_XERO.name
    asks = rules.opt_in and any(row.name == name and row.zoho for row in table.rows)
    is_new = was is not None and name not in was
    return asks and not is_new and zoho.get(name) is not True
