"""Open documents, looked at again once a day: a payment does not always move Xero's time of change.

Whoever asks for everything has them looked at in that run. The calls are bounded: what is more
than a day's share is looked at on the next days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sync.core.records import Module, Side
from sync.core.table import Table
from sync.engine.observe import eyes_of, look
from sync.engine.work import Work
from sync.store import records, rereads
from sync.store.runs import asks_for_all

EVERY = timedelta(hours=24)
CHUNK = 200  # five calls to Xero, 40 ids each (XERO.md 3)
A_DAY = 1000  # documents of a module: 25 calls


def reread_open(work: Work, module: Module) -> bool:
    """Look at the linked documents that others may pay, if a day has gone by; tell if through."""
    table = work.tables[module]
    return all(_reread(work, table, side) for side in table.drifts if side in work.connectors)


def _reread(work: Work, table: Table, side: Side) -> bool:
    where = rereads.Where(work.bridge_id, side, table.module)
    before = work.run.created_at if asks_for_all(work.run) else work.now() - EVERY
    due = rereads.reread_due(where=where, before=before)
    while due is not None and not work.is_over:
        found = rereads.open_linked(
            where=where, says=table.drifts[side], after=due.after, limit=CHUNK
        )
        _look_again(work, table, side, [remote_id for _, remote_id in found])
        done = due.done + len(found)
        is_last = len(found) < CHUNK
        with work.held():
            rereads.reread_note(
                where=where,
                after=0 if is_last else found[-1][0],
                done=done,
                at=work.now() if is_last or done >= A_DAY else None,
            )
        due = rereads.reread_due(where=where, before=before)
    return due is None


def _look_again(work: Work, table: Table, side: Side, ids: Sequence[str]) -> None:
    if not ids:
        return
    modules = [table.module]
    wanted = work.wanted(side, modules)
    seen = work.connectors[side].get_many(table.resource[side], wanted, ids)
    sight = look(eyes_of(work, side, modules), seen)
    with work.held():
        records.records_store(
            bridge_id=work.bridge_id, side=side, rows=sight.rows, now=work.now(), dormant=False
        )
        records.records_gone(bridge_id=work.bridge_id, side=side, modules=modules, ids=sight.gone)
        work.keep()
