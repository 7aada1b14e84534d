"""A sync that finds nothing to do: which calls it makes."""

from __future__ import annotations

from benchmarks.measure import alone, table
from benchmarks.product import idling


def run(_rounds: int) -> str:
    found = alone(idling.idle_calls)
    rows = [
        [side, call, str(count)]
        for side, calls in found.items()
        for call, count in sorted(calls.items())
    ]
    return table(["side", "call", "times"], rows)
