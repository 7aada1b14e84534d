"""Every read and write of Run rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Case, Q, QuerySet, When

from sync.core.records import Mode, Module, Side
from sync.core.states import Notify, RunKind, RunStart, RunState
from sync.core.window import parse
from sync.models import Bridge, Run
from sync.models.run import OPEN
from sync.store.bridges import bridge_claim

FINISHED = [RunState.SUCCEEDED, RunState.PARTLY]
IN_LINE = timedelta(minutes=10)
ONLY = "only"  # begins the scope of a run for a few records: each may wait beside the others
UNREAD = "unread"  # begins the scope of a fetch of what settings want to know more of
APPROVED = "approved"  # the scope of a run that writes what was approved of a preview
BUTTON = "button"  # in a run's options: who pressed 'Sync to Xero' in Zoho CRM, and on what
NAMED = "named"  # in a run's options: what a person calls the record that it is for
UNSHOWN = "unshown"  # in a run's options: what a vendor's listing lacked, in a sentence
UNSEEN = "unseen"  # in a run's options: what the button was pressed on and Zoho does not show
CLICKS = [start for start in RunStart if start.is_waited_for]
CLICKS_FIRST = Case(When(started_by__in=CLICKS, then=0), default=1)
PATIENCE = timedelta(minutes=1)  # so long after a click the other runs give way to it


@dataclass(frozen=True, slots=True)
class Claim:
    run: Run
    fence: int


@dataclass(frozen=True, slots=True)
class Busy:
    """Another run of the same bridge is at work, or goes first."""

    clicked: bool = False  # a person waits for this one


@dataclass(frozen=True, slots=True)
class Over:
    """The run has ended, or never was."""


def run_get(*, bridge: Bridge, public_id: UUID) -> Run | None:
    return Run.objects.filter(bridge=bridge, public_id=public_id).first()


def run_current(*, bridge: Bridge, kind: RunKind) -> Run | None:
    return Run.objects.filter(bridge=bridge, kind=kind, state__in=OPEN).first()


def run_draft(*, bridge: Bridge, options: Mapping[str, object]) -> Run:
    """Return a run that is never kept: for planning what nobody asked to be carried out."""
    return Run(bridge=bridge, kind=RunKind.PREVIEW, options=dict(options))


def run_open(
    *,
    bridge: Bridge,
    kind: RunKind,
    scope: str = "",
    options: Mapping[str, object],
    requested_by: AbstractBaseUser | None,
    started_by: RunStart = RunStart.CLICK,
) -> tuple[Run, bool]:
    """Return the bridge's open run of this kind, and whether this call opened it."""
    by = None if requested_by is None else requested_by.pk
    try:
        with transaction.atomic():
            run = Run.objects.create(
                bridge=bridge,
                kind=kind,
                scope=scope,
                options=dict(options),
                requested_by_id=by,
                started_by=started_by,
            )
    except IntegrityError:
        return Run.objects.get(bridge=bridge, kind=kind, scope=scope, state__in=OPEN), False
    return run, True


def run_take_over(*, run: Run, options: Mapping[str, object], user: AbstractBaseUser) -> bool:
    """Make a click's run of one that the clock opened and nobody has begun."""
    waiting = Run.objects.filter(pk=run.pk, state=RunState.QUEUED, started_by=RunStart.CLOCK)
    return bool(
        waiting.update(
            options=dict(options), requested_by_id=user.pk, started_by=RunStart.CLICK, notify=""
        )
    )


def run_notify(*, run: Run) -> None:
    """Have a mail sent when the run has ended, whatever comes of it."""
    Run.objects.filter(pk=run.pk, state__in=OPEN).update(notify=Notify.ALWAYS)


