"""Read 10,000 Zoho CRM accounts by COQL, without storing them."""

from __future__ import annotations

from functools import partial

from benchmarks import floor
from benchmarks.measure import Spent, alone, ratio, side_by_side, table, typical
from benchmarks.product import fetching
from benchmarks.stub import serving

COUNT = 10_000


def run(rounds: int) -> str:
    with serving() as url:
        tasks = {
            "floor": partial(alone, floor.read_accounts, url, COUNT),
            "product": partial(alone, fetching.read_accounts, url, COUNT),
        }
        found = side_by_side(tasks, rounds)
    rows = [_row(name, runs, found["floor"]) for name, runs in found.items()]
    return table(["", "CPU ms / 1,000", "x floor", "calls"], rows)


def _row(name: str, runs: list[Spent], bare: list[Spent]) -> list[str]:
    return [
        name,
        f"{typical(runs, lambda run: run.cpu) / COUNT * 1e6:.1f}",
        f"{ratio(runs, bare):.2f}",
        f"{typical(runs, lambda run: run.calls):.0f}",
    ]
