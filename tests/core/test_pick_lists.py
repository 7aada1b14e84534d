"""What a pick list of the CRM's does not offer is held before it is sent, and holds only itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sync.core.fitting import picking
from sync.core.offered import MOST_CHOICES, ZohoField, pick_lists
from sync.core.plan import plan
from sync.core.records import Lone
from sync.core.tables.accounts import ACCOUNTS
from sync.core.verdicts import Agree, Hold, Rules, Why
from sync.core.words import sentence
from tests.core.made import asks, made_of, moves
from tests.core.world import (
    INVOICES,
    LEXICON,
    RULES,
    XERO,
    ZOHO,
    account,
    agreed,
    linked,
    seen,
    xero_invoice,
    zoho_invoice,
)

PICKED = picking(ACCOUNTS, ZOHO, {"Billing_Country": frozenset({"Japan", "Korea"})})
AS_BEFORE = account(billing_country="Japan")


def test_a_word_that_the_list_lacks_holds_the_field_alone() -> None:
    now = account(billing_country="Peru", phone="2")
    made = made_of(linked(AS_BEFORE, now, agreed(AS_BEFORE, AS_BEFORE)), PICKED)
    assert asks(made) == [(Why.NOT_OFFERED, "billing_country")]
    assert moves(made) == {ZOHO: {"phone": "2"}}
    assert sentence(made.questions[0], PICKED).startswith(
        "Billing country would be Peru, which Zoho CRM does not know. Add it to the pick list"
    )


def test_a_list_says_it_in_its_own_spelling() -> None:
    now = account(billing_country="KOREA")
    made = made_of(linked(AS_BEFORE, now, agreed(AS_BEFORE, AS_BEFORE)), PICKED)
    assert moves(made) == {ZOHO: {"billing_country": "Korea"}}
    stored = account(billing_country="Korea")
    assert made_of(linked(stored, now, None), PICKED) == Agree()


def test_the_list_of_one_side_says_nothing_of_the_other() -> None:
    now = account(billing_country="Peru")
    made = made_of(linked(now, AS_BEFORE, agreed(AS_BEFORE, AS_BEFORE)), PICKED)
    assert moves(made) == {XERO: {"billing_country": "Peru"}}


def test_a_default_that_the_list_lacks_is_not_sent() -> None:
    told = replace(LEXICON, defaults={ZOHO: {"billing_country": "Peru"}})
    case = Lone(XERO, seen("x", account(billing_country=None)))
    made = plan(case, PICKED, Rules(lexicon=told))
    assert isinstance(made, Hold)
    assert (made.question.why, made.question.detail) == (Why.NOT_OFFERED, "Peru")


@pytest.mark.parametrize(("offered", "held"), [("Created", True), ("Approved", False)])
def test_a_status_that_the_list_lacks_holds_the_status_alone(offered: str, held: bool) -> None:
    table = picking(INVOICES, ZOHO, {"Status": frozenset({offered})})
    was = (zoho_invoice(status="Created"), xero_invoice(status="DRAFT"))
    now = xero_invoice(status="AUTHORISED", due_date=date(2026, 12, 1))
    made = made_of(linked(was[0], now, agreed(*was)), table, RULES)
    assert asks(made) == ([(Why.NOT_OFFERED, "status")] if held else [])
    carried = {"due_date": date(2026, 12, 1)} | ({} if held else {"status": "Approved"})
    assert moves(made) == {ZOHO: carried}


def test_a_list_that_was_cut_short_is_no_list() -> None:
    names = tuple(str(one) for one in range(MOST_CHOICES))
    fields = [
        ZohoField("Long", "Long", None, choices=names),
        ZohoField("Short", "Short", None, choices=names[1:]),
        ZohoField("Text", "Text", None),
    ]
    assert pick_lists(fields) == {"Short": frozenset(names[1:])}
