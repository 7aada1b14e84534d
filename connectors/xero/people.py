"""Writing people to Xero, which keeps them inside of contacts: read, put in, send back.

Two who are changed in one contact go in one element. Between reading and sending, somebody at
Xero's own screen may change the same list; Xero offers nothing to notice that by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.base import Outgoing, Receipt, Refused, Stored
from connectors.xero.reading import Reader
from connectors.xero.resources import CONTACTS
from connectors.xero.roster import GONE, Contact, news, on_their_own, parted, seated
from connectors.xero.writing import Writer
from sync.core import persons
from sync.core.records import RemoteRecord

PEOPLE = "ContactPersons"
ARCHIVED = Refused(
    words="",
    reason="This company is archived in Xero. Restore it there, and its people will be synced.",
    code="archived",
    moved=True,
)


@dataclass(slots=True)
class Group:
    """The people of a batch who are in one contact, by their place in the batch."""

    record: RemoteRecord
    contact: Contact
    seats: dict[int, str] = field(default_factory=dict)  # what each is called from now on

    def seat(self, at: int, sent: Outgoing) -> Refused | None:
        """Put one of the batch into the contact, or tell why that cannot be."""
        made = ARCHIVED if self.record.gone else seated(self.contact, sent)
        if isinstance(made, Refused):
            return made
        self.contact = made.contact
        self.seats[at] = made.id
        return None


class PeopleWriter:
    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, batch: Sequence[Outgoing], key: str) -> Sequence[Receipt]:
        """Send one batch; one receipt each, in order, whose record is the whole contact.

        What may be sent twice without harm goes first: if a later request of the batch is refused
        as a whole, the caller sends all of it again in parts.
        """
        inside = {at: each for at, each in enumerate(batch) if _contact_of(each)}
        alone = {at: each for at, each in enumerate(batch) if at not in inside}
        receipts = {**self._put_in(inside, key), **self._made(alone, key)}
        return [receipts[at] for at in range(len(batch))]

    def send_companies(self, batch: Sequence[Outgoing], key: str) -> Sequence[Receipt]:
        """Send a batch of contacts, of which some get another e-mail than their own person's."""
        ids = [each.id for each in batch if persons.STAYS in each.payload]
        found = {each.id: each.payload for each in self._reader.by_ids(CONTACTS, ids)}
        made = [parted(found.get(each.id, {}), each) for each in batch]
        ready = [each for each in made if isinstance(each, Outgoing)]
        receipts = iter(self._writer.send(CONTACTS, ready, key) if ready else ())
        return [each if isinstance(each, Refused) else next(receipts) for each in made]

    def _made(self, people: Mapping[int, Outgoing], key: str) -> dict[int, Receipt]:
        """Make a contact for each of these, who belong to no company."""
        if not people:
            return {}
        batch = [Outgoing("", on_their_own(each.payload)) for each in people.values()]
        found = self._writer.send(CONTACTS, batch, key)
        return {
            at: _as_person(receipt, each)
            for (at, each), receipt in zip(people.items(), found, strict=True)
        }

    def _put_in(self, people: Mapping[int, Outgoing], key: str) -> dict[int, Receipt]:
        receipts: dict[int, Receipt] = {}
        groups = self._groups(people, receipts)
        changed = []
        for group in groups:
            if news(group.record.payload, group.contact):
                changed.append(group)
            else:
                receipts.update(_stored(group, group.record))
        for group, receipt in zip(changed, self._sent(changed, key), strict=True):
            if isinstance(receipt, Stored):
                receipts.update(_stored(group, receipt.record))
            elif len(group.seats) == 1:
                receipts.update(dict.fromkeys(group.seats, receipt))
            else:  # nobody is kept out by what somebody else has wrong
                for at in group.seats:
                    receipts.update(self._put_in({at: people[at]}, key))
        return receipts

    def _sent(self, groups: Sequence[Group], key: str) -> Sequence[Receipt]:
        batch = [
            Outgoing(group.record.id, news(group.record.payload, group.contact)) for group in groups
        ]
        return self._writer.send(CONTACTS, batch, key) if batch else []

    def _groups(
        self, people: Mapping[int, Outgoing], receipts: dict[int, Receipt]
    ) -> Sequence[Group]:
        """Seat everybody in the contact as it is now; who cannot be is refused at once."""
        ids = [_contact_of(each) for each in people.values()]
        found = {each.id: Group(each, each.payload) for each in self._reader.by_ids(CONTACTS, ids)}
        for at, each in people.items():
            group = found.get(_contact_of(each))
            refusal = group.seat(at, each) if group else GONE
            if refusal:
                receipts[at] = refusal
        return [group for group in found.values() if group.seats]


def _contact_of(sent: Outgoing) -> str:
    """Return the contact that the person is in, or is to be in; "" for one of their own."""
    return persons.contact_of(sent.id) or str(sent.payload.get("ContactID") or "")


def _stored(group: Group, record: RemoteRecord | None) -> dict[int, Receipt]:
    return {at: Stored(called, record) for at, called in group.seats.items()}


def _as_person(receipt: Receipt, sent: Outgoing) -> Receipt:
    if isinstance(receipt, Refused):
        return receipt
    called = persons.person_id(receipt.id, sent.payload.get("EmailAddress"))
    return Stored(called, receipt.record)
