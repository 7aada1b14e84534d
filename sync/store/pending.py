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
from sync.store.records import Kept, decoded, observation

# What was sent and not answered is looked up first (engine.recover), and not planned meanwhile.
IN_DOUBT = """
EXISTS (SELECT FROM sync_change c
        WHERE c.bridge_id = {row}.bridge_id AND c.module = {row}.module
          AND c.state IN ('sent', 'unknown')
          AND {row}.remote_id = CASE WHEN c.side = {row}.side THEN c.remote_id
                                     ELSE c.source_id END)
"""
# What a vendor refused rests before it is tried again, as long as the record is what it was.
RESTING = """
AND NOT EXISTS (SELECT FROM sync_question q
                WHERE q.bridge_id = {row}.bridge_id AND q.module = {row}.module
                  AND q.why = 'refused' AND q.retry_at > %(now)s AND {same})
"""
COLUMNS = "r.remote_id, r.version, r.fields::text, r.gone, r.lock, r.modified_at"
# Dormant pairs that were never merged wait for an edit or a window: see Within.
PAIRS = """
SELECT l.id, l.zoho_base::text, l.xero_base::text, l.agreed_at IS NULL, z.title,
       z.digest, x.digest,
       z.remote_id, z.version, z.fields::text, z.gone, z.lock, z.modified_at,
       x.remote_id, x.version, x.fields::text, x.gone, x.lock, x.modified_at
FROM sync_link l
JOIN sync_record z ON z.bridge_id = l.bridge_id AND z.side = 'zoho' AND z.module = l.module
                  AND z.remote_id = l.zoho_id
JOIN sync_record x ON x.bridge_id = l.bridge_id AND x.side = 'xero' AND x.module = l.module
                  AND x.remote_id = l.xero_id
WHERE l.bridge_id = %(bridge)s AND l.module = %(module)s AND l.unread = ''
"""
PENDING_PAIRS = (
    PAIRS
    + """
  AND l.id > %(after)s
  AND (z.digest <> l.zoho_digest OR x.digest <> l.xero_digest OR z.gone OR x.gone)
  AND (NOT (z.dormant AND x.dormant)
       OR greatest(z.modified_at, x.modified_at) >= %(since)s)
  AND NOT """
    + IN_DOUBT.format(row="z")
    + RESTING.format(
        row="l",
        same="q.zoho_id = l.zoho_id AND q.xero_id = l.xero_id"
        " AND q.seen = z.digest || ' ' || x.digest",
    )
    + " ORDER BY l.id LIMIT %(limit)s"
)
EVERY_PAIR = (
    PAIRS + " AND NOT z.gone AND NOT x.gone AND l.id > %(after)s ORDER BY l.id LIMIT %(limit)s"
)
PAIRS_BY_ID = PAIRS + " AND l.id = ANY(%(ids)s)"
PAIRS_OF = (
    PAIRS
    + " AND (l.zoho_id = ANY(%(zoho)s) OR l.xero_id = ANY(%(xero)s)) AND NOT "
    + IN_DOUBT.format(row="z")
    + " ORDER BY l.id"
)
# Sides are told apart by OR, not by CASE: only so does each find its row by an index.
LONE = f"""
SELECT r.id, r.side, r.title, r.keys, r.digest, {COLUMNS}
FROM sync_record r
WHERE r.bridge_id = %(bridge)s AND r.module = %(module)s AND r.side = ANY(%(sides)s)
  AND NOT r.gone
  AND NOT EXISTS (
    SELECT FROM sync_link l WHERE l.bridge_id = r.bridge_id AND l.module = r.module
      AND ((r.side = 'zoho' AND l.zoho_id = r.remote_id)
           OR (r.side = 'xero' AND l.xero_id = r.remote_id)))
"""  # noqa: S608 - put together from constants
# Table.role: what another module's record is to this one is not carried for itself.
MARKED = "coalesce((r.fields->>{0})::boolean, false)"
OWN = f"""
  AND (r.side <> %(role_side)s OR {MARKED.format("%(mark)s")}
       OR (%(unless)s <> '' AND NOT {MARKED.format("%(unless)s")}
           AND NOT EXISTS (
             SELECT FROM sync_link o WHERE o.bridge_id = r.bridge_id AND o.module = ANY(%(others)s)
               AND ((r.side = 'zoho' AND o.zoho_id = r.remote_id)
                    OR (r.side = 'xero' AND o.xero_id = r.remote_id)))))
"""
PENDING_LONE = (
    LONE
    + OWN
    + """
  AND r.id > %(after)s AND (NOT r.dormant OR r.modified_at >= %(since)s)
  AND NOT """
    + IN_DOUBT.format(row="r")
    + RESTING.format(
        row="r",
        same="q.seen = r.digest"
        " AND q.zoho_id = CASE r.side WHEN 'zoho' THEN r.remote_id ELSE '' END"
        " AND q.xero_id = CASE r.side WHEN 'xero' THEN r.remote_id ELSE '' END",
    )
    + " ORDER BY r.id LIMIT %(limit)s"
)
LONE_OF = (
    LONE
    + """
  AND (r.side = 'zoho' AND r.remote_id = ANY(%(zoho)s)
       OR r.side = 'xero' AND r.remote_id = ANY(%(xero)s))
  AND NOT """
    + IN_DOUBT.format(row="r")
    + " ORDER BY r.id"
)
EVERY_LONE = LONE + " AND r.id > %(after)s ORDER BY r.id LIMIT %(limit)s"
LONE_BY_HANDLE = LONE + " AND r.handle = ANY(%(handles)s) AND NOT " + IN_DOUBT.format(row="r")
TWINS = f"""
SELECT r.id, r.side, r.keys,
       EXISTS (SELECT FROM sync_link l WHERE l.bridge_id = r.bridge_id AND l.module = r.module
         AND ((r.side = 'zoho' AND l.zoho_id = r.remote_id)
              OR (r.side = 'xero' AND l.xero_id = r.remote_id))),
       {COLUMNS}
FROM sync_record r
WHERE r.bridge_id = %(bridge)s AND r.module = %(module)s AND NOT r.gone AND r.keys && %(keys)s
LIMIT 20000
"""  # noqa: S608 - put together from constants
SHADOWS = (
    LONE.replace(f"r.id, r.side, r.title, r.keys, r.digest, {COLUMNS}", "count(*)")
    + " AND NOT (true"
    + OWN
    + ")"
)
COUNT = """
SELECT
  (SELECT count(*) FROM sync_link l
   JOIN sync_record z ON z.bridge_id = l.bridge_id AND z.side = 'zoho' AND z.module = l.module
                     AND z.remote_id = l.zoho_id
   JOIN sync_record x ON x.bridge_id = l.bridge_id AND x.side = 'xero' AND x.module = l.module
                     AND x.remote_id = l.xero_id
   WHERE l.bridge_id = %(bridge)s AND l.module = %(module)s
     AND z.digest = l.zoho_digest AND x.digest = l.xero_digest AND NOT z.gone AND NOT x.gone)
"""


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


def lone_of(
    *, bridge_id: int, table: Table, sides: Collection[Side], ids: Mapping[Side, Collection[str]]
) -> list[Kept]:
    """Return those of these records that have no link."""
    named = {side.value: list(some) for side, some in ids.items()}
    params = {"bridge": bridge_id, "module": table.module.value, **named}
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
            **_role(table),
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
    role = _role(table)
    params = {"bridge": bridge_id, "module": table.module.value, "sides": [role["role_side"]]}
    with connection.cursor() as cursor:
        cursor.execute(SHADOWS, {**params, **role})
        (count,) = cursor.fetchone()
    return int(count)


def _twin(table: Table, side: Side, seen: Sequence[Any], *, linked: bool) -> Twin:
    record = observation(table, seen)
    shadow = table.role is not None and table.role.is_shadow(side, record.fields or {})
    return Twin(side, record, linked, shadow)


def _role(table: Table) -> dict[str, Any]:
    role = table.role
    return {
        "role_side": role.side.value if role else "",
        "mark": role.mark if role else "",
        "unless": role.unless if role else "",
        "others": [module.value for module in role.others] if role else [],
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
