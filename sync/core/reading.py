"""Payloads into fields and back, and fields into what the database keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

import msgspec

from sync.core.records import Fields, Payload, Side, Value
from sync.core.table import Row, Spot, Table
from sync.core.verdicts import ARCHIVED, CO_HELD, Write

Reader: TypeAlias = Callable[[Payload], Fields]
ENCODER = msgspec.json.Encoder(order="sorted")


def reader(table: Table, side: Side) -> Reader:
    """Compile the table into a function from that side's payload to fields.

    The function raises codecs.Unreadable for a payload that a field cannot hold.
    """
    read = _compiled(table.rows, side)
    straighten = table.straighten.get(side)
    if straighten is None:
        return read
    shape = straighten
    return lambda payload: read(shape(payload))


def _compiled(rows: tuple[Row, ...], side: Side) -> Reader:
    """Sort the rows once into keys to look up, places to reach into and lists of lines.

    This runs for every value of every record ever fetched, hence no call that can be spared.
    """
    spots = [(row, spot) for row in rows if (spot := row.spot(side)) and not row.counts]
    single = [(row, spot) for row, spot in spots if not row.lines]
    plain = tuple((r.name, s.plain, r.codec.parse) for r, s in single if s.plain)
    reached = tuple((r.name, s.get, r.codec.parse) for r, s in single if not s.plain)
    nested = tuple((r.name, s.get, _compiled(r.lines, side)) for r, s in spots if r.lines)

    def read(payload: Payload) -> Fields:
        get = payload.get
        fields: dict[str, Value] = {name: parse(get(key)) for name, key, parse in plain}
        for name, reach, parse in reached:
            fields[name] = parse(reach(payload))
        for name, reach, line in nested:
            found = reach(payload)
            fields[name] = tuple(map(line, found)) if isinstance(found, list) else None
        return fields

    return read


def rendered(table: Table, write: Write, *, create: bool) -> dict[str, object]:
    """Return the smallest payload of the write's side that carries its fields."""
    payload: dict[str, object] = dict(table.constants.get(write.side, {})) if create else {}
    said = {**write.along, **write.fields}
    for row in table.rows:
        spot = row.spot(write.side)
        if spot is None or row.name not in said:
            continue
        if row.lines:
            spot.put(payload, _rendered_lines(row, write, said[row.name]))
        else:
            _put(row, spot, payload, said[row.name])
    if ARCHIVED in said:
        payload.update(table.ends.get(write.side, {}))
    if CO_HELD in said:
        payload.update(table.co_stays.get(write.side, {}))
    return payload


def _put(row: Row, spot: Spot, payload: dict[str, object], value: Value) -> None:
    spot.put(payload, spot.blank if value is None else row.codec.render(value))


def _rendered_lines(row: Row, write: Write, lines: Value) -> list[dict[str, object]]:
    """Render every line that is to be there. Xero drops the unlisted, Zoho must be told which."""
    made = [_rendered_line(row.lines, write.side, line) for line in _lines(lines)]
    for spot in (each.spot(write.side) for each in row.lines if each.counts):
        for at, line in enumerate(made, start=1):
            if spot:
                spot.put(line, at)
    if write.side is Side.ZOHO:
        made += [{"id": line_id, "_delete": None} for line_id in write.removed_lines]
    return made


def _rendered_line(rows: tuple[Row, ...], side: Side, line: Fields) -> dict[str, object]:
    """Render one line. A blank is sent to clear what a kept line holds, or has a word of its own.

    Xero would take the tax of the ledger account where it is not told that there is none.
    """
    payload: dict[str, object] = {}
    is_new = line.get("id") is None
    for row in rows:
        spot = row.spot(side)
        if spot is None:
            continue
        value = line.get(row.name)
        if value is not None or spot.blank or (row.name in line and not is_new):
            _put(row, spot, payload, value)
    return payload


def _lines(value: Value) -> tuple[Fields, ...]:
    return value if isinstance(value, tuple) else ()


def wanted_of(table: Table, side: Side) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Return the vendor's fields that reading needs: the record's, the lines' name, the lines'."""
    heads = _names(row.spot(side) for row in table.rows if not (row.lines or row.instead_of))
    document = next((row for row in table.rows if row.lines), None)
    if document is None:
        return heads, "", ()
    (lines,) = _names([document.spot(side)])
    return heads, lines, _names(row.spot(side) for row in document.lines)


def _names(spots: Iterable[Spot | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for spot in spots if spot for name in spot.names))


def narrowed(table: Table, side: Side, known: Iterable[str]) -> Table:
    """Return the table without the optional fields that this organisation's side lacks.

    `known`: the vendor's field names in its metadata.
    """
    names = frozenset(known)
    return replace(table, rows=tuple(_narrowed(row, side, names) for row in table.rows))


def _narrowed(row: Row, side: Side, known: frozenset[str]) -> Row:
    spot = row.spot(side)
    if not row.optional or spot is None or known.issuperset(spot.names):
        return row
    left = tuple(name for name in spot.names if name in known)
    kept = replace(spot, names=left) if left else None
    # The first name is the one that is written.
    read_only = row.read_only if spot.names[0] in known else row.read_only | {side}
    if side is Side.ZOHO:
        return replace(row, zoho=kept, read_only=read_only)
    return replace(row, xero=kept, read_only=read_only)


def frozen(fields: Fields) -> bytes:
    """Return compact JSON for the database: Decimals as text, dates ISO, keys sorted."""
    return ENCODER.encode(fields)


def digest(fields: Fields | bytes) -> str:
    """Return a short name for the content, the same for equal fields."""
    said = fields if isinstance(fields, bytes) else frozen(fields)
    return hashlib.blake2b(said, digest_size=12).hexdigest()


def thaw(table: Table, stored: Mapping[str, object]) -> Fields:
    """Undo `frozen` and its decoding. Fields that the table no longer has are dropped."""
    return _thawed(table.rows, stored)


def _thawed(rows: tuple[Row, ...], stored: Mapping[str, object]) -> Fields:
    return {row.name: _thaw_value(row, stored[row.name]) for row in rows if row.name in stored}


def _thaw_value(row: Row, kept: object) -> Value:
    if row.lines:
        return tuple(_thawed(row.lines, line) for line in kept) if isinstance(kept, list) else None
    return row.codec.thaw(kept)
