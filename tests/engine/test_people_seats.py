"""Xero's contacts have few seats and unique names: who would not fit is held before the call."""

from __future__ import annotations

import pytest

from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.models import Change, Question, Run
from tests.engine.people import People, Said
from tests.portal import Portal

CONTACTS = Module.CONTACTS
BOTH = (Module.ACCOUNTS, CONTACTS)
ANN: Said = ("Ann", "Abel", "ann@post.test")
BEN: Said = ("Ben", "Bole", "ben@post.test")
CROWD: list[Said] = [(f"N{at}", "Crowd", f"n{at}@post.test") for at in range(6)]


@pytest.fixture
def people(portal: Portal) -> People:
    return People(portal)


def sync(people: People) -> Run:
    """Fetch and sync; a second run writes nothing, and nothing was refused."""
    people.portal.fetch()
    run = people.portal.sync(*BOTH)
    again = people.portal.sync(*BOTH)
    assert (run.left, again.left) == (0, 0)
    assert not any(counts["written"] for counts in again.counts.values())
    assert not Change.objects.filter(state="refused").exists()
    return run


def asked() -> set[tuple[str, str, str, str]]:
    return set(Question.objects.values_list("title", "why", "field", "detail"))


def test_the_sixth_waits_and_goes_when_there_is_room(people: People) -> None:
    contact = people.contact("Acme", *CROWD)
    people.at_zoho(ANN, people.account("Acme"))
    people.portal.vendors.calls[Side.XERO].clear()
    run = sync(people)
    assert run.state == RunState.PARTLY
    assert asked() == {("Ann Abel", "full", "*", "Acme")}
    calls = people.portal.vendors.calls[Side.XERO]
    assert not [call for call in calls if call.startswith(("PUT", "POST"))]
    people.save(contact, ContactPersons=people.raw(contact)["ContactPersons"][1:])
    people.portal.sync(*BOTH, window="last")
    assert ANN in people.in_xero(contact)
    assert {one[:2] for one in asked()} == {("N1 Crowd", "deleted")}


def test_of_many_at_once_so_many_go_as_there_are_seats(people: People) -> None:
    contact = people.contact("Acme", *CROWD[:4])
    account = people.account("Acme")
    for said in (ANN, BEN, ("Cleo", "Cole", "cleo@post.test")):
        people.at_zoho(said, account)
    sync(people)
    assert people.in_xero(contact) == [*CROWD[:4], ANN, BEN]
    assert asked() == {("Cleo Cole", "full", "*", "Acme")}


def test_an_empty_company_has_six_seats(people: People) -> None:
    account = people.account("Acme")
    for said in (*CROWD, ANN):
        people.at_zoho(said, account)
    sync(people)
    (row,) = people.portal.xero.list_contacts()
    assert people.in_xero(row["ContactID"]) == CROWD
    assert asked() == {("Ann Abel", "full", "*", "Acme")}


def test_a_seat_kept_by_name_is_still_theirs(people: People) -> None:
    contact = people.contact("Acme", *CROWD[:5], ("Ann", "Abel", ""))
    people.at_zoho(ANN, people.account("Acme"))
    sync(people)
    assert people.in_xero(contact) == [*CROWD[:5], ANN]
    assert asked() == set()


def test_a_person_is_not_called_as_a_company_is(people: People) -> None:
    company = people.contact("ANN ABEL")
    person = people.at_zoho(ANN)
    people.portal.zoho.insert("Accounts", {"Account_Name": "Ann Abel"})
    sync(people)
    assert asked() == {("Ann Abel", "namesake", "*", "ANN ABEL")}
    people.edit_zoho(person, {"first": "Anna"})
    sync(people)
    assert people.names_in_xero() == ["ANN ABEL", "Anna Abel"]
    assert asked() == set()
    people.edit_zoho(person, {"first": "Ann", "email": "new@post.test"})
    sync(people)
    assert {one[1:3] for one in asked()} == {("namesake", "first_name")}
    people.portal.xero.archive_contact(company)
    people.portal.fetch()
    people.portal.sync(*BOTH)
    assert people.names_in_xero() == ["ANN ABEL", "Ann Abel"]
    assert {one[1] for one in asked()} == {"deleted"}, "of the account that was archived"


def test_in_a_company_a_name_is_nobody_elses_business(people: People) -> None:
    people.contact("Ann Abel")
    people.at_zoho(ANN, people.account("Acme"))
    sync(people)
    assert asked() == set()
