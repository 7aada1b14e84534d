"""Runs that are stopped, lose their log-in, or start by themselves: seen from the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from connectors.sandbox.faults import Fault
from sync.core.states import ChangeState, RunKind, RunStart, RunState
from sync.models import Change, Link, Run, Schedule
from tests.browser.live import LONG, at_work, enter, served
from tests.portal import Portal
from tests.worker import Worker, until

COMPANIES = 350  # several batches


@pytest.fixture
def url(portal: Portal, live_server: Any, settings: Any) -> str:
    return served(live_server, settings)


@pytest.fixture
def live(url: str, portal: Portal) -> Iterator[Worker]:
    """Run a worker and the clock, after everything was fetched."""
    for number in range(COMPANIES):
        portal.zoho.insert("Accounts", {"Account_Name": f"Company {number:03}"})
    portal.zoho.insert("Products", {"Product_Name": "Widget", "Product_Code": "W-1"})
    portal.fetch()
    with at_work(url, portal.vendors) as made:
        yield made


def sync(page: Page) -> None:
    page.get_by_role("link", name="Synchronization", exact=True).click()
    page.get_by_role("button", name="Sync Now").click()


def is_all_across(portal: Portal) -> bool:
    names = [row["Name"] for row in portal.xero.list_contacts()]
    assert len(names) == len(set(names))
    return len(names) == COMPANIES and [row["Code"] for row in portal.xero.list_items()] == ["W-1"]


def landed() -> int:
    return Change.objects.filter(state=ChangeState.LANDED).count()


def test_a_run_is_stopped_in_its_midst_and_the_next_one_does_the_rest(
    page: Page, url: str, portal: Portal, live: Worker
) -> None:
    portal.vendors.xero.faults.add(
        Fault("slow", method="POST|PUT", path="Contacts", times=None, seconds=2)
    )
    enter(page, portal, url, "synchronization/")
    sync(page)
    until(lambda: landed() > 0, LONG / 1000, live.said)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".run-sentence", has_text="Stopping.")).to_be_visible()
    expect(page.get_by_text("Stopped").first).to_be_visible(timeout=LONG)
    stopped = Run.objects.get(kind=RunKind.SYNC)
    assert stopped.state == RunState.STOPPED
    assert 0 < landed() < COMPANIES
    assert not Change.objects.filter(state__in=[ChangeState.SENT, ChangeState.UNKNOWN]).exists()

    portal.vendors.xero.faults.clear()
    sync(page)
    expect(page.get_by_text("0 changes left.").first).to_be_visible(timeout=LONG)
    assert is_all_across(portal)


def test_a_lost_log_in_is_mended_and_the_next_run_goes_on(
    page: Page, url: str, portal: Portal, live: Worker
) -> None:
    after_first_batch(portal, portal.vendors.xero.revoke_grants)
    enter(page, portal, url, "synchronization/")
    sync(page)
    failed = Run.objects.filter(kind=RunKind.SYNC, state=RunState.FAILED)
    until(failed.exists, LONG / 1000, live.said)
    expect(page.locator(".run-sentence", has_text="Xero")).to_be_visible(timeout=LONG)
    assert 0 < len(portal.xero.list_contacts()) < COMPANIES

    page.get_by_role("link", name="Dashboard").click()
    expect(page.get_by_text("The log-in to Xero is lost").first).to_be_visible()
    page.get_by_role("link", name="Reconnect").click()
    page.get_by_role("button", name="Reconnect Xero").click()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_text("Xero is connected").first).to_be_visible()
    sync(page)
    expect(page.get_by_text("0 changes left.").first).to_be_visible(timeout=LONG)
    assert is_all_across(portal)
    assert Link.objects.count() == COMPANIES + 1


def after_first_batch(portal: Portal, do: Callable[[], object]) -> None:
    """Let something happen at Xero as soon as it has stored the first contacts."""
    app, left = portal.vendors.xero.app, [do]
    inner = app.wrap

    def wrap(request: Any, answer: Any) -> Any:
        reply = inner(request, answer)
        if left and request.method in ("POST", "PUT") and request.path.endswith("/Contacts"):
            left.pop()()
        return reply

    app.wrap = wrap


def test_what_is_saved_as_a_schedule_starts_by_itself(
    page: Page, url: str, portal: Portal, live: Worker
) -> None:
    enter(page, portal, url, "synchronization/")
    panel = page.get_by_role("form", name="Automatic Synchronization")
    panel.get_by_label("Synchronize automatically").check()
    panel.get_by_role("button", name="Save Auto Sync Settings").click()
    expect(page.get_by_text("Automatic Synchronization is saved.")).to_be_visible()
    portal.zoho.insert("Accounts", {"Account_Name": "Newcomer"})
    Schedule.objects.update(next_run_at=timezone.now() - timedelta(seconds=1))  # its hour has come
    runs = Run.objects.filter(started_by=RunStart.CLOCK, ended_at__isnull=False)
    until(runs.exists, LONG / 1000, live.said)
    page.get_by_role("link", name="History").first.click()
    expect(page.get_by_role("cell", name="schedule", exact=True)).to_be_visible()
    assert runs.get().left == 0
    assert [row["Name"] for row in portal.xero.list_contacts()] == ["Newcomer"]
