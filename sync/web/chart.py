"""Bars for the days of a month, as numbers that an SVG takes. It is drawn by the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sync.store.views_dashboard import Day

HEIGHT, SLOT, BAR = 160, 24, 16
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """`x`, `y`, `height` of what was written; what was refused stands on top of it."""

    day: date
    written: int
    refused: int
    x: int
    y: float
    height: float
    refused_y: float
    refused_height: float


@dataclass(frozen=True, slots=True)
class Chart:
    bars: Sequence[Bar]
    top: int  # the value at the upper edge
    width: int
    written: int
    refused: int

    height: int = HEIGHT
    bar: int = BAR
    slot: int = SLOT


def chart_of(days: Sequence[Day]) -> Chart:
    top = scale(max((day.written + day.refused for day in days), default=0))
    bars = [_bar(day, number, top) for number, day in enumerate(days)]
    return Chart(
        bars,
        top,
        SLOT * len(days),
        sum(day.written for day in days),
        sum(day.refused for day in days),
    )


def scale(most: int) -> int:
    """Return the least of 1, 2, 5, 10, 20, 50 ... that is not smaller."""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= most:
                return step * power
        power *= 10


def _bar(day: Day, number: int, top: int) -> Bar:
    height = round(HEIGHT * day.written / top, 1)
    refused = round(HEIGHT * day.refused / top, 1)
    return Bar(
        day=day.day,
        written=day.written,
        refused=day.refused,
        x=SLOT * number + (SLOT - BAR) // 2,
        y=round(HEIGHT - height, 1),
        height=height,
        refused_y=round(HEIGHT - height - refused, 1),
        refused_height=refused,
    )
