"""People: who is joined to whom, whose e-mail stands, and what a company has to do with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sync.core.keys import keys_of, sure_keys
from sync.core.persons import STAYS
from sync.core.plan import plan
from sync.core.reading import reader, rendered
from sync.core.records import Fields, Linked, Lone, Module, Side, Twin
from sync.core.tables.contacts import CONTACTS
from sync.core.verdicts import Agree, Hold, Why, Write
from tests.core.made import asks, made_of, moves
from tests.core.world import ACCOUNTS, LEXICON, RULES, XERO, ZOHO, account, agreed, linked, seen


def person(**but: Any) -> dict[str, Any]:
    said = {"first_name": "Ann", "last_name": "Abel", "email": "ann@x.test", "account": "za"}
    made = {**said, **but}
    return {"name": f"{made['first_name'] or ''} {made['last_name'] or ''}".strip(), **made}


def at_xero(**but: Any) -> dict[str, Any]:
    return person(**{"account": "xa", **but})


def lone(fields: Fields, *twins: Twin) -> Lone:
    return Lone(ZOHO, seen("z", fields), twins)


def twin(side: Side, key: str, fields: Fields, *, is_linked: bool = False) -> Twin:
    return Twin(side, seen(key, fields), is_linked)


def why(case: Lone) -> Why | str:
    """Return why it is held, or what it is joined to ("": created)."""
    made = plan(case, CONTACTS, RULES)
    if isinstance(made, Hold):
        return made.question.why
    assert isinstance(made, Agree)
    return made.link_to


MATE = {"email": "mate@x.test"}
OTHER = {"email": "other@x.test"}


@pytest.mark.parametrize(
    ("_case", "fields", "twins", "found"),
    [
        ("nobody like it", person(), [], ""),
        ("no e-mail", person(email=None), [], Why.NO_KEY),
        ("the same e-mail", person(), [twin(XERO, "x", at_xero())], "x"),
        ("another name", person(), [twin(XERO, "x", at_xero(first_name="Bea"))], Why.MATCH),
        ("the same name there", person(), [twin(XERO, "x", at_xero(**OTHER))], "x"),
        ("no e-mail, the same name", person(email=None), [twin(XERO, "x", at_xero(**OTHER))], "x"),
        ("elsewhere", person(), [twin(XERO, "x", at_xero(account="xb", **OTHER))], ""),
        ("there, but linked", person(), [twin(XERO, "x", at_xero(**OTHER), is_linked=True)], ""),
        (
            "a namesake is the one there",
            person(),
            [twin(XERO, "x", at_xero(**MATE)), twin(ZOHO, "y", person(**MATE))],
            "",
        ),
        (
            "a namesake may be the one there",
            person(),
            [twin(XERO, "x", at_xero(**OTHER)), twin(ZOHO, "y", person(**MATE))],
            Why.MATCH,
        ),
        (
            "a namesake elsewhere",
            person(),
            [twin(XERO, "x", at_xero(**OTHER)), twin(ZOHO, "y", person(account="zb", **MATE))],
            "x",
        ),
        (
            "alone, by e-mail",
            person(account=None),
            [twin(XERO, "x", at_xero(account=None))],
            "x",
        ),
        (
            "alone, by name only",
            person(account=None),
            [twin(XERO, "x", at_xero(account=None, **OTHER))],
            Why.MATCH,
        ),
        ("the same e-mail twice here", person(), [twin(ZOHO, "y", person())], Why.TWINS),
    ],
)
def test_who_is_joined(_case: str, fields: Fields, twins: list[Twin], found: Why | str) -> None:
    assert why(lone(fields, *twins)) == found


def test_a_person_said_to_be_the_same_is_joined() -> None:
    case = lone(person(account=None), twin(XERO, "x", at_xero(account=None, **OTHER)))
    made = plan(case, CONTACTS, replace(RULES, same=True))
    assert isinstance(made, Agree)
    assert made.link_to == "x"


def test_the_account_goes_first() -> None:
    made = plan(lone(person(account="zb")), CONTACTS, RULES)
    assert isinstance(made, Hold)
    assert (made.question.why, made.question.needs) == (
        Why.PARENT,
        ((Module.ACCOUNTS, "zb"),),
    )


def test_what_only_a_vendor_is_linked_to_is_no_account() -> None:
    lexicon = replace(LEXICON, links={**LEXICON.links, (Module.VENDORS, XERO, "xv"): "zv"})
    case = Lone(XERO, seen("x", at_xero(account="xv")))
    made = plan(case, CONTACTS, replace(RULES, lexicon=lexicon))
    assert isinstance(made, Agree)
    assert "account" not in made.writes[0].fields


@pytest.mark.parametrize(
    ("_case", "zoho", "xero", "to_zoho", "asked"),
    [
        ("as it was", person(), at_xero(), None, []),
        ("elsewhere in the CRM", person(account="zb"), at_xero(), None, [(Why.MOVED, "account")]),
        ("not linked in the CRM", person(account="zc"), at_xero(), None, []),
        ("none in the CRM", person(account=None), at_xero(), None, []),
        ("none in Xero", person(account="zb"), at_xero(account=None), None, []),
        ("new in Xero", person(account=None), at_xero(account="xb"), {"account": "zb"}, []),
    ],
)
def test_xero_cannot_move_anybody(
    _case: str, zoho: Fields, xero: Fields, to_zoho: Fields | None, asked: list[tuple[Why, str]]
) -> None:
    more = {(Module.ACCOUNTS, ZOHO, "zb"): "xb", (Module.ACCOUNTS, XERO, "xb"): "zb"}
    lexicon = replace(LEXICON, links={**LEXICON.links, **more})
    case = linked(zoho, xero, agreed(person(), at_xero()))
    made = made_of(case, CONTACTS, replace(RULES, lexicon=lexicon))
    assert moves(made) == ({ZOHO: to_zoho} if to_zoho else {})
    assert asks(made) == asked


@pytest.mark.parametrize(
    ("_case", "was", "zoho", "xero", "to_zoho", "to_xero", "asked"),
    [
        ("agreed, and edited here", ("a", "a"), "b", "a", None, "b", []),
        ("agreed, and edited there", ("a", "a"), "a", "b", "b", None, []),
        ("agreed, and both edited", ("a", "a"), "b", "c", None, None, [(Why.CONFLICT, "email")]),
        ("two from the start", None, "a", "b", None, None, []),
        ("apart, and edited here", ("a", "b"), "c", "b", None, None, []),
        ("apart, and edited there", ("a", "b"), "a", "c", None, None, []),
        ("apart, and blank there", ("a", "b"), "c", None, None, "c", []),
        ("agreed, and cleared", ("a", "a"), None, "a", None, None, [(Why.MISSING, "email")]),
    ],
)
def test_an_email_moves_where_both_agreed(
    _case: str,
    was: tuple[str, str] | None,
    zoho: str | None,
    xero: str | None,
    to_zoho: str | None,
    to_xero: str | None,
    asked: list[tuple[Why, str]],
) -> None:
    base = agreed(person(email=was[0]), at_xero(email=was[1])) if was else None
    made = made_of(linked(person(email=zoho), at_xero(email=xero), base), CONTACTS)
    wanted = {ZOHO: to_zoho, XERO: to_xero}
    assert moves(made) == {side: {"email": text} for side, text in wanted.items() if text}
    assert asks(made) == asked


def test_the_company_keeps_its_own_where_a_person_has_the_place() -> None:
    xero = replace(seen("x", account(email="ann@x.test")), co_held=frozenset({"email"}))
    case = Linked(seen("z", account(email="office@x.test")), xero)
    assert plan(case, ACCOUNTS, RULES) == Agree()
    alone = replace(case, xero=replace(xero, co_held=frozenset()))
    assert asks(made_of(alone, ACCOUNTS)) == [(Why.CONFLICT, "email")]


@pytest.mark.parametrize(
    ("was", "zoho", "shared", "to_xero"),
    [
        ((None, "ann@x.test"), "office@x.test", False, "office@x.test"),
        ((None, "ann@x.test"), "office@x.test", True, None),
        ((None, "ann@x.test"), None, False, None),
        (("old@x.test", "ann@x.test"), "office@x.test", False, None),
        (("ann@x.test", "ann@x.test"), "office@x.test", False, "office@x.test"),
    ],
)
def test_the_company_claims_the_place_of_a_person_who_keeps_the_email(
    was: tuple[str | None, str], zoho: str | None, *, shared: bool, to_xero: str | None
) -> None:
    xero = replace(
        seen("x", account(email="ann@x.test")), co_held=frozenset({"email"}), shared=shared
    )
    base = agreed(account(email=was[0]), account(email=was[1]))
    made = made_of(Linked(seen("z", account(email=zoho)), xero, base), ACCOUNTS)
    assert moves(made) == ({XERO: {"email": to_xero}} if to_xero else {})
    sent = [rendered(ACCOUNTS, write, create=False) for write in made.writes]
    assert sent == ([{"EmailAddress": to_xero, STAYS: True}] if to_xero else [])


def test_a_contact_that_is_just_a_person_is_nobodys_account() -> None:
    role = ACCOUNTS.role
    assert role is not None
    assert role.is_shadow(XERO, {"customer": True, "person": True})
    assert not role.is_shadow(XERO, {"customer": True, "person": False})
    assert not role.is_shadow(ZOHO, {"person": True})


def test_a_name_alone_is_no_key() -> None:
    fields = person(email=None)
    assert (keys_of(CONTACTS, fields), sure_keys(CONTACTS, fields)) == (("alike:ann abel",), ())
    assert keys_of(CONTACTS, {}) == ()


def test_a_full_name_is_read_and_never_written() -> None:
    read = reader(CONTACTS, ZOHO)({"First_Name": "Ann", "Last_Name": "Abel"})
    assert read["name"] == "Ann Abel"
    write = Write(XERO, {"name": "Ann Abel"})
    with pytest.raises(TypeError):
        rendered(CONTACTS, write, create=True)


def test_a_person_is_part_of_a_contact() -> None:
    assert (CONTACTS.whole(XERO, "c/h"), CONTACTS.whole(ZOHO, "c/h")) == ("c", "c/h")
    assert (CONTACTS.target(XERO), CONTACTS.target(ZOHO)) == ("ContactPersons", "Contacts")
    assert CONTACTS.held_by(XERO, {"account": "c"}) == "c"
    assert CONTACTS.held_by(XERO, {}) == CONTACTS.held_by(ZOHO, {"account": "a"}) == ""


BEN = {"first_name": "Ben", "last_name": "Bole", "email": "ben@x.test"}


def gone_as_it_came(key: str, fields: Fields) -> Twin:
    return Twin(ZOHO, seen(key, fields), linked=True, parted=True)


def test_who_came_as_another_went_may_be_the_same() -> None:
    ann = gone_as_it_came("z", person())
    made = plan(Lone(XERO, seen("x", at_xero(**BEN)), (ann,)), CONTACTS, RULES)
    assert isinstance(made, Hold)
    asked = made.question
    assert (asked.why, asked.twin, asked.xero) == (Why.MATCH, "z", "Ben Bole")
    assert asked.detail == "the name and the e-mail changed at once: Ann Abel / Ben Bole"
    told = replace(RULES, same=True)  # the link follows first; it is never made twice
    assert plan(Lone(XERO, seen("x", at_xero(**BEN)), (ann,)), CONTACTS, told) == made
    two = (ann, gone_as_it_came("y", person(first_name="Cleo", email="cleo@x.test")))
    made = plan(Lone(XERO, seen("x", at_xero(**BEN)), two), CONTACTS, RULES)
    assert isinstance(made, Hold)
    assert made.question.twin == ""


def test_whom_a_key_joins_is_nobody_elses_heir() -> None:
    twins = (gone_as_it_came("z", person()), twin(ZOHO, "y", person(**BEN)))
    made = plan(Lone(XERO, seen("x", at_xero(**BEN)), twins), CONTACTS, RULES)
    assert isinstance(made, Agree)
    assert made.link_to == "y"


def test_whether_somebody_is_gone_waits_for_who_came() -> None:
    left = seen("x", None, heir="Ben Bole")
    made = plan(Linked(seen("z", person()), left), CONTACTS, RULES)
    assert isinstance(made, Hold)
    assert (made.question.why, made.question.detail) == (Why.RENAMED, "Ben Bole")
    assert not made.question.why.asks
