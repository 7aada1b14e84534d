"""Writing people into the contacts of the pretend Xero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors import errors
from connectors.base import Outgoing, Receipt, Refused, Stored
from connectors.sandbox.faults import Fault
from connectors.xero.people import ARCHIVED
from connectors.xero.roster import CROWDED, FULL, GONE, MEANWHILE
from sync.core.persons import STAYS, person_id
from tests.connectors.xero_rig import Rig, sandbox

Said = tuple[str, str, str]
ANN: Said = ("Ann", "Abel", "ann@x.test")
BEN: Said = ("Ben", "Bole", "ben@x.test")
CLEO: Said = ("Cleo", "Cole", "cleo@x.test")
NAMES = ("FirstName", "LastName", "EmailAddress")


@pytest.fixture
def rig() -> Iterator[Rig]:
    with sandbox() as made:
        yield made


def row(said: Said) -> dict[str, Any]:
    return dict(zip(NAMES, said, strict=True))


def to(contact: str, said: Said) -> Outgoing:
    return Outgoing("", {**row(said), **({"ContactID": contact} if contact else {})})


def write(rig: Rig, *batch: Outgoing) -> list[Receipt]:
    return list(rig.connector().write("ContactPersons", batch, key="k"))


def people(rig: Rig, contact: str) -> list[Said]:
    """Return everybody in a contact, its own person first."""
    rows = rig.org.list_contacts()
    found = next(each for each in rows if each["ContactID"] == contact)
    said = [
        tuple(str(each.get(name) or "") for name in NAMES)
        for each in (found, *found["ContactPersons"])
    ]
    return [(first, last, email) for first, last, email in said]


def made(receipt: Receipt) -> Stored:
    assert isinstance(receipt, Stored)
    return receipt


def company(rig: Rig, own: Said | None, *others: Said) -> str:
    first = row(own) if own else {}
    return rig.contact("Acme", **first, ContactPersons=[row(each) for each in others])


def test_the_first_gets_the_contacts_own_place_and_the_next_the_list(rig: Rig) -> None:
    acme = company(rig, None)
    receipts = write(rig, to(acme, ANN), to(acme, BEN))
    assert people(rig, acme) == [ANN, BEN]
    assert [made(each).id for each in receipts] == [
        person_id(acme, ANN[2]),
        person_id(acme, BEN[2]),
    ]
    record = made(receipts[0]).record
    assert record is not None
    assert (record.id, record.payload["FirstName"]) == (acme, "Ann")
    assert rig.paths() == ["GET Contacts", "POST Contacts"]


def test_the_companys_own_address_is_not_overwritten(rig: Rig) -> None:
    acme = rig.contact("Acme", EmailAddress="office@x.test")
    write(rig, to(acme, ANN))
    assert people(rig, acme) == [("", "", "office@x.test"), ANN]


def test_who_has_the_companys_address_gets_the_own_place(rig: Rig) -> None:
    acme = rig.contact("Acme", EmailAddress="ANN@x.test")
    write(rig, to(acme, ANN))
    assert [each[:2] for each in people(rig, acme)] == [ANN[:2]]


def test_sent_twice_is_there_once_and_not_sent_again(rig: Rig) -> None:
    acme = company(rig, ANN)
    write(rig, to(acme, BEN))
    again = write(rig, to(acme, BEN), to(acme, ANN))
    assert people(rig, acme) == [ANN, BEN]
    assert [made(each).id for each in again] == [person_id(acme, each[2]) for each in (BEN, ANN)]
    assert rig.paths() == ["GET Contacts", "POST Contacts", "GET Contacts"]


def test_somebody_without_an_email_is_found_by_name(rig: Rig) -> None:
    acme = company(rig, ("Ann", "Abel", ""), ("Ben", "Bole", ""))
    write(rig, to(acme, BEN), to(acme, ANN))
    assert people(rig, acme) == [ANN, BEN]


def test_an_email_that_somebody_else_has_is_refused(rig: Rig) -> None:
    acme = company(rig, ANN, BEN)
    assert write(rig, to(acme, ("Other", "One", BEN[2]))) == [MEANWHILE]
    edit = Outgoing(person_id(acme, BEN[2]), {"EmailAddress": ANN[2]})
    assert write(rig, edit) == [MEANWHILE]
    assert people(rig, acme) == [ANN, BEN]


def test_the_sixth_is_refused_before_the_call_and_the_fifth_is_not(rig: Rig) -> None:
    four = [(f"N{at}", "Crowd", f"n{at}@x.test") for at in range(4)]
    acme = company(rig, ANN, *four)
    fifth, sixth = write(rig, to(acme, BEN), to(acme, CLEO))
    assert (made(fifth).id, sixth) == (person_id(acme, BEN[2]), FULL)
    assert people(rig, acme) == [ANN, *four, BEN]


def test_each_place_is_edited_where_it_is(rig: Rig) -> None:
    acme = company(rig, ANN, BEN, ("No", "Mail", ""), CLEO)
    receipts = write(
        rig,
        Outgoing(person_id(acme, ANN[2]), {"FirstName": "Anne"}),
        Outgoing(person_id(acme, BEN[2]), {"EmailAddress": "new@x.test", "FirstName": ""}),
    )
    assert people(rig, acme) == [
        ("Anne", *ANN[1:]),
        ("", "Bole", "new@x.test"),
        ("No", "Mail", ""),
        CLEO,
    ]
    assert made(receipts[1]).id == person_id(acme, "new@x.test")
    assert rig.paths() == ["GET Contacts", "POST Contacts"]


def test_the_own_person_without_an_email_is_the_contact(rig: Rig) -> None:
    acme = company(rig, ("Ann", "Abel", ""))
    (receipt,) = write(rig, Outgoing(acme, {"EmailAddress": ANN[2]}))
    assert made(receipt).id == person_id(acme, ANN[2])


def test_somebody_on_their_own_is_a_contact_that_is_renamed_with_them(rig: Rig) -> None:
    (receipt,) = write(rig, to("", ANN))
    (found,) = rig.org.list_contacts()
    key = made(receipt).id
    assert (found["Name"], key) == ("Ann Abel", person_id(found["ContactID"], ANN[2]))
    write(rig, Outgoing(key, {"LastName": "Baker"}))
    assert [each["Name"] for each in rig.org.list_contacts()] == ["Ann Baker"]


def test_a_name_that_is_taken_is_refused(rig: Rig) -> None:
    rig.contact("Ann Abel")
    (receipt,) = write(rig, to("", ANN))
    assert isinstance(receipt, Refused)
    assert receipt.code == "duplicate_name"


def test_companies_and_people_on_their_own_go_in_one_batch(rig: Rig) -> None:
    acme = company(rig, None)
    receipts = write(rig, to("", BEN), to(acme, ANN))
    assert made(receipts[1]).id == person_id(acme, ANN[2])
    assert made(receipts[0]).id.split("/")[0] != acme
    assert [each.split()[0] for each in rig.paths()] == ["GET", "POST", "PUT"]


@pytest.mark.parametrize("how", ["missing", "archived", "left"])
def test_who_is_not_there_any_more(rig: Rig, how: str) -> None:
    acme = company(rig, ANN)
    if how == "archived":
        rig.org.archive_contact(acme)
    missing = "00000000-0000-4000-8000-000000000009"
    sent = {
        "missing": to(missing, BEN),
        "archived": to(acme, BEN),
        "left": Outgoing(person_id(acme, "gone@x.test"), {"FirstName": "x"}),
    }[how]
    assert write(rig, sent) == [ARCHIVED if how == "archived" else GONE]


def test_nobody_is_kept_out_by_what_somebody_else_has_wrong(rig: Rig) -> None:
    acme = company(rig, None)
    bad, good = write(rig, to(acme, ("Odd", "Mail", "nowhere")), to(acme, BEN))
    assert isinstance(bad, Refused)
    assert "email" in bad.words.lower()
    assert isinstance(good, Stored)
    assert people(rig, acme) == [BEN]


def test_a_lost_answer_is_an_unknown_outcome(rig: Rig) -> None:
    acme = company(rig, ANN)
    rig.vendor.faults.add(Fault("lost", method="POST", path="/Contacts"))
    with pytest.raises(errors.OutcomeUnknown):
        write(rig, to(acme, BEN))
    assert people(rig, acme) == [ANN, BEN]
    (receipt,) = write(rig, to(acme, BEN))
    assert made(receipt).id == person_id(acme, BEN[2])
    assert people(rig, acme) == [ANN, BEN]


def company_says(rig: Rig, contact: str, email: str) -> Receipt:
    """Give a company an e-mail of its own; its own person is to keep theirs."""
    plain = Outgoing(company(rig, None), {"TaxNumber": "12"})
    sent = Outgoing(contact, {"EmailAddress": email, STAYS: True})
    receipts = rig.connector().write("Contacts", [sent, plain], key="k")
    rig.org.save_contact({"ContactID": plain.id, "Name": plain.id})
    assert made(receipts[1]).id == plain.id
    return receipts[0]


def another(rig: Rig, own: Said | None, *others: Said) -> str:
    """Add a company that is not in the way of others by its name."""
    contact = company(rig, own, *others)
    rig.org.save_contact({"ContactID": contact, "Name": contact})
    return contact


@pytest.mark.parametrize("email", ["office@x.test", ""])
def test_a_companys_new_address_moves_its_own_person(rig: Rig, email: str) -> None:
    acme = another(rig, ANN, BEN)
    for _ in range(2):  # sent again, it does nothing
        assert made(company_says(rig, acme, email)).id == acme
        assert people(rig, acme) == [("", "", email), BEN, ANN]


def test_nobody_is_moved_who_keeps_the_place_or_is_in_the_list(rig: Rig) -> None:
    acme, nobody = another(rig, ANN), another(rig, None)
    company_says(rig, acme, ANN[2].upper())
    company_says(rig, nobody, "office@x.test")
    assert [people(rig, each)[0][:2] for each in (acme, nobody)] == [ANN[:2], ("", "")]
    twice = another(rig, ANN, BEN, ANN)
    company_says(rig, twice, "office@x.test")
    assert people(rig, twice) == [("", "", "office@x.test"), BEN, ANN]


def test_a_full_list_lets_nobody_move(rig: Rig) -> None:
    five = [(f"N{at}", "Crowd", f"n{at}@x.test") for at in range(5)]
    acme = another(rig, ANN, *five)
    assert company_says(rig, acme, "office@x.test") == CROWDED
    alone = Outgoing(acme, {"EmailAddress": "office@x.test", STAYS: True})
    assert rig.connector().write("Contacts", [alone], key="k") == [CROWDED]
    assert people(rig, acme) == [ANN, *five]
