"""What the other side would refuse is held before it is sent, and holds only itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.core.plan import plan
from sync.core.records import Lone
from sync.core.table import Table
from sync.core.tables.accounts import ACCOUNTS
from sync.core.verdicts import Agree, Hold, Lexicon, Rules, Why
from sync.core.words import sentence
from tests.core.made import asks, made_of, moves
from tests.core.world import (
    INVOICES,
    LEXICON,
    XERO,
    ZOHO,
    account,
    agreed,
    linked,
    seen,
    xero_invoice,
    zoho_invoice,
)

ACME, OTHER = account(), account(name="BOLT Ltd", phone="2")


def using(name: str, value: str, **holders: str) -> Rules:
    return Rules(lexicon=replace(LEXICON, in_use={(XERO, name, value): holders}))


def test_a_rename_to_a_name_in_use_holds_the_name_alone() -> None:
    made = made_of(
        linked(OTHER, ACME, agreed(ACME, ACME)), ACCOUNTS, using("name", "bolt ltd", y="Bolt")
    )
    assert asks(made) == [(Why.IN_USE, "name")]
    assert moves(made) == {XERO: {"phone": "2"}}
    assert sentence(made.questions[0], ACCOUNTS).startswith(
        "Account name is in use on the other side already, by Bolt. "
    )


def test_a_name_in_use_by_the_record_itself_is_free() -> None:
    rules = using("name", "acme ltd", x="Acme Ltd")
    made = made_of(linked(account(name="ACME LTD"), ACME, agreed(ACME, ACME)), ACCOUNTS, rules)
    assert moves(made) == {XERO: {"name": "ACME LTD"}}


@pytest.mark.parametrize(
    ("title", "said"), [("", "a deleted one, which keeps it"), ("INV-1", "INV-1")]
)
def test_a_number_in_use_holds_a_new_document(title: str, said: str) -> None:
    case = Lone(ZOHO, seen("z", zoho_invoice()))
    made = plan(case, INVOICES, using("number", "inv-1", y=title))
    assert isinstance(made, Hold)
    assert (made.question.why, made.question.detail) == (Why.IN_USE, said)
    assert made.question.zoho == "INV-1"


@pytest.mark.parametrize("table", [INVOICES, replace(INVOICES, unique={})])
def test_without_a_number_or_a_rule_nothing_is_in_use(table: Table) -> None:
    case = Lone(XERO, seen("x", xero_invoice()))
    assert isinstance(plan(case, table, using("number", "inv-1", y="")), Agree)


def accepting(*codes: str) -> Lexicon:
    return replace(LEXICON, accepts={(XERO, "currency"): frozenset(codes)})


def test_a_currency_that_xero_has_not() -> None:
    case = Lone(ZOHO, seen("z", zoho_invoice(currency="USD")))
    made = plan(case, INVOICES, Rules(lexicon=accepting("NZD")))
    assert isinstance(made, Hold)
    assert (made.question.why, made.question.detail) == (Why.NOT_OFFERED, "USD")
    assert made.question.zoho == "USD"
    assert isinstance(plan(case, INVOICES, Rules(lexicon=accepting("NZD", "USD"))), Agree)
    assert isinstance(plan(case, INVOICES, Rules(lexicon=LEXICON)), Agree)
    case = Lone(XERO, seen("x", xero_invoice(currency="USD")))
    assert isinstance(plan(case, INVOICES, Rules(lexicon=accepting("NZD"))), Agree)
