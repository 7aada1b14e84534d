"""What the Zoho tests stand on: the pretend Zoho, or a few hand-written answers, behind a door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from connectors.base import Outgoing, Page, Wanted
from connectors.budget import FreeBudget
from connectors.door import Door
from connectors.sandbox.http import App, Reply, Request, json_reply, serve
from connectors.sandbox.zoho import ZohoVendor
from connectors.sandbox.zoho.grants import Grant
from connectors.zoho.connector import ZohoConnector

SCOPES = (
    "ZohoCRM.modules.ALL",
    "ZohoCRM.settings.ALL",
    "ZohoCRM.coql.READ",
    "ZohoCRM.org.READ",
    "ZohoCRM.users.READ",
)
CONTACTS = Wanted(("Last_Name", "Email", "Account_Name"))
LINES = ("Product_Name", "Quantity", "List_Price", "Line_Tax", "Net_Total", "Sequence_Number")
INVOICES = Wanted(("Subject", "Grand_Total", "Account_Name"), "Invoiced_Items", LINES)


@dataclass
class Tokens:
    value: str = "token"

    def current(self) -> str:
        return self.value

    def refresh(self, stale: str) -> str:
        return f"{stale}'"


@dataclass
class Seen:
    """The requests that reached the vendor."""

    requests: list[Request] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [request.path.removeprefix("/crm/v8/") for request in self.requests]

    def queries(self) -> list[str]:
        """Return the COQL texts."""
        return [
            request.json()["select_query"]
            for request in self.requests
            if request.path.endswith("/coql")
        ]


@dataclass
class Rig:
    vendor: ZohoVendor
    url: str
    seen: Seen
    budget: FreeBudget

    def held(self, module: str, record_id: str) -> dict[str, Any]:
        """Return a record as the vendor holds it."""
        found = self.vendor.org.get(module, record_id)
        assert found is not None
        return found

    def connector(self, *, scopes: tuple[str, ...] = SCOPES, **options: Any) -> ZohoConnector:
        org = self.vendor.org
        grant = Grant("client", org.org_id, org.users[0].id, scopes)
        token = self.vendor.grants._access(grant).value
        return connector(self.url, self.budget, token, **options)


def connector(
    url: str, budget: FreeBudget | None = None, token: str = "token", **options: Any
) -> ZohoConnector:
    door = Door(Tokens(token), budget or FreeBudget(), scheme="Zoho-oauthtoken")
    return ZohoConnector(door, url, **options)


def watched(app: App, seen: Seen) -> App:
    inner = app.wrap

    def wrap(request: Request, answer: Callable[[Request], Reply]) -> Reply:
        seen.requests.append(request)
        return inner(request, answer)

    app.wrap = wrap
    return app


@contextmanager
def sandbox() -> Iterator[Rig]:
    vendor, seen = ZohoVendor(), Seen()
    server = serve(watched(vendor.app, seen))
    try:
        yield Rig(vendor, server.url, seen, FreeBudget())
    finally:
        server.stop()


@contextmanager
def answering(
    answer: Callable[[Request], Reply], **options: Any
) -> Iterator[tuple[ZohoConnector, Seen]]:
    """Serve one function as the whole vendor."""
    seen = Seen()
    server = serve(watched(App((), missing=answer), seen))
    try:
        yield connector(server.url, **options), seen
    finally:
        server.stop()


def scripted(*replies: Reply) -> Callable[[Request], Reply]:
    """Answer with these, in turn; the last one again and again."""
    left = list(replies)
    return lambda _request: left.pop(0) if len(left) > 1 else left[0]


def rows(*found: dict[str, Any], more: bool = False, **info: Any) -> Reply:
    about: dict[str, Any] = {"more_records": more, **info}
    return json_reply({"data": list(found), "info": about})


def refusal(code: str, status: int = 400, message: str = "no", **details: Any) -> Reply:
    body = {"code": code, "details": details, "message": message, "status": "error"}
    return json_reply(body, status)


def raw(text: str, status: int = 200, kind: str = "application/json") -> Reply:
    return Reply(status, text.encode(), {"Content-Type": kind})


def json_of(request: Request) -> Any:
    return json.loads(request.body)


def everything(pages: Iterator[Page]) -> tuple[list[str], Page]:
    """Return the ids read, in order, and the last page."""
    read = list(pages)
    assert [page.is_last for page in read] == [False] * (len(read) - 1) + [True]
    return [record.id for page in read for record in page.records], read[-1]


def create(**payload: Any) -> Outgoing:
    return Outgoing("", payload)
