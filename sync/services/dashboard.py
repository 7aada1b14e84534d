"""What the Dashboard shows of a bridge and of its tenant's others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from sync.core.answers import Kind
from sync.core.health import Health, Signs, health_of
from sync.core.records import Side
from sync.core.states import RunKind, RunState
from sync.core.words import SIDES
from sync.engine.connect import calls_left
from sync.engine.counted import Counted, current, is_stale, known
from sync.engine.standing import STANDING
from sync.services.drift import Compared, compared_last
from sync.services.guide import Guide, guide_of
from sync.store.schedules import schedule_get
from sync.store.standing import Standing
from sync.store.views import connected_sides
from sync.store.views_dashboard import Day, days_written, overview_of, run_at_work, run_last
from sync.store.views_review import kinds_count

if TYPE_CHECKING:
    from sync.models import Bridge, Run, Schedule

CHART_DAYS = 30
# Of what a person should act on: `WAITING` explains itself, refusals are counted apart.
HELD = [kind for kind in Kind if kind not in (Kind.WAITING, Kind.REFUSED)]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`counted` is what was known last; `is_stale`: it should be counted anew.

    `calls`: of each connected side, how many of how many calls a day are left; None: unknown.
    """

    guide: Guide
    signs: Signs
    health: Health
    kinds: Mapping[Kind, int]
    counted: Counted[Standing] | None
    is_stale: bool
    last_sync: Run | None
    last_fetch: Run | None
    at_work: Run | None
    schedule: Schedule | None
    compared: Compared | None
    days: Sequence[Day]
    calls: Mapping[Side, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another bridge of the same person, in short."""

    bridge: Bridge
    health: Health
    signs: Signs
    last: Run | None


def dashboard_of(*, bridge: Bridge) -> Dashboard:
    now = timezone.now()
    guide = guide_of(bridge=bridge)
    kinds = kinds_count(bridge=bridge)
    counted = known(bridge, STANDING)
    last, at_work = run_last(bridge=bridge, kind=RunKind.SYNC), run_at_work(bridge=bridge)
    signs = Signs(
        synced=guide.ready.synced,
        cut=_cut(bridge),
        last=RunState(last.state) if last else None,
        held=sum(kinds[kind] for kind in HELD),
        refused=kinds[Kind.REFUSED],
        pending=counted.total.pending if counted else None,
        running=at_work is not None,
    )
    return Dashboard(
        guide=guide,
        signs=signs,
        health=health_of(signs),
        kinds=kinds,
        counted=counted,
        is_stale=is_stale(counted, bridge, now),
        last_sync=last,
        last_fetch=run_last(bridge=bridge, kind=RunKind.FETCH),
        at_work=at_work,
        schedule=schedule_get(bridge=bridge),
        compared=compared_last(bridge=bridge),
        days=days_written(bridge=bridge, today=timezone.localdate(), days=CHART_DAYS),
        calls=calls_of(bridge),
    )


def standing_of(*, bridge: Bridge) -> Counted[Standing] | None:
    """Count how the bridge stands, where that is not known already."""
    return current(bridge, STANDING)


def calls_of(bridge: Bridge) -> dict[Side, tuple[int, int] | None]:
    both = {Side.ZOHO: bridge.zoho, Side.XERO: bridge.xero}
    return {side: calls_left(found) for side, found in both.items() if found is not None}


def neighbours_of(*, bridges: Collection[Bridge]) -> list[Neighbour]:
    """Say of each bridge how it is, by two queries for all of them."""
    seen = overview_of(bridges=bridges)
    return [
        _neighbour(each, seen.last.get(each.pk), seen.waiting.get(each.pk, 0)) for each in bridges
    ]


def _neighbour(bridge: Bridge, last: Run | None, waiting: int) -> Neighbour:
    state = RunState(last.state) if last else None
    signs = Signs(synced=last is not None, cut=_cut(bridge), last=state, held=waiting, pending=None)
    return Neighbour(bridge, health_of(signs), signs, last)


def _cut(bridge: Bridge) -> list[str]:
    return [SIDES[side] for side, joined in connected_sides(bridge=bridge).items() if not joined]


def recounted(seen: Dashboard, counted: Counted[Standing]) -> Dashboard:
    """Return the same with what was counted just now."""
    signs = replace(seen.signs, pending=counted.total.pending)
    return replace(seen, counted=counted, is_stale=False, signs=signs, health=health_of(signs))
