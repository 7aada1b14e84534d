"""A slice of a run: claim, go on, put aside or close. Every failure becomes a state here, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

import structlog
from django.conf import settings
from django.utils import timezone

from connectors.base import Connector
from connectors.errors import ConnectorError, ReauthorizationRequired, TransientError
from sync.core.forecast import LATEST
from sync.core.records import Side
from sync.core.states import RunState
from sync.engine.brake import Braked
from sync.engine.ending import end, end_logged_out
from sync.engine.facts import lexicon_of, tables_of
from sync.engine.named import NotFound
from sync.engine.recover import recover
from sync.engine.steps import Step, first_act, steps_of
from sync.engine.work import GivesWay, Work
from sync.store import bridges, runs
from sync.store.rules import rules_get
from sync.store.subscriptions import look_planned, looked
from sync.store.tally import run_tally

if TYPE_CHECKING:
    from sync.models import Run

log = structlog.get_logger(__name__)

DEFAULT_WAIT = 15.0  # seconds, doubled with every attempt that gets nowhere
LONGEST_WAIT = 900.0
ATTEMPTS = 10
BUSY_WAIT = 2.0
CLICK_WAIT = 0.25  # of a click, for the slice at work to let go of the bridge
FIRST_SLICE = 3.0  # seconds, on the queue that clicks share


@dataclass(frozen=True, slots=True)
class Finished:
    """The run has ended, or there was nothing to do."""


@dataclass(frozen=True, slots=True)
class Later:
    """There is more to do, not before so many seconds."""

    seconds: float = 0.0


Outcome: TypeAlias = Finished | Later
Connect: TypeAlias = Callable[
    ..., Mapping[Side, Connector]
]  # (bridge, sides=, interactive=, thorough=)


def execute(public_id: UUID, connect: Connect) -> Outcome:
    """Do one slice of a run."""
    claim = runs.run_claim(public_id=public_id, now=timezone.now())
    match claim:
        case runs.Over():
            return Finished()
        case runs.Busy(clicked=clicked):
            return Later(CLICK_WAIT if clicked else BUSY_WAIT)
        case runs.Claim(run=run, fence=fence):
            try:
                return _slice(run, fence, connect)
            except bridges.Fenced:
                log.warning("run.fenced", run=str(public_id))
                return Finished()  # the worker that took over goes on
            finally:
                bridges.bridge_release(bridge_id=run.bridge_id, fence=fence)


def _slice(run: Run, fence: int, connect: Connect) -> Outcome:
    try:
        return _go_on(_work(run, fence, connect))
    except GivesWay:
        return Later()
    except TransientError as exc:
        return _put_aside(run, exc)
    except ReauthorizationRequired as exc:
        end_logged_out(run, exc)
        return _ended(run, RunState.FAILED, exc.message)
    except Braked as exc:
        return _end(run, RunState.BRAKED, exc.sentence)
    except NotFound as exc:
        return _end(run, RunState.FAILED, exc.sentence)
    except ConnectorError as exc:
        log.warning("run.failed", run=str(run.public_id), error=exc.message)
        return _end(run, RunState.FAILED, exc.message)


def _work(run: Run, fence: int, connect: Connect) -> Work:
    bridge = run.bridge
    kept = rules_get(bridge_id=bridge.pk)
    choices = kept.choices
    return Work(
        run=run,
        fence=fence,
        connectors=connect(
            bridge,
            sides=[Side(side) for side in run.options.get("sides", Side)],
            interactive=runs.is_clicked(run),
            thorough=runs.asks_for_all(run),
        ),
        tables=tables_of(bridge, choices),
        lexicon=lexicon_of(bridge, choices),
        choices=choices,
        ends=time.monotonic() + _seconds(run),
        rules=kept.version,
    )


def _seconds(run: Run) -> float:
    """Return how long a slice may be. The first one is short: clicks wait behind it."""
    whole = float(settings.SLICE_SECONDS)
    return whole if run.step or runs.is_short(run) else min(FIRST_SLICE, whole)


def _go_on(work: Work) -> Outcome:
    """Take the steps that are left, until the time of this slice is over."""
    run = work.run
    recover(work)
    steps = steps_of(work)
    while run.step < len(steps):
        if runs.run_should_stop(run=run):
            return _end(run, RunState.STOPPED, "Stopped by hand. What was written stays written.")
        if not steps[run.step](work):
            return Later()
        run.step += 1
        with work.held():
            work.keep("step", "place")
    if doubt := recover(work):
        return _put_aside(run, _Doubt(doubt))
    if _doubted(work):
        return _once_more(work, steps)
    unshown = run.options.get(runs.UNSHOWN, "")
    return _end(run, RunState.PARTLY if unshown or _is_partly(run) else RunState.SUCCEEDED, unshown)


def _doubted(work: Work) -> bool:
    """Tell whether an answer of this run was lost since it last planned."""
    return bool(work.run.options.get("doubted"))


def _once_more(work: Work, steps: Sequence[Step]) -> Outcome:
    """Settle again: what was not found is still to be written, and may have kept others waiting."""
    run = work.run
    run.options = {**run.options, "doubted": False}
    run.step, run.place = first_act(steps), {}
    run_tally(run=run)
    with work.held():
        work.keep("step", "place", "options")
    return Later()


class _Doubt(TransientError):
    def __init__(self, seconds: float) -> None:
        super().__init__(
            "An answer was lost. We look whether the change arrived before we end this run.",
            retry_after=seconds + 1,
        )


def _is_partly(run: Run) -> bool:
    return any(one["held"] or one["refused"] for one in run.counts.values())


def _is_quiet(run: Run, state: RunState) -> bool:
    """Tell whether news came to nothing, as that of our own writes does: not worth a line."""
    if not run.options.get("news") or state not in (RunState.SUCCEEDED, RunState.PARTLY):
        return False
    told = ("planned", "held", "refused") if run.options["only"] else ("planned",)
    return not any(one[name] for one in run.counts.values() for name in told)


def _put_aside(run: Run, exc: TransientError) -> Outcome:
    """Go on later: when the vendor said, or after a wait that grows while nothing moves."""
    if run.attempts >= ATTEMPTS and exc.retry_after is None:
        return _end(run, RunState.FAILED, exc.message)
    seconds = exc.retry_after or min(DEFAULT_WAIT * 2**run.attempts, LONGEST_WAIT)
    runs.run_wait(run=run, until=timezone.now() + timedelta(seconds=seconds), error=exc.message)
    return Later(seconds)


def _end(run: Run, state: RunState, error: str) -> Outcome:
    end(run, state, error)
    return _ended(run, state, error)


def _ended(run: Run, state: RunState, error: str) -> Outcome:
    log.info("run.ended", run=str(run.public_id), state=state, error=error)
    quiet = _is_quiet(run, state)
    if run.options.get("look"):
        looked(bridge_id=run.bridge_id, in_vain=quiet)
        if state in (RunState.BRAKED, RunState.FAILED):  # not to be said again every few minutes
            look_planned(bridge_id=run.bridge_id, look_at=timezone.now() + LATEST)
    if quiet:
        runs.run_drop(run=run)
    return Finished()
