"""Zoho Purchase Orders <-> Xero purchase orders, with their lines."""

from __future__ import annotations

from sync.core.codecs import DATE, MONEY, NAME, RATE
from sync.core.records import Module, Payload, Side
from sync.core.states import ORDER_MOVES, order_lock
from sync.core.table import Row, Table
from sync.core.tables.documents import PURCHASES, line_rows, net
from sync.core.tables.from_xero import branding, shown, xero_id
from sync.core.tables.spots import day, first, inside, key, lookup, subform, xero

BOTH = frozenset(Side)


def _is_gone(payload: Payload) -> bool:
    return payload.get("Status") == "DELETED"


PURCHASE_ORDERS = Table(
    module=Module.PURCHASE_ORDERS,
    label="Purchase Orders",
    one="purchase order",
    rows=(
        Row(
            "number",
            "Order number",
            # A number of the CRM's own speaks where nobody has written one.
            zoho=first("PO_Number", "Xero_PO_No", "CRM_PO_No"),
            xero=xero("PurchaseOrderNumber"),
            codec=NAME,
            limit={Side.ZOHO: 200, Side.XERO: 255},
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
            "vendor",
            "Vendor",
            zoho=lookup("Vendor_Name"),
            xero=inside("Contact", "ContactID"),
            ref=Module.VENDORS,
            required=BOTH,
        ),
        Row("date", "Order date", zoho=key("PO_Date"), xero=day("Date"), codec=DATE),
        Row(
            "due_date", "Delivery date", zoho=key("Due_Date"), xero=day("DeliveryDate"), codec=DATE
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
        Row("status", "Status", zoho=key("Status"), xero=key("Status"), book="order_status"),
        Row(
            "lines",
            "Lines",
            zoho=subform("Purchase_Items"),
            xero=key("LineItems"),
            required=BOTH,
            lines=line_rows(*PURCHASES),
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
        *branding(),
        xero_id("PurchaseOrderID"),
        shown("xero_number", "Xero PO No.", key("Xero_PO_No"), xero("PurchaseOrderNumber")),
    ),
    resource={Side.ZOHO: "Purchase_Orders", Side.XERO: "PurchaseOrders"},
    keys=("number",),
    title="number",
    gone={Side.XERO: _is_gone},
    straighten={Side.XERO: net},
    constants={Side.XERO: {"LineAmountTypes": "Exclusive"}},
    finders={Side.ZOHO: ("PO_Number", "number"), Side.XERO: ("PurchaseOrderNumber", "number")},
    unique={Side.XERO: "number"},
    keeps_unique=frozenset({Side.XERO}),
    lock={Side.XERO: order_lock},
    status="status",
    moves={Side.XERO: ORDER_MOVES},
    day="date",
    total="total",
)
