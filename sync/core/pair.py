"""Two linked records side by side, and the steps that a merge of them is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from sync.core.records import Fields, Linked, Side, Value
from sync.core.table import Row, Table
from sync.core.translate import carried, lines_of
from sync.core.verdicts import Question, Rules


@dataclass(frozen=True, slots=True)
class Move:
    """A value that goes to a side, in that side's words; for lines, what else that needs."""

    to: Side
    values: Fields
    removed_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waits:
    """An edit that this mode does not carry. It is not forgotten: another mode may."""

    name: str


Step: TypeAlias = Move | Question | Waits


@dataclass(frozen=True, slots=True)
class Pair:
    """A linked case, laid out for asking row by row."""

    case: Linked
    table: Table
    rules: Rules
    now: Mapping[Side, Fields]
    was: Mapping[Side, Fields]

    @property
    def customer(self) -> Mapping[Side, Value]:
        """Whom the document is for, as both sides name them; nobody, where that lends nothing."""
        names = [row.name for row in self.table.rows if row.lends]
        return {side: self.now[side].get(name) for side in Side for name in names}

    def edited(self, row: Row) -> list[Side]:
        """Return the sides that say something else than they did; on a first match, anything.

        A field that one of them got only after they agreed is matched for the first time.
        """
        got = (
            row.name in self.now[side] and row.name not in self.was.get(side, {}) for side in Side
        )
        was = {} if any(got) else self.was
        return [
            side
            for side in Side
            if _differs(row, self.now[side].get(row.name), was.get(side, {}).get(row.name))
        ]


def _differs(row: Row, now: Value, was: Value) -> bool:
    if not row.lines:
        return now != was
    return _content(row, now) != _content(row, was)


def _content(row: Row, lines: Value) -> list[list[Value]]:
    """Return what counts of the lines: not their ids, nor what only one side has."""
    names = [each.name for each in carried(row)]
    return [[line.get(name) for name in names] for line in lines_of(lines)]


def asked(question: Question, pair: Pair) -> Question:
    """Put what both sides say into the question; lines are too long to be shown in it."""
    values = [pair.now[side].get(question.field) for side in Side]
    zoho, xero = (None if isinstance(value, tuple) else value for value in values)
    return replace(question, zoho=zoho, xero=xero)
