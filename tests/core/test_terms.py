"""Due-date rules as Xero's payment terms, and back."""

from __future__ import annotations

from typing import Any

import pytest

from sync.core.reading import reader, rendered
from sync.core.records import Side
from sync.core.tables.accounts import ACCOUNTS
from sync.core.tables.terms import RULES
from sync.core.verdicts import Write

XERO = Side.XERO


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_comes_back_as_it_went(rule: str) -> None:
    sent = rendered(ACCOUNTS, Write(XERO, {"due_rule": rule}, "c"), create=False)
    assert set(sent) == {"PaymentTerms"}
    assert reader(ACCOUNTS, XERO)(sent)["due_rule"] == rule


@pytest.mark.parametrize(
    "sales", [None, "soon", {}, {"Type": "DAYSAFTERBILLDATE", "Day": 45}, {"Type": "NEW", "Day": 0}]
)
def test_what_has_no_words_says_nothing(sales: Any) -> None:
    assert reader(ACCOUNTS, XERO)({"PaymentTerms": {"Sales": sales}})["due_rule"] is None


def test_a_suppliers_terms_are_sent_along_as_they_came() -> None:
    bills = {"Day": 15, "Type": "OFCURRENTMONTH"}
    kept = reader(ACCOUNTS, XERO)({"PaymentTerms": {"Bills": bills}})["bill_terms"]
    write = Write(XERO, {"due_rule": None}, "c", along={"bill_terms": kept})
    sent = rendered(ACCOUNTS, write, create=False)
    assert sent == {"PaymentTerms": {"Sales": None, "Bills": bills}}
