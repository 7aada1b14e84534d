"""What Xero has of a line's amounts goes back to it as it was, where nobody edited them."""

from __future__ import annotations

from typing import Any

import pytest

from sync.core.reading import reader, rendered
from sync.core.records import Fields, Linked
from sync.core.translate import lines_of
from sync.core.verdicts import Why, Write
from tests.core.made import asks, made_of
from tests.core.world import (
    INVOICES,
    XERO,
    agreed,
    d,
    linked,
    xero_invoice,
    xero_line,
    zoho_invoice,
    zoho_line,
)


@pytest.mark.parametrize(
    ("kind", "line", "sent"),
    [
        ("Exclusive", {"TaxAmount": "5.98", "LineAmount": 29.97}, {"TaxAmount": d("5.98")}),
        ("Exclusive", {"TaxAmount": 0, "LineAmount": 29.97}, {"TaxAmount": d("0")}),
        ("Exclusive", {"TaxAmount": None, "LineAmount": 29.97}, {}),
        ("Exclusive", {"TaxAmount": 0, "LineAmount": 0}, {}),
        (
            "Exclusive",
            {"DiscountRate": 10, "TaxAmount": 4.5, "LineAmount": 26.97},
            {"TaxAmount": d("4.5"), "DiscountRate": d("1E+1")},
        ),
        (
            "Inclusive",
            {"DiscountAmount": 3, "TaxAmount": 3.52, "LineAmount": 26.97},
            {"UnitAmount": d("9.99"), "TaxAmount": d("3.52"), "DiscountAmount": d("3")},
        ),
    ],
)
def test_a_line_goes_back_with_the_amounts_that_xero_had(
    kind: str, line: dict[str, object], sent: dict[str, object]
) -> None:
    whole = {"LineItemID": "xl1", "Quantity": 3, "UnitAmount": 9.99, **line}
    read = reader(INVOICES, XERO)({"LineAmountTypes": kind, "LineItems": [whole]})
    payload: dict[str, Any] = rendered(INVOICES, Write(XERO, {"lines": read["lines"]}), create=True)
    (said,) = payload["LineItems"]
    names = ("UnitAmount", "DiscountAmount", "DiscountRate", "TaxAmount")
    told = {name: said[name] for name in names if said.get(name) or name == "TaxAmount" in said}
    assert told == {"UnitAmount": d("9.9900"), **sent}


def inclusive(**but: Any) -> Fields:
    """Return a line of 100.05 with 15 % in it, which worked out from its net comes to 100.06."""
    entered = '{"LineAmount":"100.05","TaxAmount":"13.05","UnitAmount":"100.05"}'
    return xero_line(quantity=d("1.0000"), price=d("87.0000"), entered=entered) | but


def net(**but: Any) -> Fields:
    return zoho_line(quantity=d("1.0000"), price=d("87.0000")) | but


def inclusive_pair(line: Fields, total: str = "100.05", *, base: bool = True) -> Linked:
    xero = xero_invoice(kind="Inclusive", lines=(inclusive(),), total=d("100.05"))
    was = zoho_invoice(lines=(net(),), total=d("100.05"), adjustment=d("0.00"))
    now = {**was, "lines": (line,), "total": d(total)}
    return linked(now, xero, agreed(was, xero) if base else None)


def test_a_text_edited_in_the_crm_leaves_what_xero_had() -> None:
    (write,) = made_of(inclusive_pair(net(description="New")), INVOICES).writes
    stays = {name: value for name, value in inclusive().items() if value is not None}
    assert write.fields == {"lines": ({**stays, "description": "New"},)}


def test_amounts_edited_in_the_crm_leave_nothing_of_what_xero_had() -> None:
    made = made_of(inclusive_pair(net(quantity=d("2.0000")), "200.10"), INVOICES)
    (write,) = made.writes
    (line,) = lines_of(write.fields["lines"])
    assert ("entered" in line, write.fields["kind"]) == (False, "Exclusive")


def test_a_discount_beside_the_lines_is_not_passed_over_for_a_text() -> None:
    made = made_of(inclusive_pair(net(description="New"), "90.05"), INVOICES)
    assert asks(made) == [(Why.TOTAL, "lines")]
    assert (made.questions[0].zoho, made.questions[0].xero) == (d("90.05"), d("100.05"))


def test_a_line_beside_an_edited_one_keeps_the_tax_that_somebody_corrected() -> None:
    corrected = xero_line("xl2", entered='{"LineAmount":"100","TaxAmount":"15.02"}')
    xero = xero_invoice(lines=(xero_line(), corrected), total=d("230.02"))
    lines = (zoho_line(), zoho_line("zl2"))
    was = zoho_invoice(lines=lines, total=d("230.02"), adjustment=d("0.02"))
    edited = (zoho_line(quantity=d("3.0000")), lines[1])
    case = linked({**was, "lines": edited, "total": d("287.52")}, xero, agreed(was, xero))
    (write,) = made_of(case, INVOICES).writes
    assert [line.get("entered") for line in lines_of(write.fields["lines"])] == [
        None,
        corrected["entered"],
    ]


def test_a_text_edited_at_xero_leaves_the_adjustment_alone() -> None:
    zoho = zoho_invoice(adjustment=d("5.00"), total=d("120.00"))
    base = agreed(zoho, xero_invoice())
    now = xero_invoice(lines=(xero_line(description="New"),))
    (write,) = made_of(linked(zoho, now, base), INVOICES).writes
    assert set(write.fields) == {"lines"}
