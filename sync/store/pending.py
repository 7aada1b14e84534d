"""What is left to do: computed from what was seen and what was agreed, every time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from sync.core.reading import thaw
from sync.core.records import Base, Linked, Module, Side, Twin
from sync.core.table import Table
from sync.store.pending_sql import (
    COUNT,
    EVERY_LONE,
    EVERY_PAIR,
    LONE_BY_HANDLE,
    LONE_OF,
    PAIRS_BY_ID,
    PAIRS_NEWS,
    PAIRS_OF,
    PENDING_LONE,
    PENDING_PAIRS,
    SHADOWS,
    TWINS,
)
from sync.store.records import Kept, decoded, observation


@dataclass(frozen=True, slots=True)
class Within:
    """Which records a run takes up: dormant ones edited `since`, refusals that rested till `now`.

    None: no dormant ones; none that rests is left out.
    """

    since: datetime | None
    now: datetime | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A linked case with its link and the digests that its two sides have now."""

    link_id: int
    title: str
    case: Linked
    digests: tuple[str, str]  # zoho, xero
    first: bool  # never agreed before


def pairs_pending(
    *,
    bridge_id: int,
    table: Table,
    after: int,
    within: Within,
    limit: int,
) -> list[Pair]:
    return _pairs(
        PENDING_PAIRS,
        table,
        {
            "bridge": bridge_id,
            "module": table.module.value,
            "after": after,
            "since": within.since,
            "now": within.now,
            "limit": limit,
        },
    )


def pairs_all(*, bridge_id: int, table: Table, after: int, limit: int) -> list[Pair]:
    """Return linked pairs, whether anything is left to do about them or not."""
    params = {"bridge": bridge_id, "module": table.module.value, "after": after, "limit": limit}
    return _pairs(EVERY_PAIR, table, params)


def pairs_by_id(*, bridge_id: int, table: Table, ids: Collection[int]) -> list[Pair]:
    return _pairs(
        PAIRS_BY_ID,
        table,
        {"bridge": bridge_id, "module": table.module.value, "ids": list(ids)},
    )


def pairs_of(*, bridge_id: int, table: Table, ids: Mapping[Side, Collection[str]]) -> list[Pair]:
    """Return the pairs that these records belong to, whether anything is left to do or not."""
    named = {side.value: list(some) for side, some in ids.items()}
    return _pairs(PAIRS_OF, table, {"bridge": bridge_id, "module": table.module.value, **named})


def pairs_news(
    *,
    bridge_id: int,
    table: Table,
    ids: Mapping[Side, Collection[str]],
    now: datetime | None,
) -> list[Pair]:
    """Return the pairs of these records about which something is left to do."""
    named = {side.value: list(some) for side, some in ids.items()}
    params = {"bridge": bridge_id, "module": table.module.value, "now": now, **named}
    return _pairs(PAIRS_NEWS, table, params)


def lone_of(
    *, bridge_id: int, table: Table, sides: Collection[Side], ids: Mapping[Side, Collection[str]]
) -> list[Kept]:
    """Return those of these records that have no link."""
    named = {side.value: list(some) for side, some in ids.items()}
    params = {"bridge": bridge_id, "module": table.module.value, **named, **role_params(table)}
    return _lone(LONE_OF, table, {**params, "sides": [side.value for side in sides]})


def lone_pending(
    *,
    bridge_id: int,
    table: Table,
    sides: Collection[Side],
    after: int,
    within: Within,
    limit: int,
) -> list[Kept]:
    return _lone(
        PENDING_LONE,
        table,
        {
            "bridge": bridge_id,
            "module": table.module.value,
            "sides": [side.value for side in sides],
            "after": after,
            "since": within.since,
            "now": within.now,
            "limit": limit,
            **role_params(table),
        },
    )


