"""A new line's own values: what the item lends comes before the default."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sync.core.plan import plan
from sync.core.records import Fields, Lone, Module
from sync.core.translate import lines_of
from sync.core.verdicts import Agree, Rules
from tests.core.world import (
    INVOICES,
    LEXICON,
    XERO,
    ZOHO,
    seen,
    xero_invoice,
    xero_line,
    zoho_invoice,
    zoho_line,
)


def lines_for_xero(rules: Rules) -> tuple[Fields, ...]:
    made = plan(Lone(ZOHO, seen("z", zoho_invoice())), INVOICES, rules)
    assert isinstance(made, Agree)
    return lines_of(made.writes[0].fields["lines"])


@pytest.mark.parametrize(("lent", "booked_to"), [(None, "200"), ("", "200"), ("260", "260")])
def test_the_account_of_a_new_line(lent: str | None, booked_to: str) -> None:
    by_item = {(Module.PRODUCTS, XERO, "AB-1", "sales_account"): lent}
    rules = Rules(lexicon=replace(LEXICON, lent=by_item))
    assert [line["account"] for line in lines_for_xero(rules)] == [booked_to]


def test_without_a_default_nothing_is_said() -> None:
    rules = Rules(lexicon=replace(LEXICON, defaults={}))
    assert [line.get("account") for line in lines_for_xero(rules)] == [None]


@pytest.mark.parametrize(("lent", "said"), [("Widget", "Widget"), (None, "AB-1")])
def test_xero_takes_no_line_without_a_description(lent: str | None, said: str) -> None:
    by_item = {(Module.PRODUCTS, XERO, "AB-1", "name"): lent}
    rules = Rules(lexicon=replace(LEXICON, lent=by_item))
    silent = zoho_invoice(lines=(zoho_line(description=None),))
    made = plan(Lone(ZOHO, seen("z", silent)), INVOICES, rules)
    assert isinstance(made, Agree)
    assert [line["description"] for line in lines_of(made.writes[0].fields["lines"])] == [said]


def test_the_crm_takes_one_and_is_lent_none() -> None:
    by_item = {(Module.PRODUCTS, ZOHO, "zp", "name"): "Widget"}
    rules = Rules(lexicon=replace(LEXICON, lent=by_item))
    silent = xero_invoice(lines=(xero_line(description=None),))
    made = plan(Lone(XERO, seen("x", silent)), INVOICES, rules)
    assert isinstance(made, Agree)
    (line,) = lines_of(made.writes[0].fields["lines"])
    assert line.get("description") is None


def test_no_tax_has_a_word_where_the_organisation_does_not_list_none() -> None:
    books = {**LEXICON.books, "tax": {ZOHO: {"": "EXEMPTOUTPUT"}, XERO: {"EXEMPTOUTPUT": ""}}}
    rates = {ZOHO: {}, XERO: {"EXEMPTOUTPUT": Decimal(0)}}
    rules = Rules(lexicon=replace(LEXICON, books=books, rates=rates))
    untaxed = zoho_invoice(lines=(zoho_line(tax=None),), total=Decimal("100.00"))
    made = plan(Lone(ZOHO, seen("z", untaxed)), INVOICES, rules)
    assert isinstance(made, Agree)
    assert [line["tax"] for line in lines_of(made.writes[0].fields["lines"])] == ["EXEMPTOUTPUT"]
