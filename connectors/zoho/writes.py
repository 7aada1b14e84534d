"""Inserts and updates, and what Zoho says of each element (ZOHO.md 4)."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from connectors.base import Outgoing, Receipt, Stored
from connectors.errors import ContractError, OutcomeUnknown
from connectors.zoho.api import Api, Row
from connectors.zoho.metadata import taxes_of
from connectors.zoho.rejections import mapping, refused
from connectors.zoho.rows import UNDATED, modified_at, moment


class Writer:
    """Sends batches, and remembers when Zoho stored what, so that a late reading is known as one.

    `triggers` are the automations that may run; None leaves the word out, and Zoho runs them all.
    """

    def __init__(self, api: Api, triggers: Sequence[str] | None) -> None:
        self._api = api
        self._triggers = triggers
        self._stored: dict[str, datetime] = {}
        self._rates: Mapping[str, object] | None = None

    def send(self, resource: str, batch: Sequence[Outgoing]) -> list[Receipt]:
        """Send one batch, all creates or all updates; one receipt each, in order."""
        if batch[0].removes:
            return self._removed(resource, batch)
        creates = [not each.id for each in batch]
        if any(creates) != all(creates):
            raise ValueError("a batch is of creates or of updates, not of both")
        body: Row = {"data": [self._element(each) for each in batch]}
        if self._triggers is not None:
            body["trigger"] = list(self._triggers)
        method = "POST" if all(creates) else "PUT"
        items = self._api.write(method, resource, body, len(batch))
        return [self._receipt(item, sent) for item, sent in zip(items, batch, strict=True)]

    def _removed(self, resource: str, batch: Sequence[Outgoing]) -> list[Receipt]:
        """Put records into the recycle bin, all of a batch by one call (ZOHO.md 4)."""
        items = self._api.delete(resource, [each.id for each in batch])
        return [self._receipt(item, sent) for item, sent in zip(items, batch, strict=True)]

    def outran(self, row: Row) -> bool:
        """Tell whether the row was read from before our own last write to it."""
        ours = self._stored.get(row["id"])
        return ours is not None and modified_at(row) < ours

    def _receipt(self, item: Row, sent: Outgoing) -> Receipt:
        if item.get("code") != "SUCCESS":
            return refused(item)
        details = mapping(item.get("details"))
        made = str(details.get("id") or sent.id)
        if not made:
            raise OutcomeUnknown(
                "Zoho CRM created a record but did not say which. We will look for it before "
                "sending anything again."
            )
        with contextlib.suppress(ContractError):  # it is stored, whatever its time looks like
            self._stored[made] = moment(details.get("Modified_Time")) or UNDATED
        return Stored(made)

    def _element(self, sent: Outgoing) -> Row:
        ours = {name: self._with_rates(value) for name, value in sent.payload.items()}
        return {**ours, "id": sent.id} if sent.id else ours

    def _with_rates(self, value: object) -> object:
        """Complete a document's lines: Zoho names a line's tax by name and percentage together."""
        if not isinstance(value, list | tuple):
            return value
        return [
            {**line, "Line_Tax": [self._rated(tax) for tax in line["Line_Tax"]]}
            if isinstance(line, Mapping) and line.get("Line_Tax")
            else line
            for line in value
        ]

    def _rated(self, tax: Mapping[str, Any]) -> Mapping[str, Any]:
        if "percentage" in tax:
            return tax
        if self._rates is None:
            found = taxes_of(self._api.look("org/taxes"))
            self._rates = {each.code: each.percent for each in found}
        rate = self._rates.get(str(tax.get("name")))
        return tax if rate is None else {**tax, "percentage": rate}
