"""Contacts on the pages of the pretend Xero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Html, text
from connectors.sandbox.forms import ON, Input, Lines, Typed, changes
from connectors.sandbox.pages import Deed, Record, Sheet
from connectors.sandbox.xero.shelf_page import ShelfKind, inputs_for

PLAIN = (
    ("Name", "Name", "text"),
    ("FirstName", "First name", "text"),
    ("LastName", "Last name", "text"),
    ("EmailAddress", "E-mail", "text"),
    ("ContactNumber", "Contact code", "text"),
    ("AccountNumber", "Account number", "text"),
    ("TaxNumber", "Tax number", "text"),
)
PHONES = (("DEFAULT", "Phone"), ("MOBILE", "Mobile"), ("FAX", "Fax"), ("DDI", "Direct dial"))
PHONE_PARTS = ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber")
ADDRESSES = (("POBOX", "Billing address"), ("STREET", "Delivery address"))
ADDRESS_PARTS = (
    *((f"AddressLine{at}", f"Line {at}") for at in (1, 2, 3, 4)),
    ("City", "City"),
    ("Region", "Region"),
    ("PostalCode", "Postal code"),
    ("Country", "Country"),
)
PEOPLE = (
    Input("FirstName", "First name"),
    Input("LastName", "Last name"),
    Input("EmailAddress", "E-mail"),
)


class Contacts(ShelfKind):
    slug, label, one = "contacts", "Contacts", "contact"
    kept = "contacts"
    columns = ("Name", "EmailAddress", "ContactStatus", "IsCustomer", "IsSupplier")
    makes = True

    def words(self, record: Record) -> str:
        people = (f"{row.get('FirstName')} {row.get('LastName')}" for row in _staff(record))
        return " ".join((super().words(record), *people))

    def view(self, record: Record) -> Html:
        spoken = {kind: _phone(_entry(record, "Phones", "PhoneType", kind)) for kind, _ in PHONES}
        pairs = [(label, text(spoken[kind])) for kind, label in PHONES]
        for kind, label in ADDRESSES:
            entry = _entry(record, "Addresses", "AddressType", kind)
            lines = (entry.get(name) for name, _ in ADDRESS_PARTS)
            pairs.append((label, text("\n".join(str(line) for line in lines if line))))
        reach = chrome.card(chrome.facts(pair for pair in pairs if pair[1]))
        return Html(super().view(record) + reach + _people(record))

    def sheet(self, record: Record | None) -> Sheet:
        groups = [("Contact", inputs_for(record, PLAIN)), ("Phones", _phone_inputs(record))]
        groups += [(label, _address_inputs(record, kind)) for kind, label in ADDRESSES]
        rows = tuple(
            {each.name: str(row.get(each.name) or "") for each in PEOPLE}
            | {"id": str(at + 1), "included": ON if row.get("IncludeInEmails") else ""}
            for at, row in enumerate((record or {}).get("ContactPersons", ()))
        )
        included = Input("included", "Include in e-mails", "checkbox")
        return Sheet(tuple(groups), (("People", Lines("people", (*PEOPLE, included), rows)),))

    def save(self, record: Record | None, typed: Typed) -> str:
        sheet = self.sheet(record)
        changed = changes(sheet.inputs, typed)
        patch: dict[str, Any] = {name: changed[name] for name, _, _ in PLAIN if name in changed}
        # A group is sent whole: Xero replaces an entry by what is sent of it.
        if any(name.startswith("Phones.") for name in changed):
            patch["Phones"] = [_typed_phone(typed, kind) for kind, _ in PHONES]
        if any(name.startswith("Addresses.") for name in changed):
            patch["Addresses"] = [_typed_address(typed, kind) for kind, _ in ADDRESSES]
        people = sheet.lines[0][1]
        if people.changed(typed):
            patch["ContactPersons"] = [_person(row) for row in people.typed(typed)]
        if record is not None:
            return str(self.changed(record, patch, self._org.save_contact)["ContactID"])
        return str(self._org.save_contact(patch, create_only=True)["ContactID"])

    def deeds(self, record: Record) -> Sequence[Deed]:
        contact_id = record["ContactID"]
        if record["ContactStatus"] == "ACTIVE":
            archive = self._org.archive_contact
            return (Deed("archive", "Archive", lambda _typed: archive(contact_id), danger=True),)
        return (Deed("restore", "Restore", lambda _typed: self._org.restore_contact(contact_id)),)


def _entry(record: Record | None, plural: str, kind: str, wanted: str) -> Mapping[str, Any]:
    entries = (record or {}).get(plural, ())
    return next((each for each in entries if each.get(kind) == wanted), {})


def _phone(entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry[name]) for name in PHONE_PARTS if entry.get(name))


def _phone_inputs(record: Record | None) -> tuple[Input, ...]:
    said = {"PhoneCountryCode": "country", "PhoneAreaCode": "area", "PhoneNumber": "number"}
    return tuple(
        Input(
            f"Phones.{kind}.{part}",
            f"{label}: {said[part]}",
            value=str(_entry(record, "Phones", "PhoneType", kind).get(part) or ""),
        )
        for kind, label in PHONES
        for part in PHONE_PARTS
    )


def _address_inputs(record: Record | None, kind: str) -> tuple[Input, ...]:
    entry = _entry(record, "Addresses", "AddressType", kind)
    return tuple(
        Input(f"Addresses.{kind}.{name}", label, value=str(entry.get(name) or ""))
        for name, label in ADDRESS_PARTS
    )


def _typed_phone(typed: Typed, kind: str) -> dict[str, str]:
    parts = {name: typed.get(f"Phones.{kind}.{name}", "") for name in PHONE_PARTS}
    return {"PhoneType": kind, **parts}


def _typed_address(typed: Typed, kind: str) -> dict[str, str]:
    parts = {name: typed.get(f"Addresses.{kind}.{name}", "") for name, _ in ADDRESS_PARTS}
    return {"AddressType": kind, **parts}


def _person(row: Mapping[str, str]) -> dict[str, Any]:
    return {each.name: row[each.name] for each in PEOPLE} | {
        "IncludeInEmails": row["included"] == ON
    }


def _staff(record: Record) -> list[Mapping[str, Any]]:
    return [record, *record["ContactPersons"]]


def _people(record: Record) -> Html:
    rows = ([text(row.get(each.name) or "") for each in PEOPLE] for row in record["ContactPersons"])
    shown = chrome.table([each.label for each in PEOPLE], rows)
    return chrome.card(shown, "wide") if record["ContactPersons"] else chrome.NOTHING
