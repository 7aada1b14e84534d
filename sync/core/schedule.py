"""When a schedule fires next: days and times of day in a time zone become instants."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeVar

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_IN_FULL = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
# A day before, because a time that is skipped may move into the next one; a day more for days
# that are skipped whole, as Samoa's 30 December 2011.
BEFORE, MORE = timedelta(days=2), 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timetable:
    """Local times on days of the week (0: Monday). Nothing in either: it never fires."""

    days: frozenset[int]
    times: tuple[time, ...]
    zone: tzinfo


def next_runs(timetable: Timetable, *, after: datetime, count: int) -> list[datetime]:
    """Return the next instants in UTC, later than `after`, earliest first.

    A time that does not exist because clocks go forward moves forward by as much as they do
    (RFC 5545, 3.3.5). A time that there is twice fires at the first. Two that come to the same
    instant fire once.
    """
    a_week = len(timetable.days) * len(timetable.times)
    if not a_week:
        return []
    first = (after.astimezone(timetable.zone) - BEFORE).date()
    days = 7 * (count // a_week + 1) + BEFORE.days + MORE
    found = {each for each in _instants(timetable, first, days) if each > after}
    return sorted(found)[:count]


def _instants(timetable: Timetable, first: date, days: int) -> Iterator[datetime]:
    for day in (first + timedelta(days=number) for number in range(days)):
        if day.weekday() in timetable.days:
            for at in timetable.times:
                # Without a fold: the first of two; a missing one by the offset before the gap.
                local = datetime.combine(day, at.replace(fold=0), timetable.zone)
                yield local.astimezone(UTC)


def in_words(instants: Sequence[datetime], zone: tzinfo) -> str:
    """Say them day by day: "Mon 23 Nov 09:00, 13:00; Tue 24 Nov 09:00"."""
    days: dict[str, list[str]] = {}
    for instant in instants:
        local = instant.astimezone(zone)
        name = f"{DAYS[local.weekday()]} {local.day} {local:%b}"
        days.setdefault(name, []).append(f"{local:%H:%M}")
    return "; ".join(f"{name} {', '.join(times)}" for name, times in days.items())


def taking_turns(items: Collection[tuple[int, T]]) -> list[T]:
    """Put (whose, thing) in an order in which each has one before anybody has a second."""
    turns: dict[int, int] = {}
    ranked = []
    for whose, thing in items:
        turns[whose] = turns.get(whose, 0) + 1
        ranked.append((turns[whose], thing))
    return [thing for _, thing in sorted(ranked, key=lambda each: each[0])]
