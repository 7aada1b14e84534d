"""Find out what is pending, and plan it, among 10,000 and 100,000 pairs in agreement."""

from __future__ import annotations

from benchmarks.measure import alone, table
from benchmarks.product import planning

COUNTS = (10_000, 100_000)
HEAD = ["pairs", "pending", "wall ms", "CPU ms", "CPU ms / pending"]


def run(rounds: int) -> str:
    found = alone(planning.plan_pending, COUNTS, rounds)
    return table(HEAD, [_row(one) for one in found])


def _row(one: planning.Planned) -> list[str]:
    each = f"{one.cpu * 1e3 / one.pending:.2f}" if one.pending else ""
    return [
        f"{one.pairs:,}",
        f"{one.pending:,}",
        f"{one.wall * 1e3:.1f}",
        f"{one.cpu * 1e3:.1f}",
        each,
    ]
