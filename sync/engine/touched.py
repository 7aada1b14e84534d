"""What a changed choice would do: planned with the old and the new one, and not carried out."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from sync.core.choices import Choices
from sync.core.records import Linked, Mode, Module, Side, Value
from sync.core.verdicts import Question
from sync.engine.facts import lexicon_of, tables_of
from sync.engine.settle import CHUNK, Planned, decide
from sync.engine.work import Work
from sync.store import pending
from sync.store.pending import Pair, Within
from sync.store.records import Kept
from sync.store.runs import run_draft

if TYPE_CHECKING:
    from sync.models import Bridge, Run

MOST = 2000  # records of a module that are looked at while a person waits
EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Example:
    """One value that would move, or what would be asked about a field."""

    module: Module
    title: str
    field: str
    to: Side
    old: Value
    new: Value
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """What would be different. `looked`: how many were planned; `more`: there are others."""

    looked: int = 0
    more: bool = False
    writes: int = 0  # records that would be written, and are not as it stands
    spared: int = 0  # records that are to be written as it stands, and would not be
    asks: int = 0  # records that would be held, and are not
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One module under two sets of choices. `reopened`: fields that would meet anew."""

    bridge: Bridge
    was: Choices
    becomes: Choices
    module: Module
    reopened: Collection[str] = ()


def touched(change: Change) -> Touched:
    """Plan the linked pairs of a module, and what waits to be created, both ways."""
    before, after = (_work(change.bridge, each) for each in (change.was, change.becomes))
    found, looked = Touched(), 0
    for pairs, lone in _batches(after, change.module):
        old = _decided(before, change.module, pairs, lone)
        reopened = [_reopened(pair, change.reopened) for pair in pairs]
        new = _decided(after, change.module, reopened, lone)
        for was, is_now in zip(old, new, strict=True):
            found = _noted(found, change.module, was, is_now)
        looked += len(old)
    return replace(found, looked=looked, more=looked >= MOST)


def _work(bridge: Bridge, choices: Choices) -> Work:
    return draft(run_draft(bridge=bridge, options={"window": "last"}), choices)


def draft(run: Run, choices: Choices) -> Work:
    """Return what is planned with where nothing is carried out."""
    return Work(
        run=run,
        fence=0,
        connectors={},
        tables=tables_of(run.bridge, choices),
        lexicon=lexicon_of(run.bridge, choices),
        choices=choices,
        ends=math.inf,
    )


def _batches(work: Work, module: Module) -> Iterator[tuple[Sequence[Pair], Sequence[Kept]]]:
    yield from islice(_all(work, module), MOST // CHUNK)


def _all(work: Work, module: Module) -> Iterator[tuple[Sequence[Pair], Sequence[Kept]]]:
    bridge_id, table, after = work.bridge_id, work.tables[module], 0
    while lone := pending.lone_pending(
        bridge_id=bridge_id,
        table=table,
        sides=list(Side),
        after=after,
        within=Within(None, None),
        limit=CHUNK,
    ):
        yield (), lone
        after = lone[-1].pk
    after = 0
    while pairs := pending.pairs_all(bridge_id=bridge_id, table=table, after=after, limit=CHUNK):
        yield pairs, ()
        after = pairs[-1].link_id


def _decided(
    work: Work, module: Module, pairs: Sequence[Pair], lone: Sequence[Kept]
) -> list[Planned]:
    return decide(work, work.tables[module], Mode.BOTH, pairs=pairs, lone=lone)


def _reopened(pair: Pair, names: Collection[str]) -> Pair:
    base = pair.case.base
    if base is None or not names:
        return pair
    left = {
        side: {name: value for name, value in base[side].items() if name not in names}
        for side in Side
    }
    return replace(pair, case=replace(pair.case, base=left))


def _noted(found: Touched, module: Module, was: Planned, now: Planned) -> Touched:
    if was.made == now.made:
        return found
    examples = found.examples
    if len(examples) < EXAMPLES:
        examples = (*examples, *_examples(module, was, now))[:EXAMPLES]
    return replace(
        found,
        writes=found.writes + bool(_news(was, now)),
        spared=found.spared + (bool(was.writes) and not now.writes),
        asks=found.asks + any(one not in was.questions for one in now.questions),
        examples=examples,
    )


def _news(was: Planned, now: Planned) -> dict[tuple[Side, str], Value]:
    """Return the values that only the new choices would write."""
    old = _values(was)
    return {where: value for where, value in _values(now).items() if old.get(where, was) != value}


def _values(one: Planned) -> dict[tuple[Side, str], Value]:
    return {
        (write.side, name): value for write in one.writes for name, value in write.fields.items()
    }


def _examples(module: Module, was: Planned, now: Planned) -> Iterator[Example]:
    for (side, name), value in _news(was, now).items():
        yield Example(module, now.title, name, side, _held(now, side).get(name), value)
    for question in now.questions:
        if question not in was.questions:
            old, new = question.zoho, question.xero
            yield Example(module, now.title, question.field, Side.XERO, old, new, question)


def _held(one: Planned, side: Side) -> Mapping[str, Value]:
    return (one.case.on(side).fields or {}) if isinstance(one.case, Linked) else {}
