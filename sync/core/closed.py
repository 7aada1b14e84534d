"""Closed periods: what the books let nobody change any more, whatever the document's state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sync.core.records import Fields, Linked, Side
from sync.core.states import Lock
from sync.core.table import Table
from sync.core.verdicts import Lexicon


def is_closed(table: Table, side: Side, fields: Fields, lexicon: Lexicon) -> bool:
    """Tell whether a document with these fields lies in a period that the side has closed."""
    day, last = fields.get(table.day), lexicon.closed.get(side)
    return isinstance(day, date) and last is not None and day <= last


def with_closed(case: Linked, table: Table, lexicon: Lexicon) -> Linked:
    """Lock what lies in a closed period. A document's own lock says more, and stays."""
    seen = {}
    for side in Side:
        record = case.on(side)
        closed = is_closed(table, side, record.fields or {}, lexicon)
        seen[side] = replace(record, lock=record.lock or Lock.PERIOD) if closed else record
    return replace(case, zoho=seen[Side.ZOHO], xero=seen[Side.XERO])
