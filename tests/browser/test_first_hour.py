"""A newcomer's first hour in a real browser, with a real worker and both pretend vendors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sync.models import Change, Link, Run
from sync.models.run import OPEN
from sync.services.tenants import demo_open
from tests.portal import Vendors
from tests.worker import until, worker

EMAIL, PASSWORD = "newcomer@example.test", "a-long-enough-word-42"
LONG = 60_000  # milliseconds, on a busy machine


@pytest.fixture
def portal_url(transactional_db: None, live_server: Any, vendors: Vendors, settings: Any) -> str:
    """Serve the portal under a name that Xero lets itself be sent back to."""
    url = live_server.url.replace("127.0.0.1", "localhost")
    settings.PORTAL_URL = url
    demo_open(email=EMAIL, password=PASSWORD, company="Brightwater Ltd")
    _fill(vendors)
    return str(url)


@pytest.fixture
def at_work(portal_url: str, vendors: Vendors) -> Iterator[None]:
    """Let a worker in a process of its own take what the portal sends."""
    with worker({**vendors.settings(), "PORTAL_URL": portal_url}):
        yield


def _fill(vendors: Vendors) -> None:
    zoho, xero = vendors.zoho.org, next(iter(vendors.xero.organisations.values()))
    account = zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    product = zoho.insert("Products", {"Product_Name": "Widget", "Product_Code": "W-1"})
    zoho.insert(
        "Invoices",
        {
            "Subject": "Widgets for Acme",
            "Account_Name": {"id": account["id"]},
            "Invoice_Date": "2026-11-02",
            "Status": "Created",
            "Invoiced_Items": [
                {"Product_Name": {"id": product["id"]}, "Quantity": 4, "List_Price": 2.5}
            ],
        },
    )
    contact = xero.save_contact({"Name": "Bright Sparks"})
    xero.save_item({"Code": "B-7", "Name": "Bulb"})
    xero.save_invoice(
        {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact["ContactID"]},
            "InvoiceNumber": "INV-77",
            "Date": "2026-11-03",
            "DueDate": "2026-12-03",
            "LineItems": [
                {"ItemCode": "B-7", "Description": "Bulbs", "Quantity": 3, "UnitAmount": 4}
            ],
        }
    )


def _log_in(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def _set_up(page: Page) -> None:
    """Go where the guide leads, until it leads to Fetch."""
    page.get_by_role("link", name="Connect Zoho CRM").click()
    page.get_by_role("button", name="Connect Zoho CRM").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Zoho CRM is connected").first).to_be_visible()
    page.get_by_role("button", name="Connect Xero").click()
    page.get_by_role("button", name="Allow access").click()
    expect(page.get_by_text("Xero is connected").first).to_be_visible()

    page.get_by_role("button", name="Create the fields").click()
    expect(page.get_by_text("All there")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="They fit").click()
    expect(page.locator("[aria-current='step']")).to_contain_text("Fetch the records")


def _fetch(page: Page, name: str) -> None:
    page.get_by_role("link", name="Fetch", exact=True).click()
    page.get_by_role("button", name=name).click()
    until(lambda: not Run.objects.filter(state__in=OPEN).exists(), LONG / 1000)
    # The finished part asks for itself no more; it came without a reload.
    expect(page.locator("[hx-trigger*='every']")).to_have_count(0, timeout=LONG)


def _sync(page: Page) -> None:
    page.get_by_role("link", name="Synchronization").click()
    page.get_by_role("button", name="Sync Now").click()
    expect(page.get_by_text("0 changes left.").first).to_be_visible(timeout=LONG)


def _look_at_dashboard(page: Page) -> None:
    page.get_by_role("link", name="Dashboard").click()
    expect(page.get_by_role("heading", name="In agreement")).to_be_visible()
    expect(page.locator(".tile-number").first).to_have_text("6")


def test_from_log_in_to_a_second_sync_that_writes_nothing(
    page: Page, portal_url: str, vendors: Vendors, at_work: None
) -> None:
    _log_in(page, portal_url)
    _set_up(page)
    _fetch(page, "Fetch CRM Records")
    _fetch(page, "Fetch Xero Records")
    _sync(page)

    zoho, xero = vendors.zoho.org, next(iter(vendors.xero.organisations.values()))
    assert {row["Account_Name"] for row in zoho.list("Accounts")} == {"Acme Ltd", "Bright Sparks"}
    assert {row["Code"] for row in xero.list_items()} == {"W-1", "B-7"}
    assert sorted(float(row["Grand_Total"]) for row in zoho.list("Invoices")) == [10, 12]
    assert sorted(float(row["Total"]) for row in xero.list_invoices()) == [10, 12]
    assert Link.objects.count() == Change.objects.filter(creates=True).count() == 6
    written = Change.objects.count()  # some more: what the CRM shows of what is new in Xero

    _look_at_dashboard(page)
    page.get_by_role("link", name="History").first.click()
    page.locator("main tbody a[href*='/history/']").first.click()
    expect(page.get_by_text("Bright Sparks").first).to_be_visible()
    page.get_by_text("INV-77").first.click()  # its fields, old -> new
    expect(page.get_by_text("Bulbs").first).to_be_visible()

    _sync(page)
    assert Change.objects.count() == written
