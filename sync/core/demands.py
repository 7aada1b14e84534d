"""What a side asks for before a record may reach a status: a due date, to approve an invoice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sync.core.customer import DUE, due_for
from sync.core.foresee import lacking
from sync.core.pair import Move, Pair, Step, Waits, asked
from sync.core.records import Fields, Side
from sync.core.verdicts import Question


def met(pair: Pair, steps: Sequence[Step]) -> list[Step]:
    """Return the steps, without those that a side would refuse for what it lacks; ask for that."""
    made = list(steps)
    for side in Side:
        told = _told(steps, side)
        question = lacking(pair.table, side, {**pair.now[side], **told})
        if not question or not {pair.table.status, question.field} & told.keys():
            continue
        day = _due(pair, side, question.field, told)
        if day:
            made.append(Move(side, {question.field: day}))
        else:
            made = [*_held_back(made, side, pair.table.status, question), asked(question, pair)]
    return made


def _due(pair: Pair, side: Side, name: str, told: Fields) -> date | None:
    """Return the date that stands in for one nobody gave; one that was cleared is asked for."""
    if name != DUE or name in told:
        return None
    day = pair.now[side].get(pair.table.day)
    return due_for(pair.table, told.get(pair.table.day, day), pair.customer, pair.rules.lexicon)


def _told(steps: Sequence[Step], side: Side) -> Fields:
    moves = (step for step in steps if isinstance(step, Move) and step.to is side)
    return {name: value for move in moves for name, value in move.values.items()}


def _held_back(steps: Sequence[Step], side: Side, status: str, why: Question) -> Iterator[Step]:
    for step in steps:
        if not isinstance(step, Move) or step.to is not side:
            yield step
        elif status in step.values:
            yield Waits(status)
        elif why.field not in step.values:
            yield step
