"""The people of one contact in Xero as they shall be: Xero takes their list whole, or not at all.

Pure: a contact's payload in, a contact's payload out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from connectors.base import Outgoing, Refused
from sync.core import persons
from sync.core.keys import plain_name
from sync.core.records import Payload

Contact: TypeAlias = Mapping[str, Any]
NAMES = ("FirstName", "LastName", "EmailAddress")
TOLD = (*NAMES, "Name", "ContactPersons")
NOBODY = {"FirstName": "", "LastName": ""}
OWN = -1  # the place of the contact's own person, before those of its list

FULL = Refused(
    words="",
    reason=f"In Xero this company has {persons.FURTHER} further people already, and it takes no "
    "more. Remove one of them there, or leave this contact alone.",
    code="too_many_people",
)
CROWDED = Refused(
    words="",
    reason="In Xero this company's e-mail is also that of its own person, who would have to move "
    f"to the further people, and they are {persons.FURTHER} already. Remove one of them there.",
    code="too_many_people",
)
GONE = Refused(
    words="",
    reason="This person is no longer in the company's contact in Xero. It is read again and "
    "planned anew.",
    code="gone",
    moved=True,
)
MEANWHILE = Refused(
    words="",
    reason="Somebody else in the company's contact in Xero has this e-mail. Give one of the two "
    "another one, or remove one of them.",
    code="duplicate_email",
    field="EmailAddress",
)


@dataclass(frozen=True, slots=True)
class Seated:
    """The contact with the person in it, and what the person is called from now on."""

    contact: Contact
    id: str


def seated(contact: Contact, sent: Outgoing) -> Seated | Refused:
    """Put one person into a contact, or change one who is in it. All others stay as they are."""
    return _changed(contact, sent) if sent.id else _added(contact, sent.payload)


def news(was: Contact, now: Contact) -> Payload:
    """Return what has to be sent to make one of the other."""
    return {name: now[name] for name in TOLD if now.get(name) != was.get(name)}


def parted(contact: Contact, sent: Outgoing) -> Outgoing | Refused:
    """Let a company have an e-mail of its own: its own person keeps theirs, in the list."""
    payload = {name: value for name, value in sent.payload.items() if name != persons.STAYS}
    email, people = persons.folded(contact.get("EmailAddress")), persons.further(contact)
    stays = len(payload) < len(sent.payload) and persons.full_name(contact) and email
    if not stays or email == persons.folded(payload.get("EmailAddress")):
        return replace(sent, payload=payload)
    if email not in [persons.folded(each.get("EmailAddress")) for each in people]:
        own = {name: contact[name] for name in NAMES if name in contact}
        people = [*people, {**own, "IncludeInEmails": False}]
    if len(people) > persons.FURTHER:
        return CROWDED
    return replace(sent, payload={**payload, **NOBODY, "ContactPersons": people})


def on_their_own(person: Payload) -> Payload:
    """Return the contact of somebody who belongs to no company."""
    said = {name: person[name] for name in NAMES if name in person}
    return {"Name": persons.full_name(person), **said}


def _added(contact: Contact, person: Payload) -> Seated | Refused:
    """Add a person, once: who is there already, by e-mail and name, is not added again."""
    key = persons.person_id(contact["ContactID"], person.get("EmailAddress"))
    for _, each in _people(contact):
        if _called(contact, each) == key:
            return Seated(contact, key) if _same_name(each, person) else MEANWHILE
    nameless = [at for at, each in _people(contact) if _same_name(each, person) and _mute(each)]
    if nameless:
        return Seated(_put(contact, nameless[0], person), key)
    email = persons.folded(contact.get("EmailAddress"))
    if not persons.full_name(contact) and email in ("", persons.folded(person["EmailAddress"])):
        return Seated(_put(contact, OWN, person), key)
    if len(persons.further(contact)) >= persons.FURTHER:
        return FULL
    fresh = {name: person[name] for name in NAMES if name in person}
    people = [*persons.further(contact), {**fresh, "IncludeInEmails": False}]
    return Seated({**contact, "ContactPersons": people}, key)


def _changed(contact: Contact, sent: Outgoing) -> Seated | Refused:
    people = [(at, each, _called(contact, each)) for at, each in _people(contact)]
    at = next((at for at, _, called in people if called == sent.id), None)
    if at is None:
        return GONE
    made = _put(contact, at, sent.payload)
    person = next(each for place, each in _people(made) if place == at)
    key = _called(contact, person)
    if any(called == key for place, _, called in people if place != at):
        return MEANWHILE
    return Seated(made, key)


def _people(contact: Contact) -> Sequence[tuple[int, Payload]]:
    """Return everybody who has a name, each with the place."""
    further = list(enumerate(persons.further(contact)))
    everybody = [(OWN, contact), *further]
    return [(at, each) for at, each in everybody if persons.full_name(each)]


def _put(contact: Contact, at: int, said: Payload) -> Contact:
    fields = {name: said[name] for name in NAMES if name in said}
    if at == OWN:
        made = {**contact, **fields}
        return {**made, "Name": persons.full_name(made)} if persons.is_person(contact) else made
    people = persons.further(contact)
    people[at] = {**people[at], **fields}
    return {**contact, "ContactPersons": people}


def _called(contact: Contact, person: Payload) -> str:
    return persons.person_id(contact["ContactID"], person.get("EmailAddress"))


def _mute(person: Payload) -> bool:
    return not persons.folded(person.get("EmailAddress"))


def _same_name(one: Payload, other: Payload) -> bool:
    names = [plain_name(persons.full_name(each)) for each in (one, other)]
    return names[0] == names[1]
