"""Each page of a tenant with many records, runs and questions: server time, queries, size."""

from __future__ import annotations

from benchmarks.measure import alone, table
from benchmarks.product import visiting

SIZES = (visiting.Size(10_000, 100, 300), visiting.Size(100_000, 1_000, 3_000))
HEAD = ["page", "p50 ms", "p95 ms", "p95 ms of CPU", "queries", "KB"]
VISITS = 8  # a round


def run(rounds: int) -> str:
    found = [(size, alone(visiting.visit_pages, size, rounds * VISITS)) for size in SIZES]
    return "\n\n".join(f"{size}\n\n{_table(pages)}" for size, pages in found)


def _table(pages: list[visiting.Visited]) -> str:
    return table(HEAD, [_row(one) for one in sorted(pages, key=lambda one: -one.cpu)])


def _row(one: visiting.Visited) -> list[str]:
    times = [f"{seconds * 1e3:.0f}" for seconds in (one.p50, one.p95, one.cpu)]
    return [one.name, *times, str(one.queries), f"{one.size / 1e3:.0f}"]
