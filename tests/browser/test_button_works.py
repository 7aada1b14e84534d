"""'Sync to Xero' pressed in a browser, on the record pages of the pretend CRM."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from connectors.sandbox.http import App, serve
from connectors.sandbox.zoho import pages
from sync.core.choices import Choices, ModuleChoices
from sync.core.records import Module, Side
from sync.models import Change
from sync.services.crm_fields import crm_fields_create
from sync.store.rules import rules_save
from tests.browser.test_pages_look import FITS_THE_SCREEN, SCHEMES, WIDTHS, keep
from tests.engine.papers import Papers, refusal_of_invoices
from tests.portal import Portal, Vendors, open_portal
from tests.web.people import PASSWORD
from tests.worker import worker

EMAIL = "admin@example.test"
LONG = 30_000  # milliseconds, on a busy machine
LINES = [("W-1", "2", "10"), ("W-2", "1", "5")]


@pytest.fixture
def papers(transactional_db: None, vendors: Vendors, settings: Any, live_server: Any) -> Papers:
    """Connect and fetch while both sides are empty, then write what is new to Xero."""
    settings.PORTAL_URL = live_server.url
    portal = open_portal(vendors, EMAIL)
    portal.user.set_password(PASSWORD)
    portal.user.save()
    for side in Side:
        portal.connect(side)
    portal.fetch()
    crm_fields_create(bridge=portal.fresh(), user=portal.user)
    return Papers(portal)


@pytest.fixture
def crm(vendors: Vendors) -> Iterator[str]:
    """Serve the pretend CRM with its pages."""
    served = serve(App(pages.routes(vendors.zoho), missing=vendors.zoho.app))
    yield served.url
    served.stop()


@pytest.fixture
def installed(page: Page, papers: Papers, crm: str, live_server: Any) -> Iterator[str]:
    """Make the secret in the portal, paste it into the CRM, and let a worker take what comes."""
    portal, bridge = live_server.url, papers.portal.bridge.public_id
    page.goto(f"{portal}/{bridge}/setup/button/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Make the secret").click()
    values = page.locator(".button-facts code").all_inner_texts()
    page.goto(f"{crm}/extension")
    for label, value in zip(("Address", "Organisation", "Secret"), values, strict=True):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Save").click()
    with worker({**papers.portal.vendors.settings(), "PORTAL_URL": portal}):
        yield crm


def pressed(page: Page, crm: str, invoice: str) -> str:
    page.goto(f"{crm}/records/invoices/{invoice}")
    page.get_by_role("button", name="Sync to Xero").click()
    return page.get_by_role("alert").inner_text()


def widget(page: Page, crm: str, invoice: str) -> FrameLocator:
    page.goto(f"{crm}/records/invoices/{invoice}")
    page.get_by_role("link", name="Xero panel").click()
    return page.frame_locator("iframe.widget")


def looked_at(page: Page, name: str) -> None:
    """Keep a picture of the page in each width and light, where they are wanted; it fits."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for size, (width, height) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            keep(page, f"{name}-{size}-{scheme}")
            assert page.evaluate(FITS_THE_SCREEN) is True


def opt_in(portal: Portal) -> None:
    chosen = Choices(modules={Module.INVOICES: ModuleChoices(opt_in=True)})
    scope: dict[str, Any] = {"bridge_id": portal.bridge.pk, "user": portal.user}
    rules_save(**scope, choices=chosen, seen=0, now=portal.bridge.created_at)


def test_the_button_on_records_of_every_kind(page: Page, installed: str, papers: Papers) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    said = pressed(page, installed, invoice)
    assert "was created in Xero. Before it went: account Paper Ltd, product Widget W-1" in said
    looked_at(page, "pressed")
    page.get_by_role("link", name="Back to the record").click()
    looked_at(page, "crm-record")
    (at_xero,) = papers.portal.xero.list_invoices()
    expect(page.get_by_text(at_xero["InvoiceID"], exact=True)).to_be_visible()
    expect(page.get_by_text("Xero Invoice URL")).to_be_visible()
    assert "Nothing to do" in pressed(page, installed, invoice)

    held = papers.new_at_zoho("Cancelled", LINES, Status="Cancelled")
    assert "The status Cancelled is not carried across" in pressed(page, installed, held)

    papers.pay(at_xero["InvoiceID"], 4.0)
    papers.edit_zoho_line(invoice, 0, Quantity=7)
    locked = pressed(page, installed, invoice)
    assert "cannot be changed in Xero: a payment or credit is allocated to it" in locked

    papers.portal.vendors.xero.faults.add(refusal_of_invoices())
    refused = papers.new_at_zoho("Refused", LINES)
    assert 'It said: "Account code 200 is archived"' in pressed(page, installed, refused)
    looked_at(page, "refused")

    opt_in(papers.portal)
    unticked = papers.new_at_zoho("Unticked", LINES)
    assert "tick 'Add to Xero'" in pressed(page, installed, unticked)


def test_the_widget_previews_syncs_and_shows_both_sides(
    page: Page, installed: str, papers: Papers
) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    shown = widget(page, installed, invoice)
    expect(shown.get_by_text("has not read this invoice yet")).to_be_visible(timeout=LONG)
    shown.get_by_role("button", name="Sync to Xero").click()
    expect(shown.locator("#badge")).to_have_text("Synced", timeout=LONG)
    expect(shown.get_by_role("row", name="Account Paper Ltd Paper Ltd")).to_be_visible()
    expect(shown.get_by_role("link", name="Open in the portal")).to_be_visible()

    papers.say(invoice, Due_Date="2026-12-24")
    shown.get_by_role("button", name="Sync to Xero").click()
    expect(shown.get_by_text("was updated in Xero")).to_be_visible(timeout=LONG)
    looked_at(page, "widget")
    before = Change.objects.count()
    shown.get_by_role("button", name="Preview").click()
    expect(shown.locator("#none")).to_be_visible(timeout=LONG)
    assert Change.objects.count() == before


def test_a_wrong_secret_is_turned_away_in_words(page: Page, installed: str, papers: Papers) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    papers.portal.zoho.variables["xero2zoho_secret"] = "wrong"
    assert "not signed with the secret" in pressed(page, installed, invoice)
    shown = widget(page, installed, invoice)
    expect(shown.get_by_text("not signed with the secret")).to_be_visible(timeout=LONG)
