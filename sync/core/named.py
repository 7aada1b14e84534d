"""What a person may call a record: its number, its code, its e-mail, its name."""

from __future__ import annotations

from sync.core.records import Fields, Side
from sync.core.table import Row, Table

AT = "@"  # only an e-mail address has one


def fields_named(table: Table, side: Side, text: str) -> tuple[str, ...]:
    """Return the vendor's own fields of that side in which the text may stand, likeliest first."""
    spots = [row.spot(side) for row in _rows(table) if _may_say(row, text)]
    return tuple(dict.fromkeys(name for spot in spots if spot for name in spot.names))


def is_called(table: Table, fields: Fields, text: str) -> bool:
    said = {str(fields.get(row.name) or "").casefold() for row in _rows(table)}
    return text.strip().casefold() in said


def _rows(table: Table) -> list[Row]:
    return [table.row(name) for name in dict.fromkeys((*table.keys, table.title))]


def _may_say(row: Row, text: str) -> bool:
    return (row.name == "email") == (AT in text)
