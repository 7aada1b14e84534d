"""The product that stands in the CRM for a line without an item."""

from __future__ import annotations

from sync.core.plan import plan
from sync.core.records import Lone
from sync.core.stand_in import NOT_YET, concerns, needs_stand_in, with_stand_in
from sync.core.tables.purchase_orders import PURCHASE_ORDERS
from sync.core.verdicts import Agree, Rules, Write
from tests.core.world import (
    ACCOUNTS,
    INVOICES,
    LEXICON,
    PRODUCTS,
    XERO,
    ZOHO,
    product,
    seen,
    xero_invoice,
    xero_line,
)

RULES = Rules(lexicon=with_stand_in(LEXICON, NOT_YET))


def test_which_modules_it_concerns() -> None:
    assert [concerns(each) for each in (ACCOUNTS, PRODUCTS, INVOICES, PURCHASE_ORDERS)] == [
        False,
        True,
        True,
        True,
    ]


def test_a_write_that_needs_it_says_so() -> None:
    lines = (xero_line(), xero_line("xl2", item=None))
    fields = xero_invoice(lines=lines, total=2 * xero_invoice()["total"])
    made = plan(Lone(XERO, seen("x", fields)), INVOICES, RULES)
    assert isinstance(made, Agree)
    (write,) = made.writes
    assert needs_stand_in(write)
    assert not needs_stand_in(Write(XERO, write.fields))
    assert not needs_stand_in(Write(ZOHO, {"name": "Acme"}))


def test_the_product_itself_goes_nowhere() -> None:
    itself = plan(Lone(ZOHO, seen("zz", product())), PRODUCTS, Rules(lexicon=LEXICON))
    assert itself == Agree()
    made = plan(Lone(ZOHO, seen("other", product())), PRODUCTS, Rules(lexicon=LEXICON))
    assert isinstance(made, Agree)
    assert made.writes
