"""Answers about documents: an edit that Xero has locked, and totals that differ."""

from __future__ import annotations

import pytest

from sync.core.answers import Choice
from sync.core.records import Module
from sync.core.verdicts import Why
from sync.models import Link, Question
from tests.engine.papers import Papers
from tests.engine.reviews import give, in_force, whys
from tests.portal import Portal

INVOICES = Module.INVOICES


@pytest.fixture
def papers(portal: Portal) -> Papers:
    return Papers(portal)


def test_an_edit_that_xero_has_locked_is_taken_back(papers: Papers) -> None:
    zoho = papers.new_at_zoho("one", [("W-1", "1", "10")])
    papers.portal.fetch()
    papers.portal.sync()
    xero = Link.objects.get(module=INVOICES).xero_id
    papers.save(xero, Status="AUTHORISED")
    papers.portal.sync(window="last")
    paid = {"Invoice": {"InvoiceID": xero}, "Amount": 10.0, "Account": {"Code": "090"}}
    papers.portal.xero.add_payment(paid)
    papers.portal.sync(window="last")
    papers.edit_zoho_line(zoho, 0, Quantity=7)
    papers.portal.sync(INVOICES, window="last")
    give(papers.portal, Choice.XERO, Question.objects.filter(why=Why.LOCKED))
    held = papers.portal.zoho.get("Invoices", zoho)
    assert held
    assert [line["Quantity"] for line in held["Invoiced_Items"]] == [1]
    assert Why.LOCKED not in whys()
    assert in_force() == []


def test_a_difference_that_somebody_accepts_is_written(papers: Papers) -> None:
    zoho = papers.new_at_zoho("one", [("W-1", "1", "10")], Adjustment=-3)
    papers.portal.fetch()
    papers.portal.sync()
    assert whys() == [Why.TOTAL]
    give(papers.portal, Choice.ACCEPT)
    link = Link.objects.get(module=INVOICES)
    assert link.zoho_id == zoho
    assert papers.xero_invoice(link.xero_id)["Total"] == 10
    assert (whys(), in_force()) == ([], [])
    again = papers.portal.sync(INVOICES, window="all")
    assert again.counts["invoices"]["planned"] == 0
    assert whys() == []
