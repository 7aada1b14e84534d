"""Zoho's rows as RemoteRecords: times as instants, money and ids as the API gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from connectors.errors import ContractError
from connectors.zoho.api import Row
from sync.core.records import RemoteRecord

UNDATED = datetime.fromtimestamp(0, UTC)


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
    """Return the rows as they are. Raises ContractError where one has no id to know it by."""
    for row in rows:
        if not str(row.get("id", "")).isdigit():
            raise ContractError("Zoho CRM sent a record without an id that we could use")
    return rows


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
