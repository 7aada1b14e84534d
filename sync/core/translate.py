"""How a value of one side is said on the other, or why it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from sync.core.keys import plain_name
from sync.core.records import Fields, Side, Value
from sync.core.spelling import foreign, plain_letters
from sync.core.table import Row
from sync.core.verdicts import Lexicon, Question, Why

Said: TypeAlias = Value | Question


def lines_of(value: Value) -> tuple[Fields, ...]:
    """Return a document's lines; none where they were not read."""
    return value if isinstance(value, tuple) else ()


def blank(value: Value) -> bool:
    return value is None or value == ()


def carried(row: Row) -> tuple[Row, ...]:
    """Return the rows of a line that count when lines are compared."""
    return tuple(each for each in row.lines if each.carried and not each.read_only)


def said_on(row: Row, value: Value, to: Side, lexicon: Lexicon, *, path: str = "") -> Said:
    """Say one value in the words of `to`. Not for lines: see `lines_said_on`.

    `path` is what precedes the row's name in `Lexicon.defaults`: "lines." inside a line.
    """
    if value is None:
        return nothing_on(row, to, lexicon)
    if row.ref:
        return _reference(row, str(value), to, lexicon, path)
    if row.book:
        word = lexicon.books.get(row.book, {}).get(to.other, {}).get(str(value))
        if word is None:
            return Question(Why.UNTRANSLATED, row.name, detail=str(value))
        return _picked(row, word, to) if word else None  # "": that side says nothing for it
    accepted = lexicon.accepts.get((to, path + row.name))
    if accepted is not None and value not in accepted:
        return Question(Why.NOT_OFFERED, row.name, detail=str(value))
    return _fitting(row, value, to)


def nothing_on(row: Row, to: Side, lexicon: Lexicon) -> str | None:
    """Return that side's word for nothing at all, which no tax may need; None: it says nothing."""
    return lexicon.books.get(row.book, {}).get(to.other, {}).get("")


def _reference(row: Row, handle: str, to: Side, lexicon: Lexicon, path: str) -> Said:
    if row.ref is None or handle == lexicon.defaults.get(to.other, {}).get(path + row.name):
        return None  # a stand-in for "nothing", put there because that side requires something
    there = lexicon.links.get((row.ref, to.other, handle))
    if not there and row.unless and (row.unless, to.other, handle) in lexicon.links:
        return None
    needs = ((row.ref, handle),)
    return there or Question(Why.PARENT, row.name, detail=handle, needs=needs)


def _fitting(row: Row, value: Value, to: Side) -> Said:
    if isinstance(value, Decimal) and to in row.places:
        return value.quantize(Decimal(1).scaleb(-row.places[to]), ROUND_HALF_UP)
    if not isinstance(value, str):
        return value
    if to in row.letters:
        spelled = plain_letters(value)
        if strange := foreign(spelled) or (not spelled and value):
            return Question(Why.UNFIT, row.name, detail=strange)
        value = spelled
    limit = row.limit.get(to)
    if limit and len(value) > limit:
        return Question(Why.TOO_LONG, row.name, detail=f"{len(value)} > {limit}")
    unfit = sorted(set(row.refuses.get(to, "")) & set(value))
    if unfit:
        return Question(Why.UNFIT, row.name, detail=" ".join(unfit))
    return _picked(row, value, to)


def _picked(row: Row, word: str, to: Side) -> str | Question:
    """Spell a word as that side's pick list does, if it has one."""
    offered = row.picks.get(to)
    if offered is None or word in offered:
        return word
    alike = (each for each in sorted(offered) if each.casefold() == word.casefold())
    return next(alike, None) or Question(Why.NOT_OFFERED, row.name, detail=word)


def new_said_on(row: Row, value: Value, to: Side, lexicon: Lexicon, *, path: str = "") -> Said:
    """Say a value of something new: where the source is silent, the default speaks."""
    said = said_on(row, value, to, lexicon, path=path)
    if said is None:
        said = lexicon.defaults.get(to, {}).get(path + row.name)
        said = _picked(row, said, to) if isinstance(said, str) else said
    if said is None and to in row.required:
        return Question(Why.MISSING, row.name)
    return said


def lines_said_on(
    row: Row, lines: Sequence[Fields], to: Side, lexicon: Lexicon
) -> tuple[Fields, ...] | Question:
    """Say a document's lines on the other side, or tell what is in the way of the first of them.

    What only waits for other records comes last, and names all of them.
    """
    made, troubles = [], []
    for at, line in enumerate(lines, start=1):
        said = {each.name: _line_value(each, line, to, lexicon) for each in carried(row)}
        found = [each for each in said.values() if isinstance(each, Question)]
        troubles += [_in_line(row, at, each) for each in found]
        made.append({name: each for name, each in said.items() if not isinstance(each, Question)})
    return worst(troubles) or tuple(made)


def _line_value(row: Row, line: Fields, to: Side, lexicon: Lexicon) -> Said:
    return new_said_on(row, line.get(row.name), to, lexicon, path="lines.")


def _in_line(row: Row, at: int, trouble: Question) -> Question:
    words = f"line {at}, {trouble.field}"
    detail = f"{words}: {trouble.detail}" if trouble.detail else words
    return replace(trouble, field=row.name, detail=detail)


def worst(troubles: Iterable[Question]) -> Question | None:
    """Return the first that a person must see to; else one that names all missing parents."""
    troubles = list(troubles)
    asking = next((each for each in troubles if each.why is not Why.PARENT), None)
    if asking or not troubles:
        return asking
    needs = dict.fromkeys(need for each in troubles for need in each.needs)
    return replace(troubles[0], needs=tuple(needs))


def same(
    row: Row, zoho: Value, xero: Value, lexicon: Lexicon, *, path: str = "", loose: bool = False
) -> bool:
    """Tell whether both sides say the same, each in its own words.

    Books may be many-to-one, so it is enough when one direction agrees. `loose`: texts that
    differ in no more than case, punctuation and spaces are the same.
    """
    if row.lines:
        return _same_lines(row, lines_of(zoho), lines_of(xero), lexicon)
    said = {
        Side.XERO: said_on(row, zoho, Side.XERO, lexicon, path=path),
        Side.ZOHO: said_on(row, xero, Side.ZOHO, lexicon, path=path),
    }
    if said[Side.XERO] == xero or said[Side.ZOHO] == zoho:
        return True
    return loose and not (row.ref or row.book) and _alike(zoho, xero)


def same_line(row: Row, zoho: Fields, xero: Fields, lexicon: Lexicon) -> bool:
    """Tell whether two lines of a document say the same, whatever their ids."""
    return all(same_in_line(each, zoho, xero, lexicon) for each in carried(row))


def same_in_line(row: Row, zoho: Fields, xero: Fields, lexicon: Lexicon) -> bool:
    """Tell whether two lines say the same in one row of theirs."""
    return same(row, zoho.get(row.name), xero.get(row.name), lexicon, path="lines.")


def _same_lines(row: Row, zoho: Sequence[Fields], xero: Sequence[Fields], lexicon: Lexicon) -> bool:
    pairs = zip(zoho, xero, strict=False)
    return len(zoho) == len(xero) and all(same_line(row, *pair, lexicon) for pair in pairs)


def _alike(zoho: Value, xero: Value) -> bool:
    both_text = isinstance(zoho, str) and isinstance(xero, str)
    return both_text and plain_name(str(zoho), "") == plain_name(str(xero), "")
