"""How a bridge stands, of all modules together."""

from __future__ import annotations

from sync.core.tables import TABLES
from sync.engine.counted import Count
from sync.store.standing import Standing, standing_count


def _count(bridge_id: int) -> Standing:
    total = Standing()
    for table in TABLES.values():
        total += standing_count(bridge_id=bridge_id, table=table)
    return total


STANDING = Count("standing", _count)
