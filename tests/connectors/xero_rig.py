"""What the Xero tests stand on: the pretend Xero, or a few hand-written answers, behind a door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import urllib3

from connectors.base import Outgoing, Page, Wanted
from connectors.budget import FreeBudget
from connectors.door import Door, Patience
from connectors.oauth import Provider, Token, exchange, refresh
from connectors.sandbox.http import Reply, Request, Serving, serve
from connectors.sandbox.xero import Choices, Organisation, Profile, XeroVendor
from connectors.xero.connections import provider
from connectors.xero.connector import XeroConnector

BACK = "http://localhost:8000/back"
ALL = Wanted(())
UNLIMITED = {"minute_limit": None, "day_limit": None}


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def ahead(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Grant:
    """A token source that really refreshes."""

    provider: Provider
    token: Token
    refreshed: int = 0

    def current(self) -> str:
        return self.token.access_token

    def refresh(self, stale: str) -> str:
        self.refreshed += 1
        self.token = refresh(self.provider, self.token.refresh_token)
        return self.token.access_token


@dataclass
class Rig:
    vendor: XeroVendor
    org: Organisation
    clock: Clock
    serving: Serving
    provider: Provider
    asked: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.serving.url

    def log_in(self) -> Grant:
        """Consent as a person would, and exchange the code."""
        form = {
            "client_id": self.provider.client_id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": " ".join(self.provider.scopes),
            "state": "s",
            "tenant": self.org.organisation_id,
            "decision": "allow",
        }
        answer = urllib3.request(
            "POST",
            self.provider.authorise_url,
            body=urlencode(form),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            redirect=False,
        )
        (code,) = parse_qs(urlsplit(answer.headers["Location"]).query)["code"]
        return Grant(self.provider, exchange(self.provider, code, BACK))

    def door(self, grant: Grant | None = None) -> Door:
        patience = Patience(connect=1, read=1)
        return Door(grant or self.log_in(), FreeBudget(), scheme="Bearer", patience=patience)

    def connector(self, grant: Grant | None = None) -> XeroConnector:
        return XeroConnector(self.door(grant), self.org.organisation_id, self.url)

    def paths(self) -> list[str]:
        """Return method and path of the API calls so far."""
        return [
            f"{each.method} {each.path.removeprefix('/api.xro/2.0/')}"
            for each in self.asked
            if each.path.startswith("/api.xro")
        ]

    def contact(self, name: str, **more: Any) -> str:
        return str(self.org.save_contact({"Name": name, **more})["ContactID"])

    def invoice(self, contact: str, number: str, **more: Any) -> str:
        line = {"Description": "Work", "Quantity": 2, "UnitAmount": 12.3456, "AccountCode": "200"}
        base = {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact},
            "InvoiceNumber": number,
            "Date": "2026-11-01",
            "DueDate": "2026-12-01",
            "LineItems": [line],
        }
        return str(self.org.save_invoice({**base, **more})["InvoiceID"])

    def order(self, contact: str, number: str, **more: Any) -> str:
        line = {"Description": "Steel", "Quantity": 1, "UnitAmount": 10, "AccountCode": "300"}
        base = {
            "Contact": {"ContactID": contact},
            "PurchaseOrderNumber": number,
            "Date": "2026-11-01",
            "LineItems": [line],
        }
        return str(self.org.save_order({**base, **more})["PurchaseOrderID"])


@contextmanager
def sandbox(**choices: Any) -> Iterator[Rig]:
    clock = Clock()
    vendor = XeroVendor(clock=clock, choices=Choices(**{**UNLIMITED, **choices}))
    org = vendor.add_organisation(Profile())
    asked: list[Request] = []
    within = vendor.app.wrap

    def watched(request: Request, answer: Any) -> Reply:
        asked.append(request)
        return within(request, answer)

    vendor.app.wrap = watched
    serving = serve(vendor.app)
    ours = provider(
        "demo-xero-client", "demo-xero-secret", login_url=serving.url, identity_url=serving.url
    )
    try:
        yield Rig(vendor, org, clock, serving, ours, asked)
    finally:
        serving.stop()


def read(connector: XeroConnector, resource: str, **place: str) -> list[Page]:
    return list(connector.changed_since(resource, ALL, **place))


def creating(**payload: Any) -> Outgoing:
    return Outgoing("", payload)
