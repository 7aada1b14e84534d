"""What a changed setting would move, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma

from sync.core.choices import Choices
from sync.core.chosen import chosen_table
from sync.core.records import Module, Value
from sync.core.table import Table
from sync.core.tables import TABLES
from sync.core.words import SIDES, sentence
from sync.engine.touched import Example, Touched
from sync.web.changes import value_words
from sync.web.words import records


@dataclass(frozen=True, slots=True)
class ExampleWords:
    title: str
    module: str
    label: str
    to: str
    old: str
    new: str
    question: str


@dataclass(frozen=True, slots=True)
class TouchedWords:
    sentences: tuple[str, ...]
    examples: tuple[ExampleWords, ...]


def touched_words(found: Iterable[tuple[Module, Touched]], choices: Choices) -> TouchedWords:
    found = list(found)
    sentences = [said for module, one in found for said in _sentences(TABLES[module].label, one)]
    looked = sum(one.looked for _, one in found)
    none = f"Nothing would be written or held otherwise: {records(looked)} were looked at."
    examples = [each for _, one in found for each in one.examples]
    return TouchedWords(
        tuple(sentences) or (none,),
        tuple(_example(each, chosen_table(TABLES[each.module], choices, {})) for each in examples),
    )


def _sentences(label: str, one: Touched) -> Iterator[str]:
    parts = [
        (one.writes, "would be written"),
        (one.spared, "would no longer be written"),
        (one.asks, "would be held or asked about"),
    ]
    said = [f"{intcomma(number)} {words}" for number, words in parts if number]
    if said:
        looked = f"the first {intcomma(one.looked)}" if one.more else f"{intcomma(one.looked)}"
        yield f"{label}: of {looked}, {', '.join(said)}."


def _example(one: Example, table: Table) -> ExampleWords:
    row = next((row for row in table.rows if row.name == one.field), None)
    question = sentence(one.question, table) if one.question else ""
    return ExampleWords(
        title=one.title or "Without a name",
        module=table.label,
        label=row.label if row else "",
        to=SIDES[one.to],
        old=value_words(row, _plain(one.old)),
        new=value_words(row, _plain(one.new)),
        question=question,
    )


def _plain(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value
