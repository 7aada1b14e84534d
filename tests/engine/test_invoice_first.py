"""Invoices that one side has and the other has not: what is created, what is held, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from sync.core.records import Module
from sync.core.verdicts import Why
from sync.models import Link, Question, Run
from tests.engine.papers import Papers
from tests.engine.stage import stage
from tests.portal import Portal

pytestmark = pytest.mark.django_db
CLOSED = "2026-01-31"


@dataclass(frozen=True)
class AtXero:
    name: str
    lines: tuple[Mapping[str, Any], ...] = ({"ItemCode": "W-1", "Quantity": 1, "UnitAmount": 10},)
    more: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""  # "" : it goes across
    paid: float = 0.0
    status: str = "Created"


def item(**more: object) -> Mapping[str, Any]:
    return {"ItemCode": "W-1", "Quantity": 1, "UnitAmount": 10, **more}


AT_XERO = (
    AtXero("plain"),
    AtXero("taxed", (item(TaxType="OUTPUT2"), item(TaxType="RROUTPUT", UnitAmount=3.33))),
    AtXero("untaxed", (item(TaxType="NONE"),), {"LineAmountTypes": "NoTax"}),
    AtXero(
        "inclusive",
        (item(TaxType="OUTPUT2", UnitAmount=9.99, Quantity=7), item(TaxType="OUTPUT2")),
        {"LineAmountTypes": "Inclusive"},
    ),
    AtXero(
        "inclusive odd",
        (item(TaxType="RROUTPUT", UnitAmount=0.03, Quantity=11),) * 3,
        {"LineAmountTypes": "Inclusive"},
    ),
    AtXero("discount rate", (item(DiscountRate=12.5, UnitAmount=19.99, Quantity=3),)),
    AtXero("discount amount", (item(DiscountAmount=1.5, Quantity=3),)),
    AtXero("described only", (item(), {"Description": "only words"})),
    AtXero("no item", ({"Description": "work", "Quantity": 1, "UnitAmount": 5},)),
    AtXero("approved", more={"Status": "AUTHORISED"}, status="Approved"),
    AtXero("paid", more={"Status": "AUTHORISED"}, paid=12.0, status="Delivered"),
    AtXero("part paid", more={"Status": "AUTHORISED"}, paid=5.0, status="Approved"),
    AtXero("voided", more={"Status": "VOIDED"}, why=Why.STATUS),
    AtXero("no due date", more={"DueDate": None}),
    AtXero("ünïcode 株式会社", more={"Reference": "Ωmega"}),
)


@dataclass(frozen=True)
class Played:
    zoho: Mapping[str, list[Mapping[str, Any]]]  # by invoice number
    xero: Mapping[str, Mapping[str, Any]]
    asked: Mapping[str, set[str]]
    runs: tuple[Run, ...]
    links: int


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Played:
    with stage(django_db_blocker) as portal:
        return _play(portal)


def _play(portal: Portal) -> Played:
    Papers(portal)
    portal.fetch()
    portal.sync()
    contact = portal.xero.list_contacts()[0]["ContactID"]
    made = {case.name: _make(portal, contact, case) for case in AT_XERO}
    runs = tuple(portal.sync(Module.INVOICES, window=each) for each in ("last", "last", "all"))
    zoho: dict[str, list[Mapping[str, Any]]] = {}
    numbers = {row["InvoiceID"]: row["InvoiceNumber"] for row in portal.xero.list_invoices()}
    names = {made[name]: name for name in made}
    pairs = dict(Link.objects.filter(module="invoices").values_list("zoho_id", "xero_id"))
    for row in portal.zoho.list("Invoices"):
        zoho.setdefault(names.get(pairs.get(row["id"], ""), "?"), []).append(row)
    asked: dict[str, set[str]] = {}
    for each in Question.objects.filter(module="invoices"):
        asked.setdefault(names[each.xero_id], set()).add(each.why)
    xero = {names[row["InvoiceID"]]: row for row in portal.xero.list_invoices()}
    assert set(numbers) == set(names)
    return Played(zoho, xero, asked, runs, len(pairs))


def _make(portal: Portal, contact: str, case: AtXero) -> str:
    ends = {"VOIDED": "AUTHORISED"}.get(case.more.get("Status", ""))
    invoice = portal.xero.save_invoice(
        {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact},
            "InvoiceNumber": f"X {case.name}",
            "Date": "2026-11-01",
            "DueDate": "2026-12-01",
            "LineItems": [
                {"Description": "x", "AccountCode": "200", **each} for each in case.lines
            ],
            **case.more,
            **({"Status": ends} if ends else {}),
        }
    )
    if ends:
        portal.xero.save_invoice({"InvoiceID": invoice["InvoiceID"], "Status": case.more["Status"]})
    if case.paid:
        paid = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": case.paid}
        portal.xero.add_payment({**paid, "Account": {"Code": "090"}})
    return str(invoice["InvoiceID"])


@pytest.mark.parametrize("case", AT_XERO, ids=lambda case: case.name)
def test_each_invoice_of_xero(played: Played, case: AtXero) -> None:
    found = played.zoho.get(case.name, [])
    assert len(found) == (0 if case.why else 1), played.asked.get(case.name)
    assert played.asked.get(case.name, set()) == ({case.why} if case.why else set())
    if found:
        (row,) = found
        assert row["Status"] == case.status
        assert len(row["Invoiced_Items"]) == len(case.lines)


@pytest.mark.parametrize("case", AT_XERO, ids=lambda case: case.name)
def test_equal_totals_to_the_cent(played: Played, case: AtXero) -> None:
    for row in played.zoho.get(case.name, []):
        total = Decimal(str(played.xero[case.name]["Total"]))
        assert Decimal(str(row["Grand_Total"])) == total


def test_nothing_else_was_made_and_nothing_is_written_twice(played: Played) -> None:
    assert "?" not in played.zoho
    assert played.links == sum(1 for case in AT_XERO if not case.why)
    assert [run.counts["invoices"]["planned"] for run in played.runs[1:]] == [0, 0]
    assert [run.left for run in played.runs] == [0, 0, 0]
