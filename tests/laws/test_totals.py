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
from sync.core.records import Fields
from sync.core.tables.documents import NO_TAX
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
