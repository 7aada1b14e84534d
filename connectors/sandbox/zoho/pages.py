"""The record browser of the pretend Zoho CRM, and its page of faults."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from connectors.sandbox import oddity_page
from connectors.sandbox.chrome import Brand
from connectors.sandbox.faults import Fault
from connectors.sandbox.http import Route
from connectors.sandbox.news_page import PLACE, Listeners, NewsPage
from connectors.sandbox.pages import Browser
from connectors.sandbox.trouble_page import PLACES, Doing, TroublePage
from connectors.sandbox.zoho import extension_page
from connectors.sandbox.zoho.meter import too_many
from connectors.sandbox.zoho.record_pages import COLUMNS, ZohoKind
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.state import Org
from connectors.sandbox.zoho.vendor import ZohoVendor

JSON = "application/json;charset=UTF-8"
NAME = "Pretend Zoho CRM"


def routes(vendor: ZohoVendor) -> tuple[Route, ...]:
    browser = Browser(
        brand=lambda: brand(vendor),
        kinds=lambda: kinds(vendor.org),
        lock=vendor.lock,
        refused=(Refused,),
        said=said,
    )
    oddities = oddity_page.route(browser.brand, oddity_page.ZOHO_SLUGS)
    extension = extension_page.routes(vendor, browser.brand)
    told = (*_news(vendor).routes(), *_trouble(vendor).routes())
    return (*browser.routes(), oddities, *extension, *told)


def _news(vendor: ZohoVendor) -> NewsPage:
    def rows() -> list[tuple[str, ...]]:
        with vendor.lock:
            channels = list(vendor.org.channels.values())
        return [
            (each.channel_id, ", ".join(each.events), each.notify_url, f"{each.expiry:%F %R}")
            for each in channels
        ]

    heads = ("Channel", "Events", "Told at", "Until")
    nobody = "Nobody has asked to be told."
    return NewsPage(lambda: brand(vendor), vendor.announcer, Listeners(heads, rows, nobody))


def _trouble(vendor: ZohoVendor) -> TroublePage:
    body = json.dumps(too_many().body())
    return TroublePage(
        brand=lambda: brand(vendor),
        faults=vendor.faults,
        too_many=Fault("status", status=429, body=body, headers={"Content-Type": JSON}),
        places=(("^/crm/", "the API"), ("^/oauth/", "the log-in"), (".*", "everything")),
        doings=(
            Doing("expire", "Expire access tokens", lambda _seconds: vendor.expire_tokens()),
            Doing("revoke", "Revoke all grants", lambda _seconds: vendor.revoke_grant()),
            Doing("lag", "Let lists lag", vendor.lag_lists, asks=True),
        ),
    )


def brand(vendor: ZohoVendor) -> Brand:
    places = [(kind.label, f"/records/{kind.slug}") for kind in kinds(vendor.org)]
    more = (("Extension", extension_page.WHERE), PLACE, *PLACES)
    return Brand("zoho", NAME, vendor.org.name, (*places, *more))


def kinds(org: Org) -> list[ZohoKind]:
    return [ZohoKind(org, name) for name in COLUMNS]


def said(refused: Refused) -> Sequence[str]:
    """Put a refusal into words: where, what, and what would do."""
    if "errors" in refused.details:
        return [line for each in refused.details["errors"] for line in said(each)]
    field = refused.path.replace("_", " ")
    known = {
        "expected_data_type": "expected: {}",
        "maximum_length": "{} characters at most",
        "supported_values": "one of {}",
        "id": "record {} has it already",
    }
    more = [
        words.format(_listed(refused.details[name]))
        for name, words in known.items()
        if name in refused.details
    ]
    where = f"{field}: " if field else ""
    hint = f" ({'; '.join(more)})" if more else ""
    return [f"{where}{refused.message}{hint} [{refused.code}]"]


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
