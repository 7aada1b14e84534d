"""Where a bridge stands on the way to its first synchronization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from sync.core.guide import Place, Step, places_of
from sync.core.records import Side
from sync.store.setup_steps import Taken, step_take, steps_taken
from sync.store.views import Readiness, readiness_get
from sync.store.views_dashboard import preview_finished_before

if TYPE_CHECKING:
    from sync.models import Bridge


@dataclass(frozen=True, slots=True)
class Guide:
    """`places`: of every step. `fields`: what is known of the portal's fields in the CRM."""

    ready: Readiness
    places: Mapping[Step, Place]
    fields: Taken

    @property
    def is_over(self) -> bool:
        return self.next is None

    @property
    def next(self) -> Step | None:
        return next((step for step, place in self.places.items() if place is Place.NEXT), None)


def guide_of(*, bridge: Bridge) -> Guide:
    ready, taken = readiness_get(bridge=bridge), steps_taken(bridge=bridge)
    done = {
        Step.ZOHO: ready.connected[Side.ZOHO],
        Step.XERO: ready.connected[Side.XERO],
        Step.FIELDS: taken[Step.FIELDS].done,
        Step.MAPPINGS: taken[Step.MAPPINGS].done,
        Step.FETCH: ready.all_fetched,
        Step.PREVIEW: not ready.synced and preview_finished_before(bridge=bridge),
        Step.SYNC: ready.synced,
    }
    return Guide(ready, places_of(done), taken[Step.FIELDS])


def step_pass(*, bridge: Bridge, step: Step, user: AbstractBaseUser | None) -> None:
    """Go past a step: it was looked at, or is to be done without."""
    step_take(bridge=bridge, step=step, user=user, now=timezone.now())
