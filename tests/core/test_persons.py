"""The people of one contact in Xero: who is a record, and what it is called."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sync.core.persons import contact_of, is_person, lists_all, person_id, persons_of
from sync.core.records import RemoteRecord


def contact(**more: Any) -> RemoteRecord:
    payload = {"ContactID": "c", "Name": "Acme", "ContactPersons": [], **more}
    return RemoteRecord("c", "1", datetime(2026, 1, 1, tzinfo=UTC), payload)


def person(first: str, last: str, email: str | None) -> dict[str, object]:
    return {"FirstName": first, "LastName": last, "EmailAddress": email}


def ids(record: RemoteRecord) -> list[str]:
    return [each.id for each in persons_of(record)]


def test_the_id_is_the_contacts_and_the_emails() -> None:
    one = person_id("c", "Ann@Post.test ")
    assert one == person_id("c", "ann@post.test")
    assert (contact_of(one), len(one)) == ("c", 14)
    assert one not in (person_id("d", "ann@post.test"), person_id("c", "ben@post.test"))
    assert person_id("c", None) == person_id("c", " ") == contact_of("c") == "c"


def test_everybody_with_a_name_and_an_email_is_a_record() -> None:
    some = [person("Ben", "Bole", "b@x.test"), person("", "", "office@x.test")]
    found = contact(**person("Ann", "Abel", "a@x.test"), ContactPersons=some)
    assert ids(found) == [person_id("c", "a@x.test"), person_id("c", "b@x.test")]
    payload = [each.payload for each in persons_of(found)][1]
    assert payload == {
        **some[0],
        "ContactID": "c",
        "PersonID": person_id("c", "b@x.test"),
        "CompanyID": "c",
    }


def test_without_an_email_only_the_contacts_own_is_one() -> None:
    found = contact(**person("Ann", "Abel", ""), ContactPersons=[person("Ben", "Bole", "")])
    assert ids(found) == ["c"]


def test_one_email_is_one_person() -> None:
    twice = [person("Ann", "A.", "A@x.test"), person("Anna", "Abel", "a@x.test")]
    found = contact(**person("Ann", "Abel", "a@x.test"), ContactPersons=twice)
    assert ids(found) == [person_id("c", "a@x.test")]


def test_a_contact_without_a_person_has_none() -> None:
    assert ids(contact(EmailAddress="office@x.test")) == []


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ({"Name": "ann  ABEL", "FirstName": "Ann", "LastName": "Abel"}, True),
        ({"Name": "Abel", "LastName": "Abel"}, True),
        ({"Name": "Ann", "FirstName": "Ann"}, False),  # a company's name in the wrong place
        ({"Name": "Acme", "FirstName": "Ann", "LastName": "Abel"}, False),
        ({"Name": "Acme"}, False),
    ],
)
def test_a_contact_that_is_just_a_person(said: dict[str, str], alone: bool) -> None:
    assert is_person(said) is alone
    parts = list(persons_of(contact(**said)))
    assert {each.payload["CompanyID"] for each in parts} == (
        {None if alone else "c"} if parts else set()
    )


def test_a_supplier_is_no_account() -> None:
    own = person("Ann", "Abel", "a@x.test")
    (seller,) = persons_of(contact(**own, IsSupplier=True))
    (both,) = persons_of(contact(**own, IsSupplier=True, IsCustomer=True))
    assert (seller.payload["CompanyID"], both.payload["CompanyID"]) == (None, "c")


def test_a_list_that_was_not_shown_is_not_empty() -> None:
    assert lists_all(contact().payload)
    assert not lists_all(contact(ContactPersons=None).payload)
    assert not lists_all({"ContactID": "c"})
