from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from sync.core.records import Mode, Module, Side
from sync.core.states import ChangeState, RunKind
from sync.models import Link, Record, Run
from sync.services import forecast as service
from sync.services.forecast import forecast_sync
from tests.portal import Portal
from tests.web.people import Person, change, connect_both, fetched, link, record, run

pytestmark = pytest.mark.django_db
BOTH = {Module.ACCOUNTS: Mode.BOTH}


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def busy(alice: Person, monkeypatch: Any) -> Person:
    """Have 3 companies wait for Xero, 1 for Zoho, and one edited in Zoho."""
    connect_both(alice)
    fetched(alice)
    monkeypatch.setattr(service, "calls_left", lambda _connection: (4_000, 5_000))
    for number in range(3):
        record(alice, Side.ZOHO, Module.ACCOUNTS, f"n{number}")
    record(alice, Side.XERO, Module.ACCOUNTS, "other")
    for side in Side:
        record(alice, side, Module.ACCOUNTS, "edited")
    link(alice, Module.ACCOUNTS, "edited")
    Link.objects.update(xero_digest="d", zoho_digest="older")
    return alice


def costs(one: Person, **asked: Any) -> dict[Side, int]:
    found, _ = forecast_sync(bridge=one.bridge, modes=asked.pop("modes", BOTH), window="all")
    return {each.side: each.cost.calls for each in found}


def test_what_waits_is_counted_by_the_side_that_is_written(busy: Person) -> None:
    """One reading each; Xero gets creates and an edit, Zoho a create that is read back."""
    assert costs(busy) == {Side.ZOHO: 1 + 2, Side.XERO: 1 + 2}
    one_way = {Module.ACCOUNTS: Mode.XERO_TO_CRM}
    assert costs(busy, modes=one_way) == {Side.ZOHO: 1 + 2, Side.XERO: 1}
    _, waiting = forecast_sync(bridge=busy.bridge, modes=BOTH, window="all")
    assert waiting == 5


def test_the_panel_asks_for_it_and_shows_it(busy: Person) -> None:
    page = text(busy.client.get(url("synchronization", busy)))
    assert url("forecast", busy) in page
    part = text(busy.client.get(url("forecast", busy), headers={"HX-Request": "true"}))
    assert "About 5 records wait by what was last read." in part
    assert "4,000 of 5,000 left today, 500 of them kept for clicks" in part
    assert "<html" not in part
    assert "<html" in text(busy.client.get(url("forecast", busy)))


def test_it_follows_what_is_chosen(busy: Person) -> None:
    asked = {"modules": ["accounts"], "mode_accounts": "xero_to_crm", "window": "everything"}
    answer = busy.client.get(url("forecast", busy), asked)
    assert answer.context["waiting"] == 1


def test_one_record_is_not_counted(busy: Person) -> None:
    asked = {"modules": ["accounts"], "window": "one", "which": "Acme"}
    page = busy.client.get(
        url("forecast", busy), asked, headers={"HX-Request": "true"}
    ).content.decode()
    assert "One record and what it needs take a few calls." in page


def test_too_little_left_is_said(busy: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(service, "calls_left", lambda _connection: (1, 5_000))
    assert "More than is left" in text(busy.client.get(url("forecast", busy)))
    monkeypatch.setattr(service, "calls_left", lambda _connection: None)
    assert "left today" not in text(busy.client.get(url("forecast", busy)))


def test_without_connections_it_still_answers(alice: Person) -> None:
    assert "nothing waits" in text(alice.client.get(url("forecast", alice)))


def test_what_a_record_weighs_is_taken_from_the_last_fetch(busy: Person) -> None:
    def received() -> int:
        found, _ = forecast_sync(bridge=busy.bridge, modes=BOTH, window="all")
        return next(one.cost.received for one in found if one.side is Side.ZOHO)

    before = received()
    run(busy, RunKind.FETCH, counts={"accounts": {"read": 10}}, received={"zoho": 70_000})
    assert received() == before + 7_000 - 700


def test_a_preview_says_what_writing_it_costs(busy: Person) -> None:
    made = run(busy, RunKind.PREVIEW, options={"modes": {"accounts": "both"}, "window": "all"})
    for number in range(60):
        change(made, f"c{number}", state=ChangeState.APPROVED)
    answer = busy.client.get(url("preview", busy, made.public_id))
    calls = {one["vendor"]: one["calls"] for one in answer.context["forecast"]}
    assert calls == {"Zoho CRM": 1, "Xero": 1 + 2}


@pytest.mark.django_db(transaction=True)
def test_it_foretells_what_a_run_then_uses(portal: Portal) -> None:
    """Against both pretend vendors: no more calls than foretold, and not half as many."""
    for number in range(120):
        portal.zoho.insert("Accounts", {"Account_Name": f"c {number}"})
    portal.fetch()
    found, waiting = forecast_sync(bridge=portal.fresh(), modes=BOTH, window="all")
    assert waiting == 120
    used = portal.sync(Module.ACCOUNTS)
    told = {one.side: one.cost.calls for one in found}
    assert used.calls["xero"] <= told[Side.XERO] + 1
    assert used.calls["xero"] >= told[Side.XERO] / 2
    assert Run.objects.filter(kind="sync").count() == 1
    assert Record.objects.filter(side=Side.XERO).count() >= 120
