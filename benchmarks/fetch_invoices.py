"""Fetch 10,000 and 100,000 Xero invoices of three lines into PostgreSQL."""

from __future__ import annotations

from functools import partial

from benchmarks import floor, sdk
from benchmarks.measure import ROUNDS, Spent, alone, ratio, side_by_side, table, typical
from benchmarks.product import fetching
from benchmarks.stub import serving

SMALL, LARGE = 10_000, 100_000
HEAD = ["", "records", "CPU ms / 1,000", "x floor", "calls", "MB received", "peak MB"]


def run(rounds: int = ROUNDS) -> str:
    with serving() as url:
        found = {
            SMALL: _rounds(url, SMALL, rounds, with_sdk=True),
            LARGE: _rounds(url, LARGE, max(rounds // 2, 1), with_sdk=False),
        }
    rows = [
        _row(name, count, runs, by_name["floor"])
        for count, by_name in found.items()
        for name, runs in by_name.items()
    ]
    return "\n\n".join([table(HEAD, rows), _again(found), _growth(found)])


def _rounds(url: str, count: int, rounds: int, *, with_sdk: bool) -> dict[str, list[Spent]]:
    tasks = {
        "floor": partial(alone, floor.fetch_invoices, url, count),
        "product": partial(alone, fetching.fetch_invoices, url, count),
    }
    if with_sdk:
        tasks["floor, unmapped"] = partial(alone, floor.fetch_unmapped, url, count)
        tasks["xero-python, reading only"] = partial(alone, sdk.read_invoices, url, count)
    return side_by_side(tasks, rounds)


def _row(name: str, count: int, runs: list[Spent], bare: list[Spent]) -> list[str]:
    received = typical(runs, lambda run: run.received / 1e6)
    return [
        name,
        f"{count:,}",
        f"{typical(runs, lambda run: run.cpu) / count * 1e6:.1f}",
        f"{ratio(runs, bare):.2f}",
        f"{typical(runs, lambda run: run.calls):.0f}",
        f"{received:.1f}" if received else "",
        f"{typical(runs, lambda run: run.peak):.0f}",
    ]


def _again(found: dict[int, dict[str, list[Spent]]]) -> str:
    rows = []
    for count, by_name in found.items():
        runs = by_name["product"]
        again = [Spent(cpu=run.more["again"]) for run in runs]
        rows.append(
            [
                f"{count:,}",
                f"{typical(again, lambda run: run.cpu) / count * 1e6:.1f}",
                f"{ratio(again, runs):.2f}",
                f"{typical(runs, lambda run: run.more['calls again']):.0f}",
                f"{max(run.more['rewritten'] for run in runs):.0f}",
            ]
        )
    head = [
        "fetched again, unchanged",
        "CPU ms / 1,000",
        "x first fetch",
        "calls",
        "rows rewritten",
    ]
    return table(head, rows)


def _growth(found: dict[int, dict[str, list[Spent]]]) -> str:
    small, large = (found[count]["product"] for count in (SMALL, LARGE))
    memory = typical(large, lambda run: run.peak) / typical(small, lambda run: run.peak)
    cpu = typical(large, lambda run: run.cpu) / typical(small, lambda run: run.cpu) / 10
    return (
        f"100,000 over 10,000: peak memory {memory:.2f} times; CPU for one record {cpu:.2f} times."
    )
