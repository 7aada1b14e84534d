"""People at both pretend vendors: at Zoho records of their own, at Xero parts of a contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.core.persons import contact_of, person_id
from tests.portal import Portal

Said = tuple[str, str, str]  # first name, last name, e-mail
WORDS = ("first", "last", "email")
AT_ZOHO = dict(zip(WORDS, ("First_Name", "Last_Name", "Email"), strict=True))
AT_XERO = dict(zip(WORDS, ("FirstName", "LastName", "EmailAddress"), strict=True))


class People:
    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def account(self, name: str) -> str:
        return str(self.portal.zoho.insert("Accounts", {"Account_Name": name})["id"])

    def contact(self, name: str, own: Said = ("", "", ""), *others: Said) -> str:
        """Add a contact to Xero with a person of its own and further ones; return its id."""
        row = {"Name": name, **_row(AT_XERO, own), "ContactPersons": [_person(o) for o in others]}
        return str(self.portal.xero.save_contact(row, create_only=True)["ContactID"])

    def at_zoho(self, said: Said, account: str = "", **more: object) -> str:
        row = {AT_ZOHO[word]: text or None for word, text in zip(WORDS, said, strict=True)}
        lookup = {"Account_Name": {"id": account}} if account else {}
        return str(self.portal.zoho.insert("Contacts", {**row, **lookup, **more})["id"])

    def edit_zoho(self, record_id: str, words: Mapping[str, str]) -> None:
        said = {AT_ZOHO[word]: text or None for word, text in words.items()}
        self.portal.zoho.update("Contacts", record_id, said)

    def edit_xero(self, contact_id: str, email: str, words: Mapping[str, str]) -> None:
        """Change the person with that e-mail on the contact's page in Xero."""
        contact = self.raw(contact_id)
        said = {AT_XERO[word]: text for word, text in words.items()}
        if contact.get("EmailAddress") == email:
            own = {**contact, **said}
            name = f"{own['FirstName']} {own['LastName']}".strip()
            is_own = contact["Name"] == f"{contact['FirstName']} {contact['LastName']}"
            self.save(contact_id, **said, **({"Name": name} if is_own else {}))
            return
        people = [
            {**each, **said} if each["EmailAddress"] == email else each
            for each in contact["ContactPersons"]
        ]
        self.save(contact_id, ContactPersons=people)

    def save(self, contact_id: str, **fields: object) -> None:
        self.portal.xero.save_contact({"ContactID": contact_id, **fields})

    def raw(self, contact_id: str) -> dict[str, Any]:
        rows = self.portal.xero.list_contacts()
        return next(row for row in rows if row["ContactID"] == contact_of(contact_id))

    def in_xero(self, contact_id: str) -> list[Said]:
        """Return everybody in a contact, its own person first."""
        contact = self.raw(contact_id)
        said = [_said(AT_XERO, each) for each in (contact, *contact["ContactPersons"])]
        return [each for each in said if any(each[:2])]

    def in_zoho(self) -> dict[str, Said]:
        rows = self.portal.zoho.list("Contacts")
        return {str(row["id"]): _said(AT_ZOHO, row) for row in rows}

    def names_in_xero(self) -> list[str]:
        return sorted(row["Name"] for row in self.portal.xero.list_contacts())


def called(contact_id: str, email: str) -> str:
    return person_id(contact_id, email)


def _row(names: Mapping[str, str], said: Said) -> dict[str, str]:
    return {names[word]: text for word, text in zip(WORDS, said, strict=True) if text}


def _person(said: Said) -> dict[str, object]:
    return {**dict(zip(AT_XERO.values(), said, strict=True)), "IncludeInEmails": True}


def _said(names: Mapping[str, str], row: Mapping[str, Any]) -> Said:
    first, last, email = (str(row.get(names[word]) or "") for word in WORDS)
    return (first, last, email)
