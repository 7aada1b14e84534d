"""Zoho Products <-> Xero Items."""

from __future__ import annotations

from sync.core.codecs import NAME, PRICE, TEXT
from sync.core.records import Module, Side
from sync.core.table import Row, Table
from sync.core.tables.from_xero import from_xero
from sync.core.tables.spots import inside, key, xero

# Sent whole: Xero may forget what is left out of them.
SALES, PURCHASES = "SalesDetails", "PurchaseDetails"
TAX_RATES = "tax_rate"  # the book of a product's tax, by the rate's own name


def _account(name: str, label: str, zoho: str, details: str) -> Row:
    """Build the row of an account's code: Zoho's field of that name, Xero's part of the item."""
    return Row(
        name,
        label,
        zoho=key(zoho),
        xero=inside(details, "AccountCode", blank="", group=details),
        codec=NAME,
        limit={Side.ZOHO: 10, Side.XERO: 10},
        optional=True,
    )


PRODUCTS = Table(
    module=Module.PRODUCTS,
    label="Products",
    one="product",
    rows=(
        Row(
            "code",
            "Product code",
            zoho=key("Product_Code"),
            xero=xero("Code"),
            codec=NAME,
            required=frozenset(Side),
            limit={Side.ZOHO: 40, Side.XERO: 30},
        ),
        Row(
            "name",
            "Product name",
            zoho=key("Product_Name"),
            xero=xero("Name"),
            codec=NAME,
            required=frozenset({Side.ZOHO}),
            limit={Side.ZOHO: 200, Side.XERO: 50},
            or_else="code",
        ),
        Row(
            "description",
            "Description",
            zoho=key("Description"),
            xero=xero("Description"),
            codec=TEXT,
            limit={Side.ZOHO: 32_000, Side.XERO: 4000},
        ),
        Row(
            "price",
            "Unit price",
            zoho=key("Unit_Price"),
            xero=inside(SALES, "UnitPrice", group=SALES),
            codec=PRICE,
            places={Side.ZOHO: 2},
        ),
        _account("sales_account", "Sales account", "Sales_Account", SALES),
        Row(
            "sales_tax",
            "Sales tax rate",
            zoho=key("Xero_Tax_Rate"),
            xero=inside(SALES, "TaxType", blank="", group=SALES),
            codec=NAME,
            book=TAX_RATES,
            optional=True,
        ),
        _account("purchase_account", "Purchase account", "Purchase_Account", PURCHASES),
        Row(
            "purchase_tax", "Purchase tax rate", xero=inside(PURCHASES, "TaxType", group=PURCHASES)
        ),
        *from_xero("ItemID", "Xero_Item_URL", "/Accounts/Inventory/{}"),
    ),
    resource={Side.ZOHO: "Products", Side.XERO: "Items"},
    keys=("code",),
    title="name",
    handle={Side.XERO: "code"},
    unique={Side.XERO: "code"},
    finders={Side.ZOHO: ("Product_Code", "code"), Side.XERO: ("Code", "code")},
)
