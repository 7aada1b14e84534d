"""Plan again when all is done: what is left must be held or in question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sync.core.records import Module, Side
from sync.engine.settle import CHUNK, Planned, decide
from sync.engine.work import Work
from sync.store import pending, questions
from sync.store.pending import Pair
from sync.store.records import Kept


def changes_left(work: Work) -> int:
    """Count the writes that a second run would make: 0 is the convergence receipt.

    What the vendor refused in this very run is held, and its sentence says so.
    """
    left = 0
    for module in work.modes:
        refused = questions.subjects_refused(run=work.run, module=module)
        for one in planned_again(work, module):
            left += len(one.writes) if one.subject.ids not in refused else 0
    return left


def planned_again(work: Work, module: Module) -> Iterator[Planned]:
    """Plan everything of a module that is not in agreement, and do nothing about it."""
    for pairs, lone in chunks_left(work, module):
        yield from decide(work, work.tables[module], work.modes[module], pairs=pairs, lone=lone)


def chunks_left(work: Work, module: Module) -> Iterator[tuple[Sequence[Pair], Sequence[Kept]]]:
    """Yield what is not in agreement of a module, so many at a time: pairs, then lone records.

    Raises GivesWay.
    """
    table, mode = work.tables[module], work.modes[module]
    window = work.window()
    bridge_id, after = work.bridge_id, 0
    while pairs := pending.pairs_pending(
        bridge_id=bridge_id, table=table, after=after, within=window, limit=CHUNK
    ):
        work.breathe()
        yield pairs, ()
        after = pairs[-1].link_id
    after = 0
    sides = [side for side in Side if mode.writes(side.other)]
    while lone := pending.lone_pending(
        bridge_id=bridge_id, table=table, sides=sides, after=after, within=window, limit=CHUNK
    ):
        work.breathe()
        yield (), lone
        after = lone[-1].pk
