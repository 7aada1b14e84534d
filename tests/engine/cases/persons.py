"""People on both vendors' own screens: in Xero each is a contact of its own, without a company."""

from __future__ import annotations

from collections.abc import Mapping

from sync.core.choices import Choices
from sync.core.persons import contact_of, person_id
from sync.core.records import Module, Side
from tests.engine.cases.case import Step, Words
from tests.engine.people import People, Said
from tests.portal import Portal

START = {"first": "Ann", "last": "Abel{k}", "email": "{k}@post.test"}


class Persons:
    """`first`, `last` and `email`."""

    module = Module.CONTACTS
    parents = (Module.ACCOUNTS,)
    start: Mapping[Side, Words] = dict.fromkeys(Side, START)
    choices = Choices()

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.people = People(portal)

    def meanwhile(self) -> None:
        """Nothing happens to the whole organisation."""

    def do(self, step: Step, record_id: str, words: Words) -> str:
        done = getattr(self, f"{step.side}_{step.verb}")(record_id, words)
        return str(done or record_id)

    def zoho_new(self, _id: str, words: Words) -> str:
        return self.people.at_zoho(_said(words))

    def zoho_edit(self, record_id: str, words: Words) -> None:
        self.people.edit_zoho(record_id, words)

    def zoho_drop(self, record_id: str, _words: Words) -> None:
        self.portal.zoho.delete("Contacts", record_id)

    def xero_new(self, _id: str, words: Words) -> str:
        said = _said(words)
        contact = self.people.contact(" ".join(said[:2]).strip(), said)
        return person_id(contact, said[2])

    def xero_edit(self, record_id: str, words: Words) -> str:
        """Change the only person of a contact; another e-mail makes it another one's id."""
        contact = contact_of(record_id)
        email = self._only(contact)["email"]
        self.people.edit_xero(contact, email, words)
        return person_id(contact, words.get("email", email))

    def xero_drop(self, record_id: str, _words: Words) -> None:
        self.portal.xero.archive_contact(contact_of(record_id))

    def xero_restore(self, record_id: str, _words: Words) -> None:
        self.portal.xero.restore_contact(contact_of(record_id))

    def all(self, side: Side) -> dict[str, dict[str, str]]:
        if side is Side.ZOHO:
            return {key: _words(said) for key, said in self.people.in_zoho().items()}
        live = [row for row in self.portal.xero.list_contacts() if _is_live(row)]
        people = [(row["ContactID"], self._only(row["ContactID"])) for row in live]
        return {person_id(contact, words["email"]): words for contact, words in people}

    def _only(self, contact: str) -> dict[str, str]:
        (said,) = self.people.in_xero(contact)
        return _words(said)


def _is_live(row: Mapping[str, object]) -> bool:
    return row.get("ContactStatus") != "ARCHIVED"


def _said(words: Words) -> Said:
    return (words["first"], words["last"], words["email"])


def _words(said: Said) -> dict[str, str]:
    return dict(zip(START, said, strict=True))
