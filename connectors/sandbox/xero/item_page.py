"""Items on the pages of the pretend Xero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Html, text
from connectors.sandbox.forms import ON, Input, Typed, changes
from connectors.sandbox.pages import Deed, Record, Sheet
from connectors.sandbox.xero.shelf_page import (
    ShelfKind,
    accounts,
    inputs_for,
    spaced,
    spelled,
    taxes,
)

PLAIN = (
    ("Code", "Code", "text"),
    ("Name", "Name", "text"),
    ("Description", "Sales description", "textarea"),
    ("PurchaseDescription", "Purchase description", "textarea"),
)
FLAGS = (("IsSold", "I sell this"), ("IsPurchased", "I purchase this"))
SIDES = (("SalesDetails", "Sales"), ("PurchaseDetails", "Purchases"))
DETAILS = ("UnitPrice", "AccountCode", "TaxType")


class Items(ShelfKind):
    slug, label, one = "items", "Items", "item"
    kept = "items"
    columns = ("Code", "Name", "Sales price", "Purchase price", "IsSold", "IsPurchased")
    numbers = ("Sales price", "Purchase price")
    makes = True

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(spaced(name) if name.startswith("Is") else name for name in self.columns)

    def value(self, record: Record, name: str) -> str:
        sides = {"Sales price": "SalesDetails", "Purchase price": "PurchaseDetails"}
        if name in sides:
            return spelled(record[sides[name]].get("UnitPrice"))
        return super().value(record, name)

    def view(self, record: Record) -> Html:
        pairs = (
            (f"{label}: {spaced(name).lower()}", text(spelled(record[side].get(name))))
            for side, label in SIDES
            for name in DETAILS
        )
        details = chrome.card(chrome.facts(pair for pair in pairs if pair[1]))
        return Html(super().view(record) + details)

    def sheet(self, record: Record | None) -> Sheet:
        fresh = {"IsSold": True, "IsPurchased": True}
        flags = tuple(
            Input(name, label, "checkbox", ON if (record or fresh)[name] else "")
            for name, label in FLAGS
        )
        options = {"AccountCode": accounts(self._org), "TaxType": taxes(self._org)}
        groups = [("Item", (*inputs_for(record, PLAIN), *flags))]
        for side, label in SIDES:
            stored = (record or {}).get(side, {})
            inputs = tuple(
                Input(
                    f"{side}.{name}",
                    spaced(name),
                    "select" if name in options else "text",
                    spelled(stored.get(name)),
                    options.get(name, ()),
                )
                for name in DETAILS
            )
            groups.append((label, inputs))
        return Sheet(tuple(groups))

    def save(self, record: Record | None, typed: Typed) -> str:
        changed = changes(self.sheet(record).inputs, typed)
        flags = {name for name, _ in FLAGS}
        patch: dict[str, Any] = {
            name: value == ON if name in flags else value
            for name, value in changed.items()
            if "." not in name
        }
        for side, _ in SIDES:
            sent = {name: changed.get(f"{side}.{name}") for name in DETAILS}
            patch |= {side: details} if (details := {n: v for n, v in sent.items() if v}) else {}
        if record is not None:
            return str(self.changed(record, patch, self._org.save_item)["ItemID"])
        return str(self._org.save_item(patch, create_only=True)["ItemID"])

    def deeds(self, record: Record) -> Sequence[Deed]:
        item_id = record["ItemID"]
        drop = self._org.delete_item
        return (Deed("delete", "Delete", lambda _typed: drop(item_id), danger=True, leaves=True),)
