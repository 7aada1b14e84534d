"""Automatic Synchronization in a browser: times appear as they are asked for, and are saved."""

from __future__ import annotations

from datetime import time

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sync.models import Schedule
from tests.browser.rooms import at, maria
from tests.browser.test_pages_look import enter
from tests.web.people import connect_both, fetched

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_schedule_is_saved_and_says_when_it_runs_next(
    page: Page, live_server: LiveServer
) -> None:
    one = maria()
    connect_both(one)
    fetched(one)
    enter(page, at(one, "synchronization/"), live_server)
    panel = page.get_by_role("form", name="Automatic Synchronization")
    panel.get_by_label("Synchronize automatically").check()
    panel.get_by_label("Times a day").select_option("3")
    expect(panel.get_by_label("Time 3", exact=True)).to_be_visible()
    expect(panel.get_by_label("Time 4", exact=True)).to_be_hidden()
    panel.get_by_label("Time 1", exact=True).fill("07:45")
    panel.get_by_label("Time 2", exact=True).fill("07:45")
    panel.get_by_label("Monday").uncheck(force=True)
    panel.get_by_role("button", name="Save Auto Sync Settings").click()
    panel = page.get_by_role("form", name="Automatic Synchronization")
    expect(panel.get_by_role("alert")).to_contain_text("07:45 is there twice.")
    expect(panel.get_by_label("Time 2", exact=True)).to_have_value("07:45")
    expect(panel.get_by_label("Monday")).not_to_be_checked()
    panel.get_by_label("Time 2", exact=True).fill("12:00")
    panel.get_by_role("button", name="Save Auto Sync Settings").click()
    expect(page.get_by_role("status").first).to_contain_text("Automatic Synchronization is saved.")
    expect(page.locator("#auto-next")).to_contain_text("Next:")
    saved = Schedule.objects.get()
    assert saved.times == [time(7, 45), time(12), time(17)]
    assert saved.days == [1, 2, 3, 4]
