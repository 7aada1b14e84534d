"""Invoices, bills and purchase orders on the pages of the pretend Xero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Html, link, text
from connectors.sandbox.forms import Input, Lines, Typed, changes
from connectors.sandbox.pages import Deed, Record, Sheet
from connectors.sandbox.xero.documents import AMOUNT_TYPES
from connectors.sandbox.xero.organisation import Organisation
from connectors.sandbox.xero.shelf_page import (
    ShelfKind,
    accounts,
    contacts,
    items,
    money,
    spaced,
    spelled,
    spelled_as,
    taxes,
    themes,
)

NUMBERS = ("Quantity", "UnitAmount", "DiscountRate", "DiscountAmount")
LINE = ("ItemCode", "Description", *NUMBERS, "AccountCode", "TaxType")
LINE_LABELS = ("Item", "Description", "Quantity", "Price", "Disc. %", "Disc.", "Account", "Tax")
PERSON = "Contact"


class Documents(ShelfKind):
    makes = True
    numbers = ("Total", "Amount due")
    number = day = due = ""  # the names of these fields
    due_label = "Due date"

    def value(self, record: Record, name: str) -> str:
        if name == PERSON:
            contact = self._org.contacts.get(record["Contact"]["ContactID"]) or {}
            return str(contact.get("Name") or "")
        return super().value(record, name)

    def view(self, record: Record) -> Html:
        where = f"/records/contacts/{record['Contact']['ContactID']}"
        names = [name for name in ("Status", "Total", "AmountDue") if name in record]
        facts = [(spaced(name), text(self.value(record, name))) for name in names]
        head = chrome.facts([(PERSON, link(self.value(record, PERSON), where)), *facts])
        return Html(chrome.card(head) + self._lines_view(record) + super().view(record))

    def sheet(self, record: Record | None) -> Sheet:
        stored = record or {}
        contact = str((stored.get("Contact") or {}).get("ContactID") or "")
        head = (
            Input("Contact", "Contact", "select", contact, contacts(self._org)),
            Input(self.number, "Number", value=spelled(stored.get(self.number))),
            Input("Reference", "Reference", value=spelled(stored.get("Reference"))),
            Input(self.day, "Date", "date", spelled(stored.get(self.day))),
            Input(self.due, self.due_label, "date", spelled(stored.get(self.due))),
            Input(
                "LineAmountTypes",
                "Amounts are",
                "select",
                spelled(stored.get("LineAmountTypes", AMOUNT_TYPES[0])),
                tuple((each, each) for each in AMOUNT_TYPES),
            ),
            Input("BrandingThemeID", "Branding theme", "select",
                  spelled(stored.get("BrandingThemeID")), themes(self._org)),
        )  # fmt: skip
        return Sheet((("Document", head),), (("Lines", line_inputs(self._org, stored)),))

    def patch(self, record: Record | None, typed: Typed) -> dict[str, Any]:
        """Return what a person changed. Lines are sent only where they differ: see XERO.md 4."""
        sheet = self.sheet(record)
        patch: dict[str, Any] = dict(changes(sheet.inputs, typed))
        if "Contact" in patch:
            patch["Contact"] = {"ContactID": patch["Contact"]}
        lines = sheet.lines[0][1]
        if lines.changed(typed):
            known = {row["id"]: row for row in lines.rows}
            patch["LineItems"] = [
                _line(row, known.get(row["id"], {})) for row in lines.typed(typed)
            ]
        return patch

    def _lines_view(self, record: Record) -> Html:
        names = (*LINE, "LineAmount", "TaxAmount")
        heads = (*LINE_LABELS, "Amount", "of which tax" if _inclusive(record) else "Tax amount")
        cells = (
            [text(spelled_as(name, row.get(name))) for name in names] for row in record["LineItems"]
        )
        right = ("Quantity", "Price", "Disc. %", "Disc.", *heads[-2:])
        return chrome.card(chrome.table(heads, cells, right), "wide")


class Invoices(Documents):
    number, day, due = "InvoiceNumber", "Date", "DueDate"
    kept = "invoices"
    columns = (number, PERSON, "Reference", day, due, "Status", "Total", "AmountDue")

    def __init__(self, org: Organisation, kind: str) -> None:
        super().__init__(org)
        self._kind = kind
        sale = kind == "ACCREC"
        self.slug, self.label = ("invoices", "Invoices") if sale else ("bills", "Bills")
        self.one = "invoice" if sale else "bill"

    def rows(self) -> list[Record]:
        return [row for row in super().rows() if row["Type"] == self._kind]

    def view(self, record: Record) -> Html:
        received = self._org.payments_of(record["InvoiceID"])
        heads = ("Payment", "Date", "Reference")
        rows = (
            [link(money(row["Amount"]), f"/records/payments/{row['PaymentID']}"),
             text(row["Date"]), text(row["Reference"])]
            for row in received
        )  # fmt: skip
        listed = chrome.card(chrome.table(heads, rows), "wide") if received else chrome.NOTHING
        return Html(super().view(record) + listed)

    def save(self, record: Record | None, typed: Typed) -> str:
        patch = self.patch(record, typed)
        if record is not None:
            return str(self.changed(record, patch, self._org.save_invoice)["InvoiceID"])
        fresh = {**patch, "Type": self._kind}
        return str(self._org.save_invoice(fresh, create_only=True)["InvoiceID"])

    def deeds(self, record: Record) -> Sequence[Deed]:
        status = record["Status"]
        if status in ("DRAFT", "SUBMITTED"):
            other = ("SUBMITTED", "Submit for approval") if status == "DRAFT" else (
                "DRAFT", "Back to draft")  # fmt: skip
            return (
                self._move(record, "AUTHORISED", "Approve"),
                self._move(record, *other),
                self._move(record, "DELETED", "Delete", danger=True),
            )
        if status == "AUTHORISED":
            return (self._move(record, "VOIDED", "Void", danger=True), self._pay(record),
                    *self._unpay(record))  # fmt: skip
        return self._unpay(record)

    def _move(self, record: Record, status: str, label: str, *, danger: bool = False) -> Deed:
        patch = {"InvoiceID": record["InvoiceID"], "Status": status}
        save = self._org.save_invoice
        return Deed(status.lower(), label, lambda _typed: save(patch), danger=danger)

    def _pay(self, record: Record) -> Deed:
        banks = [row for row in self._org.accounts
                 if row["Type"] == "BANK" or row["EnablePaymentsToAccount"]]  # fmt: skip
        options = tuple((row["Code"], f"{row['Code']} {row['Name']}") for row in banks)
        first = options[0][0] if options else ""
        inputs = (
            Input("Amount", "Amount", "number", spelled(record["AmountDue"]), needed=True),
            Input("Date", "Date", "date", self._org.today(), needed=True),
            Input("Code", "Into account", "select", first, options, needed=True),
            Input("Reference", "Reference"),
        )

        def pay(typed: Typed) -> None:
            names = ("Amount", "Date", "Reference")
            named = {"Invoice": {"InvoiceID": record["InvoiceID"]},
                     "Account": {"Code": typed.get("Code", "")}}  # fmt: skip
            self._org.add_payment({**named, **{name: typed.get(name, "") for name in names}})

        return Deed("pay", "Record payment", pay, inputs=inputs)

    def _unpay(self, record: Record) -> tuple[Deed, ...]:
        def drop(payment_id: str, _typed: Typed) -> None:
            self._org.delete_payment(payment_id)

        return tuple(
            Deed(
                f"unpay-{at}",
                f"Remove payment of {money(row['Amount'])}",
                partial(drop, row["PaymentID"]),
                danger=True,
            )
            for at, row in enumerate(self._org.payments_of(record["InvoiceID"]))
        )


class Orders(Documents):
    slug, label, one = "orders", "Purchase orders", "purchase order"
    number, day, due = "PurchaseOrderNumber", "Date", "DeliveryDate"
    kept = "orders"
    columns = (number, PERSON, "Reference", day, due, "Status", "Total")
    due_label = "Delivery date"

    def save(self, record: Record | None, typed: Typed) -> str:
        patch = self.patch(record, typed)
        if record is not None:
            return str(self.changed(record, patch, self._org.save_order)["PurchaseOrderID"])
        return str(self._org.save_order(patch, create_only=True)["PurchaseOrderID"])

    def deeds(self, record: Record) -> Sequence[Deed]:
        moves = {
            "DRAFT": ("SUBMITTED", "AUTHORISED", "DELETED"),
            "SUBMITTED": ("DRAFT", "AUTHORISED", "DELETED"),
            "AUTHORISED": ("BILLED", "DELETED"),
            "BILLED": ("AUTHORISED", "DELETED"),
        }
        said = {
            "SUBMITTED": "Submit for approval",
            "AUTHORISED": "Approve",
            "DRAFT": "Back to draft",
        }
        said |= {"BILLED": "Mark as billed", "DELETED": "Delete"}

        def move(status: str) -> Deed:
            patch = {"PurchaseOrderID": record["PurchaseOrderID"], "Status": status}
            save = self._org.save_order
            return Deed(status.lower(), said[status], lambda _typed: save(patch),
                        danger=status == "DELETED")  # fmt: skip

        return [move(status) for status in moves.get(record["Status"], ())]


def line_inputs(org: Organisation, stored: Mapping[str, Any]) -> Lines:
    options = {"ItemCode": items(org), "AccountCode": accounts(org), "TaxType": taxes(org)}
    columns = tuple(
        Input(
            name,
            label,
            "select" if name in options else "number" if name in NUMBERS else "text",
            options=options.get(name, ()),
        )
        for name, label in zip(LINE, LINE_LABELS, strict=True)
    )
    rows = tuple(
        {"id": row["LineItemID"], **{name: spelled(row.get(name)) for name in LINE}}
        for row in stored.get("LineItems", ())
    )
    return Lines("lines", columns, rows)


def _line(row: Mapping[str, str], old: Mapping[str, str]) -> dict[str, Any]:
    """Return a typed line as the API takes it; a discount that was emptied is none."""
    line: dict[str, Any] = {name: row[name] for name in LINE if row[name] or old.get(name)}
    for name in NUMBERS:
        if name in line and not line[name]:
            line[name] = "0"
    return line | ({"LineItemID": row["id"]} if row["id"] else {})


def _inclusive(record: Record) -> bool:
    return bool(record.get("LineAmountTypes") == "Inclusive")
