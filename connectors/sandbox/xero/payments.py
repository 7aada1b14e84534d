"""Payments: what makes an invoice paid, and unpaid again (XERO.md 5)."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.xero import documents, invoices
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.money import ZERO, kept, number
from connectors.sandbox.xero.refused import ZERO_ID, Complaints, Refused
from connectors.sandbox.xero.wire import Record

NO_INVOICE = "The document with the supplied id was not found for this endpoint."
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NOT_APPROVED = "Payments can only be made against Authorised documents"
BAD_ACCOUNT = "Account must be a bank account or have payments enabled"
PAID_BACK = "Deleted payments cannot be updated"


def add(books: Books, patch: Record) -> Record:
    """Record a payment on an approved invoice or bill. Raises Refused."""
    with books.all_or_nothing():
        invoice = _invoice(books, patch)
        fresh: Record = {"PaymentID": books.new_id(), "Date": books.today()}
        wrong = Complaints()
        documents.take_days(fresh, patch, ("Date",), wrong)
        documents.check_open(books, (fresh["Date"],), wrong)
        amount = _amount(invoice, patch, wrong)
        account = _account(books, patch, wrong)
        wrong.settle(ZERO_ID)
        fresh |= {
            "Amount": amount,
            "Reference": str(patch.get("Reference") or ""),
            "CurrencyRate": invoice["CurrencyRate"],
            "PaymentType": f"{invoice['Type']}PAYMENT",
            "Status": "AUTHORISED",
            "IsReconciled": bool(patch.get("IsReconciled")),
            "Account": {"AccountID": account["AccountID"], "Code": account["Code"]},
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "UpdatedDateUTC": books.now_ms(),
        }
        books.payments.put(fresh)
        _settle(books, invoice["InvoiceID"])
        return fresh


def delete(books: Books, payment_id: str) -> Record:
    """Take a payment back; its invoice owes again (XERO.md 5). Raises Refused."""
    old = books.payments.get(payment_id)
    if old is None:
        raise Refused(NO_INVOICE)
    if old["Status"] == "DELETED":
        raise Refused(PAID_BACK, record_id=payment_id)
    fresh = {**old, "Status": "DELETED", "UpdatedDateUTC": books.now_ms()}
    books.payments.put(fresh)
    _settle(books, old["Invoice"]["InvoiceID"])
    return fresh


def of_invoice(books: Books, invoice_id: str) -> list[Record]:
    rows = books.payments.called("invoice", invoice_id)
    return [row for row in rows if row["Status"] == "AUTHORISED"]


def _invoice(books: Books, patch: Record) -> Record:
    named: Any = patch.get("Invoice") or {}
    found = books.invoices.get(str(named.get("InvoiceID") or "").lower())
    text = named.get("InvoiceNumber") or patch.get("InvoiceNumber")
    if found is None and text:
        found = books.invoices.one_called("number", str(text))
    if found is None:
        raise Refused(NO_INVOICE)
    return found


def _amount(invoice: Record, patch: Record, wrong: Complaints) -> float:
    try:
        amount = number(patch.get("Amount"))
    except ValueError:
        wrong.messages.append("The payment amount must be a number.")
        return 0.0
    wrong.unless(invoice["Status"] in invoices.APPROVED, NOT_APPROVED)
    wrong.unless(amount > ZERO, "The payment amount must be greater than zero.")
    wrong.unless(amount <= number(invoice["AmountDue"]), TOO_MUCH)
    return kept(amount)


def _account(books: Books, patch: Record, wrong: Complaints) -> Record:
    named: Any = patch.get("Account") or {}
    found = books.accounts.get(str(named.get("AccountID") or "").lower())
    found = found or books.account(str(named.get("Code") or patch.get("Code") or ""))
    fits = found and (found["Type"] == "BANK" or found["EnablePaymentsToAccount"])
    wrong.unless(fits, BAD_ACCOUNT)
    return found or {"AccountID": "", "Code": ""}


def _settle(books: Books, invoice_id: str) -> None:
    """Work out what is owed; PAID is set, and taken back, by the vendor itself (XERO.md 5)."""
    invoice = books.invoices.get(invoice_id)
    assert invoice is not None, "a payment's invoice is never dropped"
    rows = of_invoice(books, invoice_id)
    paid = sum((number(row["Amount"]) for row in rows), ZERO)
    fresh = invoices.balanced({**invoice, "UpdatedDateUTC": books.now_ms()}, paid)
    done = fresh["AmountDue"] == 0
    fresh["Status"] = "PAID" if done else "AUTHORISED"
    fresh["FullyPaidOnDate"] = max(row["Date"] for row in rows) if done and rows else ""
    books.invoices.put(fresh)
