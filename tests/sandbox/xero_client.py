"""A small client of the pretend Xero, for its tests: real HTTP, no help from the product."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import urllib3

from connectors.sandbox.http import serve
from connectors.sandbox.xero import Choices, Organisation, Profile, XeroVendor

SCOPES = (
    "openid profile email offline_access accounting.invoices accounting.contacts "
    "accounting.settings.read accounting.payments"
)
CALLBACK = "http://localhost:8000/oauth/xero"
ZERO = "00000000-0000-0000-0000-000000000000"


class Turned:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def ahead(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class World:
    vendor: XeroVendor
    clock: Turned
    url: str
    org: Organisation
    http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))
    tokens: dict[str, Any] = field(default_factory=dict)

    def send(self, method: str, path: str, **more: Any) -> urllib3.BaseHTTPResponse:
        return self.http.request(method, self.url + path, redirect=False, timeout=10, **more)

    def form(self, path: str, **fields: str) -> urllib3.BaseHTTPResponse:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, body=urlencode(fields), headers=kind)

    def consent(self, **more: str) -> dict[str, str]:
        asked = {
            "client_id": "demo-xero-client",
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": SCOPES,
            "state": "s1",
            "tenant": self.org.organisation_id,
            "decision": "allow",
        }
        answer = self.form("/identity/connect/authorize", **{**asked, **more})
        assert answer.status == 302, answer.data
        found = parse_qs(urlsplit(answer.headers["Location"]).query)
        return {name: values[0] for name, values in found.items()}

    def token(self, **more: str) -> urllib3.BaseHTTPResponse:
        app = {"client_id": "demo-xero-client", "client_secret": "demo-xero-secret"}
        return self.form("/connect/token", **{**app, **more})

    def log_in(self, **more: str) -> None:
        code = self.consent(**more)["code"]
        answer = self.token(grant_type="authorization_code", code=code, redirect_uri=CALLBACK)
        assert answer.status == 200, answer.data
        self.tokens = answer.json()

    def api(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None,
        **query: object,
    ) -> urllib3.BaseHTTPResponse:  # fmt: skip
        return self.send(
            method,
            f"/api.xro/2.0/{path}" + (f"?{urlencode(query)}" if query else ""),
            body=None if body is None else json.dumps(body),
            headers={
                "Authorization": f"Bearer {self.tokens['access_token']}",
                "xero-tenant-id": self.org.organisation_id,
                "Accept": "application/json",
                **(headers or {}),
            },
        )

    def rows(self, path: str, headers: dict[str, str] | None = None, **query: object) -> Any:
        answer = self.api("GET", path, headers=headers, **query)
        assert answer.status == 200, answer.data
        return answer.json()[path.partition("/")[0]]

    def write(self, plural: str, *rows: object, method: str = "POST", **query: object) -> Any:
        """Write in the mode that answers element by element."""
        asked = urlencode({"summarizeErrors": "false", **query})
        answer = self.api(method, f"{plural}?{asked}", {plural: rows})
        assert answer.status == 200, answer.data
        return answer.json()[plural]

    def said(self, plural: str, row: object, **more: Any) -> list[str]:
        """Return what the vendor finds wrong with one element; [] where nothing is."""
        (element,) = self.write(plural, row, **more)
        return [each["Message"] for each in element.get("ValidationErrors", ())]


@contextmanager
def world(choices: Choices | None = None, profile: Profile | None = None) -> Iterator[World]:
    clock = Turned()
    limits = choices or Choices(minute_limit=None, day_limit=None)
    vendor = XeroVendor(clock=clock, choices=limits)
    org = vendor.add_organisation(profile or Profile(currencies=("GBP", "USD")))
    serving = serve(vendor.app)
    made = World(vendor, clock, serving.url, org)
    try:
        made.log_in()
        yield made
    finally:
        made.http.clear()
        serving.stop()
