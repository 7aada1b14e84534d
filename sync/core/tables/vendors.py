"""Zoho Vendors <-> Xero Contacts. A vendor that is an account, too, shares its contact."""

from __future__ import annotations

from sync.core.persons import STAYS, person_id
from sync.core.records import Module, Side
from sync.core.table import Role, Table
from sync.core.tables.companies import ARCHIVES, ROLES, address_rows, heads, is_gone
from sync.core.tables.from_xero import from_xero

VENDORS = Table(
    module=Module.VENDORS,
    label="Vendors",
    one="vendor",
    rows=(
        *heads("vendor", "Vendor_Name", 120),
        *address_rows("POBOX", "", code=("Zip_Code", 30)),
        *ROLES,
        *from_xero("ContactID", "Xero_Contact_URL", "/Contacts/View/{}"),
    ),
    resource={Side.ZOHO: "Vendors", Side.XERO: "Contacts"},
    keys=("email", "name"),
    title="name",
    role=Role(Side.XERO, "supplier"),
    defers_to=Module.ACCOUNTS,
    co_held={"email": (Module.CONTACTS, person_id)},
    co_stays={Side.XERO: {STAYS: True}},
    gone={Side.XERO: is_gone},
    ends=ARCHIVES,
    unique={Side.XERO: "name"},
    finders={Side.ZOHO: ("Vendor_Name", "name"), Side.XERO: ("Name", "name")},
)
