"""Write calls: a batch in, an answer per record, in request order (ZOHO.md 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.sandbox.zoho import render
from connectors.sandbox.zoho.books import User
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.state import Org
from connectors.sandbox.zoho.table import Row

MAX_RECORDS = 100


@dataclass(frozen=True, slots=True)
class Batch:
    module: str
    records: list[Any]
    user: User
    unless_after: datetime | None = None  # If-Unmodified-Since
    check_fields: tuple[str, ...] = ()  # duplicate_check_fields of an upsert


def records_of(body: Any) -> list[Any]:
    """Return `data` of a write. Raises Refused where it is not a list of 1 to 100."""
    if not isinstance(body, Mapping):
        raise Refused("INVALID_DATA", expected_data_type="jsonobject")
    if "data" not in body:
        raise Refused("MANDATORY_NOT_FOUND", api_name="data", json_path="$.data")
    if not isinstance(body["data"], list) or not body["data"]:
        raise Refused("INVALID_DATA", expected_data_type="jsonarray", api_name="data")
    if len(body["data"]) > MAX_RECORDS:
        raise Refused("LIMIT_EXCEEDED", listed="data", api_name="data", maximum_length=100)
    return body["data"]


def answer_each(
    records: list[Any], write: Callable[[Any], dict[str, Any]], done: int
) -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and the body: `done`, 207 where mixed, 400 (412) where all fail."""
    items, troubles = [], []
    for at, record in enumerate(records):
        try:
            items.append(write(record))
        except Refused as refused:
            items.append(refused.body(f"$.data[{at}]"))
            troubles.append(refused.status)
    if not troubles:
        status = done
    elif len(troubles) < len(records):
        status = 207
    else:
        status = 412 if set(troubles) == {412} else 400
    return status, {"data": items}


def insert(org: Org, batch: Batch) -> tuple[int, dict[str, Any]]:
    def one(record: Any) -> dict[str, Any]:
        row = org.add(batch.module, _object(record), user=batch.user)
        return success(org, row, "record added")

    return answer_each(batch.records, one, 201)


def update(org: Org, batch: Batch) -> tuple[int, dict[str, Any]]:
    def one(record: Any) -> dict[str, Any]:
        sent = _object(record)
        if not sent.get("id"):
            raise Refused("MANDATORY_NOT_FOUND", path="id")
        return success(org, _changed(org, batch, str(sent["id"]), sent), "record updated")

    return answer_each(batch.records, one, 200)


def upsert(org: Org, batch: Batch) -> tuple[int, dict[str, Any]]:
    """Insert, or update the first record that has the value of a duplicate check field."""
    inserted: list[bool] = []

    def one(record: Any) -> dict[str, Any]:
        sent = _object(record)
        record_id, name = _matched(org, batch, sent)
        inserted.append(record_id is None)
        if record_id is None:
            row = org.add(batch.module, sent, user=batch.user)
            item = success(org, row, "record added")
        else:
            item = success(org, _changed(org, batch, record_id, sent), "record updated")
        action = "insert" if record_id is None else "update"
        return {**item, "action": action, "duplicate_field": name}

    status, body = answer_each(batch.records, one, 200)
    return (201 if status == 200 and all(inserted) else status), body


def delete(org: Org, module: str, ids: list[str], user: User) -> tuple[int, dict[str, Any]]:
    def one(record_id: str) -> dict[str, Any]:
        org.delete(module, record_id, user=user)
        return _done("record deleted", {"id": record_id})

    return answer_each(ids, one, 200)


def success(org: Org, row: Row, message: str) -> dict[str, Any]:
    return _done(message, {**render.stamps(org, row), "$approval_state": "approved"})


def _done(message: str, details: dict[str, Any]) -> dict[str, Any]:
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


def _object(record: Any) -> Mapping[str, Any]:
    if not isinstance(record, Mapping):
        raise Refused("INVALID_DATA", expected_data_type="jsonobject")
    return record


def _changed(org: Org, batch: Batch, record_id: str, sent: Mapping[str, Any]) -> Row:
    return org.change(
        batch.module, record_id, sent, user=batch.user, unless_after=batch.unless_after
    )


def _matched(org: Org, batch: Batch, sent: Mapping[str, Any]) -> tuple[str | None, str | None]:
    if sent.get("id"):
        return str(sent["id"]), None
    unique = org.tables[batch.module].keys
    names = batch.check_fields or (*org.modules[batch.module].check_fields, *unique)
    for name in names:
        if sent.get(name) in (None, ""):
            continue
        found = _holder(org, batch.module, name, sent)
        if found is not None:
            return found, name
    return None, None


def _holder(org: Org, module: str, name: str, sent: Mapping[str, Any]) -> str | None:
    table = org.tables[module]
    if name in table.keys:
        return table.holder(name, dict(sent))
    wanted = str(sent[name]).casefold()
    return next(
        (row_id for row_id, row in table.rows.items() if str(row.get(name)).casefold() == wanted),
        None,
    )
