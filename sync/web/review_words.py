"""A question of Review as a person reads it: both sides, and what may be answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sync.core.answers import Choice, Kind
from sync.core.codecs import OPAQUE
from sync.core.keys import title_of
from sync.core.records import Module, Observation, Side
from sync.core.table import Row
from sync.core.tables import TABLES
from sync.core.verdicts import Why
from sync.core.words import SIDES
from sync.services.held import names_asked
from sync.services.review import matches, possible, seal_of
from sync.store.journal import plain
from sync.store.views_review import Item
from sync.web.changes import LINE_ID, Name, Titles, row_of, value_words
from sync.web.questions import question_words

if TYPE_CHECKING:
    from sync.models import Question

MOST_FACTS = 8
KINDS = {
    Kind.MATCHES: "Matches",
    Kind.DUPLICATES: "Duplicates",
    Kind.EDITS: "Conflicts",
    Kind.DELETIONS: "Deletions",
    Kind.TOTALS: "Totals",
    Kind.LOCKED: "Locked",
    Kind.REFUSED: "Refused",
    Kind.FIX: "To fix",
    Kind.WAITING: "Explained",
}
ABOUT = {
    Kind.MATCHES: "Records that are probably the same on both sides. Nothing is linked or created "
    "until you say.",
    Kind.DUPLICATES: "Records that look like another one of their own side.",
    Kind.EDITS: "Fields that were changed on both sides since both last agreed, or on a vendor "
    "whose contact in Xero is an account's, too.",
    Kind.DELETIONS: "Records that one side has deleted or archived. The other side still has them.",
    Kind.TOTALS: "Documents that would not come to the same total on both sides.",
    Kind.LOCKED: "Edits in Zoho CRM that Xero does not allow any more.",
    Kind.REFUSED: "Records that a vendor refused. They are tried again by themselves, less and "
    "less often, and at once when you change them. One whose answer was lost waits for you.",
    Kind.FIX: "Records that need a correction in Zoho CRM or Xero. The next run then carries them.",
    Kind.WAITING: "Nothing to do here: these records wait for another one, or are not meant to be "
    "carried.",
}
CHOICES = {
    Choice.ZOHO: "Take Zoho CRM's value",
    Choice.XERO: "Take Xero's value",
    Choice.SAME: "They are the same",
    Choice.DIFFERENT: "They are different",
    Choice.IGNORE: "Leave it alone from now on",
    Choice.ONLY: "This one is meant, leave the others alone",
    Choice.REMOVE: "End it on the other side too",
    Choice.UNLINK: "Keep it, and stop linking",
    Choice.RESTORE: "Bring it back",
    Choice.ACCEPT: "Accept the difference",
    Choice.RETRY: "Try again now",
}
ENDS = dict.fromkeys((Module.ACCOUNTS, Module.CONTACTS, Module.VENDORS), "Archive it in Xero too")
STRONG = frozenset({Choice.SAME, Choice.ONLY, Choice.RETRY})


@dataclass(frozen=True, slots=True)
class Button:
    value: str  # "<choice>" or "<choice>:<the other record's id>"
    label: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    differs: bool


@dataclass(frozen=True, slots=True)
class SideWords:
    """One record as a person compares it. `value`: of the field in question."""

    side: str
    title: str
    modified_at: datetime | None
    value: str = ""
    has_value: bool = False
    facts: tuple[Fact, ...] = ()
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class ItemWords:
    question: Question
    seal: str
    title: str
    module: str
    label: str
    sentence: str
    sides: tuple[SideWords, ...]
    buttons: tuple[Button, ...]
    given: str  # what was answered and is being carried out; "" for nothing
    vendor_field: str


def names_shown(items: Iterable[Item]) -> set[Name]:
    """Return every record that these items name, so that it can be shown by its title."""
    found = names_asked(item.question for item in items)
    for item in items:
        seen = [(side, kept.record) for side, kept in item.records.items()]
        for side, record in [*seen, *((twin.side, twin.record) for twin in item.twins)]:
            found |= set(_names(item.module, side, plain(record.fields or {})))
    return found


def item_words(item: Item, titles: Titles) -> ItemWords:
    seal = seal_of(item)
    _refresh(item)
    said = question_words(item.question, titles)
    return ItemWords(
        question=item.question,
        seal=seal,
        title=said.title,
        module=said.module,
        label=said.label,
        sentence=said.sentence,
        sides=tuple(_sides(item, titles)),
        buttons=tuple(_buttons(item)),
        given=CHOICES[item.given] if item.given else "",
        vendor_field=_label_of(item, item.question.vendor_field),
    )


def _refresh(item: Item) -> None:
    """Show a field as both sides hold it now: the question remembers when it was asked."""
    if item.why not in (Why.CONFLICT, Why.SHARED, Why.LOCKED) or item.is_lone:
        return
    for side, kept in item.records.items():
        value = plain(kept.record.fields or {}).get(item.question.field)
        setattr(item.question, f"{side}_value", value)


def _buttons(item: Item) -> Iterator[Button]:
    """Yield the answers about the whole question; a choice among several stands at each."""
    several = len(matches(item)) > 1 or item.why is Why.TAKEN
    for choice in possible(item):
        if choice is Choice.SAME and several:
            continue
        yield Button(choice.value, _label(item, choice, several=several), choice in STRONG)


def _label(item: Item, choice: Choice, *, several: bool) -> str:
    if choice is Choice.DIFFERENT and several:
        return "None of these"
    if choice is Choice.XERO and item.why is Why.LOCKED:
        return "Change Zoho CRM back"
    if choice is Choice.RESTORE:
        return f"Bring it back in {SIDES[Side(item.question.detail)]}"
    if choice is Choice.REMOVE:
        return ENDS.get(item.module, "Delete or void it in Xero too")
    return CHOICES[choice]


def _sides(item: Item, titles: Titles) -> Iterator[SideWords]:
    if item.twins:
        yield from _twins(item, titles)
        return
    for side in Side:
        if side in item.records:
            yield _side(item, side, titles)


def _side(item: Item, side: Side, titles: Titles) -> SideWords:
    record = item.records[side].record
    row = row_of(item.module, item.question.field)
    shown = item.why is Why.TOTAL or (row is not None and row.spot(side) is not None)
    value = getattr(item.question, f"{side}_value") if item.why is Why.TOTAL else None
    if value is None and row is not None:
        value = plain(record.fields or {}).get(row.name)
    return SideWords(
        side=SIDES[side],
        title="" if record.fields is not None else "Deleted",
        modified_at=record.modified_at,
        value=_value(side, row, value, titles),
        has_value=shown and record.fields is not None,
    )


def _value(side: Side, row: Row | None, value: Any, titles: Titles) -> str:
    if row is not None and row.lines and isinstance(value, list):
        return "\n".join(_line(side, row, line, titles) for line in value)
    if row is not None and row.ref and value:
        return titles.get((side, row.ref, str(value)), str(value))
    return value_words(row, value)


def _line(side: Side, row: Row, line: Mapping[str, Any], titles: Titles) -> str:
    parts = [each for each in row.lines if each.name != LINE_ID and each.codec is not OPAQUE]
    said = (_value(side, each, line.get(each.name), titles) for each in parts)
    return " · ".join(each for each in said if each)


def _twins(item: Item, titles: Titles) -> Iterator[SideWords]:
    """Lay out a record and all that it may be, with what tells them apart."""
    own = next(iter(item.records.values()))
    others = [twin for twin in item.twins if item.why is not Why.MATCH or twin.side is not own.side]
    seen = [(own.side, own.record), *((twin.side, twin.record) for twin in others)]
    facts = _facts(item.module, seen, titles)
    yield _candidate(item, own.side, own.record, facts[0], None)
    for twin, some in zip(others, facts[1:], strict=True):
        chosen = len(matches(item)) > 1 or item.why is Why.TAKEN
        may = Choice.SAME in possible(item) and twin.side is not own.side and chosen
        words = "It is this one" if item.why is Why.MATCH else "Link it to this one instead"
        button = Button(f"{Choice.SAME}:{twin.record.id}", words, is_strong=True) if may else None
        yield _candidate(item, twin.side, twin.record, some, button)


def _candidate(
    item: Item, side: Side, record: Observation, facts: tuple[Fact, ...], button: Button | None
) -> SideWords:
    title = title_of(TABLES[item.module], record.fields or {}) or "Without a name"
    return SideWords(SIDES[side], title, modified_at=record.modified_at, facts=facts, button=button)


def _facts(
    module: Module, seen: Sequence[tuple[Side, Observation]], titles: Titles
) -> list[tuple[Fact, ...]]:
    """Return the first fields that any of these has, the same ones for each."""
    kept = [(side, plain(record.fields or {})) for side, record in seen]
    facts: list[list[Fact]] = [[] for _ in kept]
    for row in TABLES[module].rows:
        if row.lines or row.codec is OPAQUE or not row.carried:
            continue
        said = [_value(side, row, fields.get(row.name), titles) for side, fields in kept]
        if any(said) and len(facts[0]) < MOST_FACTS:
            for some, each in zip(facts, said, strict=True):
                some.append(Fact(row.label, each, differs=len(set(said)) > 1))
    return [tuple(some) for some in facts]


def _names(module: Module, side: Side, fields: Mapping[str, Any]) -> Iterator[Name]:
    for row in TABLES[module].rows:
        if row.ref and fields.get(row.name):
            yield side, row.ref, str(fields[row.name])
        for line in fields.get(row.name) or () if row.lines else ():
            for part in row.lines:
                if part.ref and line.get(part.name):
                    yield side, part.ref, str(line[part.name])


def _label_of(item: Item, vendor_field: str) -> str:
    """Return what people call the field that a vendor named; its own word where none fits."""
    for row in TABLES[item.module].rows:
        names = {name for side in Side if (spot := row.spot(side)) for name in spot.names}
        if vendor_field and vendor_field in names:
            return row.label
    return vendor_field
