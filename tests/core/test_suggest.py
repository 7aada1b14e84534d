from __future__ import annotations

from decimal import Decimal

import pytest

from sync.core.offered import Named
from sync.core.suggest import (
    Tax,
    accepted_codes,
    purchase_account,
    rate_book,
    sales_account,
    tax_book,
    theme_book,
)
from tests.core.world import XERO, ZOHO

ZERO = Decimal(0)
FIFTEEN = Decimal("15.0")


def test_taxes_of_equal_rate_are_each_others_words() -> None:
    zoho = [Tax("VAT", Decimal(15)), Tax("GST", FIFTEEN), Tax("City", Decimal(2))]
    xero = [
        Tax("TAX009", FIFTEEN),
        Tax("OUTPUT2", FIFTEEN),
        Tax("INPUT2", FIFTEEN, sales=False),
        Tax("ZERORATED", ZERO),
        Tax("ODD", Decimal(7)),
    ]
    book = tax_book(zoho, xero)
    assert book[ZOHO] == {"VAT": "OUTPUT2", "GST": "OUTPUT2", "": "ZERORATED"}
    assert book[XERO] == {**dict.fromkeys(["OUTPUT2", "TAX009", "INPUT2"], "GST"), "ZERORATED": ""}


def test_a_purchase_has_taxes_of_its_own() -> None:
    xero = [
        Tax("OUTPUT2", FIFTEEN, purchases=False),
        Tax("INPUT2", FIFTEEN, sales=False),
        Tax("BOTH", FIFTEEN),
    ]
    book = tax_book([Tax("VAT", FIFTEEN)], xero, buying=True)
    assert book[ZOHO] == {"VAT": "INPUT2"}
    assert book[XERO] == dict.fromkeys(["OUTPUT2", "INPUT2", "BOTH"], "VAT")


def test_the_account_that_purchases_are_booked_to() -> None:
    both = [("429", "OVERHEADS"), ("310", "DIRECTCOSTS"), ("300", "DIRECTCOSTS")]
    assert purchase_account(both) == "300"
    assert purchase_account(both[:1]) == "429"
    assert purchase_account([("200", "SALES")]) == ""


@pytest.mark.parametrize(
    ("accounts", "code"),
    [
        ([("260", "REVENUE"), ("200", "SALES"), ("210", "SALES")], "200"),
        ([("270", "REVENUE"), ("260", "REVENUE"), ("400", "EXPENSE")], "260"),
        ([("400", "EXPENSE")], ""),
    ],
)
def test_the_account_that_sales_are_booked_to(accounts: list[tuple[str, str]], code: str) -> None:
    assert sales_account(accounts) == code


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([("OUTPUT", 10), ("NONE", 0)], None),
        ([("OUTPUT", 10), ("EXEMPTOUTPUT", 0)], "EXEMPTOUTPUT"),
        ([("OUTPUT", 10)], None),
    ],
)
def test_what_no_tax_is_called(codes: list[tuple[str, int]], said: str | None) -> None:
    xero = [Tax(word, Decimal(percent)) for word, percent in codes]
    assert tax_book([], xero)[ZOHO].get("") == said


def test_themes_that_the_crm_does_not_offer_are_said_by_nothing() -> None:
    made = theme_book({"1": "Standard", "2": "Very grand"}, ["Standard", "Gone"])
    assert made == {
        ZOHO: {"Standard": "1", "Very grand": "2"},
        XERO: {"1": "Standard", "2": ""},
    }


def test_a_rate_is_named_in_the_crm_and_only_those_for_sales_may_be_chosen_there() -> None:
    made = rate_book([Named("OUT", "On sales"), Named("IN", "On purchases", sells=False)])
    assert made == {
        ZOHO: {"On sales": "OUT"},
        XERO: {"OUT": "On sales", "IN": "On purchases"},
    }


def test_a_bank_account_takes_no_lines_and_without_a_chart_any_code_may_do() -> None:
    chart = [Named("090", "Bank", kind="BANK"), Named("200", "Sales", kind="REVENUE")]
    made = accepted_codes(chart)
    assert made[XERO, "sales_account"] == made[XERO, "default_account"] == {"200"}
    assert accepted_codes([]) == {}
