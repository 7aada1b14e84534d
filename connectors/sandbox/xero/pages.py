"""The record browser of the pretend Xero: contacts, items, invoices, bills, orders, settings."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.sandbox import oddity_page
from connectors.sandbox.chrome import Brand
from connectors.sandbox.faults import Fault
from connectors.sandbox.forms import Input
from connectors.sandbox.http import Reply, Request, Route, redirect
from connectors.sandbox.news_page import PLACE, Listeners, NewsPage, SetUp
from connectors.sandbox.pages import Browser, Kind
from connectors.sandbox.trouble_page import PLACES, Doing, TroublePage
from connectors.sandbox.xero.contact_page import Contacts
from connectors.sandbox.xero.document_pages import Invoices, Orders
from connectors.sandbox.xero.item_page import Items
from connectors.sandbox.xero.organisation import Organisation
from connectors.sandbox.xero.refused import Refused
from connectors.sandbox.xero.settings_pages import Accounts, LockDates, Payments, TaxRates
from connectors.sandbox.xero.vendor import XeroVendor

NAME = "Pretend Xero"
# An empty body, as recorded: XERO.md 2.
TOO_MANY = {"X-MinLimit-Remaining": "0", "Retry-After": "3", "X-Rate-Limit-Problem": "minute"}


def routes(vendor: XeroVendor) -> tuple[Route, ...]:
    browser = Browser(
        brand=lambda: brand(vendor),
        kinds=lambda: kinds(organisation(vendor)),
        lock=vendor.lock,
        refused=(Refused, ValueError),  # as the API has it: writes.py
        said=said,
    )
    oddities = oddity_page.route(browser.brand, oddity_page.XERO_SLUGS)
    told = (*_news(vendor).routes(), *_trouble(vendor).routes())
    return (*browser.routes(), *link_routes(), oddities, *told)


def _news(vendor: XeroVendor) -> NewsPage:
    hooks = vendor.webhooks

    def rows() -> list[tuple[str, str]]:
        intent = "answered as it must" if hooks.ready else "not answered yet"
        return [(hooks.url, intent)] if hooks.url else []

    def inputs() -> tuple[Input, ...]:
        key = Input("key", "Webhooks key", "password", hooks.key)
        return Input("url", "Delivery URL", value=hooks.url), key

    return NewsPage(
        brand=lambda: brand(vendor),
        announcer=hooks.announcer,
        listeners=Listeners(("Delivery URL", "Intent to receive"), rows, "No webhook is set up."),
        set_up=SetUp("Webhooks: contacts and invoices", inputs, hooks.configured),
    )


def _trouble(vendor: XeroVendor) -> TroublePage:
    def lag(seconds: float) -> None:
        vendor.lag_lists({"seconds": seconds})

    return TroublePage(
        brand=lambda: brand(vendor),
        faults=vendor.faults,
        too_many=Fault("status", status=429, headers=TOO_MANY),
        places=(("^/api.xro/", "the API"), ("^/(connect|identity)", "the log-in"),
                (".*", "everything")),
        doings=(
            Doing("expire", "Expire access tokens", lambda _seconds: vendor.expire_tokens()),
            Doing("disconnect", "Disconnect inside Xero", lambda _seconds: vendor.disconnect()),
            Doing("revoke", "Revoke all grants", lambda _seconds: vendor.revoke_grants()),
            Doing("lag", "Let lists lag", lag, asks=True),
        ),
    )  # fmt: skip


def said(refused: Refused | ValueError) -> Sequence[str]:
    return refused.messages if isinstance(refused, Refused) else (f"Not to be read: {refused}.",)


def organisation(vendor: XeroVendor) -> Organisation:
    """Return the one whose books are shown: the first."""
    return next(iter(vendor.organisations.values()))


def brand(vendor: XeroVendor) -> Brand:
    org = organisation(vendor)
    places = [(kind.label, f"/records/{kind.slug}") for kind in kinds(org)]
    return Brand(
        "xero",
        NAME,
        org.profile.name,
        (*places, PLACE, *PLACES),
    )


def kinds(org: Organisation) -> Sequence[Kind]:
    return (
        Invoices(org, "ACCREC"),
        Invoices(org, "ACCPAY"),
        Orders(org),
        Contacts(org),
        Items(org),
        Payments(org),
        Accounts(org),
        TaxRates(org),
        LockDates(org),
    )


def link_routes() -> tuple[Route, ...]:
    """Lead the vendor's own links (XERO.md 5, Links) to the pages here."""

    def organisation_login(request: Request) -> Reply:
        return redirect(_inside(request.query.get("redirecturl", "")))

    def view(request: Request) -> Reply:
        return redirect(f"/records/invoices/{_word(request.query.get('InvoiceID', ''))}")

    def bill(request: Request) -> Reply:
        return redirect(f"/records/bills/{_word(request.query.get('InvoiceID', ''))}")

    def contact(_request: Request, record_id: str) -> Reply:
        return redirect(f"/records/contacts/{record_id}")

    return (
        Route("GET", "/organisationlogin/default.aspx", organisation_login),
        Route("GET", "/AccountsReceivable/View.aspx", view),
        Route("GET", "/AccountsPayable/View.aspx", bill),
        Route("GET", r"/Contacts/View/(?P<record_id>[\w-]+)", contact),
    )


def _inside(where: str) -> str:
    """Return the path if it is one of ours; a redirect never leaves."""
    fine = where.startswith("/") and not where.startswith("//") and where.isprintable()
    return where if fine else "/"


def _word(value: str) -> str:
    return "".join(letter for letter in value if letter.isalnum() or letter == "-").lower()
