"""How a record comes to its end on a side whose other half was deleted, where it can."""

from __future__ import annotations

from sync.core.records import Observation, Side
from sync.core.table import Table
from sync.core.verdicts import ARCHIVED, Write

LAST = ("DELETED", "VOIDED")  # what a document that may no longer be deleted is: voided


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
        return Write(side, {table.status: last}, seen.id) if last else None
    return Write(side, {ARCHIVED: True}, seen.id) if side in table.ends else None
