"""Observations in and out. Written in bulk by COPY; a row that says the same is not touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper

from sync.core.reading import thaw
from sync.core.records import Module, Observation, Side
from sync.core.table import Table
from sync.models import Record, Seen

STAGING = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming (
  module text, remote_id text, handle text, title text, keys text[], fields jsonb, digest text,
  version text, modified_at timestamptz, lock text
) ON COMMIT DELETE ROWS;
DELETE FROM incoming
"""
COPY = """
COPY incoming (module, remote_id, handle, title, keys, fields, digest, version, modified_at, lock)
FROM STDIN
"""
KNOWN = """
SELECT module, remote_id, digest, lock FROM sync_record
WHERE bridge_id = %(bridge)s AND side = %(side)s AND module = ANY(%(modules)s)
  AND remote_id = ANY(%(ids)s) AND NOT gone
"""
# What is rewritten is what changed. An edit wakes a dormant record; a new one is dormant only if
# the reading that met it says so. While a changed mapping is read for the first time (its cursor
# has no `fetched_at`), fields appear that nobody edited: only another version is an edit then.
MERGE = """
WITH changed AS (
INSERT INTO sync_record (bridge_id, side, module, remote_id, handle, title, keys, fields, digest,
                         version, modified_at, lock, gone, dormant, seen_at)
SELECT DISTINCT ON (module, remote_id)
       %(bridge)s, %(side)s, module, remote_id, handle, title, keys, fields, digest,
       version, modified_at, lock, false, %(dormant)s, %(now)s
FROM incoming
ON CONFLICT (bridge_id, side, module, remote_id) DO UPDATE
SET handle = excluded.handle, title = excluded.title, keys = excluded.keys,
    fields = excluded.fields, digest = excluded.digest, version = excluded.version,
    modified_at = excluded.modified_at, lock = excluded.lock, gone = false,
    dormant = sync_record.dormant AND sync_record.version = excluded.version AND EXISTS (
      SELECT FROM sync_cursor c WHERE c.bridge_id = sync_record.bridge_id
        AND c.side = sync_record.side AND c.module = sync_record.module AND c.fetched_at IS NULL),
    seen_at = excluded.seen_at
WHERE (sync_record.digest, sync_record.lock, sync_record.gone)
      IS DISTINCT FROM (excluded.digest, excluded.lock, false)
RETURNING module)
SELECT module, count(*) FROM changed GROUP BY module
"""
# Not an anti-join: before the tables are analysed it would be planned as one index scan for each
# pair of rows, hours for a large first fetch.


