"""What a run and its numbers are called on a page. Words only: nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone

from sync.core.cost import seconds_left
from sync.core.records import Mode, Module, Side
from sync.core.states import ChangeState, RunKind, RunStart, RunState
from sync.core.tables import TABLES
from sync.core.window import in_words, parse
from sync.core.words import SIDES

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from sync.models import Run

MODES = {
    Mode.XERO_TO_CRM: "Xero to CRM",
    Mode.CRM_TO_XERO: "CRM to Xero",
    Mode.BOTH: "Both Way",
}
KINDS = {
    RunKind.FETCH: "Fetch",
    RunKind.SYNC: "Synchronization",
    RunKind.PREVIEW: "Preview",
    RunKind.UNDO: "Undo",
}
# Label, Tabler's colour, icon: a state is never told by its colour alone.
STATES = {
    RunState.QUEUED: ("Waiting", "secondary", "clock"),
    RunState.WAITING: ("Paused", "secondary", "clock"),
    RunState.RUNNING: ("Running", "blue", "refresh"),
    RunState.SUCCEEDED: ("Done", "green", "circle-check"),
    RunState.PARTLY: ("Needs attention", "orange", "alert-triangle"),
    RunState.FAILED: ("Failed", "red", "alert-circle"),
    RunState.STOPPED: ("Stopped", "secondary", "player-stop"),
    RunState.BRAKED: ("Waits for your word", "orange", "alert-triangle"),
}
STARTS = {
    RunStart.CLOCK: "schedule",
    RunStart.EVENT: "a change at a vendor",
    RunStart.COMMAND: "a command",
}
CHANGES = {
    ChangeState.PREVIEWED: ("Would be written", "blue"),
    ChangeState.APPROVED: ("Approved", "green"),
    ChangeState.CARRIED: ("Written", "green"),
    ChangeState.MOVED: ("Moved meanwhile", "orange"),
    ChangeState.PLANNED: ("Not sent yet", "secondary"),
    ChangeState.SENT: ("Being sent", "blue"),
    ChangeState.LANDED: ("Written", "green"),
    ChangeState.REFUSED: ("Refused", "red"),
    ChangeState.UNKNOWN: ("Outcome unknown", "orange"),
    ChangeState.HELD: ("Waits for you", "orange"),
    ChangeState.MOOT: ("Not carried out", "secondary"),
}
COUNTS = ("read", "unchanged", "planned", "written", "held", "refused", "unknown")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a run counted, of one module or in all."""

    label: str
    module: str = ""
    mode: str = ""
    read: int = 0
    unchanged: int = 0
    planned: int = 0
    written: int = 0
    held: int = 0
    refused: int = 0
    unknown: int = 0

    @property
    def failed(self) -> int:
        return self.refused + self.unknown

    @property
    def settled(self) -> int:
        """How many of the planned writes have had an answer."""
        return min(self.planned, self.written + self.refused)


@dataclass(frozen=True, slots=True)
class RunWords:
    run: Run
    kind: str
    state: str
    tone: str
    icon: str
    sentence: str
    asked: str  # the window, or the sides
    by: str
    modules: tuple[Numbers, ...]
    total: Numbers
    calls: str
    took: str
    rest: str  # how long what is planned so far still takes; "" while that is not known
    is_open: bool
    plans: bool  # a fetch does not


def run_words(run: Run) -> RunWords:
    state, kind = RunState(run.state), RunKind(run.kind)
    label, tone, icon = STATES[state]
    modules = _modules(run)
    total = Numbers("All", **{name: sum(getattr(one, name) for one in modules) for name in COUNTS})
    return RunWords(
        run=run,
        kind=KINDS[kind],
        state=label,
        tone=tone,
        icon=icon,
        sentence=_sentence(run, state, total),
        asked=_asked(run.options),
        by=started_by(run),
        modules=modules,
        total=total,
        calls=calls_words(run.calls),
        took=took(run.started_at, run.ended_at),
        rest=_rest(run, total) if state.is_open else "",
        is_open=state.is_open,
        plans=kind is not RunKind.FETCH,
    )


