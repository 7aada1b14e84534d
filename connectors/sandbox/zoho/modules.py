"""The modules of a Zoho CRM organisation and their fields, as data (ZOHO.md 7)."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.sandbox.zoho.fields import Field, computed, lookup, money, pick, text


@dataclass(frozen=True, slots=True)
class Module:
    api_name: str
    singular: str
    name_field: str  # what a lookup shows
    fields: tuple[Field, ...]
    lines: str = ""  # the module of its line items
    parent: str = ""  # for a module of line items: whose
    check_fields: tuple[str, ...] = ()  # system duplicate check of upsert, ZOHO.md 4


SYSTEM = (
    Field("id", "bigint", 20, read_only=True),
    Field("Created_Time", "datetime", 120, read_only=True),
    Field("Modified_Time", "datetime", 120, read_only=True),
    Field("Created_By", "ownerlookup", 120, read_only=True),
    Field("Modified_By", "ownerlookup", 120, read_only=True),
)
OWNED = (*SYSTEM, Field("Owner", "ownerlookup", 120))
DESCRIPTION = Field("Description", "textarea", 32_000)
EMAIL = Field("Email", "email", 100)
CURRENCY = (  # only where the organisation has several currencies: ZOHO.md 7
    pick("Currency"),  # the organisation's own
    Field("Exchange_Rate", "double", 16, decimals=9),
)


def address(prefix: str, code: str, length: int = 100) -> tuple[Field, ...]:
    parts = ("Street", "City", "State", code, "Country")
    return tuple(text(f"{prefix}_{part}", 250 if part == "Street" else length) for part in parts)


ACCOUNTS = Module(
    "Accounts",
    "Account",
    "Account_Name",
    (
        *OWNED,
        text("Account_Name", 200, mandatory=True),
        Field("Phone", "phone", 30),
        Field("Fax", "text", 30),
        Field("Website", "website", 450),
        text("Account_Number", 40),
        lookup("Parent_Account", "Accounts"),
        *address("Billing", "Code"),
        *address("Shipping", "Code"),
        *CURRENCY,
        DESCRIPTION,
    ),
    check_fields=("Account_Name",),
)
CONTACTS = Module(
    "Contacts",
    "Contact",
    "Full_Name",
    (
        *OWNED,
        text("First_Name", 40),
        text("Last_Name", 80, mandatory=True),
        text("Full_Name", 120, read_only=True),
        EMAIL,
        Field("Secondary_Email", "email", 100),
        Field("Phone", "phone", 50),
        Field("Mobile", "phone", 30),
        lookup("Account_Name", "Accounts"),
        lookup("Vendor_Name", "Vendors"),
        *address("Mailing", "Zip"),
        *address("Other", "Zip"),
        *CURRENCY,
        DESCRIPTION,
    ),
    check_fields=("Email",),
)
VENDORS = Module(
    "Vendors",
    "Vendor",
    "Vendor_Name",
    (
        *OWNED,
        text("Vendor_Name", 120, mandatory=True),
        EMAIL,
        Field("Phone", "phone", 30),
        Field("Website", "website", 450),
        text("Street", 250),
        text("City", 100),
        text("State", 100),
        text("Zip_Code", 30),
        text("Country", 100),
        pick("GL_Account", "Sales-Software", "Sales-Hardware", "Rental-Income", "Interest-Income"),
        text("Category", 50),
        *CURRENCY,
        DESCRIPTION,
    ),
    check_fields=("Vendor_Name",),
)
PRODUCTS = Module(
    "Products",
    "Product",
    "Product_Name",
    (
        *OWNED,
        text("Product_Name", 200, mandatory=True),
        text("Product_Code", 40),
        money("Unit_Price"),
        Field("Taxable", "boolean", default=True),
        Field("Tax", "orgtaxes", 255),  # the organisation's taxes, as its SDK has them: {id, value}
        Field("Qty_in_Stock", "double", 16),
        Field("Qty_Ordered", "double", 16),
        Field("Reorder_Level", "double", 16),
        pick("Usage_Unit", "Box", "Carton", "Dozen", "Each", "Hours", "Impressions", "Lb", "M"),
        Field("Product_Active", "boolean", default=True),
        lookup("Vendor_Name", "Vendors"),
        *CURRENCY,
        DESCRIPTION,
    ),
    check_fields=("Product_Code",),
)
TOTALS = (
    computed("Sub_Total"),
    money("Discount"),
    money("Tax"),
    money("Adjustment"),
    computed("Grand_Total"),
)
STATES = ("Created", "Approved", "Delivered", "Cancelled")
INVOICES = Module(
    "Invoices",
    "Invoice",
    "Subject",
    (
        *OWNED,
        text("Subject", 300, mandatory=True),
        Field("Invoice_Number", "autonumber", 200, read_only=True),
        Field("Invoice_Date", "date", 20),
        Field("Due_Date", "date", 20),
        pick("Status", *STATES, default="Created"),
        lookup("Contact_Name", "Contacts"),
        lookup("Account_Name", "Accounts"),
        text("Sales_Order", 120),
        text("Purchase_Order", 120),
        Field("Invoiced_Items", "subform", 120, mandatory=True, lookup="Invoiced_Items"),
        *TOTALS,
        money("Excise_Duty"),
        *CURRENCY,
        *address("Billing", "Code"),
        *address("Shipping", "Code"),
        Field("Terms_and_Conditions", "textarea", 32_000),
        DESCRIPTION,
    ),
    lines="Invoiced_Items",
    check_fields=("Subject",),
)
PURCHASE_ORDERS = Module(
    "Purchase_Orders",
    "Purchase_Order",
    "Subject",
    (
        *OWNED,
        text("Subject", 300, mandatory=True),
        Field("PO_Number", "text", 200),
        Field("PO_Date", "date", 20),
        Field("Due_Date", "date", 20),
        pick("Status", *STATES, default="Created"),
        lookup("Vendor_Name", "Vendors", mandatory=True),
        lookup("Contact_Name", "Contacts"),
        pick("Carrier", "FedEX", "UPS", "USPS", "DHL", "BlueDart"),
        text("Tracking_Number", 50),
        text("Requisition_No", 50),
        Field("Purchase_Items", "subform", 120, mandatory=True, lookup="Purchase_Items"),
        *TOTALS,
        money("Excise_Duty"),
        *CURRENCY,
        *address("Billing", "Code"),
        *address("Shipping", "Code"),
        Field("Terms_and_Conditions", "textarea", 32_000),
        DESCRIPTION,
    ),
    lines="Purchase_Items",
    check_fields=("Subject",),
)


def line_module(api_name: str, singular: str, parent: str) -> Module:
    """Rows of line items: a module of their own in an Enterprise edition (ZOHO.md 3, 7)."""
    return Module(
        api_name,
        singular,
        "Product_Name",
        (
            *SYSTEM,
            lookup("Parent_Id", parent, read_only=True),
            lookup("Product_Name", "Products", mandatory=True),
            Field("Quantity", "double", 16, mandatory=True),
            money("List_Price"),
            money("Discount"),
            money("Tax", read_only=True),
            Field("Line_Tax", "taxes", 120),
            computed("Total"),
            computed("Total_After_Discount"),
            computed("Net_Total"),
            Field("Description", "textarea", 2_000),
            Field("Sequence_Number", "integer", 9),
            text("Price_Book_Name", 120),
        ),
        parent=parent,
    )


MODULES = (
    ACCOUNTS,
    CONTACTS,
    VENDORS,
    PRODUCTS,
    INVOICES,
    PURCHASE_ORDERS,
    line_module("Invoiced_Items", "Invoiced_Item", "Invoices"),
    line_module("Purchase_Items", "Purchase_Item", "Purchase_Orders"),
)
