"""A browser before the portal, with a real worker and clock behind it and both pretend vendors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client
from playwright.sync_api import Locator, Page, expect

from syncportal.celery import app
from tests.portal import Portal, Vendors
from tests.worker import Worker, worker

LONG = 60_000  # milliseconds, on a busy machine
MOST = 150  # presses of Tab that the longest page may take
IS_HERE = "one => one === document.activeElement"
# The mark may stand around what is styled in the place of a native box.
IS_MARKED = """one => {
  const style = getComputedStyle(one);
  return style.boxShadow !== "none"
      || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
}"""


def served(live_server: Any, settings: Any) -> str:
    """Serve the portal under a name that Xero lets itself be sent back to."""
    settings.PORTAL_URL = live_server.url.replace("127.0.0.1", "localhost")
    return str(settings.PORTAL_URL)


@contextmanager
def at_work(url: str, vendors: Vendors) -> Iterator[Worker]:
    app.control.purge()  # what other tests put there and nobody served
    own = {"PORTAL_URL": url, "TICK_SECONDS": "0.5"}
    with worker({**vendors.settings(), **own}, beat=True) as made:
        yield made


def enter(page: Page, portal: Portal, url: str, where: str) -> None:
    client = Client()
    client.force_login(portal.user)
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": url}])
    page.goto(f"{url}/{portal.bridge.public_id}/{where}")


def reach(page: Page, one: Locator) -> None:
    """Go on by Tab until `one` has the focus, and everybody can see that it has."""
    expect(one).to_be_visible(timeout=LONG)
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if one.evaluate(IS_HERE):
            assert one.evaluate(IS_MARKED), f"nobody sees the focus on {one}"
            return
    raise AssertionError(f"no Tab leads to {one}")


def press(page: Page, one: Locator, key: str = "Enter") -> None:
    reach(page, one)
    page.keyboard.press(key)


def write(page: Page, one: Locator, text: str) -> None:
    reach(page, one)
    page.keyboard.type(text)
