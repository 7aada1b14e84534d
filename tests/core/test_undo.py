"""What takes back a change: one record, one verdict."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sync.core.records import Fields, Linked, Module, Observation, Side
from sync.core.tables import TABLES
from sync.core.undo import Back, Done, Stays, Why, netted, open_after, undone
from sync.core.verdicts import ARCHIVED, Write

ACCOUNTS, PRODUCTS, INVOICES = (
    TABLES[module] for module in (Module.ACCOUNTS, Module.PRODUCTS, Module.INVOICES)
)
DONE = Done(Side.XERO, "x", creates=False, before={"phone": "1"}, after={"phone": "2"})
NEW = replace(DONE, creates=True, before={"phone": None})


def seen(fields: Fields | None, **more: Any) -> Observation:
    return Observation("x", "1", fields, **more)


def test_several_changes_of_a_record_are_one() -> None:
    born = Done(Side.XERO, "x", creates=True, before={"a": None}, after={"a": "1"})
    then = Done(
        Side.XERO, "x", creates=False, before={"a": "1", "b": "5"}, after={"a": "2", "b": "6"}
    )
    other = replace(then, side=Side.ZOHO)
    assert netted([born, then, other]) == [
        Done(
            Side.XERO, "x", creates=True, before={"a": None, "b": "5"}, after={"a": "2", "b": "6"}
        ),
        other,
    ]


@pytest.mark.parametrize(
    ("done", "now", "verdict"),
    [
        (DONE, seen({"phone": "2"}), Write(Side.XERO, {"phone": "1"}, "x")),
        (DONE, seen({"phone": "1"}), Back()),
        (DONE, seen({"phone": "3"}), Stays(Why.CHANGED)),
        (DONE, seen({"phone": "2"}, lock="paid"), Stays(Why.LOCKED, "paid")),
        (DONE, seen(None), Stays(Why.GONE)),
        (DONE, None, Stays(Why.GONE)),
        (replace(DONE, after={ARCHIVED: True}), seen({}), Stays(Why.ENDED)),
        (NEW, seen({"phone": "2"}), Write(Side.XERO, {ARCHIVED: True}, "x")),
        (NEW, seen({"phone": "2"}, shared=True), Stays(Why.KEPT)),
        (NEW, seen({"phone": "3"}), Stays(Why.CHANGED)),
        (NEW, seen({"phone": "2"}, lock="paid"), Stays(Why.LOCKED, "paid")),
        (NEW, seen(None), Back()),
        (NEW, None, Back()),
        (
            replace(NEW, side=Side.ZOHO),
            seen({"phone": "2"}),
            Write(Side.ZOHO, {ARCHIVED: True}, "x"),
        ),
        (replace(NEW, side=Side.ZOHO), seen({"phone": "2"}, shared=True), Stays(Why.KEPT)),
    ],
)
def test_a_company(done: Done, now: Observation | None, verdict: object) -> None:
    assert undone(done, now, ACCOUNTS) == verdict


def test_a_product_has_no_archive_in_xero() -> None:
    assert undone(NEW, seen({"phone": "2"}), PRODUCTS) == Stays(Why.KEPT)


def status(before: str | None, after: str) -> Done:
    born = before is None
    return Done(Side.XERO, "x", creates=born, before={"status": before}, after={"status": after})


@pytest.mark.parametrize(
    ("done", "now", "verdict"),
    [
        (status(None, "DRAFT"), "DRAFT", Write(Side.XERO, {"status": "DELETED"}, "x")),
        (status(None, "AUTHORISED"), "AUTHORISED", Write(Side.XERO, {"status": "VOIDED"}, "x")),
        (status(None, "AUTHORISED"), "VOIDED", Back()),
        (status("DRAFT", "SUBMITTED"), "SUBMITTED", Write(Side.XERO, {"status": "DRAFT"}, "x")),
        (status("DRAFT", "AUTHORISED"), "AUTHORISED", Stays(Why.LOCKED)),
        (status("AUTHORISED", "VOIDED"), "VOIDED", Stays(Why.ENDED)),
    ],
)
def test_the_status_of_a_document(done: Done, now: str, verdict: object) -> None:
    assert undone(done, seen({"status": now}), INVOICES) == verdict


def test_what_the_vendor_would_forget_goes_along() -> None:
    price: Fields = {"price": Decimal(1)}
    done = Done(Side.XERO, "x", creates=False, before=price, after={"price": Decimal(2)})
    now: Fields = {"price": Decimal(2), "sales_account": "200", "sales_tax": None}
    made = undone(done, seen(now), PRODUCTS)
    assert made == Write(Side.XERO, price, "x", along={"sales_account": "200"})


def line(line_id: str | None, quantity: str, **more: str | None) -> Fields:
    return {"id": line_id, "quantity": Decimal(quantity), **more}


def test_lines_go_back_by_their_ids() -> None:
    """Kept ones keep theirs, a removed one is new again, an added one goes."""
    before = (line("a", "1"), line("b", "1"))
    after = (line("a", "5"), line(None, "7"))
    now = (line("a", "5", description="filled"), line("c", "7"))
    done = Done(Side.XERO, "x", creates=False, before={"lines": before}, after={"lines": after})
    made = undone(done, seen({"lines": now}), INVOICES)
    back = (line("a", "1"), line(None, "1"))
    assert made == Write(Side.XERO, {"lines": back}, "x", removed_lines=("c",))
    moved = (*now, line("d", "1"))
    assert undone(done, seen({"lines": moved}), INVOICES) == Stays(Why.CHANGED)
    assert undone(done, seen({"lines": None}), INVOICES) == Stays(Why.CHANGED)


def test_what_was_edited_and_not_carried_stays_open() -> None:
    base = {Side.ZOHO: {"a": "1", "b": "1", "c": "1"}, Side.XERO: {"a": "1", "b": "1", "c": "1"}}
    zoho = Observation("z", "1", {"a": "1", "b": "2", "c": "9"})
    xero = Observation("x", "1", {"a": "0", "b": "1", "c": "1", "d": "new"})
    case = Linked(zoho, xero, base)
    assert open_after(case, Side.XERO, ["a"]) == ("b", "c", "d")
    assert open_after(case, Side.XERO, ["a", "c"]) == ("b", "c", "d")
    assert open_after(Linked(zoho, xero), Side.XERO, []) == ("a", "b", "c", "d")
    gone = Linked(replace(zoho, fields=None), xero, base)
    assert open_after(gone, Side.XERO, ["a", "d"]) == ()
