"""Read models for the Dashboard: a handful of queries, whatever the bridge holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Max, Q

from sync.core.states import RunKind, RunState
from sync.core.verdicts import Why
from sync.models import Bridge, Question, Run
from sync.models.run import OPEN
from sync.store.runs import FINISHED, ONLY

# What each run wrote stands in its own row: a month of runs is added up without their changes.
DAYS = """
SELECT (r.created_at AT TIME ZONE %(zone)s)::date,
       sum(coalesce((c.value->>'written')::int, 0)),
       sum(coalesce((c.value->>'refused')::int, 0))
FROM sync_run r, jsonb_each(r.counts) c
WHERE r.bridge_id = %(bridge)s AND r.created_at >= %(since)s AND r.kind <> 'preview'
GROUP BY 1
"""
ENDED = [state for state in RunState if not state.is_open and state is not RunState.STOPPED]


@dataclass(frozen=True, slots=True)
class Day:
    """What the runs that began on a day have written, and what vendors refused."""

    day: date
    written: int
    refused: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A bridge beside the others of its tenant: how its last run ended, and what waits."""

    last: Mapping[int, Run]
    waiting: Mapping[int, int]


def run_last(*, bridge: Bridge, kind: RunKind) -> Run | None:
    """Return the last run of this kind that came to an end; not those for a few records."""
    runs = Run.objects.filter(bridge=bridge, kind=kind, state__in=ENDED)
    return runs.exclude(scope__startswith=ONLY).order_by("-created_at", "-pk").first()


def run_at_work(*, bridge: Bridge) -> Run | None:
    return Run.objects.filter(bridge=bridge, state__in=OPEN).order_by("pk").first()


def preview_finished_before(*, bridge: Bridge) -> bool:
    return Run.objects.filter(bridge=bridge, kind=RunKind.PREVIEW, state__in=FINISHED).exists()


def days_written(*, bridge: Bridge, today: date, days: int) -> list[Day]:
    """Return the last days up to `today`, oldest first, in the tenant's own time zone."""
    zone = ZoneInfo(bridge.tenant.timezone)
    first = today - timedelta(days=days - 1)
    since = datetime.combine(first, datetime.min.time(), zone)
    with connection.cursor() as cursor:
        cursor.execute(DAYS, {"bridge": bridge.pk, "zone": str(zone), "since": since})
        found = {day: (written, refused) for day, written, refused in cursor.fetchall()}
    every = (first + timedelta(days=number) for number in range(days))
    return [Day(day, *found.get(day, (0, 0))) for day in every]


def overview_of(*, bridges: Collection[Bridge]) -> Overview:
    """Tell of each bridge how its last sync ended and how much waits: two queries for all."""
    ids = [bridge.pk for bridge in bridges]
    ended = Q(kind=RunKind.SYNC, state__in=ENDED) & ~Q(scope__startswith=ONLY)
    last = Run.objects.filter(ended, bridge_id__in=ids).values("bridge").annotate(latest=Max("pk"))
    runs = Run.objects.in_bulk([row["latest"] for row in last])
    asks = [why for why in Why if why.asks]
    asked = Question.objects.filter(bridge_id__in=ids, why__in=asks).values_list("bridge")
    return Overview(
        {run.bridge_id: run for run in runs.values()}, dict(asked.annotate(n=Count("pk")))
    )
