"""Invoices as people write them on either vendor's screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from connectors.sandbox.faults import Fault
from tests.portal import Portal

Line = tuple[str, str, str]  # item, quantity, price
CUSTOMER = "Paper Ltd"
CODES = ("W-1", "W-2", "W-3")


class Papers:
    """One customer and three products at Zoho, and invoices over them."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.account = portal.zoho.insert("Accounts", {"Account_Name": CUSTOMER})["id"]
        self.products = {
            code: portal.zoho.insert(
                "Products", {"Product_Name": f"Widget {code}", "Product_Code": code}
            )["id"]
            for code in CODES
        }

    def new_at_zoho(self, subject: str, lines: Iterable[Line], **more: object) -> str:
        row = {
            "Subject": subject,
            "Account_Name": {"id": self.account},
            "Invoice_Date": "2026-11-01",
            "Due_Date": "2026-12-01",
            "Invoiced_Items": [self.zoho_line(*line) for line in lines],
            **more,
        }
        return str(self.portal.zoho.insert("Invoices", row)["id"])

    def zoho_line(self, code: str, quantity: object, price: object) -> dict[str, Any]:
        product = {"id": self.products[code]}
        return {"Product_Name": product, "Quantity": float(str(quantity)), "List_Price": price}

    def say(self, invoice: str, **fields: object) -> object:
        return self.portal.zoho.update("Invoices", invoice, fields)

    def add_zoho_line(self, invoice: str, code: str, quantity: object, price: object) -> None:
        self.say(invoice, Invoiced_Items=[self.zoho_line(code, quantity, price)])

    def edit_zoho_line(self, invoice: str, at: int, **fields: object) -> object:
        line = self._zoho_rows(invoice)[at]
        return self.say(invoice, Invoiced_Items=[{"id": line["id"], **fields}])

    def drop_zoho_line(self, invoice: str, at: int) -> None:
        line = self._zoho_rows(invoice)[at]
        self.say(invoice, Invoiced_Items=[{"id": line["id"], "_delete": None}])

    def zoho_line_ids(self, invoice: str) -> set[str]:
        return {line["id"] for line in self._zoho_rows(invoice)}

    def _zoho_rows(self, invoice: str) -> list[dict[str, Any]]:
        found = self.portal.zoho.get("Invoices", invoice)
        assert found
        rows: list[dict[str, Any]] = found["Invoiced_Items"]
        return rows

    def xero_invoice(self, invoice: str) -> dict[str, Any]:
        found = self.portal.xero.invoices.get(invoice)
        assert found
        return dict(found)

    def save(self, invoice: str, **fields: object) -> object:
        return self.portal.xero.save_invoice({"InvoiceID": invoice, **fields})

    def add_xero_line(self, invoice: str, code: str, quantity: object, price: object) -> None:
        lines = self.xero_invoice(invoice)["LineItems"]
        new = {"ItemCode": code, "Quantity": quantity, "UnitAmount": price, "AccountCode": "200"}
        self.save(invoice, LineItems=[*lines, {**new, "Description": code}])

    def edit_xero_line(self, invoice: str, at: int, **fields: object) -> object:
        lines = [dict(line) for line in self.xero_invoice(invoice)["LineItems"]]
        lines[at] |= fields
        return self.save(invoice, LineItems=lines)

    def drop_xero_line(self, invoice: str, at: int) -> None:
        lines = list(self.xero_invoice(invoice)["LineItems"])
        del lines[at]
        self.save(invoice, LineItems=lines)

    def pay(self, invoice: str, amount: float) -> None:
        """Approve an invoice at Xero and record a payment, which locks it."""
        self.save(invoice, Status="AUTHORISED")
        paid = {"Invoice": {"InvoiceID": invoice}, "Amount": amount}
        self.portal.xero.add_payment({**paid, "Account": {"Code": "090"}})

    def void(self, invoice: str) -> None:
        self.save(invoice, Status="AUTHORISED")
        self.save(invoice, Status="VOIDED")

    def xero_line_ids(self, invoice: str) -> set[str]:
        return {line["LineItemID"] for line in self.xero_invoice(invoice)["LineItems"]}


def refusal_of_invoices() -> Fault:
    """Have the next invoice created at Xero be refused in words that nothing foresees."""
    body = (
        '{"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception '
        'occurred", "Elements": [{"ValidationErrors": [{"Message": "Account code 200 is '
        'archived"}]}]}'
    )
    kind = {"Content-Type": "application/json"}
    return Fault("status", "PUT", ".*/Invoices", status=400, body=body, headers=kind)


def zoho_lines(invoice: Mapping[str, Any], codes: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        (codes[line["Product_Name"]["id"]], _number(line["Quantity"]), _number(line["List_Price"]))
        for line in invoice["Invoiced_Items"]
    )


def xero_lines(invoice: Mapping[str, Any]) -> tuple[Line, ...]:
    return tuple(
        (line.get("ItemCode", ""), _number(line["Quantity"]), _number(line["UnitAmount"]))
        for line in invoice["LineItems"]
    )


def _number(value: object) -> str:
    return f"{Decimal(str(value)).normalize():f}"
