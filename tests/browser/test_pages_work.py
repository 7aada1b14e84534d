"""What the pages' own scripts add, and that nothing needs them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sync.core.states import RunState
from sync.models import Run
from tests.browser.rooms import Where, at, maria, sync_running
from tests.browser.test_pages_look import enter
from tests.web.people import PASSWORD, connect_both, fetched

pytestmark = pytest.mark.django_db(transaction=True)
THEME = "data-bs-theme"


def test_the_chosen_theme_is_remembered(page: Page, live_server: LiveServer) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute(THEME, "dark")
    page.goto(f"{live_server.url}/accounts/signup/")
    expect(page.locator("html")).to_have_attribute(THEME, "dark")


def test_a_phone_opens_and_shuts_the_menu(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, at(maria(), "setup/"), live_server)
    link = page.get_by_role("link", name="History")
    expect(link).to_be_hidden()
    button = page.get_by_role("button", name="Menu")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(link).to_be_visible()
    button.click()
    expect(link).to_be_hidden()


def test_the_first_key_leads_past_the_menu(page: Page, live_server: LiveServer) -> None:
    enter(page, at(maria(), "setup/"), live_server)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Connect Zoho CRM")).to_be_focused()  # the guide's


def test_typing_a_number_of_days_chooses_them(page: Page, live_server: LiveServer) -> None:
    enter(page, at(maria(), "synchronization/"), live_server)
    page.get_by_label("X =").fill("7")
    expect(page.get_by_label("Before (X) day(s) til now")).to_be_checked()


def test_progress_goes_on_by_itself_and_is_told_once(page: Page, live_server: LiveServer) -> None:
    enter(page, sync_running(), live_server)
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    counts = {"accounts": {"read": 4321, "planned": 3, "written": 3}}
    Run.objects.update(counts=counts)
    expect(page.get_by_text("4,321")).to_be_visible()
    expect(stop).to_be_focused()  # a keyboard is not thrown out of the part that is renewed
    Run.objects.update(state=RunState.SUCCEEDED, left=0)
    expect(page.get_by_role("heading", name="Last synchronization")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text(
        re.compile("Synchronization: Done. 3 records written.")
    )
    expect(page.locator("[hx-trigger*='every']")).to_have_count(0)


def test_a_log_in_that_ends_meanwhile_leads_to_the_log_in(
    page: Page, live_server: LiveServer
) -> None:
    enter(page, sync_running(), live_server)
    page.context.clear_cookies()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_everything_works_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    one = maria()
    connect_both(one)
    fetched(one)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_label("Email").fill(one.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    page.get_by_role("link", name="Synchronization", exact=True).click()
    manual = page.get_by_role("form", name="Manual Synchronization")
    manual.get_by_label("Accounts", exact=True).uncheck()
    manual.get_by_label("Mode for Invoices").select_option("Xero to CRM")
    page.get_by_role("button", name="Sync Now").click()
    expect(page.get_by_text("Synchronization under way")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".run-sentence", has_text="Stopping.")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("Invoices: Xero to CRM")).to_be_visible()
    modes = Run.objects.get().options["modes"]
    assert modes.pop("invoices") == "xero_to_crm"
    assert "accounts" not in modes
    assert set(modes.values()) == {"both"}
    context.close()


def test_a_mistake_is_shown_where_it_was_made(page: Page, live_server: LiveServer) -> None:
    one = maria()
    connect_both(one)
    fetched(one)
    enter(page, Where(at(one, "synchronization/").path, one), live_server)
    page.get_by_label("X =").fill("0")
    mode = page.get_by_role("form", name="Manual Synchronization").get_by_label("Mode for Products")
    mode.select_option("CRM to Xero")
    page.get_by_role("button", name="Sync Now").click()
    expect(page.get_by_role("alert")).to_contain_text("a whole number from 1 to 3650")
    expect(page.get_by_label("X =")).to_have_attribute("aria-invalid", "true")
    expect(mode).to_have_value("crm_to_xero")
