"""Something that is held, as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.core.records import Module, Value
from sync.core.table import Row
from sync.core.tables import TABLES
from sync.core.verdicts import WHOLE_RECORD, Why
from sync.core.verdicts import Question as Asked
from sync.core.words import sentence
from sync.web.changes import Cell, label_of, row_of, value_words

if TYPE_CHECKING:
    from sync.models import Question


@dataclass(frozen=True, slots=True)
class QuestionWords:
    title: str
    module: str
    label: str  # the field; "" for the whole record
    sentence: str
    cell: Cell  # Zoho CRM's value and Xero's


def question_words(question: Question) -> QuestionWords:
    module = Module(question.module)
    row = row_of(module, question.field)
    return QuestionWords(
        title=question.title or "Without a name",
        module=TABLES[module].label,
        label="" if question.field == WHOLE_RECORD else label_of(module, question.field),
        sentence=_sentence(question, module, row),
        cell=Cell(value_words(row, question.zoho_value), value_words(row, question.xero_value)),
    )


def _sentence(question: Question, module: Module, row: Row | None) -> str:
    """Say why. A question about a field that no table has any more still says its reason."""
    if row is None and question.field != WHOLE_RECORD:
        return f"{question.why.replace('_', ' ').capitalize()}. {question.detail}".strip()
    asked = Asked(
        Why(question.why),
        question.field,
        zoho=_thawed(row, question.zoho_value),
        xero=_thawed(row, question.xero_value),
        detail=question.detail,
    )
    return sentence(asked, TABLES[module])


def _thawed(row: Row | None, kept: object) -> Value:
    if isinstance(kept, list):
        return tuple(kept)
    return row.codec.thaw(kept) if row is not None else (None if kept is None else str(kept))
