"""Tables cut to two organisations: what their fields are called, where their records open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from sync.core.records import Payload, Side
from sync.core.table import Row, Spot, Table

GO_XERO = "https://go.xero.com/organisationlogin/default.aspx"


def respelled(table: Table, side: Side, names: Mapping[str, str]) -> Table:
    """Return the table with that side's own names of fields: theirs by ours."""
    if not names:
        return table
    finders = dict(table.finders)
    if side in finders:
        name, ours = finders[side]
        finders[side] = (names.get(name, name), ours)
    rows = tuple(_respelled(row, side, names) for row in table.rows)
    return replace(table, rows=rows, finders=finders)


def picking(table: Table, side: Side, lists: Mapping[str, frozenset[str]]) -> Table:
    """Return the table with that side's pick lists, by its own names of fields."""
    rows = (_picking(row, side, lists) for row in table.rows)
    return replace(table, rows=tuple(rows))


def opened(table: Table, short_code: str) -> Table:
    """Return the table whose links open records in that Xero organisation.

    Without its short code, "!Qj35V", a link would open whichever organisation its reader used
    last (XERO.md 5): then there are none.
    """
    return replace(table, rows=tuple(_opened(row, short_code) for row in table.rows))


def link_to(short_code: str, path: str) -> str:
    return f"{GO_XERO}?shortcode={quote(short_code)}&redirecturl={quote(path, safe='')}"


def _picking(row: Row, side: Side, lists: Mapping[str, frozenset[str]]) -> Row:
    spot = row.spot(side)
    offered = lists.get(spot.names[0]) if spot else None
    return row if offered is None else replace(row, picks={**row.picks, side: offered})


def _respelled(row: Row, side: Side, names: Mapping[str, str]) -> Row:
    spot = row.spot(side)
    if spot is None or not names.keys() & set(spot.names):
        return row
    made = _spot(spot, names)
    return replace(row, zoho=made) if side is Side.ZOHO else replace(row, xero=made)


def _spot(spot: Spot, names: Mapping[str, str]) -> Spot:
    def get(payload: Payload) -> object:
        return spot.get({name: payload.get(names.get(name, name)) for name in spot.names})

    def put(payload: dict[str, object], value: object) -> None:
        said: dict[str, object] = {}
        spot.put(said, value)
        payload.update({names.get(name, name): each for name, each in said.items()})

    return replace(
        spot,
        get=get,
        put=put,
        names=tuple(names.get(name, name) for name in spot.names),
        plain=names.get(spot.plain, spot.plain),
    )


def _opened(row: Row, short_code: str) -> Row:
    if row.xero is None or not row.xero.opens:
        return row
    return replace(row, xero=_link(row.xero, short_code) if short_code else None)


def _link(spot: Spot, short_code: str) -> Spot:
    def get(payload: Payload) -> object:
        found = payload.get(spot.names[0])
        return link_to(short_code, spot.opens.format(found)) if found else None

    return replace(spot, get=get, opens="")
