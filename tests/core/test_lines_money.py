"""Lines that keep their ids, sums that hold to the cent, doubts about twins."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sync.core import money
from sync.core.lines import Versions, aligned
from sync.core.match import doubt, other_party
from sync.core.records import Fields, Module, Side
from sync.core.verdicts import Lexicon, Why
from tests.core.world import ACCOUNTS, INVOICES, account, d, xero_invoice, zoho_invoice, zoho_line


def line(line_id: str | None, text: str, item: str | None = None) -> Fields:
    return {"id": line_id, "text": text, "item": item}


def alike(one: Fields, other: Fields) -> bool:
    return one["text"] == other["text"]


def ids(source: Versions, target: Versions) -> tuple[list[object], tuple[str, ...]]:
    found, removed = aligned(source, target, source.now, (alike,))
    return [each and each["id"] for each in found], removed


A, B, C = line("a", "1"), line("b", "2"), line("c", "3")
X, Y, Z = line("x", "1"), line("y", "2"), line("z", "3")


@pytest.mark.parametrize(
    ("source_was", "source_now", "target_was", "target_now", "kept", "removed"),
    [
        ([A, B], [A, B], [X, Y], [X, Y], ["x", "y"], ()),
        ([A, B], [B, A], [X, Y], [X, Y], ["y", "x"], ()),
        ([A, B], [line("b", "new")], [X, Y], [X, Y], ["y"], ("x",)),
        ([A, B], [A, line(None, "9"), B], [X, Y], [X, Y], ["x", None, "y"], ()),
        ([A, B], [line("a", "2"), line("b", "1")], [X, Y], [X, Y], ["x", "y"], ()),
        # at the agreement, the other side held them in another order
        ([A, B], [line("a", "new"), B], [Y, X], [Y, X], ["x", "y"], ()),
        # what said the same then is the same; the rest, in order
        ([A, B], [A, B], [line("x", "one"), Y], [line("x", "one"), Y], ["x", "y"], ()),
        # the other side lost a line meanwhile
        ([A, B], [A, line("b", "new")], [X, Y], [X], ["x", None], ()),
        # nothing agreed yet: by content
        ([], [B, A], [], [X, Y], ["y", "x"], ()),
        # new ids, same item: the line is edited, not rebuilt
        ([], [line("n", "7", "i")], [], [line("x", "1", "j"), line("y", "1", "i")], ["y"], ("x",)),
        # two alike
        ([], [A, line("b", "1")], [], [X], ["x", None], ()),
        # lines without ids cannot be kept
        ([line(None, "1")], [line(None, "1")], [line(None, "1")], [line(None, "1")], [None], ()),
    ],
)
def test_lines_keep_their_ids(
    source_was: list[Fields],
    source_now: list[Fields],
    target_was: list[Fields],
    target_now: list[Fields],
    kept: list[object],
    removed: tuple[str, ...],
) -> None:
    found = ids(Versions(source_was, source_now), Versions(target_was, target_now))
    assert found == (kept, removed)


RATES = {"VAT": Decimal(15), "GST": Decimal("12.5")}


@pytest.mark.parametrize(
    ("lines", "kind", "total"),
    [
        ([{}], "Exclusive", "115.00"),
        ([{}], "NoTax", "100.00"),
        ([{}], "Inclusive", "100.00"),
        ([{"tax": None}], "Exclusive", "100.00"),
        ([{"discount": d("10.00")}], "Exclusive", "103.50"),
        ([{"quantity": None}], "Exclusive", "57.50"),
        ([{"price": None}], "Exclusive", "0.00"),
        # tax is rounded on each line: 3 x round(0.0495) and not round(0.1485)
        ([{"quantity": d("1"), "price": d("0.33")}] * 3, "Exclusive", "1.14"),
        ([{"quantity": d("3"), "price": d("0.33335")}], "NoTax", "1.00"),
    ],
)
def test_what_xero_comes_to(lines: list[dict[str, Any]], kind: str, total: str) -> None:
    said = [zoho_line(**each) for each in lines]
    assert str(money.xero_total(said, RATES, kind)) == total


@pytest.mark.parametrize(
    ("gross", "tax"),
    [("541.25", "70.60"), ("500.00", "65.22")],  # XERO.md 5, recorded
)
def test_tax_inside_an_amount(gross: str, tax: str) -> None:
    assert money.xero_tax(d(gross), Decimal(15), "Inclusive") == d(tax)


def test_what_zoho_comes_to() -> None:
    lines = [zoho_line(discount=d("10.00")), zoho_line(tax=None)]
    assert money.zoho_total(lines, RATES) == d("203.50")
    assert money.zoho_total(lines, RATES, d("3.00"), d("-0.50")) == d("200.00")


def test_a_tax_that_nobody_told_the_rate_of() -> None:
    assert money.unknown_tax([zoho_line(), zoho_line(tax="PST")], RATES) == "PST"
    assert money.unknown_tax([zoho_line(), zoho_line(tax=None)], RATES) == ""


def test_room_for_rounding_grows_with_lines_and_quantities() -> None:
    assert money.rounding_room([zoho_line(quantity=d("1"))] * 2) == d("0.06")
    assert money.rounding_room([zoho_line(quantity=d("-100"))]) == d("1.02")


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Acme Ltd", "ACME, Ltd.", ""),
        ("Acme Ltd", None, ""),
        ("Acme Ltd", "Acme Limited", "the legal form differs: Acme Ltd / Acme Limited"),
        ("Acme Ltd", "Acme", "the legal form differs: Acme Ltd / Acme"),
        ("Acme Ltd", "Acne Ltd", "the names differ: Acme Ltd / Acne Ltd"),
        ("Companyx", "Cox", "the names differ: Companyx / Cox"),
    ],
)
def test_doubts_about_names(one: str, other: str | None, words: str) -> None:
    assert doubt(ACCOUNTS, account(name=one), account(name=other)) == words


def test_doubts_about_money() -> None:
    assert doubt(INVOICES, zoho_invoice(), xero_invoice()) == ""
    assert doubt(INVOICES, zoho_invoice(), xero_invoice(total=None)) == (
        "the totals differ: 115.00 / None"
    )


@pytest.mark.parametrize(
    ("links", "mine", "asked"),
    [
        ({"acc-1": "con-1"}, "acc-1", None),
        ({"acc-1": "con-2"}, "acc-1", Why.MATCH),
        ({}, "acc-1", Why.PARENT),
        ({}, None, None),
    ],
)
def test_a_number_is_no_reason_to_join_documents_of_two_customers(
    links: dict[str, str], mine: str | None, asked: Why | None
) -> None:
    one, other = zoho_invoice(account=mine), xero_invoice(account="con-1")
    known = {(Module.ACCOUNTS, Side.ZOHO, zoho): xero for zoho, xero in links.items()}
    found = other_party(INVOICES, Side.ZOHO, one, other, Lexicon(links=known))
    assert (found and found.why) == asked
