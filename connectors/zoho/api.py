"""Zoho CRM's REST API v8: one request, its JSON decoded, its bare refusals raised (ZOHO.md 2-4)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias, TypeGuard

import msgspec

from connectors.door import Door, Reply, SendOptions
from connectors.errors import (
    ContractError,
    OrganisationGone,
    OutcomeUnknown,
    ReauthorizationRequired,
    RejectedError,
)
from connectors.zoho.rejections import error

Row: TypeAlias = dict[str, Any]

EMPTY = frozenset({204, 304})  # nothing found, nothing changed: no body, never `[]`
NUMERIC_ID = re.compile(rb'"id"\s*:\s*\d')  # Zoho sends texts: most answers need no second look
NESTED = (dict, list)
WRITES_PER_CREDIT = 10
_DECODER = msgspec.json.Decoder(Row, float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Answer:
    body: Mapping[str, Any] = field(default_factory=dict)  # {} where Zoho sent none
    at: datetime | None = None  # Zoho's clock when it answered

    def rows(self, name: str = "data") -> list[Row]:
        """Return the objects under `name`; none where there are none. Raises ContractError."""
        found = self.body.get(name)
        if found is None:
            return []
        if not _are_objects(found):
            raise ContractError(f"Zoho CRM's '{name}' is not a list of objects")
        return found

    @property
    def more(self) -> bool:
        return self.info.get("more_records") is True

    @property
    def info(self) -> Mapping[str, Any]:
        found = self.body.get("info")
        return found if isinstance(found, dict) else {}


class Api:
    """`url` is the data centre's, such as https://www.zohoapis.eu."""

    def __init__(self, door: Door, url: str) -> None:
        self.door = door
        self._root = f"{url.rstrip('/')}/crm/v8/"

    def get(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        url = self._root + path
        return _answer(self.door.send("GET", url, query=query or {}, headers=headers or {}))

    def look(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """Read a setting that we can do without; what this login may not see is empty."""
        try:
            return self.get(path, query)
        except OrganisationGone:
            raise
        except (RejectedError, ReauthorizationRequired):
            return Answer()

    def coql(self, query: str, limit: int) -> Answer:
        """Run a SELECT: a POST that changes nothing, so a lost answer leaves nothing in doubt."""
        body = _ENCODER.encode({"select_query": query})
        cost = 1 if limit <= 200 else 2 if limit <= 1000 else 3
        reply = self.door.send("POST", f"{self._root}coql", body=body, cost=cost, reads=True)
        return _answer(reply)

    def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, object],
        count: int,
        *,
        under: str = "data",
        cost: int = 0,
    ) -> list[Row]:
        """Send `count` elements; return Zoho's word on each, in order, which it says `under`.

        `cost` in credits; 0: what as many records cost. Raises OutcomeUnknown where the answer
        does not speak of every element.
        """
        cost = cost or math.ceil(count / WRITES_PER_CREDIT)
        sent = _ENCODER.encode(body)
        reply = self.door.send(method, self._root + path, body=sent, cost=cost)
        return self._each(reply, count, under)

    def delete(self, path: str, ids: Sequence[str]) -> list[Row]:
        """Delete up to 100 records; return Zoho's word on each, in order. Raises OutcomeUnknown."""
        query = {"ids": ",".join(ids), "wf_trigger": "false"}
        reply = self.door.send("DELETE", self._root + path, query=query)
        return self._each(reply, len(ids), "data")

    def _each(self, reply: Reply, count: int, under: str) -> list[Row]:
        items = _answer(reply, under).body.get(under)
        if not _are_objects(items) or len(items) != count:
            raise OutcomeUnknown(
                "Zoho CRM took a change but did not answer for every record. We will look up "
                "what it stored before sending anything again."
            )
        return items

    def send(
        self,
        method: str,
        path: str,
        *,
        under: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> list[Row]:
        """Send a request that is no record's; return what the answer says `under`.

        Raises RejectedError where any part of it is refused.
        """
        options: SendOptions = {"query": query or {}}
        if body is not None:
            options["body"] = _ENCODER.encode(body)
        rows = _answer(self.door.send(method, self._root + path, **options), under).rows(under)
        for row in rows:
            if row.get("status") == "error":
                raise error(row, wrote=method != "GET")
        return rows


def _are_objects(found: object) -> TypeGuard[list[Row]]:
    return isinstance(found, list) and all(type(each) is dict for each in found)


def _answer(reply: Reply, under: str = "data") -> Answer:
    at = _clock(reply.headers.get("date", ""))
    if reply.status in EMPTY:
        return Answer(at=at)
    body = reply.decode(_DECODER)
    if NUMERIC_ID.search(reply.data):
        _text_ids(body)
    if reply.wrote and under in body:
        return Answer(body, at)  # a word on each element, whatever the status says of them all
    if reply.status >= 400 or body.get("status") == "error":
        raise error(body, wrote=reply.wrote)
    return Answer(body, at)


def _text_ids(value: Any) -> None:
    """Make every id a text, however deep, in place: as a number it is not safe everywhere."""
    if type(value) is dict:
        if type(value.get("id")) is int:
            value["id"] = str(value["id"])
        value = value.values()
    for each in value:
        if type(each) in NESTED:
            _text_ids(each)


def _clock(stamp: str) -> datetime | None:
    try:
        return parsedate_to_datetime(stamp).astimezone(UTC)
    except ValueError:
        return None
