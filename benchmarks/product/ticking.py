"""Bridges with a schedule, some of them due: how long it takes until all their runs are queued."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection

from benchmarks.product.company import clean
from sync.core.tables import ORDER
from sync.engine.clock import wake_due
from sync.tasks.clock import enqueue
from syncportal.celery import app

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
A_TENANT = 4  # bridges of the same company
FILL = """
INSERT INTO sync_tenant (public_id, name, timezone, notify_email, created_at)
SELECT gen_random_uuid(), 'Company ' || n, (ARRAY['Europe/London', 'America/New_York',
       'Australia/Sydney', 'UTC'])[n %% 4 + 1], '', now()
FROM generate_series(1, %(tenants)s) n;
INSERT INTO sync_connection (public_id, tenant_id, side, organisation_id, name,
       remote_connection_id, state, lost_because, metadata, connected_at)
SELECT gen_random_uuid(), t.id, side, side || t.id || '-' || n, 'Organisation', '', 'connected',
       '', '{}', now()
FROM sync_tenant t, generate_series(1, %(each)s) n, unnest(ARRAY['zoho', 'xero']) side;
INSERT INTO sync_bridge (public_id, tenant_id, zoho_id, xero_id, fence, created_at)
SELECT gen_random_uuid(), z.tenant_id, z.id, x.id, 0, now()
FROM sync_connection z
JOIN sync_connection x ON z.side = 'zoho' AND x.side = 'xero'
     AND substr(x.organisation_id, 5) = substr(z.organisation_id, 5);
INSERT INTO sync_cursor (bridge_id, side, module, watermark, fetched_at, read_at)
SELECT b.id, side, module, '1', now(), now()
FROM sync_bridge b, unnest(ARRAY['zoho', 'xero']) side, unnest(%(modules)s::text[]) module;
INSERT INTO sync_schedule (bridge_id, is_on, days, times, modes, notify, next_run_at,
       skipped_because, saved_at)
SELECT id, true, ARRAY[0, 1, 2, 3, 4], ARRAY['09:00', '13:00', '17:00']::time[],
       '{"accounts": "both", "products": "both", "invoices": "both"}', '', %(later)s, '', now()
FROM sync_bridge;
"""
DUE = """
UPDATE sync_schedule SET next_run_at = %s
WHERE id IN (SELECT id FROM sync_schedule ORDER BY bridge_id %% 97, id LIMIT %s)
"""


@dataclass(frozen=True, slots=True)
class Ticked:
    """Seconds: until the runs stand in PostgreSQL, and until all are in the queues too."""

    bridges: int
    due: int
    opened: float
    queued: float


def tick_due(bridges: int, due: int, rounds: int) -> Ticked:
    clean()
    _fill(bridges)
    found = [_tick(due) for _ in range(rounds + 1)][1:]  # the first is to warm up
    opened, queued = (median(one[at] for one in found) for at in (0, 1))
    return Ticked(bridges, due, opened, queued)


def _fill(bridges: int) -> None:
    told: dict[str, Any] = {
        "tenants": bridges // A_TENANT,
        "each": A_TENANT,
        "modules": [module.value for module in ORDER],
        "later": NOW + timedelta(hours=4),
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL, told)
        cursor.execute("ANALYZE")


def _tick(due: int) -> tuple[float, float]:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE sync_run CASCADE")
        cursor.execute(DUE, [NOW, due])
    began = time.perf_counter()
    woken = wake_due(NOW)
    opened = time.perf_counter() - began
    enqueue(woken)
    queued = time.perf_counter() - began
    if len(woken) != due or wake_due(NOW):
        raise RuntimeError(f"{len(woken)} of {due} bridges were woken")
    app.control.purge()
    return opened, queued
