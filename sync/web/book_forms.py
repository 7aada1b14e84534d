"""Status Mapping and Tax Mapping: each side's words, and what they are on the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.forms import BoundField

from sync.core.choices import Book, Choices
from sync.core.chosen import tax_choices
from sync.core.offered import Named
from sync.core.records import Module, Side
from sync.core.table import Table
from sync.core.tables import ORDER, TABLES
from sync.core.tables.documents import PURCHASES, SALES
from sync.core.words import SIDES
from sync.services.settings import Settings
from sync.web.settings_forms import Options, SettingsForm, kept_modules

SUGGESTED = "*"
NOT_CARRIED = ""
TAX_BOOKS = ((SALES[0], "Taxes on sales"), (PURCHASES[0], "Taxes on purchases"))


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
        for name, _ in TAX_BOOKS:
            known = {side: _taxes(settings, side, name) for side in Side}
            for side in Side:
                options = [("", "No tax"), *((one.word, _label(one)) for one in known[side.other])]
                for at, tax in enumerate(known[side]):
                    self._tax(name, side, at, tax, options)

    def _tax(self, book: str, side: Side, at: int, tax: Named, options: Options) -> None:
        name = f"{book}_{side}_{at}"
        self.spoken.append(Spoken(name, book, None, side, tax.word, _note(tax)))
        there = self.settings.suggested.books.get(book, {}).get(side, {}).get(tax.word)
        now = tax_choices(self.settings.choices)[book].get(side, {}).get(tax.word, SUGGESTED)
        labels = dict(options)
        suggested = (SUGGESTED, _suggested(there, labels))
        label = f"{SIDES[side]}'s {tax.word} is in {SIDES[side.other]}"
        self.pick(name, label, [suggested, *options], now)

    def pages(self) -> list[Page]:
        return [page for name, title in TAX_BOOKS for page in self.pages_of(name, title)]

    def chosen(self) -> Choices:
        sales, purchases = (self._book(name) for name, _ in TAX_BOOKS)
        return replace(self.settings.choices, taxes=sales, purchase_taxes=purchases)

    def _book(self, name: str) -> Book:
        found: dict[Side, dict[str, str]] = {}
        for one in self.spoken:
            said = self.cleaned_data.get(one.name, SUGGESTED)
            if one.book == name and said != SUGGESTED:
                found.setdefault(one.side, {})[one.word] = said
        return found


def _taxes(settings: Settings, side: Side, book: str) -> list[Named]:
    """Return the taxes that may stand on a document of that kind."""
    buys = book == PURCHASES[0]
    return [one for one in settings.taxes(side) if (one.buys if buys else one.sells)]


def _label(tax: Named) -> str:
    return f"{_note(tax)} · {tax.word}" if tax.label != tax.word else _note(tax)


def _note(tax: Named) -> str:
    return f"{tax.label}, {float(tax.percent or 0):g} %"


def _suggested(word: str | None, labels: Mapping[str, str]) -> str:
    if word is None:
        return "Suggested: none has this rate, so it is held"
    return f"Suggested by equal rate: {labels.get(word, word)}"
