"""A pretend Zoho on a real socket, and a client that has logged in to it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import urllib3

from connectors.sandbox.http import serve
from connectors.sandbox.zoho import ZohoVendor

CALLBACK = "http://portal.test/callback"
SCOPES = (
    "ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,ZohoCRM.coql.READ,ZohoCRM.org.READ,ZohoCRM.users.READ"
)
ASK = {
    "response_type": "code",
    "client_id": "demo-zoho-client",
    "scope": SCOPES,
    "redirect_uri": CALLBACK,
    "state": "s1",
    "access_type": "offline",
    "prompt": "consent",
}


def select(columns: str, module: str, where: str, *more: str) -> str:
    return " ".join(("select", columns, "from", module, "where", where, *more))


class Turned:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 10, 0, 0, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def ahead(self, **by: float) -> None:
        self.now += timedelta(**by)


class World:
    def __init__(self, url: str, vendor: ZohoVendor, clock: Turned) -> None:
        self.url, self.vendor, self.clock = url, vendor, clock
        self.org = vendor.org
        self.pool = urllib3.PoolManager(maxsize=10, retries=False, timeout=5.0)
        self.token = ""
        self.known: dict[str, str] = {}  # ids a test wants to name

    def send(
        self, method: str, path: str, *, form: Any = None, headers: Any = None, body: Any = None
    ) -> urllib3.BaseHTTPResponse:
        if form is not None:
            body = urlencode(form)
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.pool.request(
            method, self.url + path, headers=headers or {}, body=body, redirect=False
        )

    def consent(self, decision: str = "accept", **changes: Any) -> dict[str, str]:
        """Go through the screen as a browser would; returns the callback's parameters."""
        asked = {name: value for name, value in {**ASK, **changes}.items() if value is not None}
        page = self.send("GET", f"/oauth/v2/auth?{urlencode(asked)}").data.decode()
        form = dict(re.findall(r'name="(ticket)" value="([^"]+)"', page))
        form |= {"org": self.org.org_id, "decision": decision}
        where = self.send("POST", "/oauth/v2/auth", form=form).headers["Location"]
        assert where.startswith(asked["redirect_uri"])
        return dict(parse_qsl(urlsplit(where).query))

    def trade(self, **form: Any) -> urllib3.BaseHTTPResponse:
        """Post to the token endpoint, with the demo client's secret."""
        client = {"client_id": "demo-zoho-client", "client_secret": "demo-zoho-secret"}
        return self.send("POST", "/oauth/v2/token", form={**client, **form})

    def log_in(self, **changes: Any) -> Any:
        code = self.consent(**changes)["code"]
        answer = self.trade(grant_type="authorization_code", code=code, redirect_uri=CALLBACK)
        self.token = answer.json()["access_token"]
        return answer.json()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call /crm/v8/...; returns (status, JSON or None, headers)."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        auth = {"Authorization": f"Zoho-oauthtoken {self.token}", **named}
        sent = None if body is None else json.dumps(body)
        answer = self.send(method, f"/crm/v8/{path}", headers=auth, body=sent)
        return answer.status, answer.json() if answer.data else None, answer.headers

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)[:2]

    def post(self, path: str, *records: Any, **more: Any) -> Any:
        return self.call("POST", path, {"data": list(records), **more})[:2]

    def put(self, path: str, *records: Any, **headers: str) -> Any:
        return self.call("PUT", path, {"data": list(records)}, **headers)[:2]

    def coql(self, query: str) -> Any:
        return self.call("POST", "coql", {"select_query": query})[:2]

    def make(self, module: str, **fields: Any) -> str:
        """Add a record by hand, as a person in Zoho does; returns its id."""
        return str(self.org.insert(module, fields)["id"])


@contextmanager
def world(*, log_in: bool = True) -> Iterator[World]:
    clock = Turned()
    vendor = ZohoVendor(clock=clock)
    serving = serve(vendor.app)
    made = World(serving.url, vendor, clock)
    try:
        if log_in:
            made.log_in()
        yield made
    finally:
        made.pool.clear()
        serving.stop()
