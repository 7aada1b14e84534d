"""How a bridge is, in one word and one sentence: the worst thing that is true of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.core.states import RunState


class Health(StrEnum):
    """The worst first."""

    NEW = "new"  # never was in step: the guide says what comes next
    LOST = "lost"  # a person must log in again
    FAILED = "failed"
    BRAKED = "braked"
    REFUSED = "refused"
    HELD = "held"
    RUNNING = "running"
    PENDING = "pending"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a bridge. `pending` None: not counted yet."""

    synced: bool  # a synchronization has come to its end before
    cut: Collection[str] = ()  # the vendors that a person must connect (again)
    last: RunState | None = None  # how the last run ended
    held: int = 0
    refused: int = 0
    pending: int | None = 0
    running: bool = False


def health_of(signs: Signs) -> Health:
    if not signs.synced:
        return Health.NEW
    if signs.cut:
        return Health.LOST
    if signs.last in (RunState.FAILED, RunState.BRAKED):
        return Health(signs.last)
    worse = ((signs.refused, Health.REFUSED), (signs.held, Health.HELD))
    better = ((signs.running, Health.RUNNING), (signs.pending, Health.PENDING))
    return next((health for found, health in (*worse, *better) if found), Health.AGREED)


SENTENCES: Mapping[Health, str] = {
    Health.NEW: "Not in step yet. Follow the guide to the first synchronization.",
    Health.LOST: "Log in to {cut} again. Nothing is lost meanwhile; it goes on where it stopped.",
    Health.FAILED: "The last synchronization could not be finished.",
    Health.BRAKED: "The last synchronization stopped to ask you before it writes so much.",
    Health.REFUSED: "{refused} refused. Review says why, and what to do.",
    Health.HELD: "{held} for your word. Everything else is carried across.",
    Health.RUNNING: "A run is at work right now.",
    Health.PENDING: "{pending} for the next run.",
    Health.AGREED: "Both sides agree.",
}


def sentence(health: Health, signs: Signs) -> str:
    """Say it to a bookkeeper."""
    if health is Health.AGREED and signs.pending is None:
        return "Nothing needs you."  # whether all agrees is not known before it is counted
    return SENTENCES[health].format(
        cut=" and ".join(signs.cut),
        refused=_records(signs.refused),
        held=_wait(signs.held),
        pending=_wait(signs.pending or 0),
    )


def _records(number: int) -> str:
    return "One record was" if number == 1 else f"{number:,} records were"


def _wait(number: int) -> str:
    return "One record waits" if number == 1 else f"{number:,} records wait"
