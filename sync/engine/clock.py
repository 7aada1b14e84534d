"""The clock: what is due gets its run, in one pass over all bridges, and is due no more.

Where this stops, nothing was done or the runs stand open: what was not told to the queue, the
reaper tells it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache, lru_cache, partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from sync.core.records import Side
from sync.core.schedule import Timetable, next_runs, taking_turns
from sync.core.states import ConnectionState, RunKind, RunStart
from sync.core.tables import ORDER, TABLES
from sync.core.words import SIDES
from sync.engine.work import family
from sync.store.cursors import read_by_bridge
from sync.store.runs_bulk import Opening, runs_open
from sync.store.schedules import Due, Fired, schedules_advance, schedules_lock_due

BATCH = 2_000
STILL_AT_WORK = "The run before was still under way."


@dataclass(frozen=True, slots=True)
class Woken:
    """A run that was opened. `bridge_id` is the public one."""

    run_id: UUID
    bridge_id: UUID


def wake_due(now: datetime) -> list[Woken]:
    """Open a run for each bridge that is due, in an order in which tenants take turns.

    However late this comes, each bridge gets one; a bridge that cannot start is told why instead.
    """
    woken: list[tuple[int, Woken]] = []
    taken = BATCH
    while taken == BATCH:
        taken, more = _wake(now)
        woken += more
    return taking_turns(woken)


@transaction.atomic
def _wake(now: datetime) -> tuple[int, list[tuple[int, Woken]]]:
    """Take the next few: return how many, and (tenant, run) of those that start."""
    due = schedules_lock_due(now=now, limit=BATCH)
    if not due:
        return 0, []
    hindrances = _hindrances(due)
    opened = runs_open(
        kind=RunKind.SYNC,
        started_by=RunStart.CLOCK,
        openings=[_opening(one) for one in due if not hindrances[one.pk]],
    )
    after = cache(partial(_next, now=now))
    fired = [
        Fired(
            one.pk,
            after(one.timezone, tuple(one.days), tuple(one.times)),
            hindrances[one.pk] or ("" if one.bridge_id in opened else STILL_AT_WORK),
        )
        for one in due
    ]
    schedules_advance(fired=fired, now=now)
    return len(due), [
        (one.tenant_id, Woken(opened[one.bridge_id], one.bridge_public_id))
        for one in due
        if one.bridge_id in opened
    ]


def _next(zone: str, days: Sequence[int], times: tuple[time, ...], *, now: datetime) -> datetime:
    timetable = Timetable(frozenset(days), times, ZoneInfo(zone))
    return next_runs(timetable, after=now, count=1)[0]


def _opening(due: Due) -> Opening:
    return Opening(due.bridge_id, {"modes": _read(due.modes), "window": "last"}, due.notify)


def _hindrances(due: Sequence[Due]) -> Mapping[int, str]:
    read = read_by_bridge(bridge_ids=[one.bridge_id for one in due])
    return {one.pk: _hindrance(one, read.get(one.bridge_id, "")) for one in due}


def _hindrance(due: Due, read: str) -> str:
    """Say why a bridge cannot be synchronized now; "" if it can."""
    states = {Side.ZOHO: due.zoho, Side.XERO: due.xero}
    for side, state in states.items():
        if state == ConnectionState.LOST:
            return f"{SIDES[side]} no longer accepts the log-in. Reconnect it in Setup."
        if state != ConnectionState.CONNECTED:
            return f"{SIDES[side]} is not connected. Connect it in Setup."
    return _unread(due.modes, read)


@lru_cache(maxsize=1_000)
def _read(modes: str) -> Mapping[str, str]:
    return dict(json.loads(modes))


@lru_cache(maxsize=1_000)  # most bridges ask for the same, and have fetched everything
def _unread(modes: str, read: str) -> str:
    """Say which side lacks records of these modules (JSON); "" if none does."""
    asked, found = _read(modes), set(read.split())
    needed = family([module for module in ORDER if module in asked], TABLES)
    lacking = [side for side in Side if {f"{side}:{module}" for module in needed} - found]
    sides = " and ".join(SIDES[side] for side in lacking)
    return f"Records of {sides} are to be fetched first, in Settings > Fetch." if sides else ""
