"""The pretend Zoho: accounts server and CRM API in one HTTP application."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from connectors.sandbox.announcer import Announcer, Post
from connectors.sandbox.faults import Faults, admin_routes
from connectors.sandbox.http import App, Reply, Request, json_reply
from connectors.sandbox.limits import Clock, real_clock
from connectors.sandbox.zoho.consent import consent_routes
from connectors.sandbox.zoho.dump import dump_grants, dump_org, load_grants, load_org
from connectors.sandbox.zoho.gate import Gate
from connectors.sandbox.zoho.grants import Asked, Client, Grants
from connectors.sandbox.zoho.meter import Meter
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.routes import record_routes
from connectors.sandbox.zoho.settings import settings_routes
from connectors.sandbox.zoho.state import Org
from connectors.sandbox.zoho.watch import heard_by, spelled, watch_routes

DEMO_CLIENT = "demo-zoho-client"
DEMO_SECRET = "demo-zoho-secret"


class ZohoVendor:
    """One client, one organisation ("Demo Trading Ltd") unless more are added.

    `accounts_server` and `api_domain` are what the vendor claims to be; None is the URL it was
    called by. Setting them makes it lie.
    """

    def __init__(
        self,
        *,
        client_id: str = DEMO_CLIENT,
        client_secret: str = DEMO_SECRET,
        redirect_uris: tuple[str, ...] = (),
        clock: Clock = real_clock,
    ) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.grants = Grants(clock, {client_id: Client(client_id, client_secret, redirect_uris)})
        self.orgs: dict[str, Org] = {}
        self.meters: dict[str, Meter] = {}
        self.asked: dict[str, Asked] = {}
        self.location = "us"
        self.accounts_server: str | None = None
        self.api_domain: str | None = None
        self.faults = Faults()
        self.announcer = Announcer(self._spelled)
        self.org = self.add_org(Org(clock=clock, lock=self.lock))
        self.gate = Gate(self.grants, self.orgs, self.meters)
        self.app = self._app()

    def add_org(self, org: Org) -> Org:
        org.lock = self.lock
        org.told = lambda *change: self._tell(org, *change)
        self.orgs[org.org_id] = org
        self.meters[org.org_id] = Meter(self.clock)
        return org

    def unlimited(self) -> None:
        """Switch credits, concurrency and token limits off, for benchmarks."""
        self.grants.limited = False
        for meter in self.meters.values():
            meter.unlimited()

    def expire_tokens(self) -> None:
        with self.lock:
            self.grants.expire()

    def revoke_grant(self) -> None:
        with self.lock:
            self.grants.revoke_all()

    def lag_lists(self, seconds: float = 0.0, reads: int = 0) -> None:
        for org in self.orgs.values():
            org.lag_lists(seconds, reads)

    def dump(self) -> dict[str, Any]:
        """Return everything that should outlive a restart, as JSON-able data."""
        with self.lock:
            orgs = [dump_org(org) for org in self.orgs.values()]
            return {"orgs": orgs, "grants": dump_grants(self.grants)}

    def load(self, data: Mapping[str, Any]) -> None:
        """Become what `dump` returned; organisations not in it are gone."""
        with self.lock:
            self.orgs.clear()
            for row in data["orgs"]:
                org = Org(org_id=row["org_id"], clock=self.clock)
                load_org(org, row)
                self.add_org(org)
            self.org = next(iter(self.orgs.values()))
            load_grants(self.grants, data["grants"])

    def _tell(self, org: Org, module: str, record_id: str, operation: str) -> None:
        for news in heard_by(org, module, record_id, operation):
            self.announcer.tell(news)

    def _spelled(
        self, group: Sequence[str], ids: Sequence[str], *, forged: bool = False
    ) -> Post | None:
        with self.lock:
            org = self.orgs.get(group[0])
            url = self.api_domain or "https://www.zohoapis.com"
            return spelled(org, group, ids, url, forged=forged) if org else None

    def accounts_url(self, request: Request) -> str:
        return self.accounts_server or own_url(request)

    def api_url(self, request: Request) -> str:
        return self.api_domain or own_url(request)

    def _app(self) -> App:
        actions = {
            "expire": lambda _sent: self.expire_tokens(),
            "revoke": lambda _sent: self.revoke_grant(),
            "lag": lambda sent: self.lag_lists(**sent),
            "news": self.announcer.ordered,
        }
        routes = (
            *admin_routes(self.faults, actions),
            *consent_routes(self),
            *settings_routes(self.gate),
            *watch_routes(self.gate),
            *record_routes(self.gate),
        )
        patterns = [route.pattern for route in routes]

        def missing(request: Request) -> Reply:
            known = any(re.fullmatch(pattern, request.path) for pattern in patterns)
            return _no_such_method() if known else _no_such_url()

        return App(routes, wrap=self.faults.wrap, missing=missing)


def own_url(request: Request) -> str:
    return f"http://{request.headers.get('host', 'localhost')}"


def _no_such_method() -> Reply:
    message = "The http request method type is not a valid one"
    refused = Refused("INVALID_REQUEST_METHOD", message=message, resource_path_index=0)
    return json_reply(refused.body(), 400)


def _no_such_url() -> Reply:
    message = "Please check if the URL trying to access is a correct one"
    return json_reply(Refused("INVALID_URL_PATTERN", message=message).body(), 404)
