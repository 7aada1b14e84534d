"""Xero's collections as data: where they are, how they are read, and what means gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.xero import wire
from connectors.xero.wire import ListingDecoder, listing


@dataclass(frozen=True, slots=True)
class Resource:
    plural: str  # its name in URLs and answers
    id_key: str
    read: ListingDecoder
    written: ListingDecoder
    # The SDK's methods, by name: it knows URLs, parameters and headers.
    many: str
    create: str
    update: str
    one: str = ""  # by id (or by code, for items)
    one_called: str = ""  # by number
    number_key: str = ""  # the field that `one_called` and `numbers` look for
    numbers: str = ""  # the parameter that takes several numbers
    paged: bool = True
    by_ids: bool = True  # takes IDs=
    filters: bool = True  # takes where=
    modified: bool = True  # takes If-Modified-Since, and we use it
    unitdp: bool = True  # takes unitdp=
    always: Mapping[str, Any] = field(default_factory=dict)  # sent with every listing
    gone_key: str = ""
    gone: frozenset[str] = frozenset()  # values of `gone_key`

    @property
    def order(self) -> str:
        """An order that no edit changes, so that nothing moves between pages (XERO.md 3)."""
        return self.id_key


CONTACTS = Resource(
    plural="Contacts",
    id_key="ContactID",
    read=listing("Contacts", wire.Contact),
    written=listing("Contacts", wire.AnsweredContact),
    many="get_contacts",
    create="create_contacts",
    update="update_or_create_contacts",
    unitdp=False,
    always={"include_archived": True},  # archives are invisible without it
    gone_key="ContactStatus",
    gone=frozenset({"ARCHIVED", "GDPRREQUEST"}),
)
# Deleting an item leaves no trace, so the whole list is read every time: it comes in one call.
ITEMS = Resource(
    plural="Items",
    id_key="ItemID",
    read=listing("Items", wire.Item),
    written=listing("Items", wire.AnsweredItem),
    many="get_items",
    create="create_items",
    update="update_or_create_items",
    one="get_item",
    paged=False,
    by_ids=False,
    modified=False,
)
INVOICES = Resource(
    plural="Invoices",
    id_key="InvoiceID",
    read=listing("Invoices", wire.Invoice),
    written=listing("Invoices", wire.AnsweredInvoice),
    many="get_invoices",
    create="create_invoices",
    update="update_or_create_invoices",
    number_key="InvoiceNumber",
    numbers="invoice_numbers",
    gone_key="Status",
    gone=frozenset({"DELETED"}),  # VOIDED is a status like any other
)
PURCHASE_ORDERS = Resource(
    plural="PurchaseOrders",
    id_key="PurchaseOrderID",
    read=listing("PurchaseOrders", wire.PurchaseOrder),
    written=listing("PurchaseOrders", wire.AnsweredPurchaseOrder),
    many="get_purchase_orders",
    create="create_purchase_orders",
    update="update_or_create_purchase_orders",
    one="get_purchase_order",
    one_called="get_purchase_order_by_number",
    number_key="PurchaseOrderNumber",
    by_ids=False,
    filters=False,
    unitdp=False,
    gone_key="Status",
    gone=frozenset({"DELETED"}),
)
RESOURCES = {each.plural: each for each in (CONTACTS, ITEMS, INVOICES, PURCHASE_ORDERS)}
