"""What a mail says, in words for a bookkeeper. How it looks is for templates/email."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sync.core.mails import MailKind
from sync.core.records import Module, Side
from sync.core.states import RunStart, RunState
from sync.core.tables import ORDER, TABLES
from sync.core.team import INVITED_FOR
from sync.core.words import SIDES

STARTS = {
    RunStart.CLOCK.value: "the schedule",
    RunStart.EVENT.value: "a change at a vendor",
    RunStart.COMMAND.value: "a command",
}
ONCE = "You get this mail once: the next one comes when something changes."
GOES_ON = "What was written stays written, and the next run goes on from there."
PLACES = {
    MailKind.FINISHED: ("run", "See every change"),
    MailKind.FAILED: ("run", "See the run"),
    MailKind.BRAKED: ("synchronization", "Look, and decide"),
    MailKind.LOST: ("setup", "Reconnect"),
    MailKind.QUOTA: ("history", "See what used them"),
    MailKind.DRIFT: ("drift", "See the comparison"),
    MailKind.TEST: ("setup", "Open Webservice Settings"),
    MailKind.INVITED: ("invitation", "See the invitation"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One module's counts in the mail. `held`, `failed`: links are made of them."""

    label: str
    module: str
    written: int
    held: int
    failed: int


@dataclass(frozen=True, slots=True)
class Letter:
    """`place`: the page that its button leads to, by name; "run" is the run's own."""

    subject: str
    paragraphs: Sequence[str]
    place: str
    button: str
    rows: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to tell.

    `started_by`: a RunStart, or a person; `side`: whose log-in or calls; `left`: of `limit` calls.
    `by`: who invites; `role`: as what, in words; `invitation`: its id.
    """

    company: str
    state: str = ""
    started_by: str = ""
    error: str = ""
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    changes_left: int | None = None
    took: timedelta | None = None
    side: str = ""
    organisation: str = ""
    left: int = 0
    limit: int = 0
    by: str = ""
    role: str = ""
    invitation: str = ""


def letter(kind: MailKind, facts: Facts) -> Letter:
    write = {
        MailKind.FINISHED: _finished,
        MailKind.FAILED: _failed,
        MailKind.BRAKED: _braked,
        MailKind.LOST: _lost,
        MailKind.QUOTA: _quota,
        MailKind.DRIFT: _drift,
        MailKind.TEST: _test,
        MailKind.INVITED: _invited,
    }[kind]
    subject, paragraphs = write(facts)
    place, button = PLACES[kind]
    shown = (MailKind.FINISHED, MailKind.FAILED)
    rows = _rows(facts.counts) if kind in shown else ()
    return Letter(f"{subject} - {facts.company}", paragraphs, place, button, rows)


def _finished(facts: Facts) -> tuple[str, list[str]]:
    rows = _rows(facts.counts)
    written, held = sum(row.written for row in rows), sum(row.held for row in rows)
    failed = sum(row.failed for row in rows)
    said = [_how(facts)]
    if held or failed:
        said.append(f"{_records(held + failed)} need you: each says why, and what to do.")
    if facts.changes_left is not None:
        said.append(f"{_number(facts.changes_left, 'change')} left between the two sides.")
    if facts.state == RunState.STOPPED:
        return "Synchronization stopped", [*said, GOES_ON]
    if held or failed:
        return f"{_records(written)} written, {held + failed:,} need you", said
    return (f"{_records(written)} written" if written else "Both sides agree"), said


def _failed(facts: Facts) -> tuple[str, list[str]]:
    said = [_how(facts), facts.error or "It could not be finished.", GOES_ON]
    return "Synchronization failed", [*said, ONCE]


def _braked(facts: Facts) -> tuple[str, list[str]]:
    return "Synchronization waits for your word", [_how(facts), facts.error, ONCE]


def _lost(facts: Facts) -> tuple[str, list[str]]:
    vendor = SIDES[Side(facts.side)]
    return f"Reconnect {vendor}", [
        f"{vendor} no longer accepts the log-in to {facts.organisation}.",
        facts.error,
        "Until somebody reconnects it, nothing is synchronized.",
        "Nothing is lost: it goes on where it stopped.",
    ]


def _quota(facts: Facts) -> tuple[str, list[str]]:
    vendor = SIDES[Side(facts.side)]
    return f"Calls to {vendor} are nearly used up", [
        f"{facts.left:,} of {facts.limit:,} calls to {facts.organisation} are left for 24 hours.",
        "When they are used up, synchronizing pauses, and goes on by itself.",
        "A share is kept for what you start by hand. Fewer times a day need fewer calls.",
    ]


def _drift(facts: Facts) -> tuple[str, list[str]]:
    return "Both sides do not come to the same", [
        "Once a night the portal adds up what both sides hold, in a way of its own.",
        facts.error,
        "Nothing was changed. Look at them, and correct the side that is wrong.",
        ONCE,
    ]


def _test(facts: Facts) -> tuple[str, list[str]]:
    del facts
    return "Test mail", ["Mails of the portal arrive at this address."]


def _invited(facts: Facts) -> tuple[str, list[str]]:
    return "You are invited", [
        f"{facts.by} invites you to {facts.company}, as: {facts.role}.",
        f"The portal keeps the Zoho CRM and the Xero of {facts.company} in step.",
        f"The link works for {INVITED_FOR.days} days, and for this address only.",
    ]


def _how(facts: Facts) -> str:
    by = STARTS.get(facts.started_by, facts.started_by)
    took = f" and took {_took(facts.took)}" if facts.took else ""
    return f"The synchronization was started by {by}{took}."


def _rows(counts: Mapping[str, Mapping[str, int]]) -> list[Row]:
    return [_row(module, counts[module]) for module in ORDER if module in counts]


def _row(module: Module, counts: Mapping[str, int]) -> Row:
    return Row(
        TABLES[module].label,
        module.value,
        counts.get("written", 0),
        counts.get("held", 0),
        counts.get("refused", 0) + counts.get("unknown", 0),
    )


def _took(took: timedelta) -> str:
    seconds = max(round(took.total_seconds()), 1)
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60} s"


def _records(number: int) -> str:
    return _number(number, "record")


def _number(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
