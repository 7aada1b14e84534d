"""Closed periods: what the books let nobody change any more, whatever the document's state.

The lock date is one call away, and moves some times a year; documents must not wait a day for it.

| since the last look at it                        | is it looked at when a run begins?         |
|--------------------------------------------------|--------------------------------------------|
| nobody looked                                    | yes                                        |
| Xero refused a document for it                   | yes; before the run's next documents, too  |
| documents are held for it, and a person waits    | yes                                        |
| documents are held for it                        | yes, a quarter of an hour after the last   |
| none of these                                    | yes, an hour after the last look           |
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

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


@dataclass(frozen=True, slots=True)
class LastLook:
    """What came of the last look at a side's lock date, and since."""

    at: datetime | None
    refused: bool = False  # that side has refused a document for it since
    held: bool = False  # documents are held for it
    waited_for: bool = False  # a person looks on


def look_again(last: LastLook, now: datetime) -> bool:
    """Tell whether the lock date is to be read anew."""
    return last.at is None or now - last.at >= _rests(last)


def _rests(last: LastLook) -> timedelta:
    if last.refused or (last.held and last.waited_for):
        return timedelta(0)
    return timedelta(minutes=15) if last.held else timedelta(hours=1)
