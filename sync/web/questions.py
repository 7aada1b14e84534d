"""Something that is held, as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.core.records import Module
from sync.core.tables import TABLES
from sync.core.verdicts import WHOLE_RECORD
from sync.services.held import Titles, held_said, row_asked
from sync.web.changes import Cell, label_of, value_words

if TYPE_CHECKING:
    from sync.models import Question


@dataclass(frozen=True, slots=True)
class QuestionWords:
    title: str
    module: str
    label: str  # the field; "" for the whole record
    sentence: str
    cell: Cell  # Zoho CRM's value and Xero's


def question_words(question: Question, titles: Titles) -> QuestionWords:
    module = Module(question.module)
    row, said = row_asked(question), held_said(question, titles)
    return QuestionWords(
        title=question.title or "Without a name",
        module=TABLES[module].label,
        label="" if question.field == WHOLE_RECORD else label_of(module, question.field),
        sentence=said.sentence,
        cell=Cell(value_words(row, said.zoho), value_words(row, said.xero)),
    )
