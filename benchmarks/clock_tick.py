"""One tick of the clock among many bridges: until the runs of all that are due are queued."""

from __future__ import annotations

from benchmarks.measure import alone, table
from benchmarks.product import ticking

CASES = ((1_000, 100), (1_000, 1_000), (10_000, 1_000), (10_000, 10_000))
HEAD = ["bridges", "due", "runs opened, s", "all queued, s", "CPU s", "ms / run"]


def run(rounds: int) -> str:
    found = [alone(ticking.tick_due, bridges, due, rounds) for bridges, due in CASES]
    return table(HEAD, [_row(one) for one in found])


def _row(one: ticking.Ticked) -> list[str]:
    each = f"{one.queued * 1e3 / one.due:.2f}"
    spent = [f"{seconds:.2f}" for seconds in (one.opened, one.queued, one.cpu)]
    return [f"{one.bridges:,}", f"{one.due:,}", *spent, each]
