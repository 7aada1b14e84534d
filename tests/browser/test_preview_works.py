"""Preview, approve some, write them: in a real browser, by mouse and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sync.models import Change, Run
from tests.browser.rooms import at
from tests.browser.rooms_trust import accounts, previewed, ready
from tests.browser.test_pages_look import enter

pytestmark = pytest.mark.django_db(transaction=True)


def walk(page: Page, live_server: LiveServer) -> None:
    one = ready()
    made = previewed(one)
    accounts(made)
    enter(page, at(one, f"preview/{made.public_id}/"), live_server)
    expect(page.get_by_role("heading", name="3 changes would be written")).to_be_visible()
    page.get_by_role("button", name="Approve all 3").click()
    expect(page.get_by_text("3 of 3 approved.")).to_be_visible()
    page.get_by_role("checkbox", name="Gone and Sons Ltd").uncheck()
    page.get_by_role("button", name="Keep these ticks").click()
    expect(page.get_by_text("2 of 3 approved.")).to_be_visible()
    page.get_by_role("searchbox", name="Search").fill("fabri")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".change")).to_have_count(1)
    page.get_by_role("button", name="Write what is approved").click()
    expect(page.get_by_role("heading", name="Synchronization under way")).to_be_visible()
    follower = Run.objects.latest("pk")
    assert follower.options["approved"] == str(made.public_id)
    assert Change.objects.filter(state="approved").count() == 2
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".run-sentence", has_text="Stopping.")).to_be_visible()
    follower.refresh_from_db()
    assert follower.stop_requested


def test_some_are_approved_and_written_and_stopped(page: Page, live_server: LiveServer) -> None:
    walk(page, live_server)


def test_it_all_works_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    walk(context.new_page(), live_server)
    context.close()
