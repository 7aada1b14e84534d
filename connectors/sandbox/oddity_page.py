"""The page /oddities of each vendor: what is not as it should be in the demo company."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Brand, Html, link, text
from connectors.sandbox.demo import ODDITIES
from connectors.sandbox.demo.oddities import Oddity
from connectors.sandbox.http import Reply, Request, Route

WHERE = "/oddities"
# Our word for a module -> the slug of its page.
ZOHO_SLUGS = {
    "accounts": "accounts",
    "contacts": "contacts",
    "vendors": "vendors",
    "products": "products",
    "invoices": "invoices",
    "orders": "purchase-orders",
}
XERO_SLUGS = {
    "accounts": "contacts",
    "contacts": "contacts",
    "vendors": "contacts",
    "products": "items",
    "invoices": "invoices",
    "orders": "orders",
}


def route(brand: Callable[[], Brand], slugs: Mapping[str, str]) -> Route:
    """`slugs` are those of the vendor whose page it is: only its side gets links."""
    on_zoho = slugs is ZOHO_SLUGS

    def found(oddity: Oddity) -> list[Html]:
        where = f"/records/{slugs[oddity.module]}"
        here, there = (oddity.zoho, oddity.xero) if on_zoho else (oddity.xero, oddity.zoho)
        linked = link(here, f"{where}?{urlencode({'q': here})}") if here else text("-")
        both = [linked, text(there or "-")] if on_zoho else [text(there or "-"), linked]
        return [text(oddity.module), text(oddity.name), *both, text(oddity.meaning)]

    def show(_request: Request) -> Reply:
        heads = ("Module", "Oddity", "In Zoho CRM", "In Xero", "What it means")
        listed = chrome.card(chrome.table(heads, map(found, ODDITIES)), "wide")
        told = "Put into the demo company on purpose; everything else is equal, or on one side."
        head = chrome.heading("Oddities", below=told)
        return chrome.page(brand(), "Oddities", Html(head + listed), here=WHERE)

    return Route("GET", WHERE, show)
