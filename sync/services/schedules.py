"""What a person may ask of the clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from sync.core.schedule import Timetable, in_words, next_runs
from sync.store import schedules
from sync.store.audit import audit
from sync.store.schedules import Wish

if TYPE_CHECKING:
    from sync.models import Bridge, Schedule, Tenant

SHOWN = 4  # of the next runs


def timetable_of(schedule: Schedule | Wish, tenant: Tenant) -> Timetable:
    days, times = frozenset(schedule.days), tuple(schedule.times)
    return Timetable(days, times, ZoneInfo(tenant.timezone))


def schedule_save(*, bridge: Bridge, wish: Wish, user: AbstractBaseUser) -> None:
    """Keep when and what to synchronize. A time that has just gone by comes again at its next."""
    now = timezone.now()
    coming = next_runs(timetable_of(wish, bridge.tenant), after=now, count=1)
    with transaction.atomic():
        schedules.schedule_save(
            bridge=bridge,
            wish=wish,
            next_run_at=coming[0] if wish.is_on else None,
            user=user,
            now=now,
        )
        how = "on" if wish.is_on else "off"
        audit(tenant=bridge.tenant, user=user, action=f"automatic synchronization {how}")


def next_in_words(schedule: Schedule | Wish | None, tenant: Tenant) -> str:
    """Say when the next runs are: "Mon 23 Nov 09:00, 13:00"; "" if there are none."""
    if schedule is None or not schedule.is_on:
        return ""
    timetable = timetable_of(schedule, tenant)
    return in_words(next_runs(timetable, after=timezone.now(), count=SHOWN), timetable.zone)


def schedules_move(*, tenant: Tenant, now: datetime) -> None:
    """Reckon anew when they fire, after the tenant's time zone changed. In its transaction."""
    for schedule in schedules.schedules_on(tenant=tenant):
        (next_at,) = next_runs(timetable_of(schedule, tenant), after=now, count=1)
        schedules.schedule_move(schedule=schedule, next_run_at=next_at)
