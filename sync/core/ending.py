"""How a record comes to its end on a side whose other half was deleted, where it can."""

from __future__ import annotations

from sync.core.records import Fields, Observation, Side
from sync.core.table import Table
from sync.core.verdicts import ARCHIVED, Write

LAST = ("DELETED", "VOIDED")  # what a document that may no longer be deleted is: voided


def is_over(seen: Observation, table: Table) -> bool:
    """Tell whether a document is there, but has come to its end."""
    return bool(table.status) and (seen.fields or {}).get(table.status) in LAST


def ended(seen: Observation, table: Table, side: Side) -> Write | None:
    """Return the write that ends this record there; None where that is not allowed.

    What another module's pair is part of stays, and so does what the vendor has locked.
    """
    if seen.fields is None or seen.shared or seen.lock:
        return None
    if table.status:
        now = str(seen.fields.get(table.status))
        moves = table.moves.get(side, frozenset())
        last = next((each for each in LAST if (now, each) in moves), None)
        along = _named(seen.fields, table) if last == LAST[0] else {}
        return Write(side, {table.status: last}, seen.id, along=along) if last else None
    return Write(side, {ARCHIVED: True}, seen.id) if side in table.ends else None


def _named(fields: Fields, table: Table) -> Fields:
    """Return the company and the day: Xero may ask for them with a deletion (XERO.md 5)."""
    names = [*(row.name for row in table.rows if row.ref), table.day]
    return {name: fields[name] for name in names if fields.get(name) is not None}
