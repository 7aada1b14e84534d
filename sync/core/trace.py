"""Why a record was or was not synced: each rule that it met, in words, in the order they count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.core.records import Fields, Side
from sync.core.table import Table
from sync.core.verdicts import Agree, Forget, Hold, Plan, Question
from sync.core.words import SIDES, sentence


class Mark(StrEnum):
    YES = "yes"  # this speaks for it
    NO = "no"  # this keeps it from going across
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Step:
    mark: Mark
    sentence: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a record. `plan` None: it is not planned now, for one of the reasons here.

    `refused`: what the vendor said and when it is tried again, in words; "" if it was not.
    `linked`: to a record of the other side. `shadow`: it is another module's own. `doubted`: a
    write of it has no answer yet; `asked_after`: that is for a person to say.
    """

    table: Table
    side: Side
    plan: Plan | None
    linked: bool = False
    gone: bool = False
    dormant: bool = False
    shadow: bool = False
    doubted: bool = False
    asked_after: bool = False
    alone: bool = False
    refused: str = ""


def trace(facts: Facts) -> tuple[Step, ...]:
    """Return the rules that the record met; the last says what comes of it."""
    return tuple(_steps(facts))


def _steps(facts: Facts) -> Iterator[Step]:
    here, there = SIDES[facts.side], SIDES[facts.side.other]
    yield (
        Step(Mark.NO, f"It was deleted in {here}.")
        if facts.gone
        else Step(Mark.YES, f"{here} has it, and the portal has read it.")
    )
    if facts.linked:
        yield Step(Mark.YES, f"It is linked to its record in {there}.")
    else:
        yield Step(Mark.NOTE, f"It is not linked to any record in {there}.")
    yield from _barriers(facts)
    yield from _outcome(facts)


def _barriers(facts: Facts) -> Iterator[Step]:
    if facts.alone:
        yield Step(
            Mark.NO,
            "Somebody said to leave it alone. Take that back in Review, under Left alone.",
        )
    if facts.shadow:
        yield Step(
            Mark.NO,
            "It belongs to another module, which shares its records with this one, and is not "
            "carried for itself.",
        )
    if facts.dormant:
        yield Step(
            Mark.NO,
            "It is older than the first fetch, and nobody has edited it since. Choose Everything "
            "or a number of days that includes it, or sync just this record.",
        )
    if facts.doubted:
        yield Step(
            Mark.NOTE, "An answer about it was lost. The portal is looking whether it arrived."
        )
    if facts.asked_after:
        yield Step(
            Mark.NO,
            "An answer about it was lost, and nothing tells whether it arrived: it waits for an "
            "answer in Review.",
        )
    if facts.refused:
        yield Step(Mark.NO, facts.refused)


def _outcome(facts: Facts) -> Iterator[Step]:
    made = facts.plan
    if isinstance(made, Hold):
        yield _held(made.question, facts.table)
    elif isinstance(made, Agree):
        yield from (_held(each, facts.table) for each in made.questions)
        yield from _written(made, facts)
    elif isinstance(made, Forget):
        yield Step(Mark.NOTE, "Nobody has it any more: there is nothing to do.")


def _held(question: Question, table: Table) -> Step:
    return Step(Mark.NO if question.why.asks else Mark.NOTE, sentence(question, table))


def _written(made: Agree, facts: Facts) -> Iterator[Step]:
    for write in made.writes:
        verb = "Written with" if write.id else "Created with"
        names = _labels(facts.table, write.fields)
        yield Step(Mark.YES, f"{verb} the next synchronization in {SIDES[write.side]}: {names}.")
    if made.waiting:
        names = _labels(facts.table, dict.fromkeys(made.waiting))
        yield Step(Mark.NOTE, f"Left open by the mode, or by an answer: {names}.")
    if made.writes or made.questions or made.waiting:
        return
    if facts.linked:
        yield Step(Mark.YES, "Both sides say what they last agreed on: nothing is left to do.")
    elif not facts.alone:
        yield Step(Mark.NOTE, "It is not to go across the way this module is synchronized.")


def _labels(table: Table, fields: Mapping[str, object] | Fields) -> str:
    names = {row.name: row.label for row in table.rows}
    return ", ".join(names.get(name, name.replace("_", " ")) for name in fields)
