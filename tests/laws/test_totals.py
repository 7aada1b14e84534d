"""What we predict a document to come to is what the pretend vendor makes of it, for any lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sandbox.xero import Organisation
from connectors.sandbox.zoho.lines import Tax, line_taxes, totals, with_sums
from sync.core import money
from sync.core.create import zoho_delta
from sync.core.reading import reader
from sync.core.records import Fields, Side
from sync.core.tables.documents import NO_TAX
from sync.core.tables.invoices import INVOICES
from sync.core.translate import lines_of
from sync.core.verdicts import Lexicon
from tests.core.world import zoho_line
from tests.sandbox.xero_client import world

TAXES = {"OUTPUT2": Decimal(20), "RROUTPUT": Decimal(5), None: Decimal(0)}
RATES = {name: rate for name, rate in TAXES.items() if name}
LINES = st.lists(
    st.builds(
        zoho_line,
        quantity=st.decimals("0.0001", 1000, places=4),
        price=st.decimals(0, 1000, places=4),
        discount=st.decimals(0, 1, places=2),
        tax=st.sampled_from(sorted(TAXES, key=str)),
    ).filter(lambda line: line["quantity"] * line["price"] >= line["discount"]),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def books() -> Iterator[Organisation]:
    with world() as made:
        made.org.save_contact({"Name": "Acme"})
        yield made.org


def sent(line: Fields) -> dict[str, object]:
    return {
        "Description": "Work",
        "AccountCode": "200",
        "Quantity": str(line["quantity"]),
        "UnitAmount": str(line["price"]),
        "DiscountAmount": str(line["discount"]),
        "TaxType": line["tax"] or NO_TAX,
    }


OFF = st.one_of(
    st.none(),
    st.decimals(0, 100, places=2).map(lambda rate: ("DiscountRate", rate)),
    st.decimals(0, 1, places=2).map(lambda amount: ("DiscountAmount", amount)),
)
KINDS = st.sampled_from(["Exclusive", "Inclusive", "NoTax"])


def entered(books: Organisation, lines: list[dict[str, object]], kind: str) -> dict[str, object]:
    (contact,) = books.list_contacts()
    row = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact["ContactID"]},
        "LineAmountTypes": kind,
        "LineItems": lines,
    }
    return dict(books.save_invoice(row))


def with_off(line: Fields, off: tuple[str, Decimal] | None) -> dict[str, object]:
    """Return a line as it is sent, with its discount stated as a person would."""
    row = {name: value for name, value in sent(line).items() if name != "DiscountAmount"}
    return row | ({off[0]: str(off[1])} if off else {})


@settings(max_examples=150)
@given(st.lists(st.tuples(LINES.map(lambda lines: lines[0]), OFF), min_size=1, max_size=4), KINDS)
def test_what_was_entered_at_xero_comes_to_its_total_on_both_sides(
    books: Organisation, lines: list[tuple[Fields, tuple[str, Decimal] | None]], kind: str
) -> None:
    made = entered(books, [with_off(*each) for each in lines], kind)
    total = Decimal(str(made["Total"]))
    read = lines_of(reader(INVOICES, Side.XERO)(made)["lines"])
    assert money.xero_total(read, RATES | {NO_TAX: Decimal(0)}, kind) == total
    lexicon = Lexicon(rates={Side.ZOHO: RATES | {NO_TAX: Decimal(0)}})
    said = [{**line, "price": _cents(line["price"])} for line in read]
    delta = zoho_delta(tuple(said), total, money.ZERO, lexicon)
    assert isinstance(delta, Decimal), "no more than rounding is left for the adjustment"


@given(st.decimals("0.01", 100, places=2), st.integers(1, 100), st.decimals("0.01", 100, places=2))
def test_a_percentage_off_leaves_the_same_on_both_sides(
    books: Organisation, price: Decimal, quantity: int, rate: Decimal
) -> None:
    line = {**sent(zoho_line(tax=None)), "Quantity": quantity, "UnitAmount": str(price)}
    del line["DiscountAmount"]
    made = entered(books, [{**line, "DiscountRate": str(rate)}], "Exclusive")
    (read,) = lines_of(reader(INVOICES, Side.XERO)(made)["lines"])
    assert money.zoho_line({**read, "tax": None}, RATES) == Decimal(str(made["Total"]))
    assert money.xero_line(read) == Decimal(str(made["Total"]))


def _cents(price: object) -> Decimal:
    return money.cents(money.amount_of(price if isinstance(price, Decimal) else None))


@settings(max_examples=150)
@given(LINES, st.sampled_from(["Exclusive", "Inclusive", "NoTax"]))
def test_xero_comes_to_what_was_predicted(
    books: Organisation, lines: list[Fields], kind: str
) -> None:
    (contact,) = books.list_contacts()
    made = books.save_invoice(
        {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact["ContactID"]},
            "LineAmountTypes": kind,
            "LineItems": [sent(line) for line in lines],
        }
    )
    assert Decimal(str(made["Total"])) == money.xero_total(lines, RATES, kind)


@given(LINES, st.decimals(0, 5, places=2), st.decimals(-5, 5, places=2))
def test_zoho_comes_to_what_was_predicted(
    lines: list[Fields], discount: Decimal, adjustment: Decimal
) -> None:
    taxes = [Tax(str(name), str(name), rate) for name, rate in RATES.items()]
    rows = [
        with_sums(
            {
                "Quantity": line["quantity"],
                "List_Price": line["price"],
                "Discount": line["discount"],
                "Line_Tax": line_taxes(
                    [{"name": line["tax"]}] if line["tax"] else [], taxes, "", own_rates=False
                ),
            }
        )
        for line in lines
    ]
    made = totals({"Discount": discount, "Adjustment": adjustment}, rows)
    assert made["Grand_Total"] == money.zoho_total(lines, RATES, discount, adjustment)
