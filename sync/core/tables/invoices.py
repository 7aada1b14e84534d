"""Zoho Invoices <-> Xero sales invoices, with their lines."""

from __future__ import annotations

from dataclasses import replace

from sync.core.codecs import MONEY, NAME, TEXT
from sync.core.records import Module, Payload, Side
from sync.core.states import INVOICE_MOVES, invoice_lock
from sync.core.table import Row, Table
from sync.core.tables.documents import (
    NEEDS_A_DATE,
    SALES,
    amount_rows,
    currency_rows,
    dated,
    due,
    is_gone,
    line_items,
    net,
    party,
    status,
    subject,
)
from sync.core.tables.from_xero import branding, from_xero, shown
from sync.core.tables.spots import first, key, xero

CUSTOMERS_OWN = {
    Side.ZOHO: ("default_account", "due_rule"),
    Side.XERO: ("default_account", "due_rule", "sales_terms"),
}


def _is_sale(payload: Payload) -> bool:
    return payload.get("Type") == "ACCREC"


INVOICES = Table(
    module=Module.INVOICES,
    label="Invoices",
    one="invoice",
    rows=(
        Row(
            "number",
            "Invoice number",
            # A number of the CRM's own speaks where nobody has written one.
            zoho=first("Xero_Invoice_No", "Invoice_Number", "CRM_Invoice_No"),
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
        subject(),
        party("account", "Account_Name", Module.ACCOUNTS, CUSTOMERS_OWN),
        dated("date", "Invoice date", "Invoice_Date", "Date"),
        due("Due_Date", "DueDate"),
        *currency_rows(),
        status("invoice_status"),
        line_items("Invoiced_Items", *SALES),
        *amount_rows(),
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
    gone={Side.XERO: is_gone},
    straighten={Side.XERO: net},
    constants={Side.XERO: {"Type": "ACCREC", "LineAmountTypes": "Exclusive"}},
    finders={Side.ZOHO: ("Subject", "subject"), Side.XERO: ("InvoiceNumber", "number")},
    unique={Side.XERO: "number"},
    lock={Side.XERO: invoice_lock},
    status="status",
    drifts={Side.XERO: ("status", "AUTHORISED")},
    moves={Side.XERO: INVOICE_MOVES},
    demands=NEEDS_A_DATE,
    day="date",
    total="total",
)
