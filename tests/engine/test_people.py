"""People on both sides: who becomes whom in Xero, who waits, and who is asked about."""

from __future__ import annotations

import pytest

from sync.core.records import Module, Side
from sync.models import Change, Link, Question, Run
from tests.engine.people import People, Said, called
from tests.portal import Portal

CONTACTS = Module.CONTACTS
BOTH = (Module.ACCOUNTS, CONTACTS)
ANN: Said = ("Ann", "Abel", "ann@post.test")
BEN: Said = ("Ben", "Bole", "ben@post.test")
CLEO: Said = ("Cleo", "Cole", "cleo@post.test")


@pytest.fixture
def people(portal: Portal) -> People:
    return People(portal)


def sync(people: People, *modules: Module) -> Run:
    """Fetch and sync; then a second sync has nothing to write."""
    portal = people.portal
    portal.fetch()
    run = portal.sync(*(modules or BOTH))
    settled(people, *modules)
    return run


def settled(people: People, *modules: Module) -> None:
    again = people.portal.sync(*(modules or BOTH))
    assert again.error == ""
    assert [again.left, *(counts["written"] for counts in again.counts.values())] == [
        0,
        *(0 for _ in again.counts),
    ]


def pairs() -> dict[str, str]:
    return dict(Link.objects.filter(module=CONTACTS).values_list("zoho_id", "xero_id"))


def asked() -> set[tuple[str, str]]:
    found = Question.objects.filter(module=CONTACTS)
    return set(found.values_list("title", "why"))


def only_contact(people: People) -> str:
    (row,) = people.portal.xero.list_contacts()
    return str(row["ContactID"])


def test_the_first_is_the_contacts_own_and_the_others_follow(people: People) -> None:
    account = people.account("Acme")
    for said in (ANN, BEN, CLEO):
        people.at_zoho(said, account)
    sync(people)
    contact = only_contact(people)
    assert people.in_xero(contact) == [ANN, BEN, CLEO]
    assert people.names_in_xero() == ["Acme"]
    assert set(pairs().values()) == {called(contact, said[2]) for said in (ANN, BEN, CLEO)}


def test_three_of_one_company_are_one_read_and_one_write(people: People) -> None:
    account = people.account("Acme")
    sync(people)
    for said in (ANN, BEN, CLEO):
        people.at_zoho(said, account)
    calls = people.portal.vendors.calls[Side.XERO]
    calls.clear()
    people.portal.sync(*BOTH, window="last")
    assert [call.split()[0] for call in calls] == ["GET", "GET", "POST"]


def test_people_of_xero_find_their_account_in_the_crm(people: People) -> None:
    people.contact("Acme", ANN, BEN, CLEO)
    sync(people)
    (account,) = people.portal.zoho.list("Accounts")
    rows = people.portal.zoho.list("Contacts")
    assert set(people.in_zoho().values()) == {ANN, BEN, CLEO}
    assert [row["Account_Name"]["id"] for row in rows] == [account["id"]] * 3


def test_somebody_without_a_company_is_a_contact_of_their_own_and_no_account(
    people: People,
) -> None:
    people.at_zoho(ANN)
    people.contact("Ben Bole", BEN)
    sync(people)
    assert people.names_in_xero() == ["Ann Abel", "Ben Bole"]
    assert set(people.in_zoho().values()) == {ANN, BEN}
    assert people.portal.zoho.list("Accounts") == []
    assert Link.objects.count() == 2


def test_what_the_list_holds_besides_stays(people: People) -> None:
    """Whoever has no e-mail, and who is included in mails."""
    account = people.account("Acme")
    contact = people.contact("Acme", ANN, ("No", "Mail", ""), BEN)
    sync(people)
    people.at_zoho(CLEO, account)
    settle_more(people)
    assert people.in_xero(contact) == [ANN, ("No", "Mail", ""), BEN, CLEO]
    listed = people.raw(contact)["ContactPersons"]
    assert [each["IncludeInEmails"] for each in listed] == [True, True, False]


def settle_more(people: People) -> Run:
    run = people.portal.sync(*BOTH, window="last")
    settled(people)
    return run


def test_somebody_listed_without_an_email_is_not_listed_twice(people: People) -> None:
    account = people.account("Acme")
    contact = people.contact("Acme", ("", "", ""), ("Ann", "Abel", ""))
    people.at_zoho(ANN, account)
    sync(people)
    assert people.in_xero(contact) == [ANN]


