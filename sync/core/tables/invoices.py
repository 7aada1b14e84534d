"""Zoho Invoices <-> Xero sales invoices, with their lines."""

from __future__ import annotations

from dataclasses import replace

from sync.core.codecs import DATE, MONEY, NAME, RATE, TEXT
from sync.core.records import Module, Payload, Side
from sync.core.states import INVOICE_MOVES, invoice_lock
from sync.core.table import Row, Table
from sync.core.tables.documents import SALES, line_rows, net
from sync.core.tables.from_xero import branding, from_xero, shown
from sync.core.tables.spots import day, first, inside, key, lookup, subform, xero

BOTH = frozenset(Side)


def _is_sale(payload: Payload) -> bool:
    return payload.get("Type") == "ACCREC"


def _is_gone(payload: Payload) -> bool:
    return payload.get("Status") == "DELETED"


INVOICES = Table(
    module=Module.INVOICES,
    label="Invoices",
    one="invoice",
    rows=(
        Row(
            "number",
            "Invoice number",
            zoho=first("Xero_Invoice_No", "Invoice_Number"),
            xero=xero("InvoiceNumber"),
            codec=NAME,
            limit={Side.XERO: 255},
            optional=True,
        ),
        Row(
            "note",
            "Description",
            zoho=key("Description"),
            codec=TEXT,
            instead_of="number",
            optional=True,
        ),
        Row(
            "subject",
            "Subject",
            zoho=key("Subject"),
            xero=xero("Reference"),
            codec=NAME,
            required=frozenset({Side.ZOHO}),
            limit={Side.ZOHO: 300, Side.XERO: 255},
            or_else="number",
        ),
        Row(
            "account",
            "Account",
            zoho=lookup("Account_Name"),
            xero=inside("Contact", "ContactID"),
            ref=Module.ACCOUNTS,
            required=BOTH,
        ),
        Row("date", "Invoice date", zoho=key("Invoice_Date"), xero=day("Date"), codec=DATE),
        Row(
            "due_date",
            "Due date",
            zoho=key("Due_Date"),
            xero=day("DueDate"),
            codec=DATE,
            or_else="date",  # Xero approves no document without one
        ),
        Row(
            "currency",
            "Currency",
            zoho=key("Currency"),
            xero=xero("CurrencyCode"),
            codec=NAME,
            optional=True,
        ),
        Row(
            "rate",
            "Exchange rate",
            zoho=key("Exchange_Rate"),
            xero=key("CurrencyRate"),
            codec=RATE,
            optional=True,
        ),
        Row("status", "Status", zoho=key("Status"), xero=key("Status"), book="invoice_status"),
        Row(
            "lines",
            "Lines",
            zoho=subform("Invoiced_Items"),
            xero=key("LineItems"),
            required=BOTH,
            lines=line_rows(*SALES),
        ),
        Row("kind", "Amounts are", xero=key("LineAmountTypes")),
        Row("discount", "Discount", zoho=key("Discount"), codec=MONEY),
        Row("adjustment", "Adjustment", zoho=key("Adjustment"), codec=MONEY),
        Row(
            "total",
            "Total",
            zoho=key("Grand_Total"),
            xero=key("Total"),
            codec=MONEY,
            read_only=BOTH,
        ),
        replace(
            shown("xero_number", "Xero Invoice No.", key("Xero_Invoice_No"), xero("InvoiceNumber")),
            fills=True,  # an edit of it is an edit of the number
        ),
        shown("paid", "Paid amount", key("Paid_Amount"), key("AmountPaid"), MONEY),
        shown("due", "Owed amount", key("Owed_Amount"), key("AmountDue"), MONEY),
        *branding(),
        *from_xero("InvoiceID", "Xero_Invoice_URL", "/AccountsReceivable/View.aspx?InvoiceID={}"),
    ),
    resource={Side.ZOHO: "Invoices", Side.XERO: "Invoices"},
    keys=("number",),
    title="number",
    lens={Side.XERO: _is_sale},
    gone={Side.XERO: _is_gone},
    straighten={Side.XERO: net},
    constants={Side.XERO: {"Type": "ACCREC", "LineAmountTypes": "Exclusive"}},
    finders={Side.ZOHO: ("Subject", "subject"), Side.XERO: ("InvoiceNumber", "number")},
    unique={Side.XERO: "number"},
    lock={Side.XERO: invoice_lock},
    status="status",
    drifts={Side.XERO: ("status", "AUTHORISED")},
    moves={Side.XERO: INVOICE_MOVES},
    day="date",
    total="total",
)
