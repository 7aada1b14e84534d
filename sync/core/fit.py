"""Whether chosen mappings can work, and in words why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sync.core.choices import LINE, Direction, ExtraRow, Kind, ModuleChoices, RowChoice
from sync.core.chosen import extra_row, row_at
from sync.core.codecs import (
    BOOL,
    DATE,
    DISCOUNT,
    MONEY,
    PERCENT,
    PRICE,
    QUANTITY,
    RATE,
    Codec,
    Unreadable,
)
from sync.core.offered import TEXTS, ZohoField
from sync.core.records import Side
from sync.core.table import Row, Table
from sync.core.tables.offers import Offer, offer_of
from sync.core.words import SIDES

NUMBERS = frozenset({Kind.NUMBER, Kind.MONEY})
NUMBER_CODECS: tuple[Codec, ...] = (MONEY, PRICE, QUANTITY, PERCENT, RATE, DISCOUNT)
Fields = Mapping[str, ZohoField]


def misfits(table: Table, mine: ModuleChoices, known: Sequence[ZohoField] | None) -> list[str]:
    """Return a sentence for each choice that cannot work. `table`: as it is by itself.

    `known` None: nothing is known of the CRM's fields, and no field of it can be chosen.
    """
    fields = {one.name: one for one in known or ()}
    own = {one.name: extra_row(table.module, one, {}) for one in mine.extra}
    found: list[str] = []
    for path, choice in mine.rows.items():
        row = own.get(path) or row_at(table, path)
        if row is None:
            found.append(f"{table.label} have no field {path!r}.")
        else:
            found += _row_misfits(table, path, row, choice)
            found += _moved_misfits(row, choice, fields)
    return [*found, *_extra_misfits(table, mine, fields), *_twice(table, mine)]


def group(kind: Kind | None) -> str:
    """Say what a field holds, as people call it."""
    if kind in TEXTS:
        return "a text"
    if kind in NUMBERS:
        return "a number"
    if kind is Kind.DATE:
        return "a date"
    return "yes or no" if kind is Kind.FLAG else "something that cannot be mapped"


def row_group(row: Row) -> str:
    if row.ref or row.book or row.lines:
        return "something that cannot be mapped"
    if row.codec in NUMBER_CODECS:
        return "a number"
    if row.codec is DATE:
        return "a date"
    return "yes or no" if row.codec is BOOL else "a text"


def kind_for(field: ZohoField, offer: Offer) -> Kind | None:
    """Return what a field of both would hold: the narrower of the two; None where none fits."""
    if field.kind is None or group(field.kind) != group(offer.kind):
        return None
    return offer.kind if field.kind is Kind.LONG_TEXT else field.kind


def _row_misfits(table: Table, path: str, row: Row, choice: RowChoice) -> Iterator[str]:
    for side in Side:
        if side in row.required and row.carried and not choice.direction.writes(side):
            yield (
                f"{row.label} must go to {SIDES[side]}: without it a new {table.one} is refused "
                "there."
            )
    if path.startswith(LINE):
        yield from _line_misfits(row, choice.direction)
    for side, text in choice.defaults.items():
        trouble = _default_trouble(row, side, text)
        if trouble:
            yield f"The default of {row.label} for {SIDES[side]}: {trouble}."


def _line_misfits(row: Row, direction: Direction) -> Iterator[str]:
    if direction not in (Direction.BOTH, Direction.OFF):
        yield f"{row.label} of a line goes both ways or not at all."
    elif direction is Direction.OFF and row_group(row) != "a text":
        yield f"{row.label} of a line is part of the total, and always carried."


def _default_trouble(row: Row, side: Side, text: str) -> str:
    if row.ref or row.lines:
        return "it names other records, and has no default"
    if row.spot(side) is None or side in row.read_only:
        return "the field is not written there"
    try:
        value = row.codec.parse(text)
    except Unreadable as why:
        return str(why)
    most = row.limit.get(side)
    if most and isinstance(value, str) and len(value) > most:
        return f"it is longer than {most} characters"
    return ""


def _moved_misfits(row: Row, choice: RowChoice, fields: Fields) -> Iterator[str]:
    if not choice.zoho_field:
        return
    field = fields.get(choice.zoho_field)
    if field is None:
        yield f"{row.label} is to be Zoho CRM's field {choice.zoho_field!r}, and there is none."
    elif group(field.kind) != row_group(row):
        yield (
            f"{field.label} holds {group(field.kind)} in Zoho CRM, and {row.label} is "
            f"{row_group(row)} in Xero. Choose a field of the same type."
        )
    elif field.read_only and choice.direction.writes(Side.ZOHO):
        yield f"{field.label} can only be read in Zoho CRM. Let {row.label} go to Xero only."


def _extra_misfits(table: Table, mine: ModuleChoices, fields: Fields) -> Iterator[str]:
    names = {row.name for row in table.rows}
    for one in mine.extra:
        if one.name in names:
            yield f"{table.label} have a field called {one.label!r} already. Call it otherwise."
        names.add(one.name)
        yield from _extra_trouble(table, one, mine, fields)


def _extra_trouble(
    table: Table, one: ExtraRow, mine: ModuleChoices, fields: Fields
) -> Iterator[str]:
    field, offer = fields.get(one.zoho), offer_of(table.module, one.xero)
    if field is None:
        yield f"{one.label} is to be Zoho CRM's field {one.zoho!r}, and there is none."
    if offer is None:
        yield f"{one.label} is to be Xero's {one.xero!r}, and there is no such place."
    if field is None or offer is None:
        return
    if kind_for(field, offer) is None:
        yield (
            f"{field.label} holds {group(field.kind)} in Zoho CRM, and {offer.label} is "
            f"{group(offer.kind)} in Xero. Choose fields of the same type."
        )
    elif field.read_only and mine.rows.get(one.name, RowChoice()).direction.writes(Side.ZOHO):
        yield f"{field.label} can only be read in Zoho CRM. Let {one.label} go to Xero only."


def _twice(table: Table, mine: ModuleChoices) -> Iterator[str]:
    """Yield the fields that a choice writes and another row too: each would undo the other."""
    moved = {path: choice.zoho_field for path, choice in mine.rows.items() if choice.zoho_field}
    kept = [row for row in table.rows if row.name not in moved]
    chosen = {
        Side.ZOHO: [*moved.values(), *(one.zoho for one in mine.extra)],
        Side.XERO: [one.xero for one in mine.extra],
    }
    for side, names in chosen.items():
        rows = kept if side is Side.ZOHO else table.rows
        own = {spot.names[0] for row in rows if (spot := row.spot(side)) and spot.plain}
        for name, count in Counter(names).items():
            if count > 1 or name in own:
                yield f"{SIDES[side]}'s field {name} is mapped twice."
