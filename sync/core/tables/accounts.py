"""Zoho Accounts <-> Xero Contacts. To sync one more field, add one row here and nothing else."""

from __future__ import annotations

from sync.core.codecs import BOOL, NAME, OPAQUE, PHONE
from sync.core.persons import PEOPLE, STAYS, is_person, person_id, places
from sync.core.records import Module, Side
from sync.core.table import Role, Row, Spot, Table
from sync.core.tables.companies import ARCHIVES, ROLES, address_rows, heads, is_gone
from sync.core.tables.from_xero import from_xero
from sync.core.tables.spots import key, no_place, phone, xero
from sync.core.tables.terms import due_rows

PERSON = ("Name", "FirstName", "LastName")
ACCOUNTS = Table(
    module=Module.ACCOUNTS,
    label="Accounts",
    one="account",
    rows=(
        *heads("account", "Account_Name", 200),
        Row(
            "fax",
            "Fax",
            zoho=key("Fax"),
            xero=phone("FAX"),
            codec=PHONE,
            limit={Side.ZOHO: 30, Side.XERO: 50},
        ),
        *address_rows("POBOX", "Billing_", prefix="billing"),
        *address_rows("STREET", "Shipping_", prefix="shipping"),
        Row(
            "default_account",
            "Default sales account",
            zoho=key("Default_Sales_Account"),
            xero=xero("SalesDefaultAccountCode"),
            codec=NAME,
            limit={Side.ZOHO: 10, Side.XERO: 10},
            optional=True,
        ),
        *due_rows(),
        *ROLES,
        Row("person", "Is just a person", xero=Spot(is_person, no_place, PERSON), codec=BOOL),
        Row("people", "People", xero=Spot(places, no_place, (*PERSON, PEOPLE)), codec=OPAQUE),
        *from_xero("ContactID", "Xero_Contact_URL", "/Contacts/View/{}"),
    ),
    resource={Side.ZOHO: "Accounts", Side.XERO: "Contacts"},
    keys=("email", "name"),
    title="name",
    # A new contact has no role yet: it is an account, unless we made it for a vendor or it is just
    # a person.
    role=Role(Side.XERO, "customer", unless="supplier", others=(Module.VENDORS,), never="person"),
    co_held={"email": (Module.CONTACTS, person_id)},
    co_stays={Side.XERO: {STAYS: True}},
    gone={Side.XERO: is_gone},
    ends=ARCHIVES,
    unique={Side.XERO: "name"},
    finders={Side.ZOHO: ("Account_Name", "name"), Side.XERO: ("Name", "name")},
)
