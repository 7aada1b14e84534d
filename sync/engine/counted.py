"""What takes long to count: counted once for each state of a bridge's rows, and kept beside them.

Rows of records and links change only in the hands of who has claimed the bridge, and each claim
raises its fence: what was counted under a fence is true while that fence stands. Who moves them
without a claim says so: `moved`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from django.core.cache import cache
from django.utils import timezone

from sync.store.bridges import bridge_at_rest

if TYPE_CHECKING:
    from sync.models import Bridge

T = TypeVar("T")
KEPT = int(timedelta(days=30).total_seconds())
# Two people who open a page at once need not both have it counted.
COUNTING = 30
MOVING = -1  # no fence: counted while somebody was at work
REST = timedelta(seconds=60)  # while a run is at work, every slice raises the fence
SHAPE = 1  # of what is kept: to be raised with a change of any class in it


@dataclass(frozen=True, slots=True)
class Count(Generic[T]):
    """What can be counted of a bridge: what it is called here, and who counts it."""

    name: str
    of: Callable[[int], T]  # the bridge's id -> what there is
    kept: int = KEPT  # seconds


@dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """What was counted, when that was begun, and under which fence."""

    total: T
    fence: int
    at: datetime


def known(bridge: Bridge, count: Count[T]) -> Counted[T] | None:
    """Return what was counted last, however old."""
    name, of_moves = _name(bridge, count), _name_of_moves(bridge)
    found = cache.get_many([name, of_moves])
    if name not in found:
        return None
    total, fence, at = found[name]
    since = of_moves not in found or found[of_moves] < at
    return Counted(total, fence if since else MOVING, at)


def moved(bridge: Bridge) -> None:
    """Have everything counted anew: rows have moved, and the fence has not."""
    cache.set(_name_of_moves(bridge), timezone.now(), KEPT)


def is_stale(last: Counted[T] | None, bridge: Bridge, now: datetime) -> bool:
    """Tell whether it is time to count (again)."""
    if last is None or last.fence == bridge.fence:
        return last is None
    at_work = bridge.lease_until is not None and bridge.lease_until > now
    return not at_work or last.at + REST < now


def recount(bridge: Bridge, count: Count[T]) -> Counted[T] | None:
    """Count anew, unless somebody else is at it, and return what is known then."""
    busy = f"{_name(bridge, count)}:counting"
    if not cache.add(busy, 1, COUNTING):
        return known(bridge, count)
    # Both asked before: what moves from now on has it counted again.
    fence, now = bridge_at_rest(bridge_id=bridge.pk), timezone.now()
    found = Counted(count.of(bridge.pk), MOVING if fence is None else fence, now)
    cache.set(_name(bridge, count), (found.total, found.fence, found.at), count.kept)
    cache.touch(busy, 0)
    return found


def current(bridge: Bridge, count: Count[T]) -> Counted[T] | None:
    """Return what is known, counted anew where that is old. None: somebody else is counting."""
    last = known(bridge, count)
    return recount(bridge, count) if is_stale(last, bridge, timezone.now()) else last


def _name(bridge: Bridge, count: Count[T]) -> str:
    return f"counted:{SHAPE}:{bridge.public_id}:{count.name}"


def _name_of_moves(bridge: Bridge) -> str:
    return f"counted:{SHAPE}:{bridge.public_id}:moved"