def test_without_an_email_nobody_is_written_and_somebody_is_asked(people: People) -> None:
    account = people.account("Acme")
    first = people.at_zoho(("Ann", "Abel", ""), account)
    people.at_zoho(("Ben", "Bole", ""))
    sync(people)
    assert people.in_xero(only_contact(people)) == []
    assert asked() == {("Ann Abel", "no_key"), ("Ben Bole", "no_key")}
    people.edit_zoho(first, {"email": ANN[2]})
    settle_more(people)
    assert people.in_xero(only_contact(people)) == [ANN]


def test_one_email_twice_is_asked_about(people: People) -> None:
    account = people.account("Acme")
    people.at_zoho(ANN, account)
    people.at_zoho(("Anne", "Other", ANN[2]), account)
    sync(people)
    assert people.in_xero(only_contact(people)) == []
    assert asked() == {("Ann Abel", "twins"), ("Anne Other", "twins")}


def test_who_is_in_both_is_linked_by_email_and_not_written(people: People) -> None:
    account = people.account("Acme")
    people.at_zoho(("Ann", "ABEL", ANN[2].upper()), account)
    people.contact("Acme", BEN, ANN)
    sync(people)
    assert Change.objects.filter(module=CONTACTS).count() == 1  # Ben, to the CRM
    assert len(pairs()) == 2


def test_another_name_with_the_same_email_is_asked_about(people: People) -> None:
    account = people.account("Acme")
    people.at_zoho(("Anna", "Abel-Smith", ANN[2]), account)
    contact = people.contact("Acme", ANN)
    sync(people)
    assert people.in_xero(contact) == [ANN]
    assert {why for _, why in asked()} == {"match"}


def test_the_same_name_in_the_same_company_is_the_same_person(people: People) -> None:
    """The company's own address in Xero stays, and so does the person's in the CRM."""
    account = people.account("Acme")
    zoho = people.at_zoho(ANN, account)
    contact = people.contact("Acme", ("Ann", "Abel", "office@acme.test"))
    sync(people)
    assert people.in_xero(contact) == [("Ann", "Abel", "office@acme.test")]
    assert people.in_zoho() == {zoho: ANN}
    assert pairs() == {zoho: called(contact, "office@acme.test")}
    assert asked() == set()
    people.edit_zoho(zoho, {"first": "Anne", "email": "anne@post.test"})
    settle_more(people)
    assert people.in_xero(contact) == [("Anne", "Abel", "office@acme.test")]


def test_the_same_name_elsewhere_is_somebody_else(people: People) -> None:
    people.contact("Other", ("Ann", "Abel", "abel@other.test"))
    people.at_zoho(ANN, people.account("Acme"))
    sync(people)
    assert len(people.in_zoho()) == 2
    assert asked() == set()


def test_two_of_one_name_are_asked_about(people: People) -> None:
    account = people.account("Acme")
    for email in ("one@post.test", "two@post.test"):
        people.at_zoho(("Ann", "Abel", email), account)
    contact = people.contact("Acme", ("Ann", "Abel", "office@acme.test"))
    sync(people)
    assert people.in_xero(contact) == [("Ann", "Abel", "office@acme.test")]
    assert asked() == {("Ann Abel", "match")}


def test_a_namesake_does_not_take_somebody_elses_place(people: People) -> None:
    account = people.account("Acme")
    people.at_zoho(("Ann", "Abel", "young@post.test"), account)
    people.at_zoho(ANN, account)
    contact = people.contact("Acme", BEN, ANN)
    sync(people)
    assert sorted(people.in_xero(contact)) == sorted([BEN, ANN, ("Ann", "Abel", "young@post.test")])
    assert asked() == set()


def test_a_person_waits_for_an_account_that_is_held(people: People) -> None:
    account = people.account("Acme Ltd")
    people.contact("Acme Limited")  # probably the same, says a question
    people.at_zoho(ANN, account)
    sync(people)
    assert asked() == {("Ann Abel", "parent")}
    assert people.names_in_xero() == ["Acme Limited"]


def test_another_account_in_the_crm_is_asked_about(people: People) -> None:
    first, second = people.account("Acme"), people.account("Bravo")
    zoho = people.at_zoho(ANN, first)
    sync(people)
    before = people.names_in_xero()
    people.portal.zoho.update("Contacts", zoho, {"Account_Name": {"id": second}})
    settle_more(people)
    assert asked() == {("Ann Abel", "moved")}
    assert people.names_in_xero() == before
    people.portal.zoho.update("Contacts", zoho, {"Account_Name": {"id": first}})
    settle_more(people)
    assert asked() == set()


