"""Every page in a real browser, narrow and wide, light and dark.

It fits, nothing complains, and nobody is kept out.

With SCREENSHOTS set to a folder, a picture of each is kept there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.barriers import barriers
from tests.browser.every_room import ROOMS
from tests.browser.rooms import Where

pytestmark = pytest.mark.django_db(transaction=True)
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Asked once the page is laid out for the size that it has now.
FITS_THE_SCREEN = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => done(document.documentElement.scrollWidth <= innerWidth))))"""


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Collect what the browser's console says, and what could not be loaded."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))
    return said


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_a_page_looks_as_it_should(
    room: Callable[[], Where], page: Page, complaints: list[str], live_server: LiveServer
) -> None:
    where = room()
    enter(page, where, live_server)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for name, (width, height) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
            keep(page, f"{room.__name__}-{name}-{scheme}")
            assert page.evaluate(FITS_THE_SCREEN) is True
        assert barriers(page) == []
    expected = f"status of {where.status}" if where.status != 200 else "nothing"
    assert [said for said in complaints if expected not in said] == []
    assert page.locator("h1").count() == 1


def enter(page: Page, where: Where, live_server: LiveServer) -> None:
    if where.person is not None:
        key = where.person.client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto(live_server.url + where.path)


def keep(page: Page, name: str) -> None:
    if SCREENSHOTS:
        Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SCREENSHOTS}/{name}.png", full_page=True)
