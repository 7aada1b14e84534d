"""A text edited in the CRM leaves every amount in Xero as it was entered there, to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from sync.core.records import Module
from sync.models import Link, Question, Run
from tests.engine.papers import Papers
from tests.engine.stage import stage
from tests.portal import Portal

pytestmark = pytest.mark.django_db

Line = Mapping[str, Any]
AMOUNTS = ("Quantity", "UnitAmount", "LineAmount", "TaxAmount", "DiscountRate", "DiscountAmount")


def line(quantity: object, price: object, **more: object) -> Line:
    sold = {"ItemCode": "W-1", "Description": "W-1", "AccountCode": "200", "TaxType": "OUTPUT2"}
    return {**sold, "Quantity": quantity, "UnitAmount": price, **more}


@dataclass(frozen=True)
class Case:
    name: str
    kind: str
    lines: tuple[Line, ...]


CASES = (
    Case("net", "Exclusive", (line(3, 9.99),)),
    Case("with tax in it", "Inclusive", (line(3, 33.35),)),
    Case("with tax in it, two lines", "Inclusive", (line(3, 33.35), line(7, 0.1234))),
    Case("a tenth off 10.05", "Exclusive", (line(1, 10.05, DiscountRate=10),)),
    Case("a tenth off, tax in it", "Inclusive", (line(1, 10.05, DiscountRate=10),)),
    Case("1.23 off, tax in it", "Inclusive", (line(7, 9.99, DiscountAmount=1.23),)),
    Case("a tax that somebody corrected", "Exclusive", (line(3, 9.99, TaxAmount=5.98),)),
    Case("the same, tax in it", "Inclusive", (line(3, 9.99, TaxAmount=5.01),)),
    Case("without tax", "NoTax", (line(3, 9.99),)),
    Case("four decimals", "Exclusive", (line(100, 0.1234),)),
)


@dataclass(frozen=True)
class Played:
    before: Mapping[str, Mapping[str, Any]]
    after: Mapping[str, Mapping[str, Any]]
    zoho: Mapping[str, Mapping[str, Any]]
    asked: list[tuple[str, str]]
    runs: tuple[Run, ...]


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Played:
    with stage(django_db_blocker) as portal:
        return _play(portal)


def _play(portal: Portal) -> Played:
    papers = Papers(portal)
    contact = portal.xero.save_contact({"Name": "Paper Ltd"})["ContactID"]
    portal.xero.save_item({"Code": "W-1", "Name": "Widget W-1"})
    made = {case.name: _entered(portal, contact, case) for case in CASES}
    portal.fetch()
    portal.sync()
    pairs = dict(Link.objects.filter(module="invoices").values_list("xero_id", "zoho_id"))
    before = {name: papers.xero_invoice(one) for name, one in made.items()}
    for one in made.values():
        papers.edit_zoho_line(pairs[one], 0, Description="Said anew")
    runs = tuple(portal.sync(Module.INVOICES, window="last") for _ in range(2))
    return Played(
        before,
        {name: papers.xero_invoice(one) for name, one in made.items()},
        {name: portal.zoho.get("Invoices", pairs[one]) or {} for name, one in made.items()},
        list(Question.objects.values_list("why", "field")),
        runs,
    )


def _entered(portal: Portal, contact: str, case: Case) -> str:
    row = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact},
        "Date": "2026-11-01",
        "DueDate": "2026-12-01",
        "LineAmountTypes": case.kind,
        "LineItems": case.lines,
    }
    return str(portal.xero.save_invoice(row)["InvoiceID"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_text_arrives_and_no_amount_moves(played: Played, case: Case) -> None:
    was, now = played.before[case.name], played.after[case.name]
    assert now["LineItems"][0]["Description"] == "Said anew"
    assert _amounts(now) == _amounts(was)
    assert float(played.zoho[case.name]["Grand_Total"]) == now["Total"]


def test_nothing_is_asked_and_a_second_run_writes_nothing(played: Played) -> None:
    assert played.asked == []
    assert [run.counts["invoices"]["written"] for run in played.runs] == [len(CASES), 0]
    assert [run.left for run in played.runs] == [0, 0]


def _amounts(invoice: Mapping[str, Any]) -> tuple[object, ...]:
    lines = [{name: each.get(name) or 0 for name in AMOUNTS} for each in invoice["LineItems"]]
    return invoice["LineAmountTypes"], invoice["Total"], invoice["TotalTax"], lines
