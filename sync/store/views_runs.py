"""Read models for History: pages by key, so that the thousandth is as quick as the first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunKind, RunStart, RunState
from sync.models import Bridge, Change, Membership, Question, Record, Run
from sync.store.events import NEWS

if TYPE_CHECKING:
    from django.contrib.auth.models import User

RUNS_A_PAGE = 25
CHANGES_A_PAGE = 50
QUESTIONS_A_PAGE = 100
QUESTIONS_BESIDE = 10  # where the changes are shown too
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    rows: list[M]
    more: bool  # there are rows after these

    @classmethod
    def of(cls, rows: QuerySet[M], size: int) -> Page[M]:
        found = list(rows[: size + 1])
        return cls(found[:size], len(found) > size)


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs are meant: all that fit. `person`: the id of who clicked; 0 for anybody."""

    kind: RunKind | None = None
    state: RunState | None = None
    module: Module | None = None
    start: RunStart | None = None
    person: int = 0

    def of(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        if self.kind:
            runs = runs.filter(kind=self.kind)
        if self.state:
            runs = runs.filter(state=self.state)
        if self.module:
            asked = Q(options__modes__has_key=self.module.value)
            runs = runs.filter(asked | Q(counts__has_key=self.module.value))
        if self.start:
            runs = runs.filter(started_by=self.start)
        return runs.filter(requested_by=self.person) if self.person else runs


ANY = RunFilter()


def people_of(*, bridge: Bridge) -> list[User]:
    """Return who may have started a run: the members of the tenant."""
    seats = Membership.objects.filter(tenant_id=bridge.tenant_id).select_related("user")
    return [seat.user for seat in seats.order_by("user__email")]


def runs_page(
    *, bridge: Bridge, before: UUID | None, asked: RunFilter = ANY, size: int = 0
) -> Page[Run]:
    """Return the newest runs that fit, or those that are older than the run `before`."""
    runs = asked.of(Run.objects.select_related("requested_by").filter(bridge=bridge))
    # News is looked at first; a run of it that turns out to be nothing was never there.
    runs = runs.exclude(scope=NEWS, state__in=[RunState.QUEUED, RunState.RUNNING])
    if before is not None:
        last = (
            Run.objects.filter(bridge=bridge, public_id=before)
            .values_list("created_at", "pk")
            .first()
        )
        if last is not None:
            at, pk = last
            runs = runs.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    return Page.of(runs.order_by("-created_at", "-pk"), size or RUNS_A_PAGE)


def run_for_page(*, bridge: Bridge, public_id: UUID) -> Run | None:
    runs = Run.objects.select_related("requested_by", "bridge")
    return runs.filter(bridge=bridge, public_id=public_id).first()


def changes_page(
    *,
    run: Run,
    states: Collection[ChangeState],
    module: Module | None,
    after: int,
    size: int = 0,
) -> Page[Change]:
    """Return a run's changes by module, then in the order they were planned.

    No states: changes in any of them. `after`: the id of the last change already shown, or 0.
    """
    changes = Change.objects.filter(run=run)
    if states:
        changes = changes.filter(state__in=states)
    if module is not None:
        changes = changes.filter(module=module)
    last = Change.objects.filter(run=run, pk=after).first() if after else None
    if last is not None:
        same = Q(module=last.module, pk__gt=last.pk)
        changes = changes.filter(Q(module__gt=last.module) | same)
    return Page.of(changes.order_by("module", "pk"), size or CHANGES_A_PAGE)


def questions_page(*, run: Run, module: Module | None, size: int) -> Page[Question]:
    """Return what this run was the last to hold."""
    asked = Question.objects.filter(run=run)
    if module is not None:
        asked = asked.filter(module=module)
    return Page.of(asked.order_by("module", "pk"), size)


def titles_of(
    *, bridge_id: int, wanted: Collection[tuple[Side, Module, str]]
) -> dict[tuple[Side, Module, str], str]:
    """Return what people call the records that are named by (side, module, handle)."""
    where = Q(pk__in=[])
    for side, module in {(side, module) for side, module, _ in wanted}:
        handles = [handle for *kind, handle in wanted if kind == [side, module]]
        where |= Q(side=side, module=module, handle__in=handles)
    found = Record.objects.filter(where, bridge_id=bridge_id)
    rows = found.values_list("side", "module", "handle", "title")
    return {(Side(side), Module(module), handle): title for side, module, handle, title in rows}
