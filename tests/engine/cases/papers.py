"""Invoices and purchase orders on both vendors' own screens, in the words of the tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sync.core.choices import Choices
from sync.core.records import Module, Side
from tests.engine.cases.case import Step, Words
from tests.engine.cases.desks import plain
from tests.portal import Portal

Row = dict[str, Any]
CODES = ("W-1", "W-2")
LINE = re.compile(r"(\S+) (\S+) x ([^\s@]+)(?: @([^#]+?))?(?: #(.*))?")


@dataclass(frozen=True)
class Form:
    """Where a kind of document has what at each vendor."""

    zoho: str
    zoho_lines: str
    zoho_names: Words  # of our words for what its head says
    xero_id: str
    xero_names: Words
    zoho_party: str
    zoho_date: str
    account: str


INVOICE = Form(
    "Invoices",
    "Invoiced_Items",
    {"subject": "Subject", "due": "Due_Date", "status": "Status"},
    "InvoiceID",
    {"subject": "Reference", "due": "DueDate", "status": "Status"},
    "Account_Name",
    "Invoice_Date",
    "200",
)
ORDER = Form(
    "Purchase_Orders",
    "Purchase_Items",
    {"number": "PO_Number", "subject": "Subject", "due": "Due_Date", "status": "Status"},
    "PurchaseOrderID",
    {
        "number": "PurchaseOrderNumber",
        "subject": "Reference",
        "due": "DeliveryDate",
        "status": "Status",
    },
    "Vendor_Name",
    "PO_Date",
    "300",
)
AT_ZOHO = {"currency": "Currency"}  # what is said of a new one only
AT_XERO = {"date": "Date", "currency": "CurrencyCode", "kind": "LineAmountTypes"}
HEAD = {"subject": "work {k}", "due": "2026-12-01", "lines": "W-1 1 x 10", "total": "10"}


class Invoices:
    """`subject`, `due`, `status`, `total` and `lines`: "W-1 1 x 10 @Tax #description + ..."."""

    module = Module.INVOICES
    parents: tuple[Module, ...] = (Module.ACCOUNTS, Module.PRODUCTS)
    form = INVOICE
    choices = Choices()
    start: Mapping[Side, Words] = {
        Side.ZOHO: {**HEAD, "status": "Created"},
        Side.XERO: {**HEAD, "status": "DRAFT"},
    }

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.party = self._party("Paper Ltd")
        self.products = {code: self._product(code) for code in CODES}
        portal.zoho.currencies = {**portal.zoho.currencies, "USD": Decimal("1.25")}
        portal.zoho.add_tax("Odd Rate", 7)

    def _party(self, name: str) -> str:
        self.contact = self.portal.xero.save_contact({"Name": name})["ContactID"]
        return str(self.portal.zoho.insert("Accounts", {"Account_Name": name})["id"])

    def _product(self, code: str) -> str:
        self.portal.xero.save_item({"Code": code, "Name": code})
        row = {"Product_Name": code, "Product_Code": code}
        return str(self.portal.zoho.insert("Products", row)["id"])

    def meanwhile(self) -> None:
        self.portal.xero.lock_until("2026-01-31")

    def do(self, step: Step, record_id: str, words: Words) -> str:
        done = getattr(self, f"{step.side}_{step.verb}")(record_id, **words)
        return str(done or record_id)

    def zoho_new(self, _id: str, **words: str) -> object:
        row = {
            self.form.zoho_party: {"id": self.party},
            self.form.zoho_date: "2026-11-01",
            **_head(self._at_zoho(), words, blank=None),
            self.form.zoho_lines: [self._zoho_line(one) for one in words["lines"].split(" + ")],
        }
        return self.portal.zoho.insert(self.form.zoho, row)["id"]

    def zoho_edit(self, record_id: str, **words: str) -> None:
        self._say(record_id, **_head(self._at_zoho(), words, blank=None))

    def zoho_first(self, record_id: str, line: str) -> None:
        """Change the first line."""
        row = {"id": self._zoho_rows(record_id)[0]["id"], **self._zoho_line(line)}
        self._say(record_id, **{self.form.zoho_lines: [row]})

    def zoho_describe(self, record_id: str, about: str) -> None:
        """Change the text of the first line, and nothing else."""
        row = {"id": self._zoho_rows(record_id)[0]["id"], "Description": about or None}
        self._say(record_id, **{self.form.zoho_lines: [row]})

    def zoho_add(self, record_id: str, line: str) -> None:
        self._say(record_id, **{self.form.zoho_lines: [self._zoho_line(line)]})

    def zoho_swap(self, record_id: str) -> None:
        """Drag the last line to the top."""
        *others, last = self._zoho_rows(record_id)
        rows = [{"id": one["id"], "Sequence_Number": n} for n, one in enumerate([last, *others], 1)]
        self._say(record_id, **{self.form.zoho_lines: rows})

    def zoho_cut(self, record_id: str) -> None:
        """Take the last line away."""
        last = self._zoho_rows(record_id)[-1]["id"]
        self._say(record_id, **{self.form.zoho_lines: [{"id": last, "_delete": None}]})

    def zoho_drop(self, record_id: str) -> None:
        self.portal.zoho.delete(self.form.zoho, record_id)

    def xero_new(self, _id: str, **words: str) -> object:
        row = {
            "Contact": {"ContactID": self.contact},
            "Date": "2026-11-01",
            **_head(AT_XERO | dict(self.form.xero_names), words),
            "LineItems": [self._xero_line(one) for one in words["lines"].split(" + ")],
        }
        return self._save(row)

    def xero_edit(self, record_id: str, **words: str) -> None:
        self._save({self.form.xero_id: record_id, **_head(self.form.xero_names, words)})

    def xero_first(self, record_id: str, line: str) -> None:
        first, *others = self._xero_rows(record_id)
        kept = {"LineItemID": first["LineItemID"], **self._xero_line(line)}
        self._save({self.form.xero_id: record_id, "LineItems": [kept, *others]})

    def xero_describe(self, record_id: str, about: str) -> None:
        first, *others = self._xero_rows(record_id)
        lines = [{**first, "Description": about}, *others]
        self._save({self.form.xero_id: record_id, "LineItems": lines})

    def xero_add(self, record_id: str, line: str) -> None:
        lines = [*self._xero_rows(record_id), self._xero_line(line)]
        self._save({self.form.xero_id: record_id, "LineItems": lines})

    def xero_swap(self, record_id: str) -> None:
        *others, last = self._xero_rows(record_id)
        self._save({self.form.xero_id: record_id, "LineItems": [last, *others]})

    def xero_insert(self, record_id: str, line: str) -> None:
        """Put a new line before all others."""
        lines = [self._xero_line(line), *self._xero_rows(record_id)]
        self._save({self.form.xero_id: record_id, "LineItems": lines})

    def xero_cut(self, record_id: str) -> None:
        lines = self._xero_rows(record_id)[:-1]
        self._save({self.form.xero_id: record_id, "LineItems": lines})

    def xero_drop(self, record_id: str) -> None:
        self._save({self.form.xero_id: record_id, "Status": "DELETED"})

    def xero_pay(self, record_id: str, amount: str) -> None:
        paid = {"Invoice": {"InvoiceID": record_id}, "Amount": amount}
        self.portal.xero.add_payment({**paid, "Account": {"Code": "090"}})

    def xero_unpay(self, record_id: str) -> None:
        for payment in self.portal.xero.payments_of(record_id):
            self.portal.xero.delete_payment(payment["PaymentID"])

    def all(self, side: Side) -> dict[str, dict[str, str]]:
        if side is Side.ZOHO:
            codes = {r["id"]: r["Product_Code"] for r in self.portal.zoho.list("Products")}
            rows = self.portal.zoho.list(self.form.zoho)
            return {row["id"]: self._read_zoho(row, codes) for row in rows}
        live = [row for row in self._xero_all() if row["Status"] != "DELETED"]
        return {row[self.form.xero_id]: self._read_xero(row) for row in live}

    def _at_zoho(self) -> Words:
        return {**AT_ZOHO, "date": self.form.zoho_date, **self.form.zoho_names}

    def _say(self, record_id: str, **fields: object) -> None:
        self.portal.zoho.update(self.form.zoho, record_id, fields)

    def _save(self, row: Row) -> object:
        kind = {} if self.form.xero_id in row else {"Type": "ACCREC"}
        return self.portal.xero.save_invoice({**row, **kind})["InvoiceID"]

    def _xero_all(self) -> list[Row]:
        return [row for row in self.portal.xero.list_invoices() if row["Type"] == "ACCREC"]

    def _xero_rows(self, record_id: str) -> list[Row]:
        rows = (row for row in self._xero_all() if row[self.form.xero_id] == record_id)
        return list(next(rows)["LineItems"])

    def _zoho_rows(self, record_id: str) -> list[Row]:
        found = self.portal.zoho.get(self.form.zoho, record_id)
        assert found
        return list(found[self.form.zoho_lines])

    def _zoho_line(self, text: str) -> Row:
        code, quantity, price, tax, about = _parts(text)
        return {
            "Description": about or None,
            "Product_Name": {"id": self.products[code]},
            "Quantity": float(quantity),
            "List_Price": price,
            "Line_Tax": [{"name": tax}] if tax else [],
        }

    def _xero_line(self, text: str) -> Row:
        code, quantity, price, tax, about = _parts(text)
        return {
            "ItemCode": code,
            "Description": about,
            "Quantity": quantity,
            "UnitAmount": price,
            "AccountCode": self.form.account,
            "TaxType": tax or "NONE",
        }

    def _read_zoho(self, row: Row, codes: Words) -> dict[str, str]:
        lines = [
            _line(
                codes[one["Product_Name"]["id"]],
                one["Quantity"],
                one["List_Price"],
                " + ".join(tax["name"] for tax in one["Line_Tax"] or ()),
                one["Description"],
            )
            for one in row[self.form.zoho_lines]
        ]
        head = {word: plain(row.get(name)) for word, name in self.form.zoho_names.items()}
        return {**head, "lines": " + ".join(lines), "total": plain(row["Grand_Total"])}

    def _read_xero(self, row: Row) -> dict[str, str]:
        lines = [
            _line(
                one.get("ItemCode", ""),
                one["Quantity"],
                one["UnitAmount"],
                one["TaxType"],
                one.get("Description"),
            )
            for one in row["LineItems"]
        ]
        head = {word: plain(row.get(name)) for word, name in self.form.xero_names.items()}
        return {**head, "lines": " + ".join(lines), "total": plain(row["Total"])}


class Orders(Invoices):
    """Purchase orders; they have a `number`, too."""

    module = Module.PURCHASE_ORDERS
    parents = (Module.VENDORS, Module.PRODUCTS)
    form = ORDER
    start: Mapping[Side, Words] = {
        Side.ZOHO: {**HEAD, "number": "PO-{k}", "status": "Created"},
        Side.XERO: {**HEAD, "number": "PO-{k}", "status": "DRAFT"},
    }

    def _party(self, name: str) -> str:
        self.contact = self.portal.xero.save_contact({"Name": name})["ContactID"]
        return str(self.portal.zoho.insert("Vendors", {"Vendor_Name": name})["id"])

    def _save(self, row: Row) -> object:
        return self.portal.xero.save_order(row)["PurchaseOrderID"]

    def _xero_all(self) -> list[Row]:
        return list(self.portal.xero.list_orders())


def _head(names: Words, words: Words, blank: str | None = "") -> Row:
    return {names[word]: text or blank for word, text in words.items() if word in names}


def _parts(text: str) -> tuple[str, str, str, str, str]:
    """Return item, quantity, price, tax and description, which is the item where none is said."""
    found = LINE.fullmatch(text)
    assert found, text
    code, quantity, price, tax, about = found.groups()
    return code, quantity, price, tax or "", code if about is None else about


def _line(code: str, quantity: object, price: object, tax: str, about: str | None) -> str:
    """Spell a line as the tables do; a text that is none of its own goes without saying."""
    said = f" @{tax}" if tax not in ("", "NONE") else ""
    text = f" #{about}" if about not in (None, "", code) else ""
    return f"{code} {plain(quantity)} x {plain(price)}{said}{text}"
