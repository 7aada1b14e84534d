"""Status Mapping and Tax Mapping: each side's words, and what they are on the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.forms import BoundField

from sync.core.choices import Book, Choices
from sync.core.chosen import TAX_BOOK
from sync.core.offered import Named
from sync.core.records import Module, Side
from sync.core.table import Table
from sync.core.tables import ORDER, TABLES
from sync.core.words import SIDES
from sync.services.settings import Settings
from sync.web.settings_forms import Options, SettingsForm, kept_modules

SUGGESTED = "*"
NOT_CARRIED = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a side, with the field that says the other's."""

    name: str
    note: str
    field: BoundField


@dataclass(frozen=True, slots=True)
class Page:
    """A side's words of one book."""

    title: str
    here: str
    there: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where a field of the form comes from."""

    name: str  # of the field
    book: str
    module: Module | None
    side: Side
    word: str
    note: str = ""


class BookForm(SettingsForm):
    """A field for every word. `spoken` says which is whose."""

    spoken: list[Spoken]

    def pages_of(self, book: str, title: str) -> Iterator[Page]:
        for side in Side:
            mine = [one for one in self.spoken if (one.book, one.side) == (book, side)]
            words = tuple(Word(one.word, one.note, self[one.name]) for one in mine)
            yield Page(title, SIDES[side], SIDES[side.other], words)


class StatusForm(BookForm):
    def build(self, settings: Settings) -> None:
        self.spoken = []
        for table in documents():
            book = settings.suggested.books.get(book_of(table), {})
            chosen = settings.choices.of(table.module).statuses
            words = {side: status_words(settings, table, side) for side in Side}
            for side in Side:
                options = [(NOT_CARRIED, "Not carried"), *((w, w) for w in words[side.other])]
                for at, word in enumerate(words[side]):
                    self._word(table, side, at, word, options, _now(book, chosen, side, word))

    def _word(
        self, table: Table, side: Side, at: int, word: str, options: Options, now: str
    ) -> None:
        name = f"{table.module}_{side}_{at}"
        self.spoken.append(Spoken(name, book_of(table), table.module, side, word))
        self.pick(name, f"{SIDES[side]}'s {word} is in {SIDES[side.other]}", options, now)

    def pages(self) -> list[Page]:
        return [
            page for table in documents() for page in self.pages_of(book_of(table), table.label)
        ]

    def chosen(self) -> Choices:
        was = self.settings.choices
        modules = {
            table.module: replace(was.of(table.module), statuses=self._statuses(table))
            for table in documents()
        }
        return replace(was, modules=kept_modules(modules, was))

    def _statuses(self, table: Table) -> Book:
        """Return what differs from the table's own book."""
        own = self.settings.suggested.books.get(book_of(table), {})
        found: dict[Side, dict[str, str]] = {}
        for one in self.spoken:
            said = self.said(one.name)
            if one.module is table.module and said != own.get(one.side, {}).get(one.word, ""):
                found.setdefault(one.side, {})[one.word] = said
        return found


def documents() -> list[Table]:
    return [TABLES[module] for module in ORDER if TABLES[module].status]


def book_of(table: Table) -> str:
    return table.row(table.status).book


def status_words(settings: Settings, table: Table, side: Side) -> list[str]:
    """Return every status of that side: those of its books and moves, and the CRM's pick list."""
    book = settings.suggested.books.get(book_of(table), {})
    words = [*book.get(side, {}), *book.get(side.other, {}).values()]
    words += [word for move in sorted(table.moves.get(side, ())) for word in move]
    spot = table.row(table.status).spot(side)
    if side is Side.ZOHO and spot is not None:
        fields = settings.zoho_fields(table.module) or ()
        words += [word for one in fields if one.name in spot.names for word in one.choices]
    return list(dict.fromkeys(word for word in words if word))


def _now(book: Book, chosen: Book, side: Side, word: str) -> str:
    own = book.get(side, {}).get(word, NOT_CARRIED)
    return chosen.get(side, {}).get(word, own)


class TaxForm(BookForm):
    def build(self, settings: Settings) -> None:
        self.spoken = []
        book = settings.suggested.books.get(TAX_BOOK, {})
        for side in Side:
            others = settings.taxes(side.other)
            options = [("", "No tax"), *((one.word, _label(one)) for one in others)]
            for at, tax in enumerate(settings.taxes(side)):
                first = (SUGGESTED, _suggested(book.get(side, {}).get(tax.word), others))
                self._tax(side, at, tax, [first, *options])

    def _tax(self, side: Side, at: int, tax: Named, options: Options) -> None:
        name = f"{side}_{at}"
        self.spoken.append(Spoken(name, TAX_BOOK, None, side, tax.word, _note(tax)))
        now = self.settings.choices.taxes.get(side, {}).get(tax.word, SUGGESTED)
        self.pick(name, f"{SIDES[side]}'s {tax.word} is in {SIDES[side.other]}", options, now)

    def pages(self) -> list[Page]:
        return list(self.pages_of(TAX_BOOK, "Taxes"))

    def chosen(self) -> Choices:
        found: dict[Side, dict[str, str]] = {}
        for one in self.spoken:
            said = self.cleaned_data.get(one.name, SUGGESTED)
            if said != SUGGESTED:
                found.setdefault(one.side, {})[one.word] = said
        return replace(self.settings.choices, taxes=found)


def _label(tax: Named) -> str:
    return f"{_note(tax)} · {tax.word}" if tax.label != tax.word else _note(tax)


def _note(tax: Named) -> str:
    return f"{tax.label}, {float(tax.percent or 0):g} %"


def _suggested(word: str | None, others: list[Named]) -> str:
    if word is None:
        return "Suggested: none has this rate, so it is held"
    found = next((_label(one) for one in others if one.word == word), "No tax")
    return f"Suggested by equal rate: {found}"
