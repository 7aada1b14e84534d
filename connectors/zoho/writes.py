"""Inserts and updates, and what Zoho says of each element (ZOHO.md 4)."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.base import Outgoing, Receipt, Stored
from connectors.errors import OutcomeUnknown
from connectors.zoho.api import Api, Row
from connectors.zoho.rejections import mapping, refused


def send(
    api: Api, resource: str, batch: Sequence[Outgoing], triggers: Sequence[str] | None
) -> list[Receipt]:
    """Send one batch, all creates or all updates; one receipt each, in order.

    `triggers` are the automations that may run; None leaves the word out, and Zoho runs them all.
    """
    creates = [not each.id for each in batch]
    if any(creates) != all(creates):
        raise ValueError("a batch is of creates or of updates, not of both")
    data = [{**each.payload, "id": each.id} if each.id else each.payload for each in batch]
    body: Row = {"data": data} if triggers is None else {"data": data, "trigger": list(triggers)}
    items = api.write("POST" if all(creates) else "PUT", resource, body, len(batch))
    return [_receipt(item, sent) for item, sent in zip(items, batch, strict=True)]


def _receipt(item: Row, sent: Outgoing) -> Receipt:
    if item.get("code") != "SUCCESS":
        return refused(item)
    made = str(mapping(item.get("details")).get("id") or sent.id)
    if not made:
        raise OutcomeUnknown(
            "Zoho CRM created a record but did not say which. We will look for it before sending "
            "anything again."
        )
    return Stored(made)
