"""What a run has written, and what its undo has done about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from sync.core.answers import Answer as Said
from sync.core.answers import Choice
from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunKind
from sync.models import Bridge, Change, Run
from sync.store.answers import Given, answers_keep
from sync.store.journal import Entry, changes_enter

STAYS = "stays"  # the code of a note on what cannot go back
REMOVES = Q(after__has_key="archived") | Q(after__status__in=["DELETED", "VOIDED"])


def records_written(
    *, run_id: str, bridge_id: int, module: Module, side: Side, after: str, limit: int
) -> list[str]:
    """Return the ids of the records of a side that a run has written, from one on, in order."""
    landed = Change.objects.filter(
        run__public_id=run_id,
        bridge_id=bridge_id,
        module=module,
        side=side,
        state=ChangeState.LANDED,
        remote_id__gt=after,
    )
    ids = landed.order_by("remote_id").values_list("remote_id", flat=True).distinct()
    return list(ids[:limit])


def changes_landed(
    *, run_id: str, bridge_id: int, module: Module, side: Side, ids: Collection[str]
) -> list[Change]:
    """Return what a run has written of these records, in order."""
    landed = Change.objects.filter(
        bridge_id=bridge_id,
        module=module,
        remote_id__in=ids,
        run__public_id=run_id,
        side=side,
        state=ChangeState.LANDED,
    )
    return list(landed.order_by("pk"))


def written_count(*, run: Run) -> int:
    return Change.objects.filter(run=run, state=ChangeState.LANDED).count()


def modules_written(*, run: Run) -> list[Module]:
    landed = Change.objects.filter(run=run, state=ChangeState.LANDED)
    found = set(landed.order_by().values_list("module", flat=True).distinct())
    return [module for module in Module if module in found]


def undo_of(*, run: Run) -> Run | None:
    """Return the last run that took this one back, whatever came of it."""
    runs = Run.objects.filter(
        bridge_id=run.bridge_id, kind=RunKind.UNDO, options__undo=str(run.public_id)
    )
    return runs.order_by("-created_at").first()


def removals_sent(*, run: Run, module: Module, side: Side, ids: Collection[str]) -> set[str]:
    """Return which of these records this run has told the vendor to end, answered or not."""
    mine = Change.objects.filter(REMOVES, run=run, module=module, side=side, remote_id__in=ids)
    sent = mine.exclude(sent_at=None).exclude(state=ChangeState.REFUSED)
    return set(sent.values_list("remote_id", flat=True))


def removals_landed(*, run: Run, module: Module, side: Side, ids: Collection[str]) -> set[str]:
    mine = Change.objects.filter(REMOVES, run=run, module=module, side=side, remote_id__in=ids)
    return set(mine.filter(state=ChangeState.LANDED).values_list("remote_id", flat=True))


def leave_alone(
    *, run: Run, module: Module, side: Side, titles: Mapping[str, str], now: datetime
) -> None:
    """Let these records be left alone from now on, in the name of who took the run back."""
    given = [
        Given(
            module,
            Said(
                Choice.IGNORE,
                zoho_id=each if side is Side.ZOHO else "",
                xero_id=each if side is Side.XERO else "",
            ),
            title,
        )
        for each, title in titles.items()
    ]
    if given:
        bridge = Bridge.objects.get(pk=run.bridge_id)
        answers_keep(bridge=bridge, by=run.requested_by, given=given, now=now)


def noted(*, run: Run, module: Module, side: Side, ids: Collection[str]) -> set[str]:
    notes = Change.objects.filter(run=run, module=module, side=side, remote_id__in=ids, code=STAYS)
    return set(notes.values_list("remote_id", flat=True))


def notes_enter(
    *, run: Run, entries: Sequence[Entry], reasons: Sequence[str], now: datetime
) -> None:
    """Write down what was not done, each with its reason."""
    rows = changes_enter(run=run, entries=entries, state=ChangeState.MOOT)
    for row, reason in zip(rows, reasons, strict=True):
        row.code, row.reason, row.answered_at = STAYS, reason, now
    Change.objects.bulk_update(rows, ["code", "reason", "answered_at"])
