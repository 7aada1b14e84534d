"""Which mail the end of a run is worth, if any. Mails that say nothing new are not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.core.states import Notify, RunKind, RunStart, RunState

ALONE = (RunStart.CLOCK, RunStart.EVENT)  # nobody looks on
NEARLY = 0.2  # of a day's calls: with less left, somebody is told


class MailKind(StrEnum):
    FINISHED = "finished"
    FAILED = "failed"
    BRAKED = "braked"  # stopped to ask, before it wrote anything
    LOST = "lost"  # a log-in
    QUOTA = "quota"  # nearly used
    DRIFT = "drift"  # the nightly comparison found what should not be
    TEST = "test"
    INVITED = "invited"  # goes to a person, not to the notification address


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that has ended. `counts`: of all its modules together."""

    kind: RunKind
    state: RunState
    started_by: RunStart
    notify: str
    error: str
    counts: Mapping[str, int]


def mail_for(ended: Ended, before: Ended | None) -> MailKind | None:
    """Return the mail that tells of a synchronization. `before`: the one that ended before it.

    What was asked for always comes. Unasked, a trouble is told once, and not with every run
    until it is over.
    """
    if ended.kind is not RunKind.SYNC:
        return None
    if ended.state in (RunState.FAILED, RunState.BRAKED):
        kind = MailKind.FAILED if ended.state is RunState.FAILED else MailKind.BRAKED
        return kind if _trouble_is_told(ended, before) else None
    if ended.notify == Notify.ALWAYS:
        return MailKind.FINISHED
    return MailKind.FINISHED if ended.notify == Notify.NEWS and _has_news(ended, before) else None


def _trouble_is_told(ended: Ended, before: Ended | None) -> bool:
    if ended.notify == Notify.ALWAYS:
        return True
    known = before is not None and (before.state, before.error) == (ended.state, ended.error)
    return (ended.started_by in ALONE or bool(ended.notify)) and not known


def _has_news(ended: Ended, before: Ended | None) -> bool:
    """Tell whether it wrote, failed to write, or holds more than the run before did."""
    held = before.counts.get("held", 0) if before else 0
    happened = any(ended.counts.get(name) for name in ("written", "refused", "unknown"))
    return happened or ended.counts.get("held", 0) > held


def is_nearly_used(left: int, limit: int) -> bool:
    return left <= limit * NEARLY


def total(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Add up a run's counts by module."""
    added: dict[str, int] = {}
    for one in counts.values():
        for name, number in one.items():
            added[name] = added.get(name, 0) + number
    return added
