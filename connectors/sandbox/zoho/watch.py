"""Notifications: who watches which modules, and what they are told (ZOHO.md 5)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.sandbox.announcer import News, Post
from connectors.sandbox.http import Reply, Route, json_reply
from connectors.sandbox.zoho import render
from connectors.sandbox.zoho.books import Books
from connectors.sandbox.zoho.gate import Answer, Call, Gate, Need
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.state import Org
from connectors.sandbox.zoho.values import moment_of

WATCH = "/crm/v8/actions/watch"
LONGEST = timedelta(weeks=1)
SHORT = timedelta(hours=1)  # what is omitted or too far away becomes
MOST = 50  # watch objects to a request
SIZES = {"token": 50, "notify_url": 255}
OPERATIONS = {"insert": "create", "update": "edit", "delete": "delete"}  # told as, asked for as
WATCHABLE = {"Accounts", "Contacts", "Vendors", "Products", "Invoices", "Purchase_Orders"}
NOTHING = Reply(204)


@dataclass(frozen=True, slots=True)
class Channel:
    channel_id: str
    events: tuple[str, ...]
    notify_url: str
    token: str
    expiry: datetime

    def wants(self, module: str, operation: str, now: datetime) -> bool:
        asked = {f"{module}.all", f"{module}.{OPERATIONS[operation]}"}
        return self.expiry > now and not asked.isdisjoint(self.events)


def watch_routes(gate: Gate) -> tuple[Route, ...]:
    def at(method: str, verb: str, answer: Answer) -> Route:
        return Route(method, WATCH, gate.guarded(Need("notifications", verb), answer))

    return (
        at("POST", "CREATE", enable),
        at("GET", "READ", listed),
        at("PUT", "UPDATE", replaced),
        at("PATCH", "UPDATE", amended),
        at("DELETE", "DELETE", disabled),
    )


def enable(call: Call) -> Reply:
    done = [_kept(call, _channel(call, row)) for row in _asked(call)]
    return json_reply({"watch": done}, 201)


def replaced(call: Call) -> Reply:
    """Replace all that was said of known channels; what is not sent is lost."""
    rows = _asked(call)
    for row in rows:
        _known(call, row)
    return json_reply({"watch": [_kept(call, _channel(call, row)) for row in rows]})


def amended(call: Call) -> Reply:
    """Change only what is sent; `_delete_events` takes events away."""
    done = []
    for row in _asked(call):
        old = _known(call, row)
        said = {**_wire(call.org, old), **{k: v for k, v in row.items() if v is not None}}
        if row.get("_delete_events"):
            said["events"] = [each for each in old.events if each not in row.get("events", ())]
        done.append(_kept(call, _channel(call, said)))
    return json_reply({"watch": done})


def listed(call: Call) -> Reply:
    live = [each for each in call.org.channels.values() if each.expiry > call.org.clock()]
    if not live:
        return NOTHING
    rows = [row for each in live for row in _events(call.org, each, whole=True)]
    info = {"per_page": 200, "count": len(rows), "page": 1, "more_records": False}
    return json_reply({"watch": rows, "info": info})


def disabled(call: Call) -> Reply:
    ids = [each for each in call.request.query.get("channel_ids", "").split(",") if each]
    if not ids:
        message = "One of the expected parameter is missing"
        raise Refused("REQUIRED_PARAM_MISSING", message=message, param_name="channel_ids")
    gone = [_known(call, {"channel_id": each}) for each in ids]
    done = []
    for each in gone:
        del call.org.channels[each.channel_id]
        message = "Successfully un-subscribed from actions-watch of the given module"
        done.append(_success(message, {"channel_id": each.channel_id}))
    return json_reply({"watch": done})


def heard_by(org: Org, module: str, record_id: str, operation: str) -> list[News]:
    """Return the news of one change, for each channel that asked for it."""
    now = org.clock()
    return [
        News((org.org_id, each.channel_id, module, operation), record_id)
        for each in org.channels.values()
        if each.wants(module, operation, now)
    ]


def spelled(
    org: Org, group: Sequence[str], ids: Sequence[str], api_url: str, *, forged: bool
) -> Post | None:
    """Spell one notification; None where nobody listens any more."""
    _, channel_id, module, operation = group
    channel = org.channels.get(channel_id)
    if channel is None:
        return None
    token = secrets.token_urlsafe(12) if forged else channel.token
    body: dict[str, Any] = {
        "server_time": int(org.clock().timestamp() * 1000),
        "affected_values": [],
        "query_params": {},
        "module": module,
        "resource_uri": f"{api_url}/crm/v8/{module}",
        "ids": list(dict.fromkeys(ids)),
        "affected_fields": [],
        "operation": operation,
        "channel_id": channel_id,
        "token": token,
    }
    return Post(channel.notify_url, json.dumps(body).encode())


def dump_channels(org: Books) -> list[dict[str, Any]]:
    return [{**asdict(each), "expiry": each.expiry.isoformat()} for each in org.channels.values()]


def load_channels(org: Books, rows: Sequence[Mapping[str, Any]]) -> None:
    made = [
        Channel(**{**row, "events": tuple(row["events"]), "expiry": _moment(row["expiry"])})
        for row in rows
    ]
    org.channels = {each.channel_id: each for each in made}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _asked(call: Call) -> list[Mapping[str, Any]]:
    body = call.body()
    rows = body.get("watch") if isinstance(body, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise Refused("MANDATORY_NOT_FOUND", api_name="watch", json_path="$.watch")
    if len(rows) > MOST:
        raise Refused("LIMIT_EXCEEDED", maximum_length=MOST, api_name="watch")
    return rows


def _channel(call: Call, row: Mapping[str, Any]) -> Channel:
    """Check one watch object. Raises Refused."""
    for name in ("channel_id", "events", "notify_url"):
        if not row.get(name):
            raise Refused("MANDATORY_NOT_FOUND", path=name, listed="watch")
    for name, most in SIZES.items():
        if len(str(row.get(name) or "")) > most:
            raise Refused("INVALID_DATA", path=name, listed="watch", maximum_length=most)
    if not str(row["channel_id"]).isdecimal():
        raise Refused("INVALID_DATA", path="channel_id", listed="watch", expected_data_type="long")
    events = [_event(each) for each in row["events"]]
    return Channel(
        str(row["channel_id"]),
        tuple(events),
        str(row["notify_url"]),
        str(row.get("token") or ""),
        _granted(call.org.clock(), moment_of(row.get("channel_expiry"))),
    )


def _event(text: str) -> str:
    module, _, operation = str(text).partition(".")
    if module not in WATCHABLE or operation not in {"all", *OPERATIONS.values()}:
        raise Refused("INVALID_DATA", path="events", listed="watch", supported_values=["all"])
    return str(text)


def _granted(now: datetime, asked: datetime | None) -> datetime:
    fine = asked is not None and now < asked <= now + LONGEST
    return asked if fine and asked else now.replace(microsecond=0) + SHORT


def _known(call: Call, row: Mapping[str, Any]) -> Channel:
    """Find a channel that has not run out. The code for one that has is unverified [U]."""
    found: Channel | None = call.org.channels.get(str(row.get("channel_id")))
    if found is None or found.expiry <= call.org.clock():
        message = "the given channel id is not subscribed"
        raise Refused("NOT_SUBSCRIBED", message=message, listed="watch")
    return found


def _kept(call: Call, channel: Channel) -> dict[str, Any]:
    call.org.channels[channel.channel_id] = replace(channel)
    message = "Successfully subscribed for actions-watch of the given module"
    return _success(message, {"events": _events(call.org, channel)})


def _success(message: str, details: Mapping[str, Any]) -> dict[str, Any]:
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


def _events(org: Org, channel: Channel, *, whole: bool = False) -> list[dict[str, Any]]:
    rows = []
    for each in channel.events:
        module = each.partition(".")[0]
        row = {
            "channel_expiry": render.local(org, channel.expiry),
            "resource_uri": f"https://www.zohoapis.com/crm/v8/{module}",
            "resource_id": org.module_ids[module],
            "resource_name": module,
            "channel_id": channel.channel_id,
        }
        more = {"notify_url": channel.notify_url, "token": channel.token, "events": [each]}
        rows.append({**row, **(more if whole else {})})
    return rows


def _wire(org: Org, channel: Channel) -> dict[str, Any]:
    return {
        "channel_id": channel.channel_id,
        "events": list(channel.events),
        "notify_url": channel.notify_url,
        "token": channel.token,
        "channel_expiry": render.local(org, channel.expiry),
    }
