"""What an invoice that says nothing takes from its customer, and when it is due then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sync.core.customer import due_on
from sync.core.plan import plan
from sync.core.reading import reader
from sync.core.records import Lone, Module, Side, Value
from sync.core.tables.bills import BILLS
from sync.core.translate import lines_of
from sync.core.verdicts import Agree, Lexicon, Rules
from tests.core.made import made_of
from tests.core.world import (
    ACCOUNTS,
    INVOICES,
    LEXICON,
    XERO,
    ZOHO,
    agreed,
    d,
    linked,
    seen,
    xero_invoice,
    zoho_invoice,
    zoho_line,
)

DAY = date(2026, 1, 20)
FORTY_FIVE = '{"Day":45,"Type":"DAYSAFTERBILLDATE"}'


@pytest.mark.parametrize(
    ("kind", "days", "due"),
    [
        ("DAYSAFTERBILLDATE", 0, date(2026, 1, 20)),
        ("DAYSAFTERBILLDATE", 30, date(2026, 2, 19)),
        ("DAYSAFTERBILLMONTH", 10, date(2026, 2, 10)),
        ("OFCURRENTMONTH", 31, date(2026, 1, 31)),
        ("OFCURRENTMONTH", 15, DAY),  # which has passed
        ("OFFOLLOWINGMONTH", 31, date(2026, 2, 28)),
        ("OFFOLLOWINGMONTH", 20, date(2026, 2, 20)),
    ],
)
def test_terms_are_reckoned_as_xero_does(kind: str, days: int, due: date) -> None:
    assert due_on(DAY, kind, days) == due


def lending(
    zoho: dict[str, Value] | None = None, xero: dict[str, Value] | None = None, **but: Any
) -> Lexicon:
    said = [(ZOHO, "za", zoho or {}), (XERO, "xa", xero or {})]
    lent = {
        (Module.ACCOUNTS, side, handle, name): value
        for side, handle, values in said
        for name, value in values.items()
    }
    return replace(LEXICON, lent=lent, **but)


def sent(lexicon: Lexicon, **but: Any) -> Any:
    fields = zoho_invoice(date=DAY, due_date=None, **but)
    made = plan(Lone(ZOHO, seen("z", fields)), INVOICES, Rules(lexicon=lexicon))
    assert isinstance(made, Agree)
    return made.writes[0].fields


@pytest.mark.parametrize(
    ("lexicon", "due"),
    [
        (lending({}, {"sales_terms": FORTY_FIVE, "due_rule": None}), date(2026, 3, 6)),
        (lending({"due_rule": "7 days after the invoice date"}), date(2026, 1, 27)),
        (lending({"due_rule": "Whenever"}, due_rule="End of the following month"), "2026-02-28"),
        (lending({}, {"sales_terms": "{}"}, due_rule="End of the invoice month"), "2026-01-31"),
        (lending(), DAY),
    ],
)
def test_it_is_due_as_the_customer_or_the_settings_say(lexicon: Lexicon, due: object) -> None:
    assert str(sent(lexicon)["due_date"]) == str(due)


def test_its_own_due_date_stands() -> None:
    lexicon = lending({}, {"sales_terms": FORTY_FIVE})
    lone = Lone(ZOHO, seen("z", zoho_invoice()))
    made = plan(lone, INVOICES, Rules(lexicon=lexicon))
    assert isinstance(made, Agree)
    assert made.writes[0].fields["due_date"] == date(2026, 10, 14)


def test_a_bill_knows_no_customer() -> None:
    assert not any(row.lends for row in BILLS.rows)


CODES = {(XERO, "default_account"): frozenset({"260", "270"})}
PRODUCTS_OWN = {(Module.PRODUCTS, XERO, "AB-1", "sales_account"): "205"}


@pytest.mark.parametrize(
    ("lexicon", "account"),
    [
        (lending({"default_account": "270"}, {"default_account": "260"}), "260"),
        (lending({"default_account": "270"}, {"default_account": None}), "270"),
        (lending({"default_account": "999"}, accepts=CODES), "200"),  # which Xero lacks
        (lending(), "200"),
    ],
)
def test_a_line_is_booked_where_the_customer_or_the_settings_say(
    lexicon: Lexicon, account: str
) -> None:
    assert lines_of(sent(lexicon)["lines"])[0]["account"] == account
    products = replace(lexicon, lent={**lexicon.lent, **PRODUCTS_OWN})
    assert lines_of(sent(products)["lines"])[0]["account"] == "205"


def test_a_line_added_later_is_booked_there_too() -> None:
    lines = (zoho_line(), zoho_line("zl2", item="zq", tax=None))
    was = agreed(zoho_invoice(), xero_invoice())
    case = linked(zoho_invoice(lines=lines, total=d("215.00")), xero_invoice(), was)
    lexicon = lending({}, {"default_account": "260"})
    (write,) = made_of(case, INVOICES, Rules(lexicon=lexicon)).writes
    assert [line["account"] for line in lines_of(write.fields["lines"])] == ["200", "260"]


def test_terms_without_words_of_the_crm_are_kept_for_what_is_invoiced() -> None:
    terms = {"Sales": {"Day": 45, "Type": "DAYSAFTERBILLDATE"}}
    read = reader(ACCOUNTS, Side.XERO)({"Name": "Acme", "PaymentTerms": terms})
    assert (read["due_rule"], read["sales_terms"]) == (None, FORTY_FIVE)
