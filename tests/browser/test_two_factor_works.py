"""Two-factor log-in from end to end: set up, asked for at the next log-in, and turned off."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.rooms import maria
from tests.browser.test_pages_look import keep
from tests.web.people import PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)
STEP = 30  # seconds that a code lasts


def app_shows(secret: str, *, steps: int = 0) -> str:
    """Return what an authenticator app shows now, or so many steps later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // STEP + steps)))


def log_in(page: Page, one: Person, live_server: LiveServer) -> None:
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("Email").fill(one.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def enter_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Log in").click()


@pytest.fixture
def one(page: Page, live_server: LiveServer) -> Person:
    made = maria()
    log_in(page, made, live_server)
    return made


def set_up(page: Page, live_server: LiveServer) -> tuple[str, list[str]]:
    """Set it up as the page says; return the secret and the recovery codes."""
    page.goto(f"{live_server.url}/accounts/2fa/")
    page.get_by_role("link", name="Set it up").click()
    page.get_by_label("Password").fill(PASSWORD)  # whoever finds a screen that was left open
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("I cannot scan it").click()
    secret = page.locator("details code").inner_text()
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()
    keep(page, "two_factor_wrong_code")
    page.get_by_label("Authenticator code").fill(app_shows(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".messages")).to_contain_text("Two-factor log-in is on.")
    keep(page, "two_factor_just_on")
    codes = page.get_by_role("list", name="Codes that are left").get_by_role("listitem")
    return secret, codes.all_inner_texts()


def test_it_is_set_up_and_asked_for_at_the_next_log_in(
    page: Page, one: Person, live_server: LiveServer
) -> None:
    secret, codes = set_up(page, live_server)
    assert len(codes) == 10
    log_in(page, one, live_server)
    asked = page.get_by_role("heading", name="Your code, please")
    expect(asked).to_be_visible()
    page.goto(f"{live_server.url}/{one.bridge.public_id}/")
    expect(asked).to_be_visible()  # half-way in is not in
    enter_code(page, "123456")
    expect(page.locator(".invalid-feedback")).to_be_visible()
    enter_code(page, app_shows(secret, steps=1))  # a phone's clock may be ahead
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


def test_a_recovery_code_lets_in_once(page: Page, one: Person, live_server: LiveServer) -> None:
    _, codes = set_up(page, live_server)
    log_in(page, one, live_server)
    enter_code(page, codes[0])
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    page.goto(f"{live_server.url}/accounts/2fa/")
    expect(page.get_by_text("9 of 10 are left.")).to_be_visible()
    log_in(page, one, live_server)
    enter_code(page, codes[0])
    expect(page.locator(".invalid-feedback")).to_be_visible()


def test_new_codes_end_the_old_ones_and_come_as_a_file(
    page: Page, one: Person, live_server: LiveServer
) -> None:
    _, codes = set_up(page, live_server)
    page.get_by_role("link", name="Make new ones").click()
    expect(page.get_by_text("10 that are left do not work any more then.")).to_be_visible()
    page.get_by_role("button", name="Make new ones").click()
    expect(page.locator(".messages")).to_contain_text("new recovery codes")
    with page.expect_download() as given:
        page.get_by_role("link", name="Download").click()
    kept = given.value.path().read_text()
    assert not [code for code in codes if code in kept]
    log_in(page, one, live_server)
    enter_code(page, codes[1])
    expect(page.locator(".invalid-feedback")).to_be_visible()


def test_it_is_turned_off(page: Page, one: Person, live_server: LiveServer) -> None:
    set_up(page, live_server)
    page.goto(f"{live_server.url}/accounts/2fa/")
    page.get_by_role("link", name="Turn it off").click()
    page.get_by_role("button", name="Turn it off").click()
    expect(page.locator(".messages")).to_contain_text("Two-factor log-in is off.")
    assert not Authenticator.objects.filter(user=one.user).exists()
    log_in(page, one, live_server)
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
