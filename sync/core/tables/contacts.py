"""Zoho Contacts <-> the people in Xero's contacts: several may be in one (see core.persons)."""

from __future__ import annotations

from sync.core.codecs import EMAIL, NAME
from sync.core.persons import contact_of, full_name, lists_all, persons_of
from sync.core.records import Module, Payload, Side
from sync.core.table import Parts, Row, Spot, Table
from sync.core.tables.companies import is_gone
from sync.core.tables.from_xero import from_xero
from sync.core.tables.spots import key, lookup, no_place, xero

BOTH = frozenset(Side)
IN_ZOHO = {"FirstName": "First_Name", "LastName": "Last_Name"}


def _zoho_name(payload: Payload) -> object:
    return full_name({theirs: payload.get(ours) for theirs, ours in IN_ZOHO.items()})


def _company() -> Spot:
    """Build the spot of the contact that a person is in, where it is a company's."""
    return Spot(key("CompanyID").get, key("ContactID").put, ("CompanyID",))


CONTACTS = Table(
    module=Module.CONTACTS,
    label="Contacts",
    one="contact",
    rows=(
        Row(
            "name",
            "Name",
            zoho=Spot(_zoho_name, no_place, tuple(IN_ZOHO.values())),
            xero=Spot(full_name, no_place, tuple(IN_ZOHO)),
            codec=NAME,
            read_only=BOTH,
        ),
        Row(
            "first_name",
            "First name",
            zoho=key("First_Name"),
            xero=xero("FirstName"),
            codec=NAME,
            limit={Side.ZOHO: 40, Side.XERO: 255},
            refuses={Side.XERO: "<>"},
        ),
        Row(
            "last_name",
            "Last name",
            zoho=key("Last_Name"),
            xero=xero("LastName"),
            codec=NAME,
            required=frozenset({Side.ZOHO}),
            limit={Side.ZOHO: 80, Side.XERO: 255},
            refuses={Side.XERO: "<>"},
        ),
        Row(
            "email",
            "E-mail",
            zoho=key("Email"),
            xero=xero("EmailAddress"),
            codec=EMAIL,
            required=BOTH,
            limit={Side.ZOHO: 100, Side.XERO: 255},
            keeps_own=True,
        ),
        Row(
            "account",
            "Account",
            zoho=lookup("Account_Name"),
            xero=_company(),
            codec=NAME,
            ref=Module.ACCOUNTS,
            unless=Module.VENDORS,
            once=frozenset({Side.XERO}),
        ),
        Row("contact", "Contact in Xero", xero=key("ContactID"), codec=NAME),
        *from_xero("PersonID", "Xero_Contact_URL", "/Contacts/View/{}", page_of="ContactID"),
    ),
    resource={Side.ZOHO: "Contacts", Side.XERO: "Contacts"},
    written={Side.XERO: "ContactPersons"},
    parts={
        Side.XERO: Parts(
            persons_of,
            contact_of,
            lists_all,
            of=Module.ACCOUNTS,
            seats="people",
            named_by=("first_name", "last_name"),
        )
    },
    keys=("email",),
    alike="name",
    within="account",
    title="name",
    handle={Side.XERO: "contact"},
    gone={Side.XERO: is_gone},
    finders={Side.ZOHO: ("Email", "email"), Side.XERO: ("EmailAddress", "email")},
)
