"""Zoho CRM's record URLs, version 8 (ZOHO.md 3 and 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.sandbox.http import Reply, Route, json_reply
from connectors.sandbox.zoho import coql, grammar, meter, paging, render, writes
from connectors.sandbox.zoho.gate import (
    Answer,
    Call,
    Gate,
    Need,
    Price,
    Pricing,
    cheap,
    scope_mismatch,
)
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.table import Row
from connectors.sandbox.zoho.values import moment_of
from connectors.sandbox.zoho.writes import Batch

ROOT = "/crm/v8"
MODULE = "(?P<module>[A-Za-z_]+)"
RECORD = f"{MODULE}/(?P<record_id>[^/]+)"
NOTHING = Reply(204)
UNCHANGED = Reply(304)
TOMBS = {"all": ("recycle", "permanent"), "recycle": ("recycle",), "permanent": ("permanent",)}


def record_routes(gate: Gate) -> tuple[Route, ...]:
    def at(method: str, path: str, verb: str, answer: Answer, price: Pricing = cheap) -> Route:
        need = Need("modules", verb)
        return Route(method, f"{ROOT}/{path}", gate.guarded(need, answer, price))

    return (
        Route("POST", f"{ROOT}/coql", gate.guarded(Need("coql", "READ"), query, query_price)),
        at("GET", f"{MODULE}/deleted", "READ", deleted),
        at("POST", f"{MODULE}/upsert", "CREATE", upsert, write_price),
        at("GET", MODULE, "READ", listed, list_price),
        at("POST", MODULE, "CREATE", insert, write_price),
        at("PUT", MODULE, "UPDATE", update, write_price),
        at("DELETE", MODULE, "DELETE", delete_many, delete_price),
        at("GET", RECORD, "READ", one),
        at("PUT", RECORD, "UPDATE", update_one),
        at("DELETE", RECORD, "DELETE", delete_one),
    )


def list_price(call: Call) -> Price:
    wide = "cvid" in call.request.query
    return Price(3 if wide else 1, heavy=wide or "sort_by" in call.request.query)


def write_price(call: Call) -> Price:
    body = call.body()
    data = body.get("data") if isinstance(body, Mapping) else None
    count = len(data) if isinstance(data, list) else 1
    return Price(meter.write_cost(count), heavy=count > 10)


def delete_price(call: Call) -> Price:
    return Price(meter.delete_cost(len(call.request.query.get("ids", "").split(","))))


def query_price(call: Call) -> Price:
    return Price(meter.coql_cost(grammar.parse(_select(call)).limit), heavy=True)


def _select(call: Call) -> str:
    body = call.body()
    select = body.get("select_query") if isinstance(body, Mapping) else None
    if not isinstance(select, str):
        raise Refused("MANDATORY_NOT_FOUND", api_name="select_query", json_path="$.select_query")
    return select


def query(call: Call) -> Reply:
    asked = grammar.parse(_select(call))
    if not Need("modules", "READ").met(call.scopes, asked.module):  # as well as coql.READ
        raise scope_mismatch()
    coql.require_module(call.org, asked.module)
    call.org.tables[asked.module].read(call.org.clock())
    rows, more = coql.run(call.org, asked)
    if not rows:
        return NOTHING
    return json_reply({"data": rows, "info": {"count": len(rows), "more_records": more}})


def listed(call: Call, module: str) -> Reply:
    spec = call.org.module(module)
    if spec.parent and not call.org.switches.line_modules:
        raise Refused("INVALID_MODULE", message="the module name given seems to be invalid")
    if "cvid" in call.request.query:
        raise Refused(
            "INVALID_DATA", message="the cvid given seems to be invalid", param_name="cvid"
        )
    since = call.request.headers.get("if-modified-since")
    asked = paging.ListRead(module, call.request.query, since, call.user.id)
    call.org.tables[module].read(call.org.clock())
    page = paging.read(call.org, call.tokens, asked)
    if page is None:
        return NOTHING if since is None else UNCHANGED
    return json_reply(page)


def one(call: Call, module: str, record_id: str) -> Reply:
    spec = call.org.module(module)
    if not record_id.isdecimal():
        raise Refused("INVALID_DATA", message="invalid record id", resource_path_index=1)
    row = call.org.tables[spec.api_name].rows.get(record_id)
    if row is None:
        return NOTHING
    since = paging.since_of(call.request.headers.get("if-modified-since"))
    if since is not None and row["Modified_Time"] < since:
        return UNCHANGED
    names = paging.fields_of(call.request.query) if "fields" in call.request.query else None
    return json_reply({"data": [call.org.wire(module, row, names)]})


def deleted(call: Call, module: str) -> Reply:
    """List what is in the recycle bin, and what has left it, newest first."""
    call.org.module(module)
    kind, query = call.request.query.get("type", "all"), call.request.query
    if kind not in TOMBS:
        raise Refused("INVALID_DATA", param_name="type", supported_values=list(TOMBS))
    per_page = paging.number(query, "per_page", paging.MAX_PER_PAGE, most=paging.MAX_PER_PAGE)
    page = paging.number(query, "page", 1)
    since = paging.since_of(call.request.headers.get("if-modified-since"))
    found = [
        row
        for row in reversed(call.org.tables[module].tombs)
        if row["type"] in TOMBS[kind] and (since is None or row["deleted_time"] >= since)
    ]
    shown = found[(page - 1) * per_page : page * per_page]
    if not shown:
        return NOTHING if since is None or found else UNCHANGED
    more = page * per_page < len(found)
    info = {"per_page": per_page, "count": len(shown), "page": page, "more_records": more}
    return json_reply({"data": [_tomb(call, row) for row in shown], "info": info})


def _tomb(call: Call, row: Row) -> dict[str, Any]:
    people = {name: render.person(call.org, row[name]) for name in ("deleted_by", "created_by")}
    return {**row, **people, "deleted_time": render.local(call.org, row["deleted_time"])}


def insert(call: Call, module: str) -> Reply:
    return _written(writes.insert(call.org, _batch(call, module)))


def update(call: Call, module: str) -> Reply:
    return _written(writes.update(call.org, _batch(call, module)))


def upsert(call: Call, module: str) -> Reply:
    return _written(writes.upsert(call.org, _batch(call, module)))


def update_one(call: Call, module: str, record_id: str) -> Reply:
    batch = _batch(call, module)
    first = batch.records[0]
    records = [{**first, "id": record_id}] if isinstance(first, Mapping) else [first]
    sent = Batch(module, records, call.user, batch.unless_after)
    return _written(writes.update(call.org, sent))


def delete_many(call: Call, module: str) -> Reply:
    ids = [each for each in call.request.query.get("ids", "").split(",") if each]
    if not ids:
        message = "One of the expected parameter is missing"
        raise Refused("REQUIRED_PARAM_MISSING", message=message, param_name="ids")
    return _deleted(call, module, ids)


def delete_one(call: Call, module: str, record_id: str) -> Reply:
    return _deleted(call, module, [record_id])


def _deleted(call: Call, module: str, ids: list[str]) -> Reply:
    call.org.whole(module)
    if len(ids) > writes.MAX_RECORDS:
        raise Refused("LIMIT_EXCEEDED", limit=writes.MAX_RECORDS, param_name="ids")
    return _written(writes.delete(call.org, module, ids, call.user))


def _batch(call: Call, module: str) -> Batch:
    call.org.whole(module)
    body = call.body()
    records = writes.records_of(body)
    checks = body.get("duplicate_check_fields") or ()
    return Batch(module, records, call.user, _unless_after(call), tuple(checks))


def _unless_after(call: Call) -> datetime | None:
    raw = call.request.headers.get("if-unmodified-since")
    if raw is None:
        return None
    moment = moment_of(raw)
    if moment is None:
        kind = "datetime"
        raise Refused("INVALID_DATA", header_name="If-Unmodified-Since", expected_data_type=kind)
    return moment


def _written(answer: tuple[int, dict[str, Any]]) -> Reply:
    status, body = answer
    return json_reply(body, status)
