"""Zoho's rows as RemoteRecords: ids as text, times as instants, money as it came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.errors import ContractError
from connectors.zoho.api import Row
from sync.core.records import RemoteRecord

UNDATED = datetime.fromtimestamp(0, UTC)
NESTED = (dict, list)


def record_of(row: Row) -> RemoteRecord:
    """Return the record, whose version is its Modified_Time in UTC (resolution: one second)."""
    modified = modified_at(row)
    return RemoteRecord(row["id"], modified.isoformat(), modified, row)


def modified_at(row: Row) -> datetime:
    return moment(row.get("Modified_Time")) or UNDATED


def gone_of(row: Row, seen: datetime) -> RemoteRecord:
    """Return a tombstone from the deleted feed; `seen` dates one that carries no time."""
    deleted = moment(row.get("deleted_time")) or seen
    return RemoteRecord(row["id"], f"deleted {deleted.isoformat()}", deleted, {}, gone=True)


def identified(rows: list[Row]) -> list[Row]:
    """Make every id a text, nested ones too, in place. Raises ContractError where one has none."""
    for row in rows:
        _text_ids(row)
        if not row.get("id"):
            raise ContractError("Zoho CRM sent a record without an id")
    return rows


def _text_ids(value: Any) -> None:
    if type(value) is dict:
        if type(value.get("id")) is int:
            value["id"] = str(value["id"])
        value = value.values()
    for each in value:
        if type(each) in NESTED:
            _text_ids(each)


def reference(value: object) -> str:
    """Return the id of a lookup, which comes as `{id, name}` or bare; "" for none."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return "" if found is None else str(found)


def moment(raw: object) -> datetime | None:
    """Read a time with its offset, as UTC. Raises ContractError where it is no time."""
    if raw is None:
        return None
    try:
        parsed = datetime.fromisoformat(str(raw))
    except ValueError as exc:
        raise ContractError("Zoho CRM sent a time that is none") from exc
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
