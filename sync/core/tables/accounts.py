"""Zoho Accounts <-> Xero Contacts. To sync one more field, add one row here and nothing else."""

from __future__ import annotations

from sync.core.codecs import EMAIL, NAME, PHONE, STREET, URL
from sync.core.records import Module, Payload, Side
from sync.core.table import Row, Table
from sync.core.tables.spots import address, key, phone, street, xero

XERO = frozenset({Side.XERO})
GONE = frozenset({"ARCHIVED", "GDPRREQUEST"})


def _is_account(payload: Payload) -> bool:
    """Tell whether a Xero contact is more than a pure supplier. A new one is nobody's yet."""
    return not payload.get("IsSupplier") or bool(payload.get("IsCustomer"))


def _is_gone(payload: Payload) -> bool:
    return payload.get("ContactStatus") in GONE


def _address(prefix: str, zoho: str, kind: str) -> tuple[Row, ...]:
    said = prefix.capitalize()
    parts = (
        ("city", "City", "City", 255),
        ("state", "State", "Region", 255),
        ("code", "Code", "PostalCode", 50),
        ("country", "Country", "Country", 50),
    )
    return (
        Row(
            f"{prefix}_street",
            f"{said} street",
            zoho=key(f"{zoho}_Street"),
            xero=street(kind),
            codec=STREET,
            limit={Side.ZOHO: 250, Side.XERO: 500},
        ),
        *(
            Row(
                f"{prefix}_{name}",
                f"{said} {name}",
                zoho=key(f"{zoho}_{part}"),
                xero=address(kind, theirs),
                codec=NAME,
                limit={Side.ZOHO: 100, Side.XERO: limit},
            )
            for name, part, theirs, limit in parts
        ),
    )


ACCOUNTS = Table(
    module=Module.ACCOUNTS,
    label="Accounts",
    one="account",
    rows=(
        Row(
            "name",
            "Account name",
            zoho=key("Account_Name"),
            xero=xero("Name"),
            codec=NAME,
            required=frozenset(Side),
            limit={Side.ZOHO: 200, Side.XERO: 255},
            refuses={Side.XERO: "<>"},
        ),
        Row(
            "email",
            "E-mail",
            zoho=key("Email"),
            xero=xero("EmailAddress"),
            codec=EMAIL,
            limit={Side.ZOHO: 100, Side.XERO: 255},
            optional=True,
        ),
        Row(
            "tax_number",
            "Tax number",
            zoho=key("Tax_Number"),
            xero=xero("TaxNumber"),
            codec=NAME,
            limit={Side.XERO: 50},
            optional=True,
        ),
        Row(
            "phone",
            "Phone",
            zoho=key("Phone"),
            xero=phone("DEFAULT"),
            codec=PHONE,
            limit={Side.ZOHO: 30, Side.XERO: 50},
        ),
        Row(
            "fax",
            "Fax",
            zoho=key("Fax"),
            xero=phone("FAX"),
            codec=PHONE,
            limit={Side.ZOHO: 30, Side.XERO: 50},
        ),
        Row(
            "website",
            "Website",
            zoho=key("Website"),
            xero=xero("Website"),
            codec=URL,
            limit={Side.ZOHO: 450},
            read_only=XERO,
        ),
        *_address("billing", "Billing", "POBOX"),
        *_address("shipping", "Shipping", "STREET"),
    ),
    resource={Side.ZOHO: "Accounts", Side.XERO: "Contacts"},
    keys=("email", "name"),
    title="name",
    lens={Side.XERO: _is_account},
    gone={Side.XERO: _is_gone},
    finders={Side.ZOHO: ("Account_Name", "name"), Side.XERO: ("Name", "name")},
)
