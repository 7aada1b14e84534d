"""What accounts and vendors have in common: both are companies in Xero's one table of contacts."""

from __future__ import annotations

from sync.core.codecs import BOOL, EMAIL, NAME, PHONE, STREET, URL
from sync.core.records import Payload, Side
from sync.core.table import Row
from sync.core.tables.spots import address, key, phone, street, xero

XERO = frozenset({Side.XERO})
COUNTRY = "country"  # letters only (XERO.md 5)
GONE = frozenset({"ARCHIVED", "GDPRREQUEST"})
# Xero's own doing, with the first document: an edit of neither is carried.
ROLES = (
    Row("customer", "Is a customer", xero=key("IsCustomer"), codec=BOOL),
    Row("supplier", "Is a supplier", xero=key("IsSupplier"), codec=BOOL),
)


ARCHIVES = {Side.XERO: {"ContactStatus": "ARCHIVED"}}


def is_gone(payload: Payload) -> bool:
    return payload.get("ContactStatus") in GONE


def heads(one: str, zoho: str, longest: int) -> tuple[Row, ...]:
    """Build the rows that every company has. `longest`: of a name at Zoho."""
    return (
        Row(
            "name",
            f"{one.capitalize()} name",
            zoho=key(zoho),
            xero=xero("Name"),
            codec=NAME,
            required=frozenset(Side),
            limit={Side.ZOHO: longest, Side.XERO: 255},
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
            "website",
            "Website",
            zoho=key("Website"),
            xero=xero("Website"),
            codec=URL,
            limit={Side.ZOHO: 450},
            read_only=XERO,
        ),
    )


def address_rows(
    kind: str, zoho: str, *, prefix: str = "", code: tuple[str, int] = ("Code", 100)
) -> tuple[Row, ...]:
    """Build the rows of one address: a typed one in Xero, fields of that beginning at Zoho."""
    said = f"{prefix}_".lstrip("_")
    parts = (
        ("city", "City", 100, "City", 255),
        ("state", "State", 100, "Region", 255),
        ("code", *code, "PostalCode", 50),
        (COUNTRY, "Country", 100, "Country", 50),
    )
    return (
        Row(
            f"{said}street",
            _label(prefix, "street"),
            zoho=key(f"{zoho}Street"),
            xero=street(kind),
            codec=STREET,
            limit={Side.ZOHO: 250, Side.XERO: 500},
        ),
        *(
            Row(
                f"{said}{name}",
                _label(prefix, name),
                zoho=key(f"{zoho}{ours}"),
                xero=address(kind, theirs),
                codec=NAME,
                limit={Side.ZOHO: longest, Side.XERO: limit},
                letters=XERO if name == COUNTRY else frozenset(),
            )
            for name, ours, longest, theirs, limit in parts
        ),
    )


def _label(prefix: str, name: str) -> str:
    return f"{prefix} {name}".strip().capitalize()