def test_no_account_any_more_changes_nothing_in_xero(people: People) -> None:
    zoho = people.at_zoho(ANN, people.account("Acme"))
    sync(people)
    people.portal.zoho.update("Contacts", zoho, {"Account_Name": None})
    settle_more(people)
    assert people.in_xero(only_contact(people)) == [ANN]
    assert asked() == set()


@pytest.mark.parametrize("own", [True, False], ids=["its own", "further"])
def test_who_is_deleted_in_xero_is_asked_about(people: People, own: bool) -> None:
    contact = people.contact("Acme", ANN, BEN)
    sync(people)
    nobody = {"FirstName": "", "LastName": "", "EmailAddress": ""}
    gone: dict[str, object] = {**nobody} if own else {"ContactPersons": []}
    people.save(contact, **gone)
    settle_more(people)
    assert asked() == {(" ".join((ANN if own else BEN)[:2]), "deleted")}
    assert set(people.in_zoho().values()) == {ANN, BEN}


def test_who_is_deleted_in_the_crm_is_asked_about(people: People) -> None:
    zoho = people.at_zoho(ANN, people.account("Acme"))
    sync(people)
    people.portal.zoho.delete("Contacts", zoho)
    people.portal.fetch()
    settle_more(people)
    assert asked() == {("Ann Abel", "deleted")}
    assert people.in_xero(only_contact(people)) == [ANN]


def test_who_comes_back_in_xero_is_the_same_again(people: People) -> None:
    contact = people.contact("Acme", ANN, BEN)
    sync(people)
    listed = people.raw(contact)["ContactPersons"]
    people.save(contact, ContactPersons=[])
    settle_more(people)
    people.save(contact, ContactPersons=listed)
    settle_more(people)
    assert asked() == set()
    assert len(people.in_zoho()) == 2


def test_an_archived_company_takes_its_people_along(people: People) -> None:
    contact = people.contact("Acme", ANN, BEN)
    sync(people)
    people.portal.xero.archive_contact(contact)
    settle_more(people)
    assert asked() == {("Ann Abel", "deleted"), ("Ben Bole", "deleted")}


def test_a_first_name_alone_is_held_for_the_last(people: People) -> None:
    contact = people.contact("Acme", ("Ann", "", ANN[2]))
    sync(people)
    assert people.in_zoho() == {}
    assert asked() == {("Ann", "missing")}
    people.save(contact, LastName="Abel")
    settle_more(people)
    assert set(people.in_zoho().values()) == {ANN}


def test_a_name_too_long_for_the_crm_is_held(people: People) -> None:
    people.contact("Acme", ("A" * 41, "Abel", ANN[2]))
    sync(people)
    assert {why for _, why in asked()} == {"too_long"}


def test_the_contacts_own_place_changes_hands(people: People) -> None:
    """Xero's 'make primary' renames nobody in the CRM."""
    contact = people.contact("Acme", ANN, BEN)
    sync(people)
    before = people.in_zoho()
    people.save(
        contact,
        FirstName=BEN[0],
        LastName=BEN[1],
        EmailAddress=BEN[2],
        ContactPersons=[
            {"FirstName": ANN[0], "LastName": ANN[1], "EmailAddress": ANN[2]},
        ],
    )
    settle_more(people)
    assert people.in_zoho() == before
    assert asked() == set()


def test_a_suppliers_person_makes_no_account(people: People) -> None:
    contact = people.contact("Mill", ANN)
    bill = {"Type": "ACCPAY", "Contact": {"ContactID": contact}, "Date": "2026-11-01"}
    line = {"Description": "flour", "Quantity": "1", "UnitAmount": "5", "AccountCode": "300"}
    people.portal.xero.save_invoice({**bill, "LineItems": [line]}, create_only=True)
    sync(people, *BOTH, Module.VENDORS)
    assert people.portal.zoho.list("Accounts") == []
    assert set(people.in_zoho().values()) == {ANN}


def test_a_vendors_person_makes_no_account(people: People) -> None:
    people.portal.zoho.insert("Vendors", {"Vendor_Name": "Mill"})
    sync(people, *BOTH, Module.VENDORS)
    people.save(only_contact(people), FirstName=ANN[0], LastName=ANN[1], EmailAddress=ANN[2])
    people.portal.sync(*BOTH, Module.VENDORS, window="last")
    settled(people, *BOTH, Module.VENDORS)
    assert people.portal.zoho.list("Accounts") == []
    assert set(people.in_zoho().values()) == {ANN}
