"""Something that is held, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.core.records import Module, Side, Value
from sync.core.table import Row
from sync.core.tables import TABLES
from sync.core.verdicts import WHOLE_RECORD, Why
from sync.core.verdicts import Question as Asked
from sync.core.words import sentence
from sync.web.changes import Cell, Name, Titles, label_of, row_of, value_words

if TYPE_CHECKING:
    from sync.models import Question


@dataclass(frozen=True, slots=True)
class QuestionWords:
    title: str
    module: str
    label: str  # the field; "" for the whole record
    sentence: str
    cell: Cell  # Zoho CRM's value and Xero's


def names_asked(questions: Iterable[Question]) -> set[Name]:
    """Return every record that these questions name, so that it can be shown by its title."""
    return {name for question in questions for name in _names(question)}


def question_words(question: Question, titles: Titles) -> QuestionWords:
    module = Module(question.module)
    row = row_of(module, question.field)
    named = {
        handle: titles[name] for name in _names(question) if (handle := name[2]) and name in titles
    }
    zoho, xero = (_named(value, named) for value in (question.zoho_value, question.xero_value))
    detail = named.get(question.detail, question.detail)
    return QuestionWords(
        title=question.title or "Without a name",
        module=TABLES[module].label,
        label="" if question.field == WHOLE_RECORD else label_of(module, question.field),
        sentence=_sentence(question, row, (zoho, xero), detail),
        cell=Cell(value_words(row, zoho), value_words(row, xero)),
    )


def _names(question: Question) -> Iterator[Name]:
    """Yield what a question about a reference names; its detail may be another such name."""
    row = row_of(Module(question.module), question.field)
    if row is None or row.ref is None:
        return
    for side, value in ((Side.ZOHO, question.zoho_value), (Side.XERO, question.xero_value)):
        for handle in (value, question.detail):
            if handle:
                yield side, row.ref, str(handle)


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