class Incoming(msgspec.Struct, frozen=True):
    """One record as it was just seen, ready to be stored. `fields` and its digest are frozen.

    A Struct, because one is made for every record that is ever read.
    """

    module: Module
    remote_id: str
    handle: str
    title: str
    keys: tuple[str, ...]
    fields: bytes
    digest: str
    version: str
    modified_at: datetime
    lock: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored record with what the store knows of it besides."""

    pk: int
    side: Side
    title: str
    keys: tuple[str, ...]
    digest: str
    record: Observation
    seen_at: datetime | None = None  # when it last changed, where that was asked for


def records_store(
    *,
    bridge_id: int,
    side: Side,
    rows: Iterable[Incoming],
    now: datetime,
    dormant: bool,
    first: bool = False,
) -> dict[Module, int]:
    """Upsert what was seen; return how many rows of each module changed or are new.

    `first`: nothing was known before, so nothing is compared. Called inside a transaction.
    """
    scope: dict[str, Any] = {"bridge": bridge_id, "side": side.value}
    with connection.cursor() as cursor:
        news = list(rows) if first else _news(cursor, scope, list(rows))
        if not news:
            return {}
        cursor.execute(STAGING)
        with cursor.cursor.copy(COPY) as copy:
            for row in news:
                copy.write_row(_columns(row))
        cursor.execute(MERGE, {**scope, "dormant": dormant, "now": now})
        return {Module(module): count for module, count in cursor.fetchall()}


def _news(cursor: CursorWrapper, scope: dict[str, Any], rows: Sequence[Incoming]) -> list[Incoming]:
    """Leave out what says the same as its stored row, for a tenth of the price of storing it."""
    modules = sorted({row.module.value for row in rows})
    ids = [row.remote_id for row in rows]
    cursor.execute(KNOWN, {**scope, "modules": modules, "ids": ids})
    known = set(cursor.fetchall())
    return [
        row for row in rows if (row.module.value, row.remote_id, row.digest, row.lock) not in known
    ]


def _columns(row: Incoming) -> tuple[str, ...]:
    """Spell a row for COPY: all texts, because the driver is slow to find out about others."""
    return (
        row.module.value,
        row.remote_id,
        row.handle,
        row.title,
        _array(row.keys),
        row.fields.decode(),
        row.digest,
        row.version,
        row.modified_at.isoformat(),
        row.lock,
    )


def _array(texts: Iterable[str]) -> str:
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def records_gone(
    *, bridge_id: int, side: Side, modules: Collection[Module], ids: Collection[str]
) -> int:
    known = Record.objects.filter(
        bridge_id=bridge_id, side=side, module__in=modules, remote_id__in=ids, gone=False
    )
    return known.update(gone=True)


def records_exist(*, bridge_id: int, side: Side, modules: Collection[Module]) -> bool:
    return Record.objects.filter(bridge_id=bridge_id, side=side, module__in=modules).exists()


def seen_add(*, bridge_id: int, side: Side, ids: Mapping[Module, Collection[str]]) -> None:
    """Note what a complete reading has met so far."""
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(
            "COPY sync_seen (bridge_id, side, module, remote_id) FROM STDIN"
        ) as copy,
    ):
        for module, some in ids.items():
            for remote_id in some:
                copy.write_row((bridge_id, side.value, module.value, remote_id))


def seen_clear(*, bridge_id: int, side: Side, modules: Collection[Module]) -> None:
    Seen.objects.filter(bridge_id=bridge_id, side=side, module__in=modules).delete()


def records_wake(*, bridge_id: int, table: Table, ids: Mapping[Side, Collection[str]]) -> None:
    """Let these stay in sight from now on: somebody chose a window that holds them."""
    for side, some in ids.items():
        asleep = Record.objects.filter(
            bridge_id=bridge_id, side=side, module=table.module, remote_id__in=some, dormant=True
        )
        asleep.update(dormant=False)


def records_analyse() -> None:
    """Let the planner look at the table now: after a first fetch it still plans for an empty one.

    By itself it would look in a minute, and a sync may start before that.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sync_record")


def records_get(
    *, bridge_id: int, table: Table, side: Side, ids: Collection[str]
) -> dict[str, Kept]:
    rows = Record.objects.filter(
        bridge_id=bridge_id, side=side, module=table.module, remote_id__in=ids
    )
    return {row.remote_id: _kept(table, row) for row in rows}


def records_by_handle(
    *, bridge_id: int, table: Table, side: Side, handles: Collection[str]
) -> list[Kept]:
    rows = Record.objects.filter(
        bridge_id=bridge_id, side=side, module=table.module, handle__in=handles
    )
    return [_kept(table, row) for row in rows]


def _kept(table: Table, row: Record) -> Kept:
    return Kept(
        pk=row.pk,
        side=Side(row.side),
        title=row.title,
        keys=tuple(row.keys),
        digest=row.digest,
        record=observation(
            table,
            (row.remote_id, row.version, row.fields, row.gone, row.lock, row.modified_at),
        ),
        seen_at=row.seen_at,
    )


def observation(table: Table, row: Sequence[Any]) -> Observation:
    """Thaw (remote_id, version, fields, gone, lock, modified_at)."""
    remote_id, version, fields, gone, lock, modified_at = row
    stored = decoded(fields) if isinstance(fields, str) else fields
    return Observation(
        id=remote_id,
        version=version,
        fields=None if gone else thaw(table, stored),
        lock=lock,
        modified_at=modified_at,
    )


def field_of(
    *, bridge_id: int, module: Module, side: Side, handles: Collection[str], name: str
) -> dict[str, str | None]:
    """Return one text field of the records with these handles, by handle."""
    rows = Record.objects.filter(bridge_id=bridge_id, module=module, side=side, handle__in=handles)
    return dict(rows.values_list("handle", f"fields__{name}"))


def decoded(fields: bytes | str) -> dict[str, Any]:
    """Frozen fields as plain JSON values, to be thawed."""
    plain: dict[str, Any] = msgspec.json.decode(fields)
    return plain


def records_count(*, bridge_id: int) -> Sequence[tuple[str, str, int]]:
    """(side, module, how many live records) for pages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT side, module, count(*) FROM sync_record"
            " WHERE bridge_id = %s AND NOT gone GROUP BY side, module",
            [bridge_id],
        )
        return list(cursor.fetchall())
