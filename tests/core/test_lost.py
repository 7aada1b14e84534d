"""A record is known again though its vendor spells it in its own way, and no other is."""

from __future__ import annotations

from typing import Any

import pytest

from sync.core.lost import is_met, says
from tests.core.world import ACCOUNTS, INVOICES, account, d, xero_invoice, xero_line

SENT = {"name": "Acme Ltd", "phone": "(09) 123-4567", "website": None}


@pytest.mark.parametrize(
    ("holds", "same"),
    [
        (SENT, True),
        ({"name": "ACME LTD", "phone": "09 1234567", "website": "acme.test"}, True),
        ({"name": "Acme Ltd.", "phone": "091234567"}, True),
        ({"name": "Acme Ltd", "phone": "091234568"}, False),
        ({"name": "Acme", "phone": "(09) 123-4567"}, False),
        ({"name": "Acme Ltd"}, False),
    ],
)
def test_texts_go_by_their_words(holds: dict[str, Any], same: bool) -> None:
    assert says(ACCOUNTS, holds, SENT) is same


FIRST, SECOND = xero_line(None), xero_line(None, item="AB-2", price=d("9.0000"))
HELD = xero_line("l1"), xero_line("l2", item="AB-2", price=d("9.0000"), description="THING ")


@pytest.mark.parametrize(
    ("lines", "same"),
    [
        (HELD, True),
        (HELD[::-1], True),
        (HELD[:1], False),
        ((*HELD, HELD[0]), False),
        ((HELD[0], xero_line("l2", item="AB-3", price=d("9.0000"))), False),
        ((HELD[0], xero_line("l2", item="ab2", price=d("9.0000"))), False),
        (None, False),
    ],
)
def test_lines_in_any_order(lines: object, same: bool) -> None:
    holds = xero_invoice(lines=lines, status="AUTHORISED")
    assert says(INVOICES, holds, xero_invoice(lines=(FIRST, SECOND))) is same


def test_codes_are_no_words() -> None:
    """A status or another record's id is itself, or something else."""
    assert not says(INVOICES, {"status": "authorised"}, {"status": "AUTHORISED"})
    assert not says(INVOICES, {"account": "X-1"}, {"account": "x1"})


def test_whom_the_planner_would_see() -> None:
    assert is_met(ACCOUNTS, account(name="ACME  ltd", email=None), account())
    assert not is_met(ACCOUNTS, account(name="Bolt", email=None), account())
