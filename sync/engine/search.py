"""Look at a vendor for what became of unanswered writes: by id, by name, inside of what has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sync.core.lost import says
from sync.core.reading import thaw
from sync.core.records import RemoteRecord, Side
from sync.core.table import Table
from sync.engine.observe import Sight, eyes_of, look
from sync.engine.work import Work
from sync.store import records
from sync.store.records import Incoming

if TYPE_CHECKING:
    from sync.models import Change


def by_ids(work: Work, table: Table, side: Side, ids: list[str]) -> Iterable[RemoteRecord]:
    if not ids:
        return ()
    wanted = work.wanted(side, [table.module])
    wholes = list(dict.fromkeys(table.whole(side, each) for each in ids))
    return work.connectors[side].get_many(table.resource[side], wanted, wholes)


def find_lost(
    work: Work, table: Table, side: Side, changes: list[Change]
) -> Iterable[RemoteRecord]:
    """Look for them by what they are known by; for parts of something, in that."""
    held = [table.held_by(side, thaw(table, change.after)) for change in changes]
    alone = [change for change, whole in zip(changes, held, strict=True) if not whole]
    found = by_ids(work, table, side, [whole for whole in held if whole])
    vendors_name, ours = table.finders[side]
    values = sorted({str(change.after[ours]) for change in alone if change.after.get(ours)})
    if not values:
        return found
    wanted = work.wanted(side, [table.module])
    connector = work.connectors[side]
    more = connector.find(table.resource[side], wanted, name=vendors_name, values=values)
    return [*found, *more]


def seen_in(work: Work, table: Table, side: Side, seen: Iterable[RemoteRecord]) -> Sight:
    return look(eyes_of(work, side, [table.module]), seen)


def become(table: Table, side: Side, change: Change, rows: Iterable[Incoming]) -> Incoming | None:
    """Return what the record has become, if that is what was sent.

    A part may go by another id since: then whoever says all that was sent is the one.
    """
    whole = table.whole(side, change.remote_id)
    near = [row for row in rows if table.whole(side, row.remote_id) == whole]
    same = [row for row in near if row.remote_id == change.remote_id]
    return next((row for row in same or near if is_said(table, row, change)), None)


def is_said(table: Table, row: Incoming, change: Change) -> bool:
    return says(table, thaw(table, records.decoded(row.fields)), thaw(table, change.after))
