"""Every module that is synced, and the order in which they depend on each other."""

from __future__ import annotations

from collections.abc import Mapping

from sync.core.records import Module
from sync.core.table import Table
from sync.core.tables.accounts import ACCOUNTS
from sync.core.tables.contacts import CONTACTS
from sync.core.tables.invoices import INVOICES
from sync.core.tables.products import PRODUCTS
from sync.core.tables.purchase_orders import PURCHASE_ORDERS
from sync.core.tables.vendors import VENDORS

# Parents before what names them.
IN_ORDER = (ACCOUNTS, CONTACTS, VENDORS, PRODUCTS, INVOICES, PURCHASE_ORDERS)
ORDER = tuple(table.module for table in IN_ORDER)
TABLES: Mapping[Module, Table] = {table.module: table for table in IN_ORDER}
