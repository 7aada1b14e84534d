"""A new line's own values: what the item lends comes before the default."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.core.plan import plan
from sync.core.records import Fields, Lone, Module
from sync.core.translate import lines_of
from sync.core.verdicts import Agree, Rules
from tests.core.world import INVOICES, LEXICON, XERO, ZOHO, seen, zoho_invoice


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
