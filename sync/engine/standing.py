"""How a bridge stands, counted once for each state of its rows and kept beside them.

Rows of records and links change only in the hands of who has claimed the bridge, and each claim
raises its fence: what was counted under a fence is true while that fence stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from sync.core.records import Module
from sync.core.table import Table
from sync.core.tables import TABLES
from sync.store.bridges import bridge_at_rest
from sync.store.standing import Standing, standing_count

if TYPE_CHECKING:
    from sync.models import Bridge

KEPT = int(timedelta(days=30).total_seconds())
# Two people who open a page at once need not both have it counted.
COUNTING = 30
MOVING = -1  # no fence: counted while somebody was at work
REST = timedelta(seconds=60)  # while a run is at work, every slice raises the fence


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, when, and under which fence."""

    total: Standing
    fence: int
    at: datetime


def standing_known(bridge_id: int) -> Counted | None:
    """Return what was counted last, however old."""
    known = cache.get(_name(bridge_id))
    if known is None:
        return None
    agreed, pending, resting, fence, at = known
    return Counted(Standing(agreed, pending, resting), fence, at)


def is_stale(known: Counted | None, bridge: Bridge, now: datetime) -> bool:
    """Tell whether it is time to count (again)."""
    if known is None or known.fence == bridge.fence:
        return known is None
    at_work = bridge.lease_until is not None and bridge.lease_until > now
    return not at_work or known.at + REST < now


def standing_refresh(bridge_id: int, tables: Mapping[Module, Table] = TABLES) -> Counted | None:
    """Count anew, unless somebody else is at it, and return what is known then."""
    if not cache.add(f"{_name(bridge_id)}:counting", 1, COUNTING):
        return standing_known(bridge_id)
    # Asked before: what moves from now on has it counted again.
    fence = bridge_at_rest(bridge_id=bridge_id)
    fence = MOVING if fence is None else fence
    total = Standing()
    for table in tables.values():
        total += standing_count(bridge_id=bridge_id, table=table)
    now = timezone.now()
    kept = (total.agreed, total.pending, total.resting, fence, now)
    cache.set(_name(bridge_id), kept, KEPT)
    cache.touch(f"{_name(bridge_id)}:counting", 0)
    return Counted(total, fence, now)


def _name(bridge_id: int) -> str:
    return f"standing:{bridge_id}"
