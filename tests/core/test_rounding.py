"""A cent that only one side's arithmetic makes: held, made up for by a line, or accepted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sync.core.choices import Rounding
from sync.core.money import xero_total
from sync.core.plan import plan
from sync.core.records import Linked, Lone
from sync.core.translate import lines_of
from sync.core.verdicts import Agree, Hold, Rules, Why
from tests.core.world import (
    INVOICES,
    LEXICON,
    XERO,
    ZOHO,
    d,
    linked,
    seen,
    xero_invoice,
    xero_line,
    zoho_invoice,
    zoho_line,
)

RATES = LEXICON.rates[XERO]


def rules(rounding: Rounding) -> Rules:
    return Rules(lexicon=replace(LEXICON, rounding=rounding))


def edited(total: str) -> Linked:
    """Have a quantity edited in the CRM, whose total is then a cent off."""
    zoho = zoho_invoice(lines=(zoho_line(quantity=d("3.0000")),), total=d(total))
    return linked(zoho, xero_invoice(), {ZOHO: zoho_invoice(), XERO: xero_invoice()})


@pytest.mark.parametrize("total", ["115.01", "114.99"])
def test_on_a_create(total: str) -> None:
    case = Lone(ZOHO, seen("z", zoho_invoice(total=d(total))))
    held = plan(case, INVOICES, rules(Rounding.HOLD))
    assert isinstance(held, Hold)
    assert held.question.why is Why.TOTAL
    accepted = plan(case, INVOICES, rules(Rounding.ACCEPT))
    assert isinstance(accepted, Agree)
    assert len(lines_of(accepted.writes[0].fields["lines"])) == 1
    made = plan(case, INVOICES, rules(Rounding.LINE))
    assert isinstance(made, Agree)
    lines = lines_of(made.writes[0].fields["lines"])
    assert xero_total(lines, RATES) == d(total)
    assert (lines[1]["description"], lines[1]["account"]) == ("Rounding", "200")


@pytest.mark.parametrize(("word", "tax"), [({}, None), ({"": "EXEMPT"}, "EXEMPT")])
def test_its_tax_is_what_the_organisation_calls_none(word: dict[str, str], tax: str | None) -> None:
    book = LEXICON.books["tax"]
    books = {**LEXICON.books, "tax": {**book, ZOHO: {**book[ZOHO], **word}}}
    lexicon = replace(LEXICON, books=books, rounding=Rounding.LINE)
    case = Lone(ZOHO, seen("z", zoho_invoice(total=d("115.01"))))
    made = plan(case, INVOICES, Rules(lexicon=lexicon))
    assert isinstance(made, Agree)
    assert lines_of(made.writes[0].fields["lines"])[1]["tax"] == tax


@pytest.mark.parametrize("total", ["172.51", "172.49"])
def test_on_an_update_the_line_is_made_anew(total: str) -> None:
    was = xero_line("xr", item=None, description="Rounding", tax=None, price=d("0.0300"))
    case = edited(total)
    held = xero_invoice(lines=(xero_line(), was))
    case = replace(case, xero=seen("x", held), base={ZOHO: zoho_invoice(), XERO: held})
    made = plan(case, INVOICES, rules(Rounding.LINE))
    assert isinstance(made, Agree)
    (write,) = made.writes
    lines = lines_of(write.fields["lines"])
    assert [line.get("id") for line in lines] == ["xl1", None]
    assert write.removed_lines == ("xr",)
    assert xero_total(lines, RATES) == d(total)


def test_more_than_rounding_is_always_held() -> None:
    for rounding in Rounding:
        made = plan(edited("180.00"), INVOICES, rules(rounding))
        assert isinstance(made, Agree)
        assert [question.why for question in made.questions] == [Why.TOTAL]


@pytest.mark.parametrize(
    ("rounding", "asked"), [(Rounding.HOLD, 1), (Rounding.LINE, 1), (Rounding.ACCEPT, 0)]
)
def test_totals_a_cent_apart_from_the_start(rounding: Rounding, asked: int) -> None:
    was = {ZOHO: zoho_invoice(), XERO: xero_invoice()}
    case = linked(zoho_invoice(total=Decimal("115.01")), xero_invoice(), was)
    made = plan(case, INVOICES, rules(rounding))
    assert isinstance(made, Agree)
    assert len(made.questions) == asked
