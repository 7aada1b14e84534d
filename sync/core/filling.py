"""A first match of lines that contradict each other nowhere: what one leaves blank, both say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync.core.codecs import NAME, TEXT
from sync.core.lines import merged
from sync.core.pair import Move, Pair
from sync.core.records import Fields, Side, Value
from sync.core.table import Row
from sync.core.translate import blank, carried, lines_of, said_on, same_in_line
from sync.core.verdicts import Lexicon, Question


@dataclass(frozen=True, slots=True)
class Ends:
    """One line as both sides have it."""

    row: Row
    lines: Mapping[Side, Fields]
    lexicon: Lexicon

    def says(self, each: Row, side: Side) -> Value:
        return self.lines[side].get(each.name)

    def is_silent(self, each: Row, side: Side) -> bool:
        """Tell whether nobody said anything there: what an item lends, the vendor filled in."""
        value = self.says(each, side)
        return blank(value) or value == self._lent(each, side)

    def _lent(self, each: Row, side: Side) -> Value:
        if each.lent_by is None or side not in each.lent_on:
            return None
        lender, name = each.lent_by
        module = next(one.ref for one in self.row.lines if one.name == lender)
        handle = self.lines[side].get(lender)
        return self.lexicon.lent.get((module, side, str(handle), name)) if module else None

    def gaps(self, to: Side) -> Iterator[tuple[str, Value]]:
        """Yield what that side would say, and does not."""
        for each in filter(_is_text, carried(self.row)):
            mine, theirs = self.says(each, to), self.says(each, to.other)
            filled_in = self.is_silent(each, to) and not self.is_silent(each, to.other)
            if mine != theirs and not blank(theirs) and (blank(mine) or filled_in):
                yield each.name, theirs

    def agree(self) -> bool:
        return all(self._agree(each) for each in carried(self.row))

    def _agree(self, each: Row) -> bool:
        """Tell whether both say the same in one row, or only one of them says anything there."""
        if same_in_line(each, self.lines[Side.ZOHO], self.lines[Side.XERO], self.lexicon):
            return True
        if not _is_text(each) or not any(self.is_silent(each, side) for side in Side):
            return False
        said = [said_on(each, self.says(each, to.other), to, self.lexicon) for to in Side]
        return not any(isinstance(one, Question) for one in said)


def filled(row: Row, pair: Pair) -> list[Move] | None:
    """Return the moves that fill the blanks of both sides' lines; None: this is no such match."""
    agreed_before = any(lines_of(pair.was.get(side, {}).get(row.name)) for side in Side)
    if not row.lines or agreed_before:
        return None
    zoho, xero = (lines_of(pair.now[side].get(row.name)) for side in Side)
    every = [
        Ends(row, dict(zip(Side, both, strict=True)), pair.rules.lexicon)
        for both in zip(zoho, xero, strict=False)
    ]
    if not every or len(zoho) != len(xero) or not all(ends.agree() for ends in every):
        return None
    return [move for to in Side if (move := _move(row, pair, to, every))]


def _is_text(row: Row) -> bool:
    return row.codec in (TEXT, NAME) and not (row.ref or row.book)


def _move(row: Row, pair: Pair, to: Side, every: list[Ends]) -> Move | None:
    may = row.writable(to) and pair.rules.mode.writes(to) and not pair.case.on(to).lock
    gaps: list[Fields] = [dict(ends.gaps(to)) for ends in every]
    lines = merged(gaps, [ends.lines[to] for ends in every], lambda line: line)
    return Move(to, {row.name: lines}) if may and any(gaps) else None
