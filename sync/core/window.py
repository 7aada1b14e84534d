"""Which records a run looks at: those since the last run, of the last days, or all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

ALL = ("all", "everything")
DAYS = re.compile(r"(\d{1,5})\s*d?(?:ays?)?")


@dataclass(frozen=True, slots=True)
class Window:
    """`days` None: since the last run, or everything if `everything`."""

    days: int | None = None
    everything: bool = False

    def __str__(self) -> str:
        """Return the spelling that `parse` reads."""
        if self.everything:
            return ALL[0]
        return "last" if self.days is None else f"{self.days}d"


def parse(text: str) -> Window:
    """Read "last", "30", "30d", "30 days", "all" or "everything". Raises ValueError."""
    said = text.strip().lower()
    if said in ALL:
        return Window(everything=True)
    if said == "last":
        return Window()
    found = DAYS.fullmatch(said)
    if not found or int(found[1]) == 0:
        raise ValueError(f"{text!r} is not a window: say last, a number of days, or all")
    return Window(days=int(found[1]))


def in_words(window: Window) -> str:
    if window.everything:
        return "Everything"
    if window.days is None:
        return "After the last synchronization ran"
    return f"Before {window.days} day{'s' if window.days > 1 else ''} til now"


def since(window: Window, now: datetime) -> datetime | None:
    """Return the earliest change to look at; None where the window names no day."""
    return None if window.days is None else now - timedelta(days=window.days)
