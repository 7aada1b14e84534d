"""A run for a few records only: read just these, and what they may meet; then settle them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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


def read_only(work: Work, module: Module) -> bool:
    """Read the records of a module that this run is for; tell whether all are read."""
    return _in_chunks(work, module, _read)


def settle_only(work: Work, module: Module) -> bool:
    """Carry on with the records of a module that this run is for; tell whether all are settled."""
    return _in_chunks(work, module, _settle)


def _in_chunks(work: Work, module: Module, act: Callable[[Work, Table, Ids], None]) -> bool:
    named = work.only.get(module, ())
    while named and not work.is_over:
        at = work.run.place.get("at", 0)
        act(work, work.tables[module], _ids(named[at : at + CHUNK]))
        is_last = at + CHUNK >= len(named)
        work.run.place = {} if is_last else {"at": at + CHUNK}
        with work.held():
            work.keep("place")
        if is_last:
            return True
    return not named


def _read(work: Work, table: Table, ids: Ids) -> None:
    shown = {side: refresh(work, table, side, ids[side]) if ids[side] else set() for side in Side}
    if BUTTON in work.run.options:
        _note_unseen(work, ids, shown[Side.ZOHO])


def _note_unseen(work: Work, ids: Ids, shown: Collection[str]) -> None:
    """Have what Zoho CRM does not show let alone: whoever pressed the button hears so."""
    unseen = sorted(set(ids[Side.ZOHO]).difference(shown))
    if unseen:
        work.run.options = {**work.run.options, UNSEEN: unseen}
        with work.held():
            work.keep("options")


def _ids(named: Sequence[tuple[str, str]]) -> Ids:
    zoho, xero = (sorted({one[at] for one in named if one[at]}) for at in (0, 1))
    return {Side.ZOHO: zoho, Side.XERO: xero}


def _settle(work: Work, table: Table, ids: Ids) -> None:
    if UNSEEN in work.run.options:
        ids = {Side.ZOHO: [], Side.XERO: []}
    relink(work, table)
    named = make_room(work, table, ids)
    mode, bridge_id = work.modes[table.module], work.bridge_id
    pairs = pending.pairs_of(bridge_id=bridge_id, table=table, ids=ids)
    settle(work, table, mode, pairs=pairs)
    sides = [side for side in Side if mode.writes(side.other)]
    for some in (_ids(sorted(named)), ids):  # who is somebody's own is nobody's twin any more
        lone = pending.lone_of(bridge_id=bridge_id, table=table, sides=sides, ids=some)
        settle(work, table, mode, lone=lone)
