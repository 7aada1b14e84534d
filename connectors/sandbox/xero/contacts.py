"""Contacts: customers and suppliers in one table (XERO.md 5)."""

from __future__ import annotations

import re
from typing import Any

from connectors.sandbox.xero import chart
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.refused import ZERO_ID, Complaints, Refused
from connectors.sandbox.xero.wire import Record

LENGTHS = (
    ("Name", 255),
    ("FirstName", 255),
    ("LastName", 255),
    ("EmailAddress", 255),
    ("ContactNumber", 50),
    ("AccountNumber", 50),
    ("CompanyNumber", 50),
    ("TaxNumber", 50),
)
PLAIN = (
    *(name for name, _ in LENGTHS),
    "BankAccountDetails",
    "AccountsReceivableTaxType",
    "AccountsPayableTaxType",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "DefaultCurrency",
    "XeroNetworkKey",
    "PaymentTerms",
)
ADDRESS_LENGTHS = (
    *((f"AddressLine{number}", 500) for number in (1, 2, 3, 4)),
    ("City", 255),
    ("Region", 255),
    ("PostalCode", 50),
    ("Country", 50),
    ("AttentionTo", 255),
)
PHONE_LENGTHS = (("PhoneNumber", 50), ("PhoneAreaCode", 10), ("PhoneCountryCode", 20))
ADDRESS_TYPES = ("POBOX", "STREET")
PHONE_TYPES = ("DDI", "DEFAULT", "FAX", "MOBILE")
PERSON_FIELDS = ("FirstName", "LastName", "EmailAddress", "IncludeInEmails")
PERSONS = 5
TERM_TYPES = frozenset(
    {"DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH"}
)

ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
NAMELESS = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
UNKNOWN = "The document with the supplied id was not found for this endpoint."
NEEDED = "A Contact must be specified for this type of transaction"


def save(books: Books, patch: Record, *, create_only: bool = False) -> Record:
    """Create a contact, or change the one that the patch matches. Raises Refused.

    POST matches by id, then ContactNumber, then the name of an active contact; PUT creates only
    (XERO.md 4).
    """
    old = None if create_only else _matched(books, patch)
    record_id = old["ContactID"] if old else ZERO_ID
    if old and old["ContactStatus"] != "ACTIVE":
        raise Refused(ARCHIVED, record_id=record_id)
    fresh = _patched(old or _blank(), patch)
    wrong = Complaints()
    _check(books, fresh, record_id, wrong)
    wrong.settle(record_id)
    fresh["ContactID"] = old["ContactID"] if old else books.new_id()
    fresh["UpdatedDateUTC"] = books.now_ms()
    books.put_contact(fresh)
    return fresh


def named_in(books: Books, nested: Any, *, must_exist: bool) -> Record:
    """Find the contact that a document names; more than its id also changes it (XERO.md 4).

    Where `must_exist` (purchase orders), a name alone finds nobody new.
    """
    nested = nested if isinstance(nested, dict) else {}
    told = {name for name, value in nested.items() if value not in (None, "", [])}
    if not told & {"ContactID", "ContactNumber", "Name"}:
        raise Refused(NEEDED)
    found = _matched(books, nested)
    if found is None and must_exist:
        raise Refused(NEEDED)
    if found and found["ContactStatus"] != "ACTIVE":
        raise Refused(ARCHIVED)
    if found and not told - {"ContactID", "ContactNumber"} - _read_only(found, nested):
        return found
    return save(books, nested)


def mark_role(books: Books, contact_id: str, role: str) -> None:
    """Set IsCustomer or IsSupplier; the contact's UpdatedDateUTC stays (XERO.md 3)."""
    contact = books.contacts.get(contact_id)
    if contact and not contact[role]:
        books.put_contact({**contact, role: True})


def _read_only(found: Record, nested: Record) -> set[str]:
    """Return the fields of a nested contact that would change nothing."""
    return {
        name for name, value in nested.items() if name not in _WRITABLE or found.get(name) == value
    }


_WRITABLE = frozenset({*PLAIN, "Addresses", "Phones", "ContactPersons", "ContactStatus"})


def _matched(books: Books, patch: Record) -> Record | None:
    if patch.get("ContactID"):
        found = books.contacts.get(str(patch["ContactID"]).lower())
        if found is None:
            raise Refused(UNKNOWN)
        return found
    number, name = patch.get("ContactNumber"), patch.get("Name")
    by_number = books.contacts.one_called("number", number) if number else None
    return by_number or (books.contacts.one_called("name", str(name).lower()) if name else None)


def _blank() -> Record:
    return {
        "ContactID": "",
        "ContactStatus": "ACTIVE",
        "Addresses": [{"AddressType": kind} for kind in ADDRESS_TYPES],
        "Phones": [{"PhoneType": kind} for kind in PHONE_TYPES],
        "ContactPersons": [],
        "IsSupplier": False,
        "IsCustomer": False,
    }


