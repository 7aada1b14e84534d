"""Xero's number stands in the CRM, wherever the invoice was made and whatever fields there are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from sync.core.plan import plan
from sync.core.reading import narrowed, wanted_of
from sync.core.records import Fields, Lone
from sync.core.table import Table
from sync.core.verdicts import Agree
from tests.core.made import made_of, moves
from tests.core.world import (
    INVOICES,
    RULES,
    XERO,
    ZOHO,
    agreed,
    linked,
    seen,
    xero_invoice,
    zoho_invoice,
)

USUAL = {"Invoice_Number", "Currency", "Exchange_Rate", "Description"}


def crm(fields: Collection[str]) -> Table:
    return narrowed(INVOICES, ZOHO, fields)


def born(table: Table, **but: Any) -> Fields:
    made = plan(Lone(XERO, seen("x", xero_invoice(**but))), table, RULES)
    assert isinstance(made, Agree)
    return made.writes[0].fields


def test_without_a_field_of_its_own_the_number_is_put_into_words() -> None:
    told = born(crm(USUAL), subject="Works")
    assert told["note"] == "Invoice number in Xero: INV-1"
    assert "number" not in told


@pytest.mark.parametrize(
    ("fields", "but"),
    [
        (USUAL | {"Xero_Invoice_No"}, {}),
        (USUAL - {"Description"}, {}),
        (USUAL, {"number": None, "subject": "Works"}),
    ],
)
def test_otherwise_nothing_is_put_into_words(fields: set[str], but: dict[str, Any]) -> None:
    table = crm(fields)
    made = plan(Lone(XERO, seen("x", xero_invoice(**but))), table, RULES)
    writes = made.writes if isinstance(made, Agree) else ()
    assert all("note" not in write.fields for write in writes)


def test_the_words_are_not_read_again() -> None:
    assert "Description" not in wanted_of(INVOICES, ZOHO)[0]


ZOHO_WAS, XERO_WAS = zoho_invoice(xero_number=None), xero_invoice(xero_number="INV-1")


def test_what_the_crm_made_is_filled_in_with_the_number_that_xero_gave() -> None:
    was = agreed(ZOHO_WAS, xero_invoice())
    made = made_of(linked(ZOHO_WAS, XERO_WAS, was), INVOICES)
    assert moves(made) == {ZOHO: {"xero_number": "INV-1"}}


def test_a_number_edited_in_the_crm_goes_to_xero_and_is_not_taken_back() -> None:
    both = agreed(zoho_invoice(xero_number="INV-1"), XERO_WAS)
    now = zoho_invoice(number="INV-9", xero_number="INV-9")
    assert moves(made_of(linked(now, XERO_WAS, both), INVOICES)) == {XERO: {"number": "INV-9"}}
