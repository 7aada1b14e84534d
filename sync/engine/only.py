"""A run for a few records only: read just these, then settle them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from sync.core.records import Module, Side
from sync.core.table import Table
from sync.engine.answer import make_room
from sync.engine.refresh import refresh
from sync.engine.relink import relink
from sync.engine.settle import settle
from sync.engine.work import Work
from sync.store import pending
from sync.store.runs import BUTTON, UNSEEN

CHUNK = 100
Ids: TypeAlias = Mapping[Side, Collection[str]]


def settle_only(work: Work, module: Module) -> bool:
    """Carry on with the records of a module that this run is for; tell whether all are settled.

    Each chunk is read anew first: what is decided is decided on what the vendors hold now.
    """
    named = work.only[module]
    while not work.is_over:
        at = work.run.place.get("at", 0)
        _settle(work, work.tables[module], _ids(named[at : at + CHUNK]))
        is_last = at + CHUNK >= len(named)
        work.run.place = {} if is_last else {"at": at + CHUNK}
        with work.held():
            work.keep("place")
        if is_last:
            return True
    return False


def _without_unseen(work: Work, ids: Ids, shown: Collection[str]) -> Ids:
    """Let alone what Zoho CRM does not show, and note it: whoever pressed the button hears so."""
    unseen = sorted(set(ids[Side.ZOHO]).difference(shown))
    if not unseen:
        return ids
    work.run.options = {**work.run.options, UNSEEN: unseen}
    with work.held():
        work.keep("options")
    return {Side.ZOHO: [], Side.XERO: []}


def _ids(named: Sequence[tuple[str, str]]) -> Ids:
    zoho, xero = (sorted({one[at] for one in named if one[at]}) for at in (0, 1))
    return {Side.ZOHO: zoho, Side.XERO: xero}


def _settle(work: Work, table: Table, ids: Ids) -> None:
    shown = {side: refresh(work, table, side, ids[side]) if ids[side] else set() for side in Side}
    if BUTTON in work.run.options:
        ids = _without_unseen(work, ids, shown[Side.ZOHO])
    relink(work, table)
    named = make_room(work, table, ids)
    mode, bridge_id = work.modes[table.module], work.bridge_id
    pairs = pending.pairs_of(bridge_id=bridge_id, table=table, ids=ids)
    settle(work, table, mode, pairs=pairs)
    sides = [side for side in Side if mode.writes(side.other)]
    for some in (_ids(sorted(named)), ids):  # who is somebody's own is nobody's twin any more
        lone = pending.lone_of(bridge_id=bridge_id, table=table, sides=sides, ids=some)
        settle(work, table, mode, lone=lone)
