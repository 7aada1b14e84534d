"""Who still fits into Xero's contacts, plan by plan."""

from __future__ import annotations

import json
from typing import Any

from sync.core.persons import person_id, places
from sync.core.records import Linked, Lone, Observation, Side
from sync.core.seats import Hall, Roster, fitted, name_of, own_place, roster_of
from sync.core.tables.accounts import ACCOUNTS
from sync.core.tables.contacts import CONTACTS
from sync.core.verdicts import Agree, Forget, Hold, Plan, Question, Why, Write

ZOHO, XERO = Side.ZOHO, Side.XERO
ANN = {"first_name": "Ann", "last_name": "Abel", "email": "ann@post.test"}
FULL = Roster("Acme", own=True, listed=5)


def lone() -> Lone:
    return Lone(ZOHO, Observation("z", "1", {**ANN, "name": "Ann Abel"}))


def new(**more: Any) -> Agree:
    return Agree(writes=(Write(XERO, {**ANN, **more}),))


def why(made: Plan) -> tuple[Why, str, str]:
    assert isinstance(made, Hold)
    return made.question.why, made.question.field, made.question.detail


def test_the_places_of_a_contact() -> None:
    assert places({"Name": "Acme", "ContactPersons": []}) is None
    ann = {"FirstName": "Ann", "LastName": "Abel"}
    contact = {**ann, "EmailAddress": "", "ContactPersons": [{**ann, "EmailAddress": "a@b.c"}]}
    assert places(contact) == {"own": True, "listed": 1, "mute": ["ann abel"]}
    listed = {"ContactPersons": [{"FirstName": "Ben", "EmailAddress": ""}, {}]}
    assert places(listed) == {"own": False, "listed": 2, "mute": ["ben"]}


def test_a_roster_is_read_from_the_contacts_record() -> None:
    kept = {"own": False, "listed": 2, "mute": ["ben"]}
    fields = {"name": "Acme", "email": "a@b.c", "people": json.dumps(kept)}
    assert roster_of(fields, ACCOUNTS, "people") == Roster("Acme", "a@b.c", listed=2, mute=("ben",))
    assert roster_of({"name": "Acme"}, ACCOUNTS, "people") == Roster("Acme")


def test_seats_go_in_their_order() -> None:
    empty = Roster("Acme")
    assert empty.seated("Ann", "a@b.c") == Roster("Acme", "a@b.c", own=True)
    mailed = Roster("Acme", "info@b.c")
    assert mailed.seated("Ann", "a@b.c") == Roster("Acme", "info@b.c", listed=1)
    assert mailed.seated("Ann", "info@b.c") == Roster("Acme", "info@b.c", own=True)
    assert FULL.seated("Ann", "a@b.c") is None
    kept = Roster("Acme", own=True, listed=5, mute=("ann", "ben"))
    assert kept.seated("ANN", "a@b.c") == Roster("Acme", own=True, listed=5, mute=("ben",))


def test_who_comes_first_takes_the_seat() -> None:
    hall = Hall({"c": Roster("Acme", own=True, listed=4)})
    made = new(account="c")
    assert fitted(lone(), made, CONTACTS, hall) is made
    assert why(fitted(lone(), made, CONTACTS, hall)) == (Why.FULL, "*", "Acme")


def test_of_a_contact_that_was_not_seen_nothing_is_foreseen() -> None:
    made = new(account="c")
    assert fitted(lone(), made, CONTACTS, Hall()) is made


def test_who_comes_first_takes_the_name() -> None:
    hall = Hall(names={"ben bole": {"x": "Ben Bole"}})
    made = new()
    assert fitted(lone(), made, CONTACTS, hall) is made
    assert why(fitted(lone(), made, CONTACTS, hall)) == (Why.NAMESAKE, "*", "Ann Abel")


def test_other_plans_are_left_alone() -> None:
    hall = Hall({"c": FULL})
    held = Hold(Question(Why.TWINS))
    assert fitted(lone(), held, CONTACTS, hall) is held
    assert fitted(lone(), Forget(), CONTACTS, hall) == Forget()
    joined = Agree(writes=(Write(XERO, ANN, "c/1"),), link_to="c/1")
    assert fitted(lone(), joined, CONTACTS, hall) is joined
    to_crm = Agree(writes=(Write(ZOHO, ANN),))
    assert fitted(lone(), to_crm, CONTACTS, hall) is to_crm


def renaming(**fields: str) -> tuple[Linked, Agree, str]:
    own = person_id("c", ANN["email"])
    zoho = Observation("z", "1", {**ANN, **fields})
    case = Linked(zoho, Observation(own, "1", ANN))
    return case, Agree(writes=(Write(XERO, fields, own), Write(ZOHO, {"email": "e"}, "z"))), own


def test_a_rename_to_a_taken_name_holds_the_name_alone() -> None:
    case, made, own = renaming(first_name="Ben", email="ben@post.test")
    hall = Hall(alone=frozenset({own}), names={"ben abel": {"x": "Ben ABEL", "c": "Ben Abel"}})
    found = fitted(case, made, CONTACTS, hall)
    asked = Question(Why.NAMESAKE, "first_name", zoho="Ben", xero="Ann", detail="Ben ABEL")
    kept = (Write(XERO, {"email": "ben@post.test"}, own), made.writes[1])
    assert found == Agree(writes=kept, questions=(asked,))


def test_a_rename_and_nothing_else_is_no_write() -> None:
    case, made, own = renaming(first_name="Ben")
    hall = Hall(alone=frozenset({own}), names={"ben abel": {"x": "Ben Abel"}})
    found = fitted(case, made, CONTACTS, hall)
    assert isinstance(found, Agree)
    assert found.writes == made.writes[1:]


def test_a_rename_to_a_free_name_takes_it() -> None:
    case, made, own = renaming(first_name="Ben")
    hall = Hall(alone=frozenset({own}), names={"ben abel": {"c": "Ben Abel"}})
    assert fitted(case, made, CONTACTS, hall) is made
    assert hall.holder("BEN ABEL") == "Ben Abel"


def test_inside_a_company_or_without_a_new_name_nothing_is_taken() -> None:
    hall = Hall(names={"ben abel": {"x": "Ben Abel"}})
    case, made, own = renaming(first_name="Ben")
    assert fitted(case, made, CONTACTS, hall) is made
    case, made, own = renaming(email="new@post.test")
    assert fitted(case, made, CONTACTS, Hall(alone=frozenset({own}))) is made


def test_what_a_person_alone_is_called() -> None:
    write = Write(XERO, {"first_name": None}, "c")
    assert name_of(CONTACTS, XERO, write, ANN) == "Abel"
    assert name_of(CONTACTS, XERO, Write(XERO, {"email": "e"}, "c"), ANN) == ""
    assert own_place("c", {"email": None}) == "c"
