"""Zoho Purchase Orders <-> Xero purchase orders, with their lines."""

from __future__ import annotations

from sync.core.codecs import NAME
from sync.core.records import Module, Side
from sync.core.states import ORDER_MOVES, order_lock
from sync.core.table import Row, Table
from sync.core.tables.documents import (
    PURCHASES,
    amount_rows,
    currency_rows,
    dated,
    is_gone,
    line_items,
    net,
    party,
    status,
    subject,
)
from sync.core.tables.from_xero import ADD_TO_XERO, branding, shown, xero_id
from sync.core.tables.spots import first, key, xero

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
        subject(),
        party("vendor", "Vendor_Name", Module.VENDORS),
        dated("date", "Order date", "PO_Date", "Date"),
        dated("due_date", "Delivery date", "Due_Date", "DeliveryDate"),
        *currency_rows(),
        status("order_status"),
        line_items("Purchase_Items", *PURCHASES),
        *amount_rows(),
        *branding(),
        xero_id("PurchaseOrderID"),
        ADD_TO_XERO,
        shown("xero_number", "Xero PO No.", key("Xero_PO_No"), xero("PurchaseOrderNumber")),
    ),
    resource={Side.ZOHO: "Purchase_Orders", Side.XERO: "PurchaseOrders"},
    keys=("number",),
    title="number",
    gone={Side.XERO: is_gone},
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
