"""Read some records anew by their ids, and remember what they say now."""

from __future__ import annotations

from collections.abc import Collection

from sync.core.records import Side
from sync.core.table import Table
from sync.engine.observe import eyes_of, hold_unreadable, look, store_gone
from sync.engine.work import Work
from sync.store import records


def refresh(work: Work, table: Table, side: Side, ids: Collection[str]) -> set[str]:
    """See what a side holds of these now; return which of them it showed.

    What it does not show stays as it was last seen: absent is not deleted.
    """
    modules, bridge_id = [table.module], work.bridge_id
    wanted = work.wanted(side, modules)
    wholes = list(dict.fromkeys(table.whole(side, each) for each in ids))
    seen = work.connectors[side].get_many(table.resource[side], wanted, wholes)
    sight = look(eyes_of(work, side, modules), seen)
    now = work.now()
    with work.held():
        records.records_store(
            bridge_id=bridge_id, side=side, rows=sight.rows, now=now, dormant=False
        )
        store_gone(work, side, modules, sight, now)
        hold_unreadable(work, side, sight)
        work.count(table.module, read=len(sight.rows))
        work.keep()
    return {record.id for record in seen}
