"""Lock dates that move between two fetches: documents are held for them, and heal by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sync.core.records import Module, Side
from sync.models import Change, Question
from sync.services.runs import sync_start
from tests.engine.papers import Papers
from tests.portal import Portal

pytestmark = pytest.mark.django_db
ORGANISATION = "GET /api.xro/2.0/Organisation"
LINES = [("W-1", "1", "10")]


@pytest.fixture
def papers(portal: Portal) -> Papers:
    return Papers(portal)


@pytest.fixture
def paper(portal: Portal, papers: Papers) -> str:
    """Return an invoice of last January that both sides have."""
    invoice = papers.new_at_zoho("January", LINES, Invoice_Date="2026-01-15")
    portal.fetch()
    portal.sync()
    return invoice


def say(portal: Portal, invoice: str, subject: str) -> None:
    portal.zoho.update("Invoices", invoice, {"Subject": subject})


def in_xero(portal: Portal) -> str:
    (row,) = portal.xero.list_invoices()
    return str(row["Reference"])


def held() -> list[tuple[str, str, str]]:
    return list(Question.objects.values_list("why", "field", "detail"))


def looks(portal: Portal) -> int:
    return portal.vendors.calls[Side.XERO].count(ORGANISATION)


def by_the_clock(portal: Portal) -> None:
    """Run as the schedule does: nobody waits, and what was refused rests."""
    modes, bridge = portal.both(Module.INVOICES), portal.fresh()
    run = sync_start(bridge=bridge, modes=modes, window="last", user=None, enqueue=False)
    portal.carry_on(run)


@pytest.mark.usefixtures("paper")
def test_a_run_looks_once_and_only_with_reason(portal: Portal) -> None:
    before = looks(portal)
    portal.sync(Module.INVOICES)
    assert looks(portal) == before
    _looked_earlier(portal, timedelta(hours=2))
    portal.sync(Module.INVOICES)
    assert looks(portal) == before + 1


def test_a_period_closed_since_is_learned_from_the_refusal(portal: Portal, paper: str) -> None:
    portal.xero.lock_until("2026-01-31")
    say(portal, paper, "edited")
    before = looks(portal)
    portal.sync(Module.INVOICES)
    ((why, _, detail),) = held()
    assert (why, "locked in Xero" in detail) == ("refused", True)
    sent = Change.objects.count()
    portal.sync(Module.INVOICES)
    assert held() == [("locked", "subject", "period")]
    assert (looks(portal), Change.objects.count()) == (before + 1, sent), "seen before the call"


def test_what_is_held_goes_once_the_period_is_open_again(portal: Portal, paper: str) -> None:
    portal.xero.lock_until("2026-01-31")
    say(portal, paper, "edited")
    portal.fetch()
    portal.sync(Module.INVOICES)
    assert held() == [("locked", "subject", "period")]
    portal.xero.lock_until("")
    portal.sync(Module.INVOICES)
    assert (held(), in_xero(portal)) == ([], "edited")


def test_what_was_refused_does_not_rest_once_the_lock_date_moved(
    portal: Portal, paper: str
) -> None:
    portal.xero.lock_until("2026-01-31")
    say(portal, paper, "edited")
    by_the_clock(portal)
    assert [why for why, _, _ in held()] == ["refused"]
    by_the_clock(portal)
    assert held() == [("locked", "subject", "period")]
    portal.xero.lock_until("")
    by_the_clock(portal)
    assert held() == [("locked", "subject", "period")], "looked a moment ago"
    _looked_earlier(portal, timedelta(minutes=16))
    by_the_clock(portal)
    assert (held(), in_xero(portal)) == ([], "edited")


@pytest.mark.usefixtures("paper")
def test_a_new_document_heals_as_well(portal: Portal, papers: Papers) -> None:
    portal.xero.lock_until("2026-02-28")
    papers.new_at_zoho("February", LINES, Invoice_Date="2026-02-15")
    portal.fetch()
    portal.sync()
    assert [(why, field) for why, field, _ in held() if why == "locked"] == [("locked", "date")]
    portal.xero.lock_until("")
    portal.sync()
    assert len(portal.xero.list_invoices()) == 2


@pytest.mark.usefixtures("paper")
def test_the_rest_of_a_run_goes_by_what_a_refusal_told(
    portal: Portal, papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [papers.new_at_zoho(f"J{at}", LINES, Invoice_Date="2026-01-20") for at in range(3)]
    portal.fetch()
    portal.sync()
    assert len(portal.xero.list_invoices()) == 4
    portal.xero.lock_until("2026-01-31")
    for each in others:
        say(portal, each, "edited")
    monkeypatch.setattr("sync.engine.settle.CHUNK", 1)
    portal.sync(Module.INVOICES)
    assert sorted(why for why, _, _ in held()) == ["locked", "locked", "refused"]


def _looked_earlier(portal: Portal, ago: timedelta) -> None:
    xero = portal.fresh().xero
    assert xero
    at = datetime.fromisoformat(xero.metadata["lock_looked_at"]) - ago
    xero.metadata = {**xero.metadata, "lock_looked_at": at.isoformat()}
    xero.save(update_fields=["metadata"])