def lone_all(*, bridge_id: int, table: Table, side: Side, after: int, limit: int) -> list[Kept]:
    """Every record of a side without a link, dormant ones included."""
    return _lone(
        EVERY_LONE,
        table,
        {
            "bridge": bridge_id,
            "module": table.module.value,
            "sides": [side.value],
            "after": after,
            "limit": limit,
        },
    )


def lone_by_handle(
    *, bridge_id: int, table: Table, side: Side, handles: Collection[str]
) -> list[Kept]:
    return _lone(
        LONE_BY_HANDLE,
        table,
        {
            "bridge": bridge_id,
            "module": table.module.value,
            "sides": [side.value],
            "handles": list(handles),
        },
    )


def twins_of(*, bridge_id: int, table: Table, some: Sequence[Kept]) -> dict[int, tuple[Twin, ...]]:
    """For each record (by pk): every other live record of the module that shares a key with it."""
    wanted = sorted({key for one in some for key in one.keys})
    by_key: dict[str, list[tuple[int, Twin]]] = {key: [] for key in wanted}
    with connection.cursor() as cursor:
        cursor.execute(TWINS, {"bridge": bridge_id, "module": table.module.value, "keys": wanted})
        for pk, side, keys, linked, *seen in cursor.fetchall():
            twin = _twin(table, Side(side), seen, linked=linked)
            for key in by_key.keys() & set(keys):
                by_key[key].append((pk, twin))
    return {one.pk: _distinct(one.pk, (by_key[key] for key in one.keys)) for one in some}


def shadows_count(*, bridge_id: int, table: Table) -> int:
    """How many records of a shared resource are this module's shadows and nothing else."""
    role = role_params(table)
    params = {"bridge": bridge_id, "module": table.module.value, "sides": [role["role_side"]]}
    with connection.cursor() as cursor:
        cursor.execute(SHADOWS, {**params, **role})
        (count,) = cursor.fetchone()
    return int(count)


def _twin(table: Table, side: Side, seen: Sequence[Any], *, linked: bool) -> Twin:
    record = observation(table, seen)
    shadow = table.role is not None and table.role.is_shadow(side, record.fields or {})
    return Twin(side, record, linked, shadow)


def role_params(table: Table) -> dict[str, Any]:
    """Return what the queries of lone records need to know of a shared resource."""
    role = table.role
    return {
        "role_side": role.side.value if role else "",
        "mark": role.mark if role else "",
        "unless": role.unless if role else "",
        "others": [module.value for module in role.others] if role else [],
        "never": role.never if role else "",
    }


def agreed_count(*, bridge_id: int, module: Module) -> int:
    """How many pairs say the same on both sides as when they last agreed."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"bridge": bridge_id, "module": module.value})
        (count,) = cursor.fetchone()
    return int(count)


def _distinct(own: int, groups: Iterable[list[tuple[int, Twin]]]) -> tuple[Twin, ...]:
    found = {pk: twin for group in groups for pk, twin in group if pk != own}
    return tuple(found.values())


def _pairs(sql: str, table: Table, params: dict[str, Any]) -> list[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_pair(table, row) for row in cursor.fetchall()]


def _pair(table: Table, row: tuple[Any, ...]) -> Pair:
    link_id, zoho_base, xero_base, first, title, zoho_digest, xero_digest = row[:7]
    zoho, xero = observation(table, row[7:13]), observation(table, row[13:19])
    base = _base(table, zoho_base, xero_base)
    return Pair(link_id, title, Linked(zoho, xero, base), (zoho_digest, xero_digest), first)


def _base(table: Table, zoho: str | None, xero: str | None) -> Base | None:
    if zoho is None or xero is None:
        return None
    return {side: thaw(table, decoded(text)) for side, text in zip(Side, (zoho, xero), strict=True)}


def _lone(sql: str, table: Table, params: dict[str, Any]) -> list[Kept]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [
            Kept(pk, Side(side), title, tuple(keys), digest, observation(table, seen))
            for pk, side, title, keys, digest, *seen in cursor.fetchall()
        ]
