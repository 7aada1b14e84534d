"""Closed periods: nothing of theirs is changed, nothing is added to them, and it says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sync.core.plan import plan
from sync.core.records import Lone
from sync.core.states import Lock
from sync.core.verdicts import Agree, Hold, Rules, Why
from tests.core.world import (
    INVOICES,
    LEXICON,
    XERO,
    ZOHO,
    agreed,
    linked,
    seen,
    xero_invoice,
    zoho_invoice,
)

DAY = date(2026, 9, 14)  # of the invoices in the world


def closing(last: date) -> Rules:
    return Rules(lexicon=replace(LEXICON, closed={XERO: last}))


@pytest.mark.parametrize(
    ("last", "is_closed"),
    [(date(2026, 9, 13), False), (DAY, True), (date(2026, 9, 15), True)],
)
def test_the_last_day_is_closed_too(last: date, is_closed: bool) -> None:
    made = plan(Lone(ZOHO, seen("z", zoho_invoice())), INVOICES, closing(last))
    assert isinstance(made, Hold) is is_closed
    if isinstance(made, Hold):
        assert (made.question.why, made.question.field) == (Why.LOCKED, "date")
        assert made.question.detail == Lock.PERIOD


def test_an_edit_in_a_closed_period_is_held_field_by_field() -> None:
    was = agreed(zoho_invoice(), xero_invoice())
    case = linked(zoho_invoice(subject="Other"), xero_invoice(), was)
    made = plan(case, INVOICES, closing(DAY))
    assert isinstance(made, Agree)
    assert made.writes == ()
    assert [(one.why, one.field, one.detail) for one in made.questions] == [
        (Why.LOCKED, "subject", Lock.PERIOD)
    ]


def test_xero_may_be_closed_while_the_crm_is_not() -> None:
    was = agreed(zoho_invoice(), xero_invoice())
    case = linked(zoho_invoice(), xero_invoice(subject="Other"), was)
    made = plan(case, INVOICES, closing(DAY))
    assert isinstance(made, Agree)
    assert [write.side for write in made.writes] == [ZOHO]


def test_paid_says_more_than_closed() -> None:
    was = agreed(zoho_invoice(), xero_invoice())
    case = linked(zoho_invoice(subject="Other"), xero_invoice(), was)
    case = replace(case, xero=replace(case.xero, lock=Lock.PAID))
    made = plan(case, INVOICES, closing(DAY))
    assert isinstance(made, Agree)
    assert [one.detail for one in made.questions] == [Lock.PAID]
