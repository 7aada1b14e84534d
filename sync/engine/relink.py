"""People at Xero who go by another e-mail now: their links follow, where it is plain who is who."""

from __future__ import annotations

from collections import Counter

from sync.core.keys import plain_name
from sync.core.table import Table
from sync.engine.work import Work
from sync.store import links
from sync.store.links import Parted


def relink(work: Work, table: Table) -> None:
    """Take somebody new for somebody gone: both in one contact, and no third one of that name.

    Only for modules whose records are parts of others, and have no id of their own: this one, or
    one that has a place in common with it.
    """
    for module, _ in table.co_held.values():
        relink(work, work.tables[module])
    for side in table.parts:
        bridge_id, module = work.bridge_id, table.module
        found = links.links_parted(bridge_id=bridge_id, module=module, side=side)
        moves = [one.move for one in _sure(found)]
        if moves:
            with work.held():
                links.links_move(bridge_id=bridge_id, module=module, side=side, moves=moves)


def _sure(found: list[Parted]) -> list[Parted]:
    alike = [one for one in found if plain_name(one.was_called) == plain_name(one.is_called)]
    gone, fresh = (Counter(getattr(one.move, name) for one in alike) for name in ("old", "new"))
    return [one for one in alike if gone[one.move.old] == fresh[one.move.new] == 1]