def run_join(
    *, bridge: Bridge, modes: Mapping[str, str], only: Mapping[str, list[list[str]]]
) -> Run | None:
    """Add these records to a run for a few that has not begun; None where there is none."""
    waiting = Run.objects.select_for_update().filter(
        bridge=bridge, scope__startswith=ONLY, state=RunState.QUEUED, kind=RunKind.SYNC
    )
    waiting = waiting.exclude(started_by=RunStart.BUTTON)
    with transaction.atomic():
        for run in waiting:
            own = run.options["modes"]
            if all(own.get(module, mode) == mode for module, mode in modes.items()):
                for module, ids in only.items():
                    more = [one for one in ids if one not in run.options["only"].get(module, [])]
                    run.options["only"].setdefault(module, []).extend(more)
                run.options["modes"] = {**own, **modes}
                run.save(update_fields=["options"])
                return run
    return None


def run_pressed(*, bridge: Bridge, only: Mapping[str, list[list[str]]]) -> Run | None:
    """Return the run of an earlier press on the same record that has not begun."""
    waiting = Run.objects.filter(bridge=bridge, state=RunState.QUEUED, started_by=RunStart.BUTTON)
    return waiting.filter(options__only=only).first()


def is_clicked(run: Run) -> bool:
    """Tell whether a person started it and waits, here or in Zoho CRM."""
    return RunStart(run.started_by).is_waited_for


def asks_for_all(run: Run) -> bool:
    """Tell whether it is for all records: then all that may have moved is looked at, too."""
    return parse(str(run.options.get("window", "last"))).everything


def is_short(run: Run) -> bool:
    """Tell whether it is a click for a few records, which goes before everything else."""
    return run.scope.startswith(ONLY) and is_clicked(run)


def click_waits(*, run: Run, now: datetime) -> bool:
    """Tell whether this run should let go of its bridge: a click for a few records wants it."""
    if is_short(run):
        return False
    few = Run.objects.filter(
        bridge_id=run.bridge_id, scope__startswith=ONLY, state__in=OPEN, wake_at=None
    )
    return few.filter(started_by__in=CLICKS, created_at__gt=now - PATIENCE).exists()


def run_is_short(*, public_id: UUID) -> bool:
    run = Run.objects.filter(public_id=public_id).first()
    return run is not None and is_short(run)


def runs_open_of(*, bridge: Bridge) -> list[Run]:
    return list(Run.objects.filter(bridge=bridge, state__in=OPEN))


def kinds_at_work(*, bridge: Bridge) -> set[RunKind]:
    """Return the kinds of the runs that are open."""
    kinds = Run.objects.filter(bridge=bridge, state__in=OPEN).values_list("kind", flat=True)
    return {RunKind(kind) for kind in kinds}


def run_unread(*, bridge: Bridge) -> Run | None:
    """Return the fetch of what is unread that has not begun."""
    waiting = Run.objects.filter(bridge=bridge, kind=RunKind.FETCH, state=RunState.QUEUED)
    return waiting.filter(scope__startswith=UNREAD, stop_requested=False).first()


def run_claim(*, public_id: UUID, now: datetime) -> Claim | Busy | Over:
    """Take an open run together with its bridge."""
    run = Run.objects.filter(public_id=public_id, state__in=OPEN).first()
    if run is None:
        return Over()
    waits = click_waits(run=run, now=now)
    fence = None if waits else bridge_claim(bridge_id=run.bridge_id, now=now)
    if fence is None:
        return Busy(clicked=is_short(run))
    Run.objects.filter(pk=run.pk, state=RunState.QUEUED).update(started_at=now)
    Run.objects.filter(pk=run.pk, state__in=OPEN).update(state=RunState.RUNNING, wake_at=None)
    fresh = Run.objects.select_related(
        "bridge__tenant", "bridge__zoho__grant", "bridge__xero__grant"
    ).get(pk=run.pk)
    return Claim(fresh, fence)


def run_save(*, run: Run, fields: list[str]) -> None:
    """Keep these columns of an open run. Called with the bridge held."""
    run.save(update_fields=fields)


def run_should_stop(*, run: Run) -> bool:
    return Run.objects.filter(pk=run.pk, stop_requested=True).exists()


def run_ask_to_stop(*, bridge: Bridge, public_id: UUID) -> bool:
    mine = Run.objects.filter(bridge=bridge, public_id=public_id, state__in=OPEN)
    return bool(mine.update(stop_requested=True))


