"""What must hold for every value, not only for those we thought of."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core import codecs, money
from sync.core.codecs import Codec
from sync.core.keys import plain_name
from sync.core.reading import digest, frozen, thaw
from sync.core.records import Fields
from tests.core.world import INVOICES, zoho_invoice, zoho_line

TEXTS = st.text(max_size=20)
NUMBERS = st.decimals(-(10**9), 10**9, places=6) | st.integers(-(10**9), 10**9)
RAWS = {
    "TEXT": TEXTS,
    "EMAIL": TEXTS,
    "NAME": TEXTS,
    "STREET": TEXTS,
    "URL": TEXTS,
    "MONEY": NUMBERS,
    "DISCOUNT": NUMBERS,
    "PRICE": NUMBERS,
    "RATE": NUMBERS,
    "DATE": st.dates().map(str),
    "BOOL": st.booleans() | st.sampled_from(["true", "FALSE", ""]),
    "OPAQUE": st.lists(st.dictionaries(TEXTS, TEXTS)),
}


@pytest.mark.parametrize("name", RAWS)
@given(data=st.data())
def test_a_value_survives_being_written_read_and_stored(name: str, data: st.DataObject) -> None:
    codec: Codec = getattr(codecs, name)
    value = codec.parse(data.draw(st.none() | RAWS[name]))
    assert codec.parse(codec.render(value)) == value
    kept = json.loads(frozen({"v": value}))["v"]
    assert codec.thaw(kept) == value
    assert frozen({"v": codec.thaw(kept)}) == frozen({"v": value})


@given(TEXTS)
def test_a_name_made_plain_is_plain(name: str) -> None:
    assert plain_name(plain_name(name)) == plain_name(name)
    assert plain_name(f"  {name.upper()} ") == plain_name(name.upper())


AMOUNTS = st.decimals(-10000, 10000, places=2)
LINES = st.lists(
    st.builds(
        zoho_line,
        quantity=st.none() | st.decimals(0, 1000, places=4),
        price=st.none() | st.decimals(0, 1000, places=4),
        discount=st.none() | st.decimals(0, 10, places=2),
        tax=st.sampled_from([None, "VAT", "GST"]),
    ),
    max_size=5,
)
INVOICE_FIELDS = st.builds(
    zoho_invoice,
    number=st.none() | TEXTS.map(codecs.NAME.parse),
    date=st.none() | st.dates(),
    total=st.none() | AMOUNTS,
    lines=st.none() | LINES.map(tuple),
)
RATES = {"VAT": Decimal(15), "GST": Decimal("12.5")}


@given(INVOICE_FIELDS)
def test_what_is_frozen_thaws_to_the_same(fields: Fields) -> None:
    thawed = thaw(INVOICES, json.loads(frozen(fields)))
    assert thawed == fields
    assert digest(thawed) == digest(fields)


@given(LINES)
def test_a_total_is_cents_and_both_vendors_differ_by_rounding_only(lines: list[Fields]) -> None:
    xero, zoho = money.xero_total(lines, RATES), money.zoho_total(lines, RATES)
    assert xero == money.cents(xero)
    assert zoho == money.cents(zoho)
    assert abs(xero - zoho) <= money.rounding_room(lines)


@given(LINES)
def test_the_order_of_lines_does_not_change_a_total(lines: list[Fields]) -> None:
    assert money.xero_total(lines, RATES) == money.xero_total(lines[::-1], RATES)


@given(st.decimals(0, 100000, places=2), st.sampled_from([Decimal(0), *RATES.values()]))
def test_tax_inside_an_amount_is_the_tax_on_what_is_left(gross: Decimal, percent: Decimal) -> None:
    tax = money.xero_tax(gross, percent, "Inclusive")
    assert abs(money.xero_tax(gross - tax, percent, "Exclusive") - tax) <= money.CENT
    assert money.xero_tax(gross, percent, "NoTax") == 0
