"""What Settings > Fetch shows of each module. Its counts take long, and may be those of before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from sync.engine.counted import Count, Counted, current, is_stale, known
from sync.store.views import FoundCounts, ModuleFound, found_count, modules_found

if TYPE_CHECKING:
    from sync.models import Bridge

FOUND: Count[FoundCounts] = Count("found", found_count)


@dataclass(frozen=True, slots=True)
class Found:
    """`is_stale`: the counts should be made anew."""

    rows: Sequence[ModuleFound]
    is_stale: bool


def found_known(*, bridge: Bridge) -> Found:
    """Return what was counted last: at once, however much there is."""
    if not bridge.fence:  # nobody has ever worked on it
        return Found(modules_found(bridge=bridge, counts=FoundCounts({}, {})), is_stale=False)
    last = known(bridge, FOUND)
    return _found(bridge, last, stale=is_stale(last, bridge, timezone.now()))


def found_now(*, bridge: Bridge) -> Found:
    """Count where that is not known already."""
    counted = current(bridge, FOUND)
    return _found(bridge, counted, stale=counted is None)


def _found(bridge: Bridge, counted: Counted[FoundCounts] | None, *, stale: bool) -> Found:
    return Found(modules_found(bridge=bridge, counts=counted.total if counted else None), stale)
