"""Bridges with a schedule, some of them due: how long it takes until all their runs are queued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from statistics import median
from time import perf_counter, process_time

from django.db import connection

from benchmarks.product.company import clean
from sync.core.records import Side
from sync.core.tables import ORDER
from sync.engine.clock import wake_due
from sync.models import Bridge, Connection, Cursor, Schedule, Tenant
from sync.tasks.clock import enqueue
from syncportal.celery import app

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONES = ("Europe/London", "America/New_York", "Australia/Sydney", "UTC")
A_TENANT = 4  # bridges of the same company
DUE = """
UPDATE sync_schedule SET next_run_at = %s
WHERE id IN (SELECT id FROM sync_schedule ORDER BY bridge_id %% 97, id LIMIT %s)
"""


@dataclass(frozen=True, slots=True)
class Ticked:
    """Seconds: until the runs stand in PostgreSQL, and until all are in the queues too.

    `cpu`: of the process that ticks, for all of it.
    """

    bridges: int
    due: int
    opened: float
    queued: float
    cpu: float


def tick_due(bridges: int, due: int, rounds: int) -> Ticked:
    clean()
    _fill(bridges)
    found = [_tick(due) for _ in range(rounds + 1)][1:]  # the first is to warm up
    return Ticked(bridges, due, *(median(one[at] for one in found) for at in range(3)))


def _fill(bridges: int) -> None:
    """Make companies with four bridges each: connected, fetched, and due later."""
    tenants = Tenant.objects.bulk_create(
        Tenant(name=f"Company {n}", timezone=ZONES[n % len(ZONES)])
        for n in range(bridges // A_TENANT)
    )
    sides = {side: _connections(tenants, side) for side in Side}
    made = Bridge.objects.bulk_create(
        Bridge(tenant_id=zoho.tenant_id, zoho=zoho, xero=xero)
        for zoho, xero in zip(sides[Side.ZOHO], sides[Side.XERO], strict=True)
    )
    Schedule.objects.bulk_create(_schedule(bridge) for bridge in made)
    Cursor.objects.bulk_create(
        (
            Cursor(bridge=bridge, side=side, module=module, fetched_at=NOW, read_at=NOW)
            for bridge in made
            for side in Side
            for module in ORDER
        ),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _connections(tenants: Sequence[Tenant], side: Side) -> list[Connection]:
    return Connection.objects.bulk_create(
        Connection(
            tenant=tenant,
            side=side,
            organisation_id=f"{side}-{tenant.pk}-{number}",
            name="Organisation",
            connected_at=NOW,
        )
        for tenant in tenants
        for number in range(A_TENANT)
    )


def _schedule(bridge: Bridge) -> Schedule:
    return Schedule(
        bridge=bridge,
        is_on=True,
        days=[0, 1, 2, 3, 4],
        times=[time(9), time(13), time(17)],
        modes={"accounts": "both", "products": "both", "invoices": "both"},
        next_run_at=NOW + timedelta(hours=4),
        saved_at=NOW,
    )


def _tick(due: int) -> tuple[float, float, float]:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE sync_run CASCADE")
        cursor.execute(DUE, [NOW, due])
        cursor.execute("VACUUM ANALYZE sync_schedule")
    began, cpu = perf_counter(), process_time()
    woken = wake_due(NOW)
    opened = perf_counter() - began
    enqueue(woken)
    queued, cpu = perf_counter() - began, process_time() - cpu
    if len(woken) != due or wake_due(NOW):
        raise RuntimeError(f"{len(woken)} of {due} bridges were woken")
    app.control.purge()
    return opened, queued, cpu
