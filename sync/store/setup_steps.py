"""The guide's steps that only a person's word completes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from sync.core.guide import Step
from sync.models import Bridge, SetupStep

LOST_AFTER = timedelta(minutes=5)  # a worker that has not come back until then never will


@dataclass(frozen=True, slots=True)
class Taken:
    """What is known of a step. `begun_at`: somebody is at it since."""

    done: bool = False
    begun_at: datetime | None = None
    report: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


def steps_taken(*, bridge: Bridge) -> dict[Step, Taken]:
    rows = SetupStep.objects.filter(bridge=bridge)
    found = {row.step: Taken(row.done, row.begun_at, row.report, row.at) for row in rows}
    return {step: found.get(step.value, Taken()) for step in Step}


def step_take(*, bridge: Bridge, step: Step, user: AbstractBaseUser | None, now: datetime) -> None:
    """Note that somebody is through with a step, or goes on without it."""
    by = None if user is None else user.pk
    SetupStep.objects.update_or_create(
        bridge=bridge, step=step, defaults={"done": True, "by_id": by, "at": now}
    )


def step_claim(*, bridge: Bridge, step: Step, now: datetime) -> bool:
    """Begin what a worker is to do, unless one is at it."""
    row, _ = SetupStep.objects.get_or_create(bridge=bridge, step=step)
    free = SetupStep.objects.filter(pk=row.pk, begun_at=None)
    lost = SetupStep.objects.filter(pk=row.pk, begun_at__lt=now - LOST_AFTER)
    return bool((free | lost).update(begun_at=now))


def step_report(
    *, bridge_id: int, step: Step, report: Mapping[str, Any], done: bool, now: datetime
) -> None:
    """Keep what a worker has found. What was done once stays done."""
    mine = SetupStep.objects.filter(bridge_id=bridge_id, step=step)
    mine.update(report=dict(report), begun_at=None, at=now)
    if done:
        mine.update(done=True)
