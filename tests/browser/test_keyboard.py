"""From sign-up to an undone run with nothing but Tab, Enter, Space and letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sync.core.states import RunKind
from sync.models import Run
from sync.models.run import OPEN
from tests.browser.live import IS_HERE, LONG, MOST, at_work, press, reach, served, write
from tests.browser.rooms import at, maria, sync_running
from tests.browser.rooms_review import review_edits
from tests.browser.test_pages_look import enter
from tests.portal import Vendors
from tests.web.people import connect_both, fetched
from tests.worker import until

FIRST = "document.querySelector('.skip-link') === document.activeElement"


@pytest.fixture
def url(transactional_db: None, live_server: Any, settings: Any, vendors: Vendors) -> Iterator[str]:
    address = served(live_server, settings)
    for name in ("Acme Ltd", "Bright Sparks", "Crumb & Co"):
        vendors.zoho.org.insert("Accounts", {"Account_Name": name})
    with at_work(address, vendors):
        yield address


def test_everything_by_keyboard(page: Page, url: str, vendors: Vendors) -> None:
    sign_up(page, url)
    connect(page)
    fetch(page)
    approve_some(page)
    assert [row["Name"] for row in xero(vendors).list_contacts()] == ["Acme Ltd", "Crumb & Co"]
    answer_a_conflict(page, vendors)
    undo(page)
    assert phone_of(vendors, "Acme Ltd") == "222"


def go(page: Page, room: str) -> None:
    menu = page.get_by_role("navigation", name="Main")
    press(page, menu.get_by_role("link", name=room))


def sign_up(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/signup/")
    write(page, page.get_by_label("Company name"), "Brightwater Ltd")
    write(page, page.get_by_label("Email"), "newcomer@example.test")
    write(page, page.get_by_label("Password", exact=True), "a-long-enough-word-42")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


def connect(page: Page) -> None:
    press(page, page.get_by_role("link", name="Connect Zoho CRM"))
    press(page, page.get_by_role("button", name="Connect Zoho CRM"))
    press(page, page.get_by_role("button", name="Accept"))
    press(page, page.get_by_role("button", name="Connect Xero"))
    press(page, page.get_by_role("button", name="Allow access"))
    press(page, page.get_by_role("button", name="Go on without"))
    press(page, page.get_by_role("button", name="They fit"), "Space")


def fetch(page: Page) -> None:
    for number, name in enumerate(("Fetch CRM Records", "Fetch Xero Records"), 1):
        go(page, "Fetch")
        press(page, page.get_by_role("button", name=name))
        until(lambda: Run.objects.count() == number, LONG / 1000)  # noqa: B023 - called here
        rest(page)


def rest(page: Page) -> None:
    """Wait until no run is under way, and the page has heard of it."""
    until(lambda: not Run.objects.filter(state__in=OPEN).exists(), LONG / 1000)
    expect(page.locator("[hx-trigger*='every']")).to_have_count(0, timeout=LONG)


def approve_some(page: Page) -> None:
    go(page, "Synchronization")
    press(page, page.get_by_role("button", name="Preview"))
    expect(page.get_by_role("heading", name="3 changes would be written")).to_be_visible(
        timeout=LONG
    )
    press(page, page.get_by_role("button", name="Approve all 3"))
    press(page, page.get_by_role("checkbox", name="Bright Sparks"), "Space")
    press(page, page.get_by_role("button", name="Keep these ticks"))
    expect(page.get_by_text("2 of 3 approved.")).to_be_visible()
    press(page, page.get_by_role("button", name="Write what is approved"))
    rest(page)


def answer_a_conflict(page: Page, vendors: Vendors) -> None:
    [account] = [one for one in vendors.zoho.org.list("Accounts") if "Acme" in one["Account_Name"]]
    vendors.zoho.org.update("Accounts", account["id"], {"Phone": "111"})
    [contact] = [one for one in xero(vendors).list_contacts() if one["Name"] == "Acme Ltd"]
    phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "222"}]
    xero(vendors).save_contact({"ContactID": contact["ContactID"], "Phones": phones})
    go(page, "Synchronization")
    press(page, page.get_by_role("button", name="Sync Now"))
    until(lambda: Run.objects.filter(kind=RunKind.SYNC, started_at__isnull=False).count() == 2, 60)
    rest(page)
    go(page, "Review")
    press(page, page.get_by_role("button", name="Take Zoho CRM's value").last)
    expect(page.get_by_text("1 answer is being carried out.")).to_be_visible()
    until(lambda: phone_of(vendors, "Acme Ltd") == "111", LONG / 1000)
    rest(page)


def undo(page: Page) -> None:
    go(page, "History")
    press(page, page.locator("main tbody a[href*='/history/']").first)
    press(page, page.get_by_role("link", name="Undo this run"))
    press(page, page.get_by_role("button", name="Take it back"))
    until(Run.objects.filter(kind=RunKind.UNDO, ended_at__isnull=False).exists, LONG / 1000)
    expect(page.get_by_text("1 record taken back.")).to_be_visible(timeout=LONG)


def xero(vendors: Vendors) -> Any:
    return next(iter(vendors.xero.organisations.values()))


def phone_of(vendors: Vendors, name: str) -> str:
    [one] = [one for one in xero(vendors).list_contacts() if one["Name"] == name]
    return str({each["PhoneType"]: each for each in one["Phones"]}["DEFAULT"]["PhoneNumber"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["setup/", "synchronization/", "settings/rules/", "review/"])
def test_no_page_keeps_the_keyboard(page: Page, live_server: LiveServer, where: str) -> None:
    """Tab leads through the page and out of its end, back to the skip link."""
    one = maria()
    connect_both(one)
    fetched(one)
    enter(page, at(one, where), live_server)
    page.keyboard.press("Tab")
    assert page.evaluate(FIRST)
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(FIRST):
            break
    else:
        raise AssertionError("the keyboard is kept")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("room", [sync_running, review_edits])
def test_all_that_is_reached_is_seen_to_be(page: Page, live_server: LiveServer, room: Any) -> None:
    enter(page, room(), live_server)
    buttons = page.get_by_role("main").get_by_role("button")
    for number in range(buttons.count()):
        if buttons.nth(number).is_enabled():
            reach(page, buttons.nth(number))
            assert buttons.nth(number).evaluate(IS_HERE)
