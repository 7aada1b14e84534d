"""A company and its person share one contact and one e-mail in Xero: both keep their own."""

from __future__ import annotations

import pytest

from connectors.sandbox.zoho.modules import EMAIL
from sync.core.records import Module
from sync.models import Link, Question, Run
from tests.engine.people import People, Said
from tests.portal import Portal

BOTH = (Module.ACCOUNTS, Module.CONTACTS)
ANN: Said = ("Ann", "Abel", "ann@acme.test")
NEW = "new@acme.test"


class Company:
    """An account that knows an e-mail, and its person; the same contact in Xero."""

    def __init__(self, portal: Portal, email: str = ANN[2]) -> None:
        portal.zoho.add_field("Accounts", EMAIL)
        self.portal = portal
        self.people = People(portal)
        row = {"Account_Name": "Acme", "Email": email or None}
        self.account = str(portal.zoho.insert("Accounts", row)["id"])
        self.person = self.people.at_zoho(ANN, self.account)
        portal.fetch()
        self.first = portal.sync(*BOTH)
        self.contact = Link.objects.get(module="accounts").xero_id

    def settle(self) -> Run:
        run = self.portal.sync(*BOTH, window="last")
        again = self.portal.sync(*BOTH)
        assert again.left == sum(one["written"] for one in again.counts.values()) == 0
        return run

    def said(self) -> tuple[str, str, str]:
        """Return the e-mail of the account, the person, and the contact."""
        account = self.portal.zoho.get("Accounts", self.account) or {}
        person = self.people.in_zoho()[self.person][2]
        contact = self.people.raw(self.contact)
        return str(account["Email"] or ""), person, str(contact["EmailAddress"])

    def edit_account(self, **fields: str) -> None:
        said = {name: text or None for name, text in fields.items()}
        self.portal.zoho.update("Accounts", self.account, said)


@pytest.fixture
def acme(portal: Portal) -> Company:
    return Company(portal)


def test_one_email_is_one_place(acme: Company) -> None:
    assert acme.people.in_xero(acme.contact) == [ANN]
    assert acme.said() == (ANN[2],) * 3


@pytest.mark.parametrize("who", ["person", "xero"])
def test_what_agreed_moves_together(acme: Company, who: str) -> None:
    if who == "person":
        acme.people.edit_zoho(acme.person, {"email": NEW})
    else:
        acme.people.save(acme.contact, EmailAddress=NEW)
    acme.settle()
    assert acme.said() == (NEW,) * 3
    assert not Question.objects.exists()


@pytest.mark.parametrize("email", [NEW, ""])
def test_the_person_stays_where_the_company_gets_another(acme: Company, email: str) -> None:
    acme.edit_account(Email=email)
    acme.settle()
    assert acme.said() == (email, ANN[2], email)
    assert acme.people.in_xero(acme.contact) == [ANN]
    assert not Question.objects.exists()


def test_nobody_loses_an_email_where_nobody_edited_one(portal: Portal) -> None:
    """A blank one is not filled with a person's; the one it gets takes the place of none."""
    acme = Company(portal, email="")
    assert acme.said() == ("", ANN[2], ANN[2])
    run = acme.settle()
    assert sum(one["written"] for one in run.counts.values()) == 0
    acme.edit_account(Email="office@acme.test")
    acme.settle()
    assert acme.said() == ("office@acme.test", ANN[2], "office@acme.test")
    assert acme.people.in_xero(acme.contact) == [ANN]
    acme.edit_account(Email=NEW)
    acme.people.edit_zoho(acme.person, {"email": "other@acme.test"})
    acme.settle()
    assert acme.said() == (NEW, "other@acme.test", NEW)
    assert not Question.objects.exists()


@pytest.mark.parametrize("email", ["", ANN[2]])
def test_the_first_run_leaves_nothing(portal: Portal, email: str) -> None:
    acme = Company(portal, email=email)
    assert acme.first.left == 0
    acme.settle()


def test_a_blank_one_stays_so_where_the_person_gets_another(portal: Portal) -> None:
    acme = Company(portal, email="")
    acme.people.save(acme.contact, EmailAddress=NEW)
    acme.settle()
    assert acme.said() == ("", NEW, NEW)


def test_a_full_list_is_asked_about(acme: Company) -> None:
    others = [{"FirstName": "P", "LastName": n, "EmailAddress": f"{n}@acme.test"} for n in "abcde"]
    acme.people.save(acme.contact, ContactPersons=others)
    acme.portal.sync(*BOTH)
    acme.edit_account(Email=NEW)
    acme.portal.sync(*BOTH)
    assert acme.said() == (NEW, ANN[2], ANN[2])
    assert {(one.module, one.why) for one in Question.objects.all()} == {("accounts", "refused")}


def test_two_edits_of_it_are_two(acme: Company) -> None:
    acme.edit_account(Email=NEW)
    acme.people.edit_zoho(acme.person, {"email": "other@acme.test"})
    acme.settle()
    assert acme.said() == (NEW, "other@acme.test", NEW)
    assert acme.people.in_xero(acme.contact) == [(*ANN[:2], "other@acme.test")]
    assert not Question.objects.exists()


def test_edits_of_the_company_and_of_the_person_in_one_run(acme: Company) -> None:
    acme.edit_account(Account_Name="Acme Two", Phone="0123")
    acme.people.edit_zoho(acme.person, {"first": "Anne"})
    acme.people.at_zoho(("Ben", "Bole", "ben@acme.test"), acme.account)
    acme.settle()
    contact = acme.people.raw(acme.contact)
    assert (contact["Name"], contact["FirstName"]) == ("Acme Two", "Anne")
    assert len(contact["ContactPersons"]) == 1
    assert "0123" in str(contact["Phones"])


def test_what_differs_from_the_start_stays(portal: Portal) -> None:
    """The company's address is not the person's: three of them, and nobody is asked."""
    portal.zoho.add_field("Accounts", EMAIL)
    people = People(portal)
    row = {"Account_Name": "Acme", "Email": "office@acme.test"}
    account = str(portal.zoho.insert("Accounts", row)["id"])
    person = people.at_zoho(ANN, account)
    contact = people.contact("Acme", ANN)
    portal.fetch()
    portal.sync(*BOTH)
    assert portal.sync(*BOTH).left == 0
    assert not Question.objects.exists()
    people.edit_zoho(person, {"email": NEW})
    portal.sync(*BOTH, window="last")
    assert portal.sync(*BOTH).left == 0
    found = portal.zoho.get("Accounts", account) or {}
    assert (found["Email"], people.raw(contact)["EmailAddress"]) == ("office@acme.test", NEW)
