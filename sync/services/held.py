"""What a run holds, in words: records by their titles, never by a vendor's id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sync.core.records import Module, Side, Value
from sync.core.table import Row
from sync.core.tables import TABLES
from sync.core.verdicts import Question as Asked
from sync.core.verdicts import Why
from sync.core.words import sentence
from sync.store.reports import questions_held
from sync.store.views_runs import titles_of

if TYPE_CHECKING:
    from sync.models import Question, Run

# As core.translate says what stands in the way of a line.
IN_LINE = re.compile(r"line \d+, (?P<row>\w+): (?P<handle>.+)", re.DOTALL)
Name: TypeAlias = tuple[Side, Module, str]  # how a side names another record: by its handle
Titles: TypeAlias = Mapping[Name, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A question with what it names called by its title. The values are as they are kept."""

    zoho: object
    xero: object
    detail: str
    sentence: str


def names_asked(questions: Iterable[Question]) -> set[Name]:
    """Return every record that these questions name, so that it can be shown by its title."""
    return {name for question in questions for name in _names(question)}


def held_said(question: Question, titles: Titles) -> Said:
    row = row_asked(question)
    named = {
        handle: titles[name] for name in _names(question) if (handle := name[2]) and name in titles
    }
    zoho, xero = (_named(value, named) for value in (question.zoho_value, question.xero_value))
    detail = _named_in(question.detail, named)
    return Said(zoho, xero, detail, _sentence(question, row, (zoho, xero), detail))


def held_report(*, run: Run) -> list[dict[str, Any]]:
    """Return what this run held as plain data, each with its reason."""
    held = questions_held(run=run)
    titles = titles_of(bridge_id=run.bridge_id, wanted=names_asked(held))
    return [_plain(one, held_said(one, titles)) for one in held]


def row_asked(question: Question) -> Row | None:
    """Return the field that it is about; None for the whole record, or a field of old."""
    rows = TABLES[Module(question.module)].rows
    return next((row for row in rows if row.name == question.field), None)


def _plain(question: Question, said: Said) -> dict[str, Any]:
    return {
        "module": question.module,
        "title": question.title,
        "why": question.why,
        "sentence": said.sentence,
        "field": question.field,
        "zoho": said.zoho,
        "xero": said.xero,
        "detail": said.detail,
    }


def _names(question: Question) -> Iterator[Name]:
    """Yield what a question about a reference names; its detail may be another such name."""
    row = row_asked(question)
    if row is not None and row.lines:
        yield from _names_in_line(question.detail, row)
    if row is None or row.ref is None:
        return
    for side, value in ((Side.ZOHO, question.zoho_value), (Side.XERO, question.xero_value)):
        for handle in (value, question.detail):
            if handle:
                yield side, row.ref, str(handle)


def _names_in_line(detail: str, row: Row) -> Iterator[Name]:
    found = IN_LINE.fullmatch(detail)
    named = next((each for each in row.lines if found and each.name == found["row"]), None)
    if found and named and named.ref:
        yield from ((side, named.ref, found["handle"]) for side in Side)


def _named_in(detail: str, named: Mapping[str, str]) -> str:
    """Put the title for the handle: it is all of the detail, or what is said of a line."""
    found = IN_LINE.fullmatch(detail)
    handle = found["handle"] if found else detail
    return detail.removesuffix(handle) + named.get(handle, handle)


def _named(value: object, named: Mapping[str, str]) -> object:
    return named.get(value, value) if isinstance(value, str) else value


def _sentence(
    question: Question, row: Row | None, values: tuple[object, object], detail: str
) -> str:
    """Say why: of a tenant's own field, too, and of one that no table has any more."""
    zoho, xero = (_thawed(row, value) for value in values)
    asked = Asked(Why(question.why), question.field, zoho=zoho, xero=xero, detail=detail)
    return sentence(asked, TABLES[Module(question.module)])


def _thawed(row: Row | None, kept: object) -> Value:
    if isinstance(kept, list):
        return tuple(kept)
    return row.codec.thaw(kept) if row is not None else (None if kept is None else str(kept))
