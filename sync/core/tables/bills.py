"""Zoho Purchase Orders <-> Xero bills: what a tenant may choose instead of Xero's orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sync.core.codecs import MONEY
from sync.core.records import Payload, Side
from sync.core.states import INVOICE_MOVES, invoice_lock
from sync.core.table import Row
from sync.core.tables.documents import NEEDS_A_DATE, due
from sync.core.tables.purchase_orders import PURCHASE_ORDERS
from sync.core.tables.spots import key, xero


def _is_bill(payload: Payload) -> bool:
    return payload.get("Type") == "ACCPAY"


def _changed(row: Row) -> Row:
    match row.name:
        case "number":  # the supplier's: Xero does not keep it unique, our key does
            return replace(row, xero=xero("InvoiceNumber"))
        case "subject":  # Xero keeps a reference on sales only
            return replace(row, read_only=frozenset({Side.XERO}))
        case "theme" | "xero_theme":  # a bill is the supplier's
            return replace(row, xero=None)
        case "due_date":
            return due("Due_Date", "DueDate")
        case "lines":  # a bill's lines know no discount: what has one differs in its total
            lines = tuple(
                replace(each, xero=None) if each.name == "discount" else each for each in row.lines
            )
            return replace(row, lines=lines)
    return row


SETTLED = (
    Row("paid", "Paid amount", xero=key("AmountPaid"), codec=MONEY),
    Row("due", "Owed amount", xero=key("AmountDue"), codec=MONEY),
)
CONSTANTS: Mapping[str, object] = {"Type": "ACCPAY", "LineAmountTypes": "Exclusive"}
BILLS = replace(
    PURCHASE_ORDERS,
    rows=(*map(_changed, PURCHASE_ORDERS.rows), *SETTLED),
    resource={**PURCHASE_ORDERS.resource, Side.XERO: "Invoices"},
    lens={Side.XERO: _is_bill},
    constants={Side.XERO: CONSTANTS},
    finders={**PURCHASE_ORDERS.finders, Side.XERO: ("InvoiceNumber", "number")},
    drifts={Side.XERO: ("status", "AUTHORISED")},
    unique={},
    per_party=True,
    keeps_unique=frozenset(),
    lock={Side.XERO: invoice_lock},
    moves={Side.XERO: INVOICE_MOVES},
    demands=NEEDS_A_DATE,
)
