"""Records both sides have: the second truth table of `core.plan`, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.core.plan import plan, rebase
from sync.core.records import Fields, Linked, Mode, Side
from sync.core.table import Owner
from sync.core.verdicts import Agree, Forget, Hold, Rules, Why
from tests.core.made import asks, made_of, moves
from tests.core.world import (
    ACCOUNTS,
    PRODUCTS,
    RULES,
    XERO,
    ZOHO,
    account,
    agreed,
    d,
    linked,
    product,
    seen,
)

WAS = account()
BASE = agreed(WAS, WAS)


def but(**changes: Any) -> Fields:
    return account(**changes)


@pytest.mark.parametrize(
    ("_case", "zoho", "xero", "to_zoho", "to_xero", "conflicts"),
    [
        ("nothing changed", WAS, WAS, None, None, []),
        ("zoho changed", but(name="Z"), WAS, None, {"name": "Z"}, []),
        ("xero changed", WAS, but(phone="2"), {"phone": "2"}, None, []),
        ("the same on both", but(name="B"), but(name="B"), None, None, []),
        ("both, without an owner", but(name="Z"), but(name="X"), None, None, ["name"]),
        ("different fields", but(name="Z"), but(phone="2"), {"phone": "2"}, {"name": "Z"}, []),
        ("cleared on one side", but(phone=None), WAS, None, {"phone": None}, []),
        ("cleared on one, changed on the other", but(phone=None), but(phone="2"), None, None, 1),
        ("not writable there", but(website="w"), WAS, None, None, []),
        ("writable here", WAS, but(website="w"), {"website": "w"}, None, []),
    ],
)
def test_one_field_at_a_time(
    _case: str,
    zoho: Fields,
    xero: Fields,
    to_zoho: Fields | None,
    to_xero: Fields | None,
    conflicts: Any,
) -> None:
    made = made_of(linked(zoho, xero, BASE), ACCOUNTS)
    assert moves(made).get(ZOHO) == to_zoho
    assert moves(made).get(XERO) == to_xero
    expected = ["phone"] if conflicts == 1 else conflicts
    assert asks(made) == [(Why.CONFLICT, name) for name in expected]


def test_a_deletion_is_never_carried() -> None:
    for case in (linked(None, WAS, BASE), linked(WAS, None, BASE)):
        made = plan(case, ACCOUNTS, RULES)
        assert isinstance(made, Hold)
        assert made.question.why is Why.DELETED
        gone = ZOHO if case.zoho.fields is None else XERO
        assert made.question.detail == gone
        assert {made.question.zoho, made.question.xero} == {None, "Acme Ltd"}


def test_gone_from_both_sides_is_forgotten() -> None:
    assert plan(linked(None, None, BASE), ACCOUNTS, RULES) == Forget()


def test_a_first_match_fills_blanks_and_asks_about_the_rest() -> None:
    made = made_of(linked(but(name=None), but(email="x@x.test"), None), ACCOUNTS)
    assert moves(made) == {ZOHO: {"name": "Acme Ltd"}}
    assert asks(made) == [(Why.CONFLICT, "email")]
    assert (made.questions[0].zoho, made.questions[0].xero) == ("a@acme.test", "x@x.test")


EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "zoho_at", "xero_at", "winner"),
    [
        (replace(RULES, owner=Owner.XERO), None, None, XERO),
        (replace(RULES, owner=Owner.XERO, owners={"name": Owner.ZOHO}), None, None, ZOHO),
        (replace(RULES, owner=Owner.XERO, owners={"name": Owner.ASK}), None, None, None),
        (replace(RULES, owner=Owner.NEWEST), EARLY, LATE, XERO),
        (replace(RULES, owner=Owner.NEWEST), LATE, EARLY, ZOHO),
        (replace(RULES, owner=Owner.NEWEST), LATE, LATE, None),
        (replace(RULES, owner=Owner.NEWEST), LATE, None, None),
        (replace(RULES, owner=Owner.NEWEST), None, LATE, None),
    ],
)
def test_who_wins_when_both_edited(
    rules: Rules, zoho_at: datetime | None, xero_at: datetime | None, winner: Side | None
) -> None:
    zoho = seen("z", but(name="Z"), modified_at=zoho_at)
    xero = seen("x", but(name="X"), modified_at=xero_at)
    made = made_of(Linked(zoho, xero, BASE), ACCOUNTS, rules)
    expected = {winner.other: {"name": winner.value[0].upper()}} if winner else {}
    assert moves(made) == expected
    assert bool(made.questions) is (winner is None)


def test_the_owner_of_a_row_stands_above_the_general_one() -> None:
    name = replace(ACCOUNTS.row("name"), owner=Owner.ZOHO)
    table = replace(ACCOUNTS, rows=(name, *ACCOUNTS.rows[1:]))
    case = linked(but(name="Z"), but(name="X"), BASE)
    assert moves(made_of(case, table, replace(RULES, owner=Owner.XERO))) == {XERO: {"name": "Z"}}


def test_a_one_way_mode_keeps_the_sources_edits_for_another_mode() -> None:
    rules = replace(RULES, mode=Mode.XERO_TO_CRM)
    case = linked(but(name="Z"), but(phone="2"), BASE)
    made = made_of(case, ACCOUNTS, rules)
    assert moves(made) == {ZOHO: {"phone": "2"}}
    assert made.waiting == ("name",)
    base = rebase(case, made, {ZOHO: but(name="Z", phone="2")})
    later = made_of(linked(but(name="Z", phone="2"), but(phone="2"), base), ACCOUNTS)
    assert moves(later) == {XERO: {"name": "Z"}}


def test_an_owner_does_not_make_a_one_way_mode_write_its_source() -> None:
    rules = replace(RULES, mode=Mode.XERO_TO_CRM, owner=Owner.ZOHO)
    made = made_of(linked(but(name="Z"), but(name="X"), BASE), ACCOUNTS, rules)
    assert (moves(made), made.waiting) == ({}, ("name",))


@pytest.mark.parametrize(
    ("name", "why"), [("A" * 256, Why.TOO_LONG), ("<", Why.UNFIT), (None, Why.MISSING)]
)
def test_a_held_field_holds_only_itself(name: str | None, why: Why) -> None:
    made = made_of(linked(but(name=name, phone="2"), WAS, BASE), ACCOUNTS)
    assert asks(made) == [(why, "name")]
    assert moves(made) == {XERO: {"phone": "2"}}


def test_a_field_in_question_stays_in_question() -> None:
    case = linked(but(name="Z", phone="2"), but(name="X"), BASE)
    made = made_of(case, ACCOUNTS)
    base = rebase(case, made, {XERO: but(name="X", phone="+2")})
    assert base[ZOHO]["name"] == base[XERO]["name"] == "Acme Ltd"
    assert (base[ZOHO]["phone"], base[XERO]["phone"]) == ("2", "+2")
    again = made_of(linked(but(name="Z", phone="2"), but(name="X", phone="+2"), base), ACCOUNTS)
    assert again.writes == ()
    assert again.questions == made.questions


def test_where_nothing_would_be_forgotten_nothing_is_sent_along() -> None:
    (write,) = made_of(linked(but(name="Z"), WAS, BASE), ACCOUNTS).writes
    assert write.along == {}


def test_siblings_are_sent_along_where_the_vendor_would_forget_them() -> None:
    held = product(price=d("50.0000"), sales_account="201", sales_tax=None)
    case = linked(product(price=d("60.0000")), held, agreed(product(), held))
    (write,) = made_of(case, PRODUCTS).writes
    assert write.fields == {"price": d("60.0000")}
    assert write.along == {"sales_account": "201"}


def test_a_field_that_the_crm_got_later_is_filled_and_asks_where_it_says_something_else() -> None:
    theirs = product(sales_account="201")
    base = agreed(product(), theirs)
    (write,) = made_of(linked(product(sales_account=None), theirs, base), PRODUCTS).writes
    assert (write.side, write.fields) == (ZOHO, {"sales_account": "201"})
    made = made_of(linked(product(sales_account="300"), theirs, base), PRODUCTS)
    assert made.writes == ()
    assert [(one.why, one.field) for one in made.questions] == [(Why.CONFLICT, "sales_account")]


def test_what_a_side_tells_stays_blank_where_both_agreed_on_that() -> None:
    """A CRM that does not keep what it is told is not told it again and again."""
    zoho, xero = but(xero_id=None), but(xero_id="x-1")
    made = plan(linked(zoho, xero, agreed(zoho, xero)), ACCOUNTS, RULES)
    assert isinstance(made, Agree)
    assert made.writes == ()
