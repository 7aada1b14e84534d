"""What people approved of a preview, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from sync.core.approval import Approved
from sync.core.records import Module, Side
from sync.core.states import ChangeState
from sync.models import Bridge, Change, Question, Run
from sync.store.views_runs import CHANGES_A_PAGE, Page

OPEN = [ChangeState.PREVIEWED, ChangeState.APPROVED]
CHUNK = 500
ENDS = Q(after__has_key="archived") | Q(after__status__in=["DELETED", "VOIDED"])
ACTION = Case(
    When(creates=True, then=Value("create")),
    When(ENDS, then=Value("remove")),
    default=Value("update"),
)


@dataclass(frozen=True, slots=True)
class Picked:
    """Which of a preview's changes are meant: all that fit."""

    module: Module | None = None
    side: Side | None = None
    action: str = ""  # "create", "update", "remove"
    state: ChangeState | None = None
    text: str = ""  # in the title

    def of(self, run: Run) -> QuerySet[Change]:
        found = Change.objects.filter(run=run)
        if self.module:
            found = found.filter(module=self.module)
        if self.side:
            found = found.filter(side=self.side)
        if self.state:
            found = found.filter(state=self.state)
        if self.text:
            found = found.filter(title__icontains=self.text)
        return found.alias(action=ACTION).filter(action=self.action) if self.action else found


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one module on one side."""

    module: Module
    side: Side
    creates: int
    updates: int
    removes: int
    approved: int
    carried: int
    moved: int

    @property
    def total(self) -> int:
        return self.creates + self.updates + self.removes


def approved_of(
    *, run_id: str, bridge_id: int, module: Module, ids: Collection[str]
) -> list[Approved]:
    """Return what was approved of these records, whichever side's ids they are."""
    about = Q(remote_id__in=ids) | Q(source_id__in=ids)
    found = Change.objects.filter(
        about,
        bridge_id=bridge_id,
        module=module,
        run__public_id=run_id,
        state=ChangeState.APPROVED,
    )
    return [
        Approved(Side(one.side), one.remote_id, one.source_id, one.before, one.after)
        for one in found
    ]


def preview_get(*, bridge_id: int, public_id: str) -> Run:
    return Run.objects.get(bridge_id=bridge_id, public_id=public_id)


def picked_page(*, run: Run, picked: Picked, after: int) -> Page[Change]:
    """Return the changes that fit, in the order they would be written. `after`: an id, or 0."""
    return Page.of(picked.of(run).filter(pk__gt=after).order_by("pk"), CHANGES_A_PAGE)


def groups_of(*, run: Run) -> list[Group]:
    """Return a preview's changes, counted by module and side, in the order of the modules."""
    rows = (
        Change.objects.filter(run=run)
        .alias(action=ACTION)
        .values_list("module", "side")
        .annotate(
            creating=Count("pk", filter=Q(action="create")),
            updating=Count("pk", filter=Q(action="update")),
            removing=Count("pk", filter=Q(action="remove")),
            approved=Count("pk", filter=Q(state=ChangeState.APPROVED)),
            carried=Count("pk", filter=Q(state=ChangeState.CARRIED)),
            moved=Count("pk", filter=Q(state=ChangeState.MOVED)),
        )
        .order_by()
    )
    order = list(Module)
    found = [Group(Module(module), Side(side), *counts) for module, side, *counts in rows]
    return sorted(found, key=lambda one: (order.index(one.module), one.side))


def approve(*, run: Run, picked: Picked, yes: bool) -> int:
    """Approve, or not, all that fit; return how many that changed."""
    was, becomes = OPEN if yes else reversed(OPEN)
    return picked.of(run).filter(state=was).update(state=becomes)


def approve_shown(*, run: Run, shown: Collection[int], ticked: Collection[int]) -> None:
    """Let of the changes `shown` on a page just the ticked ones be approved."""
    mine = Change.objects.filter(run=run, pk__in=shown, state__in=OPEN)
    mine.filter(pk__in=ticked).update(state=ChangeState.APPROVED)
    mine.exclude(pk__in=ticked).update(state=ChangeState.PREVIEWED)


def approved_count(*, run: Run) -> int:
    return Change.objects.filter(run=run, state=ChangeState.APPROVED).count()


def runs_for(*, preview: Run) -> QuerySet[Run]:
    """Return the runs that wrote what was approved of this preview."""
    return Run.objects.filter(
        bridge_id=preview.bridge_id, options__approved=str(preview.public_id)
    ).order_by("-created_at")


def approvals_close(*, preview: Run) -> None:
    """Mark as carried what the runs of this preview have written. Done twice, it is the same."""
    landed = Change.objects.filter(
        run__in=runs_for(preview=preview),
        state=ChangeState.LANDED,
        module=OuterRef("module"),
        side=OuterRef("side"),
        source_id=OuterRef("source_id"),
        bridge_id=preview.bridge_id,
    )
    mine = Change.objects.filter(run=preview, state=ChangeState.APPROVED)
    mine.filter(Exists(landed)).update(state=ChangeState.CARRIED)


def approvals_left(*, preview: Run) -> list[Change]:
    """Return some of what was approved and is neither written nor explained."""
    left = Change.objects.filter(run=preview, state=ChangeState.APPROVED)
    return list(left.order_by("pk")[:CHUNK])


def approvals_explain(*, reasons: dict[int, str]) -> None:
    """Say of each of these (by pk) why it was not written."""
    rows = Change.objects.in_bulk(list(reasons))
    for pk, row in rows.items():
        row.state, row.reason = ChangeState.MOVED, reasons[pk]
    Change.objects.bulk_update(rows.values(), ["state", "reason"])


def questions_about(*, bridge_id: int, changes: Collection[Change]) -> dict[int, Question]:
    """Return what holds the records of these changes now, by the change's pk."""
    ids = {one.source_id for one in changes} | {one.remote_id for one in changes}
    ids -= {""}
    held = Question.objects.filter(Q(zoho_id__in=ids) | Q(xero_id__in=ids), bridge_id=bridge_id)
    by_record = {
        (one.module, each): one for one in held for each in (one.zoho_id, one.xero_id) if each
    }
    found = {
        one.pk: by_record.get((one.module, one.source_id))
        or by_record.get((one.module, one.remote_id))
        for one in changes
    }
    return {pk: one for pk, one in found.items() if one is not None}


def bridge_preview(*, bridge: Bridge, public_id: UUID) -> Run | None:
    runs = Run.objects.select_related("requested_by", "bridge")
    return runs.filter(bridge=bridge, public_id=public_id, kind="preview").first()
