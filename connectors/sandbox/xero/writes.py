"""Writing a batch: what became of each element (XERO.md 4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.sandbox.http import Request
from connectors.sandbox.xero import answers
from connectors.sandbox.xero.listing import Resource
from connectors.sandbox.xero.organisation import Organisation
from connectors.sandbox.xero.refused import Refused
from connectors.sandbox.xero.resources import CONTACTS, INVOICES, ITEMS, ORDERS, PAYMENTS
from connectors.sandbox.xero.wire import Record


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a request: saved, or refused."""

    sent: Record
    saved: Record | None = None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    org: Organisation
    resource: Resource
    create_only: bool  # PUT
    unitdp: int
    together: bool  # undo the good elements where any is bad

    def save(self, sent: Sequence[Record]) -> list[Element]:
        """Save each; the caller holds the lock."""
        done: list[Element] = []
        try:
            with self.org.all_or_nothing():
                done.extend(self._attempt(patch) for patch in sent)
                self._stop_at_a_bad_one(done)
        except Refused:
            pass  # its element says it
        return done

    def shown(self, element: Element, *, flag: bool) -> Record:
        """Spell an element as it travels back; `flag` adds StatusAttributeString."""
        if element.saved is not None:
            wire = self.resource.written(self.org, element.saved, self.unitdp)
            return {**wire, "StatusAttributeString": "OK"} if flag else wire
        assert element.refused is not None, "saved or refused"
        shelf = self.resource.of(self.org)
        row = shelf.get(element.refused.record_id)
        known = self.resource.single(self.org, row, self.unitdp) if row else None
        return answers.failed_element(
            element.sent, element.refused, shelf.id_field, known, flag=flag
        )

    def _attempt(self, patch: Record) -> Element:
        try:
            return Element(patch, saved=SAVES[self.resource.plural](self, patch))
        except Refused as exc:
            return Element(patch, refused=exc)
        except (ValueError, TypeError, AttributeError) as exc:
            # A value of the wrong shape, somewhere deep: the vendor does not crash on it either.
            return Element(patch, refused=Refused(f"A value could not be read: {exc}"))

    def _stop_at_a_bad_one(self, done: Sequence[Element]) -> None:
        first = next((each.refused for each in done if each.refused), None)
        if self.together and first:
            raise first


def _save_payment(batch: Batch, patch: Record) -> Record:
    if not patch.get("PaymentID") or batch.create_only:
        return batch.org.add_payment(patch)
    if patch.get("Status") != "DELETED":
        raise Refused("Payments can only be deleted.", record_id=str(patch["PaymentID"]))
    return batch.org.delete_payment(str(patch["PaymentID"]).lower())


SAVES: dict[str, Callable[[Batch, Record], Record]] = {
    CONTACTS.plural: lambda batch, patch: batch.org.save_contact(
        patch, create_only=batch.create_only
    ),
    ITEMS.plural: lambda batch, patch: batch.org.save_item(
        patch, create_only=batch.create_only, unitdp=batch.unitdp
    ),
    INVOICES.plural: lambda batch, patch: batch.org.save_invoice(
        patch, create_only=batch.create_only, unitdp=batch.unitdp
    ),
    ORDERS.plural: lambda batch, patch: batch.org.save_order(patch, create_only=batch.create_only),
    PAYMENTS.plural: _save_payment,
}


def elements(request: Request, plural: str) -> list[Record]:
    """Read one element or many; the envelope's key may be in any case (XERO.md 4)."""
    try:
        body: Any = request.json()
    except ValueError:
        return []
    if isinstance(body, dict):
        wrapped = next((body[key] for key in body if key.lower() == plural.lower()), None)
        body = [body] if wrapped is None else wrapped
    return [row for row in body if isinstance(row, dict)] if isinstance(body, list) else []