def started_by(run: Run) -> str:
    """Say who or what started a run, as it follows the word "by"."""
    if run.started_by == RunStart.BUTTON:
        by = run.options.get("button", {}).get("by")
        return f"{by} in Zoho CRM" if by else "the button in Zoho CRM"
    return STARTS.get(RunStart(run.started_by)) or person(run.requested_by)


def person(user: User | None) -> str:
    return (user.get_full_name() or user.email or user.username) if user else "The portal"


def calls_words(calls: Mapping[str, int]) -> str:
    """Say the requests sent: "12 to Zoho CRM, 3 to Xero"."""
    said = [f"{intcomma(calls[side])} to {SIDES[side]}" for side in Side if calls.get(side)]
    return ", ".join(said) or "none"


def _rest(run: Run, total: Numbers) -> str:
    """Say how long the rest takes at the pace so far: "about 2 min 10 s"."""
    if run.started_at is None or run.wake_at is not None:
        return ""
    gone = timezone.now() - run.started_at
    left = seconds_left(total.settled, total.planned, gone.total_seconds())
    return f"about {took(run.started_at, run.started_at + timedelta(seconds=left))}" if left else ""


def took(start: datetime | None, end: datetime | None) -> str:
    """Say how long it took: "4 s", "2 min 10 s", "1 h 5 min"; "" while it is not over."""
    if start is None or end is None:
        return ""
    seconds = max(round((end - start) / timedelta(seconds=1)), 1)
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"


def records(number: int) -> str:
    return f"{intcomma(number)} record{'' if number == 1 else 's'}"


def _modules(run: Run) -> tuple[Numbers, ...]:
    modes: Mapping[str, str] = run.options.get("modes", {})
    named = [module for module in TABLES if module in run.counts or module in modes]
    return tuple(_numbers(module, run.counts.get(module, {}), modes) for module in named)


def _numbers(module: Module, counts: Mapping[str, int], modes: Mapping[str, str]) -> Numbers:
    known = {name: counts[name] for name in COUNTS if name in counts}
    mode = MODES[Mode(modes[module])] if module in modes else ""
    return Numbers(TABLES[module].label, module.value, mode, **known)


def _asked(options: Mapping[str, Any]) -> str:
    if "button" in options:
        return f"One {TABLES[Module(options['button']['module'])].one}, by 'Sync to Xero'"
    if options.get("news"):
        return "What was announced"
    if "only" in options:
        few = f"Only {records(sum(len(ids) for ids in options['only'].values()))}"
        return f"The one called {options['named']}" if "named" in options else few
    if "undo" in options:
        return "What a run has written"
    if "window" in options:
        return in_words(parse(str(options["window"])))
    if "unread" in options:
        return "What changed settings ask for"
    return " and ".join(SIDES[Side(side)] for side in options.get("sides", ())) or "Both sides"


def _sentence(run: Run, state: RunState, total: Numbers) -> str:
    match state:
        case _ if state.is_open and run.stop_requested:
            return "Stopping. What has been sent to a vendor is brought to its end first."
        case _ if state.is_open and run.wake_at:
            return f"Paused, and goes on by itself. {run.error}".strip()
        case RunState.QUEUED:
            return "Waiting for its turn. It starts within seconds."
        case RunState.RUNNING | RunState.WAITING:
            return "At work. You may leave this page: it goes on without you."
        case RunState.STOPPED:
            return "Stopped by a person. What was written stays; the next run goes on from here."
        case RunState.FAILED | RunState.BRAKED:
            return run.error or "It could not be finished."
        case _:
            return f"{_ended_well(run, total)} {run.error}".strip()


def _undone(total: Numbers) -> str:
    waiting = total.held + total.failed
    stays = f" {records(waiting)} could not: each says why." if waiting else ""
    return f"{records(total.written)} taken back.{stays}"


def _ended_well(run: Run, total: Numbers) -> str:
    if run.kind == RunKind.FETCH:
        return f"{records(total.read)} read."
    if run.kind == RunKind.UNDO:
        return _undone(total)
    if run.kind == RunKind.PREVIEW:
        return f"{records(total.planned)} would be written. Nothing was."
    waiting = total.held + total.failed
    if waiting:
        return f"{records(waiting)} held or refused: each says why."
    return "Both sides agree." if not total.written else f"{records(total.written)} written."
