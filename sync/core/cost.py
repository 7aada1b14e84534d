"""What a run will probably cost: calls and bytes at each vendor, from what waits.

Reading costs a call for each place where records are kept, and one for each further page; writing a
call for each batch, apart for new records and for edits, and for answers without a body another
one to read them back. What nobody knows before it was read cannot be counted in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sync.core.forecast import Quota
from sync.core.records import Module, Side

CALL = 600  # bytes of an answer that says little
ANSWER = 300  # bytes of a vendor's word on one written record
USUAL = {Side.ZOHO: 700.0, Side.XERO: 2_200.0}  # bytes of a record read, as measured


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be written of a module, by the side that is written."""

    module: Module
    creates: Mapping[Side, int] = field(default_factory=dict)
    updates: Mapping[Side, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ways:
    """How a side is spoken to. `echoes`: its answer to a write carries the record it stored."""

    batch: int
    back: int  # records to a call that reads them by id
    echoes: bool
    bytes_a_record: float


@dataclass(frozen=True, slots=True)
class Cost:
    calls: int = 0
    received: int = 0  # bytes

    def plus(self, other: Cost) -> Cost:
        return Cost(self.calls + other.calls, self.received + other.received)


def forecast(
    waiting: Iterable[Waiting], places: Mapping[Side, int], ways: Mapping[Side, Ways]
) -> dict[Side, Cost]:
    """Return what each side costs. `places`: in how many collections the records are kept."""
    costs = {side: Cost(places[side], places[side] * CALL) for side in Side}
    for one in waiting:
        for side in Side:
            for number in (one.creates.get(side, 0), one.updates.get(side, 0)):
                costs[side] = costs[side].plus(_written(number, ways[side]))
    return costs


def suffices(cost: Cost, quota: Quota, *, clicked: bool) -> bool:
    """Tell whether today's calls are enough for it."""
    return cost.calls <= (quota.left if clicked else quota.free)


def seconds_left(done: int, planned: int, took: float) -> int | None:
    """Return how long the rest takes at the pace so far; None before there is a pace."""
    if done <= 0 or planned <= done or took <= 0:
        return None
    return math.ceil((planned - done) * took / done)


def _written(number: int, ways: Ways) -> Cost:
    if not number:
        return Cost()
    calls = math.ceil(number / ways.batch)
    if ways.echoes:
        return Cost(calls, int(number * ways.bytes_a_record))
    calls += math.ceil(number / ways.back)
    return Cost(calls, int(number * (ANSWER + ways.bytes_a_record)))
