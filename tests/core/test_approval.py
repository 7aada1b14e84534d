"""What was approved, against what would be written now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sync.core.approval import (
    Approved,
    Intent,
    is_as_approved,
    named,
    restricted,
    source_of,
    unborn,
    waits_for,
)
from sync.core.records import Module, Side
from sync.core.stand_in import NOT_YET
from sync.core.tables import TABLES
from sync.core.verdicts import Agree, Hold, Question, Why, Write

ACCOUNTS, INVOICES = TABLES[Module.ACCOUNTS], TABLES[Module.INVOICES]
YES = Approved(Side.XERO, "x", "z", {"phone": "1"}, {"phone": "2"})
NOW = Intent(Write(Side.XERO, {"phone": "2"}, "x"), "z", {"phone": "1"}, {"phone": "2"})
TOLD = Write(Side.ZOHO, {"fax": "9", "xero_id": "x"}, "z")


def test_what_is_unborn_is_named_by_its_source() -> None:
    assert source_of(unborn("z1")) == "z1"
    assert source_of("z1") == source_of(None) == ""


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, True),
        ({"side": Side.ZOHO}, False),
        ({"remote_id": "another"}, False),
        ({"source_id": "another"}, False),
        ({"before": {"phone": "0"}}, False),
        ({"after": {"phone": "3"}}, False),
        ({"after": {"phone": "2", "fax": "1"}}, False),
    ],
)
def test_it_is_the_same_only_if_all_of_it_is(changed: dict[str, Any], same: bool) -> None:
    assert is_as_approved(ACCOUNTS, replace(YES, **changed), NOW, {}) is same


def test_once_a_parent_is_there_its_own_name_stands_for_it() -> None:
    lines = [{"item": unborn("p1"), "quantity": "1"}, {"item": NOT_YET}, {"item": "old"}]
    fields = {"account": unborn("z1"), "subject": "new", "lines": lines}
    names = {
        (Module.ACCOUNTS, "z1"): "x1",
        (Module.PRODUCTS, "p1"): "CODE",
        (Module.PRODUCTS, NOT_YET): "other",
    }
    assert named(INVOICES.rows, fields, names) == {
        "account": "x1",
        "subject": "new",
        "lines": [{"item": "CODE", "quantity": "1"}, {"item": "other"}, {"item": "old"}],
    }
    assert named(INVOICES.rows, fields, {}) == fields
    assert named(INVOICES.rows, {"lines": None, "account": None}, names) == {
        "lines": None,
        "account": None,
    }


def test_it_says_what_it_waits_for() -> None:
    lines = [{"item": unborn("p1")}, {"item": "CODE"}]
    fields = {"account": unborn("z1"), "lines": lines}
    assert list(waits_for(INVOICES.rows, fields)) == [
        (Module.ACCOUNTS, "z1"),
        (Module.PRODUCTS, "p1"),
    ]
    assert list(waits_for(INVOICES.rows, {"account": "x1"})) == []


def test_plans_without_writes_pass() -> None:
    held = Hold(Question(Why.TWINS))
    for made in (held, Agree()):
        assert restricted(ACCOUNTS, made, [], [], follows=False) is made


def test_a_plan_of_which_nothing_was_approved_is_left_out() -> None:
    made = Agree(writes=(NOW.write,))
    assert restricted(ACCOUNTS, made, [NOW], [], follows=False) is None


def test_what_was_not_approved_stays_open() -> None:
    other = Intent(TOLD, "x", {}, {})
    made = Agree(writes=(NOW.write, TOLD), waiting=("email",))
    kept = restricted(ACCOUNTS, made, [NOW, other], [NOW], follows=False)
    assert kept == Agree(writes=(NOW.write,), waiting=("email", "fax", "xero_id"))


def test_what_the_books_say_of_it_follows_what_was_approved() -> None:
    other = Intent(TOLD, "x", {}, {})
    kept = restricted(ACCOUNTS, Agree(writes=(TOLD,)), [other], [], follows=True)
    assert isinstance(kept, Agree)
    assert kept.writes == (Write(Side.ZOHO, {"xero_id": "x"}, "z"),)
    assert kept.waiting == ("fax",)
    alone = restricted(ACCOUNTS, Agree(writes=(TOLD,)), [other], [], follows=False)
    assert alone is None


def test_a_create_follows_nothing() -> None:
    create = replace(TOLD, id="")
    intent = Intent(create, "x", {}, {})
    assert restricted(ACCOUNTS, Agree(writes=(create,)), [intent], [], follows=True) is None
