"""Twins whose lines contradict each other nowhere: a text that only one has is both sides'."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sync.core.records import Linked, Mode, Module, Side
from sync.core.states import Lock
from sync.core.translate import lines_of
from sync.core.verdicts import Agree, Rules, Why
from tests.core.made import asks, made_of
from tests.core.world import (
    INVOICES,
    LEXICON,
    XERO,
    ZOHO,
    d,
    seen,
    xero_invoice,
    xero_line,
    zoho_invoice,
    zoho_line,
)

CALLED = {(Module.PRODUCTS, XERO, "AB-1", "name"): "Nut"}  # what Xero fills in for the item
RULES = Rules(lexicon=replace(LEXICON, lent=CALLED))


def first(zoho: Any, xero: Any, *, rules: Rules = RULES, lock: str = "") -> Agree:
    """Join two invoices whose first lines say these texts, and whose second ones say the same."""
    lines = {
        ZOHO: (zoho_line(description=zoho), zoho_line("zl2")),
        XERO: (xero_line(description=xero), xero_line("xl2")),
    }
    held = seen("x", xero_invoice(lines=lines[XERO]), lock=lock)
    return made_of(Linked(seen("z", zoho_invoice(lines=lines[ZOHO])), held), INVOICES, rules)


def texts(made: Agree) -> dict[Side, list[object]]:
    return {
        write.side: [line["description"] for line in lines_of(write.fields["lines"])]
        for write in made.writes
    }


@pytest.mark.parametrize(
    ("zoho", "xero", "written"),
    [
        ("Steel", None, {XERO: ["Steel", "Thing"]}),
        (None, "Steel", {ZOHO: ["Steel", "Thing"]}),
        ("Steel", "Nut", {XERO: ["Steel", "Thing"]}),
        (None, "Nut", {ZOHO: ["Nut", "Thing"]}),
        ("Nut", "Nut", {}),
        (None, None, {}),
    ],
)
def test_a_text_that_one_has_is_taken(
    zoho: str | None, xero: str | None, written: dict[Side, list[str]]
) -> None:
    made = first(zoho, xero)
    assert (texts(made), made.questions) == (written, ())


def test_two_texts_are_a_conflict() -> None:
    made = first("Steel", "Brass")
    assert (made.writes, asks(made)) == ((), [(Why.CONFLICT, "lines")])


def test_a_text_too_long_for_the_other_is_none_to_take() -> None:
    assert asks(first(None, "s" * 2001)) == [(Why.CONFLICT, "lines")]


def test_nothing_is_filled_where_nothing_may_be_written() -> None:
    rules = replace(RULES, mode=Mode.XERO_TO_CRM)
    assert first("Steel", None, rules=rules) == Agree()
    assert first("Steel", None, lock=Lock.PAID) == Agree()


@pytest.mark.parametrize(
    "other",
    [
        (xero_line(description=None, quantity=d("3.0000")),),
        (xero_line(description=None), xero_line("xl2")),
        (xero_line(description=None, item=None),),
    ],
)
def test_what_differs_otherwise_is_a_conflict(other: tuple[Any, ...]) -> None:
    case = Linked(seen("z", zoho_invoice()), seen("x", xero_invoice(lines=other)))
    assert asks(made_of(case, INVOICES, RULES)) == [(Why.CONFLICT, "lines")]


def test_an_item_that_lends_nothing_fills_nothing_in() -> None:
    line = xero_line(item=None, description="Steel")
    held = zoho_line(item="zz", description=None)  # the product for lines without one
    case = Linked(seen("z", zoho_invoice(lines=(held,))), seen("x", xero_invoice(lines=(line,))))
    assert texts(made_of(case, INVOICES, RULES)) == {ZOHO: ["Steel"]}


def test_a_reference_cleared_in_xero_leaves_the_subject() -> None:
    base = {ZOHO: zoho_invoice(), XERO: xero_invoice()}
    cleared = seen("x", xero_invoice(subject=None))
    assert made_of(Linked(seen("z", zoho_invoice()), cleared, base), INVOICES) == Agree()
    edited = Linked(seen("z", zoho_invoice(subject="New")), cleared, base)
    (write,) = made_of(edited, INVOICES).writes
    assert (write.side, write.fields) == (XERO, {"subject": "New"})
