"""Payments that leave no trace in Xero's time of change come back within a day, for few calls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from connectors.sandbox.xero.wire import milliseconds
from sync.core.records import Module, Side
from sync.engine import reread
from sync.models import Cursor, Link
from sync.services.crm_fields import crm_fields_create
from tests.engine.papers import Papers
from tests.portal import Portal

INVOICES = Module.INVOICES


@pytest.fixture
def papers(portal: Portal) -> Papers:
    """Return three approved invoices on both sides, in a CRM that has our fields."""
    papers = Papers(portal)
    for name in ("one", "two", "three"):
        papers.new_at_zoho(name, [("W-1", "1", "10")], Status="Approved")
    portal.fetch()
    crm_fields_create(bridge=portal.fresh(), user=portal.user)
    portal.fetch()
    portal.sync()
    return papers


def a_day_later() -> None:
    """Let all that was read be of the day before yesterday, as far as full readings go."""
    long_ago = timezone.now() - timedelta(days=2)
    Cursor.objects.update(fetched_at=long_ago)
    Cursor.objects.exclude(reread_at=None).update(reread_at=long_ago)


def an_hour_ago() -> int:
    return milliseconds(timezone.now() - timedelta(hours=1))


def pay_silently(papers: Papers, zoho_id: str, paid: float = 4.0) -> None:
    """Have an amount paid without a new time of change."""
    xero_id = Link.objects.get(module=INVOICES, zoho_id=zoho_id).xero_id
    invoice = papers.xero_invoice(xero_id)
    moved = {"AmountPaid": paid, "AmountDue": 10 - paid, "UpdatedDateUTC": an_hour_ago()}
    papers.portal.xero.invoices.put({**invoice, **moved})


def amounts(papers: Papers) -> list[tuple[float, float]]:
    rows = papers.portal.zoho.list("Invoices")
    return [(float(row["Paid_Amount"] or 0), float(row["Owed_Amount"] or 0)) for row in rows]


def sync(papers: Papers) -> int:
    """Sync once; return how many times Xero was asked for invoices."""
    calls = papers.portal.vendors.calls[Side.XERO]
    calls.clear()
    run = papers.portal.sync(INVOICES, window="last")
    assert run.left == 0
    return len([call for call in calls if call == "GET /api.xro/2.0/Invoices"])


def test_a_silent_payment_comes_back_once_a_day(papers: Papers) -> None:
    first = papers.portal.zoho.list("Invoices")[0]["id"]
    assert amounts(papers) == [(0, 10)] * 3
    pay_silently(papers, first)
    assert sync(papers) == 1, "it was read whole just now"
    assert amounts(papers) == [(0, 10)] * 3
    a_day_later()
    assert sync(papers) == 2
    assert amounts(papers) == [(4, 6), (0, 10), (0, 10)]
    pay_silently(papers, first, 5.0)
    assert sync(papers) == 1, "once a day is enough"
    assert amounts(papers) == [(4, 6), (0, 10), (0, 10)]
    a_day_later()
    sync(papers)
    assert amounts(papers) == [(5, 5), (0, 10), (0, 10)]


def test_whoever_asks_for_everything_gets_it_at_once(papers: Papers) -> None:
    pay_silently(papers, papers.portal.zoho.list("Invoices")[0]["id"])
    assert sync(papers) == 1
    assert amounts(papers) == [(0, 10)] * 3
    papers.portal.sync(INVOICES, window="all")
    assert amounts(papers) == [(4, 6), (0, 10), (0, 10)]


def test_a_days_share_is_bounded_and_the_rest_comes_the_next_day(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reread, "CHUNK", 1)
    monkeypatch.setattr(reread, "A_DAY", 2)
    for row in papers.portal.zoho.list("Invoices"):
        pay_silently(papers, row["id"])
    a_day_later()
    assert sync(papers) == 3
    assert sorted(amounts(papers)) == [(0, 10), (4, 6), (4, 6)]
    assert Cursor.objects.get(side=Side.XERO, module=INVOICES).reread_after > 0
    a_day_later()
    sync(papers)
    assert amounts(papers) == [(4, 6)] * 3
    assert Cursor.objects.get(side=Side.XERO, module=INVOICES).reread_after == 0


def test_without_open_invoices_nothing_is_asked(papers: Papers) -> None:
    for link in Link.objects.filter(module=INVOICES):
        papers.save(link.xero_id, Status="VOIDED")
    sync(papers)
    a_day_later()
    assert sync(papers) == 1
