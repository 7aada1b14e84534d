"""Writing to Xero: one batch, one receipt for each element."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from connectors.base import Outgoing, Receipt, Stored
from connectors.errors import ContractError
from connectors.reply import Reply, unreadable
from connectors.xero.api import Api
from connectors.xero.rejections import messages_of, of_batch, refused
from connectors.xero.resources import Resource
from connectors.xero.rows import record_of
from connectors.xero.wire import Verdict

LONGEST_KEY = 128
NOBODY = "00000000-0000-0000-0000-000000000000"  # echoed for an element that was not stored
_encoder = msgspec.json.Encoder(decimal_format="number")


class Writer:
    def __init__(self, api: Api, organisation_id: str) -> None:
        self._api = api
        self._organisation_id = organisation_id

    def send(self, resource: Resource, batch: Sequence[Outgoing], key: str) -> Sequence[Receipt]:
        """Create (PUT, which never touches what exists) or update (POST)."""
        creates = not batch[0].id
        if any((not each.id) is not creates for each in batch):
            raise ValueError("a batch either creates or updates")
        told: dict[str, Any] = {"summarize_errors": False}
        if resource.unitdp:
            told["unitdp"] = 4
        if creates:
            # Only here: a repeated update does no harm, and one that goes back to an earlier
            # state within the key's six minutes would be answered from Xero's memory.
            told["idempotency_key"] = self._key(key)
        method = resource.create if creates else resource.update
        reply = self._api.try_call(method, body_of(resource, batch), **told)
        if reply.status >= 400:
            return of_batch(reply, len(batch))
        return _receipts(resource, reply, batch)

    def _key(self, key: str) -> str:
        """Name the batch. Keys are shared by all of our app's organisations (XERO.md 4)."""
        named = f"{self._organisation_id}:{key}"
        if len(named) <= LONGEST_KEY:
            return named
        return hashlib.sha256(named.encode()).hexdigest()


def body_of(resource: Resource, batch: Sequence[Outgoing]) -> bytes:
    """Encode a batch: Decimals as numbers, what is None left out."""
    elements = [
        {**({resource.id_key: each.id} if each.id else {}), **_without_none(each.payload)}
        for each in batch
    ]
    return _encoder.encode({resource.plural: elements})


def _without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_none(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_without_none(each) for each in value]
    return value


def _receipts(resource: Resource, reply: Reply, batch: Sequence[Outgoing]) -> Sequence[Receipt]:
    elements = reply.decode(resource.written).elements or []
    if len(elements) != len(batch):
        raise unreadable(reply, "does not say what became of every record")
    return [
        _receipt(resource, reply, element, sent)
        for element, sent in zip(elements, batch, strict=True)
    ]


def _receipt(resource: Resource, reply: Reply, element: dict[str, Any], sent: Outgoing) -> Receipt:
    if wrong := messages_of(element):
        return refused(wrong)
    stored = element.get(resource.id_key) or NOBODY
    if stored == NOBODY or (sent.id and stored.lower() != sent.id.lower()):
        raise unreadable(reply, "speaks of other records than ours")
    for name in Verdict.__annotations__:
        element.pop(name, None)
    try:
        return Stored(stored, record_of(resource, element))
    except ContractError:  # it is stored, but the answer does not show it whole
        return Stored(stored)
