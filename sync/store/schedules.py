"""When bridges are synchronized by themselves: what was saved, what is due, what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection

from sync.core.states import Notify
from sync.models import Schedule, Tenant

if TYPE_CHECKING:
    from sync.models import Bridge

DUE = """
SELECT s.id, s.bridge_id, b.public_id, b.tenant_id, t.timezone, s.days, s.times, s.modes, s.notify,
       coalesce(z.state, ''), coalesce(x.state, '')
FROM sync_schedule s
JOIN sync_bridge b ON b.id = s.bridge_id
JOIN sync_tenant t ON t.id = b.tenant_id
LEFT JOIN sync_connection z ON z.id = b.zoho_id
LEFT JOIN sync_connection x ON x.id = b.xero_id
WHERE s.is_on AND s.next_run_at <= %s
ORDER BY s.next_run_at
LIMIT %s
FOR UPDATE OF s SKIP LOCKED
"""
ADVANCE = """
UPDATE sync_schedule s
SET next_run_at = fired.next_at,
    fired_at = CASE WHEN fired.because = '' THEN %s ELSE s.fired_at END,
    skipped_at = CASE WHEN fired.because = '' THEN NULL ELSE %s END,
    skipped_because = fired.because
FROM jsonb_to_recordset(%s::jsonb) AS fired (id bigint, next_at timestamptz, because text)
WHERE s.id = fired.id
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A schedule whose time has come. `modes` is JSON; `zoho` and `xero` are states, "" if none."""

    pk: int
    bridge_id: int
    bridge_public_id: UUID
    tenant_id: int
    timezone: str
    days: Sequence[int]
    times: Sequence[time]
    modes: str
    notify: str
    zoho: str
    xero: str


@dataclass(frozen=True, slots=True)
class Fired:
    """What came of a schedule. `because`: why it started no run; "" if it did."""

    pk: int
    next_at: datetime
    because: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person saved. `times` are local to the tenant."""

    is_on: bool
    days: Sequence[int]
    times: Sequence[time]
    modes: Mapping[str, str]
    notify: Notify | None


def schedules_lock_due(*, now: datetime, limit: int) -> list[Due]:
    """Take what is due and nobody else has taken, the longest due first. In a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, [now, limit])
        return [Due(*row) for row in cursor.fetchall()]


def schedules_advance(*, fired: Sequence[Fired], now: datetime) -> None:
    """Write down what came of them and when they fire next, in the claim's transaction."""
    rows = [
        {"id": one.pk, "next_at": one.next_at.isoformat(), "because": one.because} for one in fired
    ]
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, [now, now, json.dumps(rows)])


def schedule_get(*, bridge: Bridge) -> Schedule | None:
    return Schedule.objects.select_related("saved_by").filter(bridge=bridge).first()


def schedule_save(
    *,
    bridge: Bridge,
    wish: Wish,
    next_run_at: datetime | None,
    user: AbstractBaseUser,
    now: datetime,
) -> None:
    Schedule.objects.update_or_create(
        bridge=bridge,
        defaults={
            "is_on": wish.is_on,
            "days": list(wish.days),
            "times": list(wish.times),
            "modes": dict(wish.modes),
            "notify": wish.notify or "",
            "next_run_at": next_run_at,
            "skipped_at": None,
            "skipped_because": "",
            "saved_by_id": user.pk,
            "saved_at": now,
        },
    )


def schedules_on(*, tenant: Tenant) -> list[Schedule]:
    """Take the tenant's schedules that are on. In a transaction."""
    mine = Schedule.objects.select_for_update().filter(bridge__tenant=tenant, is_on=True)
    return list(mine.order_by("pk"))


def schedule_move(*, schedule: Schedule, next_run_at: datetime) -> None:
    Schedule.objects.filter(pk=schedule.pk).update(next_run_at=next_run_at)
