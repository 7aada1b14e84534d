"""A tenant's choices, laid over tables, books and rules. With none, all stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from sync.core import codecs
from sync.core.choices import LINE, Book, Choices, Direction, ExtraRow, Kind, RowChoice
from sync.core.codecs import Codec
from sync.core.reading import narrowed
from sync.core.records import Mode, Module, Side, Value
from sync.core.table import Owner, Row, Table
from sync.core.tables.bills import BILLS
from sync.core.tables.documents import PURCHASES, SALES
from sync.core.tables.offers import offer_of
from sync.core.tables.spots import key
from sync.core.verdicts import Lexicon, Rules

# A side's fields by the vendor's names, each with the longest text it takes; None: no limit known.
Known: TypeAlias = Mapping[str, int | None]
BOTH = frozenset(Side)
CODECS: Mapping[Kind, Codec] = {
    Kind.TEXT: codecs.NAME,
    Kind.LONG_TEXT: codecs.TEXT,
    Kind.EMAIL: codecs.EMAIL,
    Kind.PHONE: codecs.PHONE,
    Kind.URL: codecs.URL,
    Kind.NUMBER: codecs.QUANTITY,
    Kind.MONEY: codecs.MONEY,
    Kind.DATE: codecs.DATE,
    Kind.FLAG: codecs.BOOL,
}


def chosen_table(table: Table, choices: Choices, known: Mapping[Side, Known]) -> Table:
    """Return the table as this tenant wants it, without fields that a known side lacks."""
    if choices.bills and table.module is Module.PURCHASE_ORDERS:
        table = BILLS
    mine = choices.of(table.module)
    zoho = known.get(Side.ZOHO, {})
    rows = tuple(_chosen(row, mine.rows, zoho) for row in table.rows)
    names = {row.name for row in rows}
    own = [extra_row(table.module, one, zoho) for one in mine.extra if one.name not in names]
    extra = [_chosen(row, mine.rows, zoho) for row in own]
    chosen = replace(table, rows=(*rows, *extra))
    for side, fields in known.items():
        chosen = narrowed(chosen, side, fields)
    return chosen


def _chosen(row: Row, chosen: Mapping[str, RowChoice], zoho: Known, path: str = "") -> Row:
    if row.lines:
        row = replace(row, lines=tuple(_chosen(each, chosen, zoho, LINE) for each in row.lines))
    choice = chosen.get(path + row.name)
    return row if choice is None else _directed(_moved(row, choice, zoho), choice.direction)


def _moved(row: Row, choice: RowChoice, zoho: Known) -> Row:
    name = choice.zoho_field
    if not name:
        return row
    limit = {Side(side): most for side, most in row.limit.items() if side is not Side.ZOHO}
    limit |= _limit(zoho.get(name))
    return replace(row, zoho=key(name), limit=limit, optional=True)


def _limit(most: int | None) -> dict[Side, int]:
    return {} if most is None else {Side.ZOHO: most}


def _directed(row: Row, direction: Direction) -> Row:
    """Close the sides that are not to be written; with one left, the other speaks for the field."""
    closed = frozenset(side for side in Side if not direction.writes(side))
    if len(closed) != 1:
        return replace(row, read_only=row.read_only | closed)
    (source,) = closed
    return replace(row, read_only=row.read_only | closed, owner=Owner(source.value))


def extra_row(module: Module, one: ExtraRow, zoho: Known) -> Row:
    """Return the row of a tenant's own field."""
    offer = offer_of(module, one.xero)
    limit = _limit(zoho.get(one.zoho))
    if offer:
        limit[Side.XERO] = offer.limit
    return Row(
        one.name,
        one.label,
        zoho=key(one.zoho),
        xero=offer.spot if offer else None,
        codec=CODECS[one.kind],
        limit=limit,
        optional=True,
    )


def chosen_lexicon(lexicon: Lexicon, choices: Choices, tables: Iterable[Table]) -> Lexicon:
    """Return the books and the fixed accounts as this tenant wants them, for all modules."""
    books = dict(lexicon.books)
    for table in tables:
        statuses = choices.of(table.module).statuses
        if table.status and statuses:
            name = table.row(table.status).book
            books[name] = _over(books.get(name, {}), statuses, blank_is_none=True)
    for name, chosen in tax_choices(choices).items():
        if chosen:
            books[name] = _over(books.get(name, {}), chosen)
    return replace(lexicon, books=books, rounding=choices.rounding, due_rule=choices.due_rule)


def tax_choices(choices: Choices) -> Mapping[str, Book]:
    """Return what is chosen for each book of taxes."""
    return {SALES[0]: choices.taxes, PURCHASES[0]: choices.purchase_taxes}


def _over(book: Book, chosen: Book, *, blank_is_none: bool = False) -> Book:
    """Lay the chosen words over a book. `blank_is_none`: a blank takes the word out of it."""
    together = {side: {**book.get(side, {}), **chosen.get(side, {})} for side in Side}
    return {
        side: {word: there for word, there in words.items() if there or not blank_is_none}
        for side, words in together.items()
    }


def chosen_rules(choices: Choices, table: Table, mode: Mode, lexicon: Lexicon) -> Rules:
    """Return the rules of one module."""
    mine = choices.of(table.module)
    return Rules(
        mode=mode,
        lexicon=_with_defaults(lexicon, choices, table),
        owner=mine.owner or choices.owner,
        owners={
            name: choice.owner
            for name, choice in mine.rows.items()
            if choice.owner and choice.direction is Direction.BOTH
        },
        deletions=mine.deletions,
        opt_in=mine.opt_in,
    )


def _with_defaults(lexicon: Lexicon, choices: Choices, table: Table) -> Lexicon:
    found = _accounts(choices, table, lexicon.defaults.get(Side.XERO, {}))
    for path, choice in choices.of(table.module).rows.items():
        for side, text in choice.defaults.items():
            value = default_value(table, path, text)
            found.setdefault(side, {}).update({} if value is None else {path: value})
    if not found:
        return lexicon
    both = {side: {**lexicon.defaults.get(side, {}), **found.get(side, {})} for side in Side}
    return replace(lexicon, defaults={side: named for side, named in both.items() if named})


def _accounts(
    choices: Choices, table: Table, suggested: Mapping[str, Value]
) -> dict[Side, dict[str, Value]]:
    """Return what is said where nothing else says it: sales here, purchases there."""
    buys = table.module is Module.PURCHASE_ORDERS
    code: Value = choices.sales_account
    if buys:
        code = choices.purchase_account or suggested.get("purchase_account")
    named: dict[str, Value] = {"lines.account": code} if code else {}
    if code and not buys:
        named["sales_account"] = code
    if choices.theme and table.module is Module.INVOICES:
        named["theme"] = choices.theme
    if choices.purchase_account and not buys:
        named["purchase_account"] = choices.purchase_account
    return {Side.XERO: named} if named else {}


def default_value(table: Table, path: str, text: str) -> Value:
    """Read a default as a person spelled it; None where the table cannot hold it."""
    row = row_at(table, path)
    try:
        return None if row is None else row.codec.parse(text)
    except codecs.Unreadable:
        return None


def row_at(table: Table, path: str) -> Row | None:
    """Return the row of that name, or of a document's lines for "lines.<name>"."""
    name = path.removeprefix(LINE)
    inner = [each for row in table.rows for each in row.lines]
    rows = table.rows if name == path else inner
    return next((row for row in rows if row.name == name), None)