def _patched(old: Record, patch: Record) -> Record:
    """Lay the patch over; fields that are not sent keep their value (XERO.md 4)."""
    fresh = {**old, **{name: patch[name] for name in PLAIN if patch.get(name) is not None}}
    if old["ContactID"] and patch.get("ContactStatus"):
        fresh["ContactStatus"] = patch["ContactStatus"]
    fresh["Addresses"] = _slots(old, patch, "Addresses", "AddressType")
    fresh["Phones"] = _slots(old, patch, "Phones", "PhoneType")
    if patch.get("ContactPersons") is not None:
        # Those not sent are deleted: XERO.md 4.
        fresh["ContactPersons"] = [
            {name: row[name] for name in PERSON_FIELDS if row.get(name) is not None}
            for row in patch["ContactPersons"]
        ]
    return fresh


def _slots(old: Record, patch: Record, plural: str, kind: str) -> list[Record]:
    sent = {row.get(kind): row for row in patch.get(plural) or ()}
    return [_clean(sent.get(row[kind], row), row[kind], kind) for row in old[plural]]


def _clean(row: Record, value: str, kind: str) -> Record:
    names = (name for name, _ in (*ADDRESS_LENGTHS, *PHONE_LENGTHS))
    return {kind: value, **{name: str(row[name]) for name in names if row.get(name)}}


def _check(books: Books, fresh: Record, own_id: str, wrong: Complaints) -> None:
    name = str(fresh.get("Name") or "")
    wrong.unless(name.strip(), NAMELESS)
    wrong.unless(not re.search("[<>]", name), "The contact name cannot contain < or >.")
    wrong.unless(
        name == " ".join(name.split()),
        "The contact name cannot begin or end with a space or hold two in a row.",
    )
    wrong.too_long(fresh, LENGTHS)
    _check_unique(books, fresh, own_id, wrong)
    email = str(fresh.get("EmailAddress") or "")
    wrong.unless(
        not email or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email),
        "The email address must be valid.",
    )
    wrong.unless(
        fresh["ContactStatus"] in {"ACTIVE", "ARCHIVED"}, "The contact status is not valid."
    )
    currency = fresh.get("DefaultCurrency")
    wrong.unless(
        not currency or currency in books.profile.currencies,
        f"Organisation is not subscribed to currency {currency}",
    )
    _check_parts(fresh, wrong)
    _check_defaults(books, fresh, wrong)


def _check_defaults(books: Books, fresh: Record, wrong: Complaints) -> None:
    """Refuse what the contact's documents could not begin with. The words are our guess [U]."""
    for name in ("SalesDefaultAccountCode", "PurchasesDefaultAccountCode"):
        if code := fresh.get(name):
            chart.check_account(books.account(code), code, wrong)
    terms = fresh.get("PaymentTerms") or {}
    for name in ("Bills", "Sales"):
        term = terms.get(name) or {}
        known = term.get("Type") in TERM_TYPES and isinstance(term.get("Day"), int)
        wrong.unless(not term or known, f"The payment terms of {name.lower()} are not valid.")


def _check_unique(books: Books, fresh: Record, own_id: str, wrong: Complaints) -> None:
    def taken(by: str, value: Any) -> bool:
        others = books.contacts.called(by, value) if value else ()
        return any(row["ContactID"] != own_id for row in others)

    if fresh["ContactStatus"] == "ACTIVE":
        wrong.unless(
            not taken("name", str(fresh.get("Name") or "").lower()),
            f"The contact name {fresh.get('Name')} is already assigned to another contact. "
            "The contact name must be unique across all active contacts.",
        )
    wrong.unless(
        not taken("number", fresh.get("ContactNumber")),
        f"The contact number {fresh.get('ContactNumber')} is already assigned to another contact. "
        "The contact number must be unique across all contacts.",
    )
    wrong.unless(
        not taken("account", str(fresh.get("AccountNumber") or "").lower()),
        "The Account Number already exists. Please enter a different Account Number.",
    )


def _check_parts(fresh: Record, wrong: Complaints) -> None:
    for address in fresh["Addresses"]:
        wrong.too_long(address, ADDRESS_LENGTHS)
        country = address.get("Country", "")
        wrong.unless(
            not re.search(r"[^A-Za-z ]", country), "The country may consist of letters only."
        )
    for phone in fresh["Phones"]:
        wrong.too_long(phone, PHONE_LENGTHS)
    wrong.unless(
        len(fresh["ContactPersons"]) <= PERSONS,
        f"A contact can have no more than {PERSONS} contact persons.",
    )