def run_close(*, run: Run, state: RunState, now: datetime, error: str = "") -> bool:
    """Tell whether it was this call that ended the run."""
    mine = Run.objects.filter(pk=run.pk, state__in=OPEN)
    ended = mine.update(state=state, error=error[:500], ended_at=now, wake_at=None)
    return bool(ended)


def run_drop(*, run: Run) -> None:
    """Forget a run that ended and wrote nothing."""
    Run.objects.filter(pk=run.pk, change=None).exclude(state__in=OPEN).delete()


def run_wait(*, run: Run, until: datetime, error: str) -> None:
    """Put a run aside until then, and say why."""
    mine = Run.objects.filter(pk=run.pk, state__in=OPEN)
    mine.update(wake_at=until, error=error[:500], attempts=run.attempts + 1)


def runs_to_nudge(*, now: datetime, limit: int = 200) -> list[tuple[UUID, bool]]:
    """Claim the open runs that no worker is at and whose wake-up may be lost.

    Returns (public id, started by a click): one for each bridge, a click before the others,
    because only one can have it. A run is nudged once in half a lease; one that the clock opened
    may stand in a long line first.
    """
    rest = timedelta(seconds=settings.LEASE_SECONDS / 2)
    waits_in_line = Q(state=RunState.QUEUED, started_by=RunStart.CLOCK)
    asleep = Q(wake_at=None) | Q(wake_at__lte=now)
    unheld = Q(bridge__lease_until=None) | Q(bridge__lease_until__lt=now)
    rested = (_rested(now - rest) & ~waits_in_line) | (_rested(now - IN_LINE) & waits_in_line)
    due = Run.objects.filter(asleep, unheld, rested, state__in=OPEN)
    firsts = due.order_by("bridge", CLICKS_FIRST, "pk").distinct("bridge")
    with transaction.atomic():
        mine = Run.objects.select_for_update(skip_locked=True, of=("self",))
        due = mine.filter(pk__in=firsts.values("pk"))[:limit]
        found = [(run.pk, run.public_id, is_clicked(run)) for run in due]
        Run.objects.filter(pk__in=[pk for pk, _, _ in found]).update(nudged_at=now)
    return [(public_id, clicked) for _, public_id, clicked in found]


def _rested(since: datetime) -> Q:
    return Q(nudged_at=None, created_at__lt=since) | Q(nudged_at__lt=since)


def module_synced_before(*, bridge_id: int, module: Module) -> bool:
    """Tell whether a synchronization of this module has ever come to its end."""
    ended = _whole_syncs().filter(bridge_id=bridge_id)
    return ended.filter(options__modes__has_key=module.value).exists()


def sync_finished_before(*, bridge: Bridge) -> bool:
    return _whole_syncs().filter(bridge=bridge).exists()


def _whole_syncs() -> QuerySet[Run]:
    """Return the synchronizations that came to their end, without those of a few records."""
    return Run.objects.filter(kind=RunKind.SYNC, scope="", state__in=FINISHED)


def mode_last(*, bridge: Bridge, module: Module) -> Mode:
    """Return which way a module was last synchronized as a whole; both ways where it never was."""
    runs = Run.objects.filter(bridge=bridge, kind=RunKind.SYNC, options__modes__has_key=module)
    runs = runs.exclude(scope__startswith=ONLY)
    options = runs.order_by("-created_at").values_list("options", flat=True).first()
    return Mode(options["modes"][module.value]) if options else Mode.BOTH


def bytes_a_record(*, bridge: Bridge) -> dict[Side, float]:
    """Return how many bytes a record cost on each side when all of that side was fetched last."""
    runs = Run.objects.filter(bridge=bridge, kind=RunKind.FETCH, state__in=FINISHED)
    found: dict[Side, float] = {}
    for run in runs.order_by("-created_at")[:2]:
        sides = [Side(side) for side in run.options.get("sides", ())]
        read = sum(one.get("read", 0) for one in run.counts.values())
        if len(sides) == 1 and read:
            found.setdefault(sides[0], run.received.get(sides[0], 0) / read)
    return {side: size for side, size in found.items() if size}
