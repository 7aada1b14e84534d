"""The people in one contact of Xero's: it has one person of its own and up to five further ones.

Xero gives people no id. What tells them apart is the contact that they are in and their e-mail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sync.core.keys import plain_name
from sync.core.records import Payload, RemoteRecord

FURTHER = 5  # people that a contact holds besides its own (XERO.md 5)
BETWEEN = "/"
PEOPLE = "ContactPersons"
# No field of Xero's: it tells our writer that the contact's own person keeps the e-mail.
STAYS = "OwnPersonStays"


def person_id(contact_id: str, email: object) -> str:
    """Return the id of whoever has that e-mail in that contact; without one, the contact's own."""
    said = folded(email)
    if not said:
        return contact_id
    name = hashlib.sha256(said.encode()).hexdigest()[:12]
    return f"{contact_id}{BETWEEN}{name}"


def contact_of(record_id: str) -> str:
    """Return the contact that a person is in."""
    return record_id.partition(BETWEEN)[0]


def folded(email: object) -> str:
    """Return an e-mail as it is compared; "" for none."""
    return str(email or "").strip().casefold()


def full_name(person: Payload) -> str:
    names = (person.get("FirstName"), person.get("LastName"))
    return " ".join(" ".join(str(name or "") for name in names).split())


def further(contact: Payload) -> list[Payload]:
    """Return the people that stand in the contact's list."""
    found = contact.get(PEOPLE)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def is_person(contact: Payload) -> bool:
    """Tell whether the contact is no company, but just the person who is named in it."""
    name = full_name(contact)
    named = bool(contact.get("LastName")) and bool(name)
    return named and plain_name(name) == plain_name(str(contact.get("Name") or ""))


def places(contact: Payload) -> object:
    """Return what tells whether somebody new fits into the contact; None for an empty one.

    `own`: somebody has its own place; `listed`: how many are in its list; `mute`: the names, as
    they are compared, of those whose place is theirs by name, for want of an e-mail.
    """
    people, own = further(contact), bool(full_name(contact))
    named = [(full_name(each), each.get("EmailAddress")) for each in (contact, *people)]
    mute = [plain_name(name) for name, email in named if name and not folded(email)]
    return {"own": own, "listed": len(people), "mute": mute} if own or people else None


def persons_of(record: RemoteRecord) -> Iterator[RemoteRecord]:
    """Yield the people of a contact, each as a record: its own one, then those of its list.

    A further one without an e-mail cannot be told from others, and one that has another's e-mail
    is the same person: neither is a record.
    """
    contact = record.payload
    seen: set[str] = set()
    for person in (contact, *further(contact)):
        key = person_id(record.id, person.get("EmailAddress"))
        known = key in seen or (person is not contact and key == record.id)
        if full_name(person) and not known:
            seen.add(key)
            yield replace(record, id=key, payload=_payload(record.id, key, contact, person))


def lists_all(contact: Payload) -> bool:
    """Tell whether the payload holds all people of the contact, so that others are gone."""
    return isinstance(contact.get(PEOPLE), list)


def _payload(contact_id: str, key: str, contact: Payload, person: Payload) -> dict[str, object]:
    names = ("FirstName", "LastName", "EmailAddress")
    said = {name: person.get(name) for name in names}
    company = contact_id if _is_company(contact) else None
    return {**said, "ContactID": contact_id, "PersonID": key, "CompanyID": company}


def _is_company(contact: Payload) -> bool:
    """Tell whether an account of the CRM's may be behind the contact."""
    sells_only = contact.get("IsSupplier") and not contact.get("IsCustomer")
    return not is_person(contact) and not sells_only
