"""Add to Xero: the tick in the CRM without which a record is not carried, where the rule asks."""

from __future__ import annotations

from sync.core import codecs
from sync.core.records import Fields
from sync.core.table import Row, Table
from sync.core.tables.spots import key
from sync.core.verdicts import Rules

ADD_TO_XERO = Row("add_to_xero", "Add to Xero", zoho=key("Add_to_Xero"), codec=codecs.BOOL)


def opted_out(zoho: Fields, table: Table, rules: Rules) -> bool:
    """Tell whether the CRM's record lacks the tick. Where the CRM lacks the field, none does."""
    asks = rules.opt_in and any(row.name == ADD_TO_XERO.name and row.zoho for row in table.rows)
    return asks and zoho.get(ADD_TO_XERO.name) is not True
