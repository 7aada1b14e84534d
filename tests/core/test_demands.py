"""What Xero asks for before it approves: foreseen, and asked for in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from sync.core.plan import plan
from sync.core.records import Lone
from sync.core.verdicts import Agree, Hold, Why
from sync.core.words import sentence
from tests.core.made import asks, made_of, moves
from tests.core.world import (
    INVOICES,
    RULES,
    XERO,
    ZOHO,
    agreed,
    linked,
    seen,
    xero_invoice,
    zoho_invoice,
)

UNDATED: dict[str, Any] = {"date": None, "due_date": None}
DRAFT: dict[str, Any] = {"status": "DRAFT", "due_date": None}


def test_an_approved_invoice_without_any_date_is_held_and_says_what_to_do() -> None:
    made = plan(Lone(ZOHO, seen("z", zoho_invoice(**UNDATED))), INVOICES, RULES)
    assert isinstance(made, Hold)
    assert (made.question.why, made.question.field) == (Why.MISSING, "due_date")
    assert sentence(made.question, INVOICES) == (
        "Due date is blank, and the other side requires it (to approve the invoice). Fill it in."
    )


def test_a_draft_needs_no_date() -> None:
    lone = Lone(ZOHO, seen("z", zoho_invoice(status="Created", **UNDATED)))
    assert not isinstance(plan(lone, INVOICES, RULES), Hold)


def approved(day: date | None) -> Agree:
    """Approve in the CRM a draft of that day that has no due date, and edit more on both sides."""
    was = zoho_invoice(status="Created", due_date=None, date=day)
    draft = xero_invoice(**DRAFT, date=day)
    edits: dict[str, Any] = {"status": "Approved", "subject": "New"}
    case = linked(was | edits, draft | {"number": "INV-2"}, agreed(was, draft))
    return made_of(case, INVOICES)


def test_an_approval_waits_for_a_date_and_holds_nothing_else() -> None:
    made = approved(None)
    assert moves(made) == {XERO: {"subject": "New"}, ZOHO: {"number": "INV-2"}}
    assert (asks(made), made.waiting) == ([(Why.MISSING, "due_date")], ("status",))


def test_an_approval_without_a_due_date_is_due_as_the_rules_say() -> None:
    made = approved(date(2026, 9, 14))
    told = {"subject": "New", "status": "AUTHORISED", "due_date": date(2026, 9, 14)}
    assert (moves(made)[XERO], asks(made)) == (told, [])


def test_an_approval_with_a_due_date_goes() -> None:
    day = date(2026, 10, 1)
    base = agreed(zoho_invoice(status="Created", due_date=None), xero_invoice(**DRAFT))
    made = made_of(linked(zoho_invoice(due_date=day), xero_invoice(**DRAFT), base), INVOICES)
    assert moves(made) == {XERO: {"status": "AUTHORISED", "due_date": day}}


def test_a_due_date_that_is_needed_is_not_cleared() -> None:
    case = linked(
        zoho_invoice(due_date=None, subject="New"),
        xero_invoice(),
        agreed(zoho_invoice(), xero_invoice()),
    )
    made = made_of(case, INVOICES)
    assert moves(made) == {XERO: {"subject": "New"}}
    assert asks(made) == [(Why.MISSING, "due_date")]


def test_what_does_not_touch_the_approval_is_not_asked_about_it() -> None:
    base = agreed(zoho_invoice(due_date=None), xero_invoice(due_date=None))
    case = linked(zoho_invoice(due_date=None, subject="New"), xero_invoice(due_date=None), base)
    assert asks(made_of(case, INVOICES)) == []
