"""The portal between two pretend vendors on real sockets: connected by real consents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import redis
import urllib3
from django.conf import settings
from django.contrib.auth.models import User

from connectors.sandbox.http import Serving, serve
from connectors.sandbox.xero import Organisation, XeroVendor
from connectors.sandbox.xero.vendor import Choices
from connectors.sandbox.zoho import Org, ZohoVendor
from sync.core.records import Mode, Module, Side
from sync.engine.connect import connect
from sync.engine.run import Finished, Later, execute
from sync.models import Bridge, Run
from sync.services.connections import Connected, connect_begin, connect_finish
from sync.services.runs import fetch_start, sync_start
from sync.services.tenants import tenant_open

CALLBACK = "http://localhost:8000/connect/{side}/callback"
THREE = (Module.ACCOUNTS, Module.PRODUCTS, Module.INVOICES)
POOL = urllib3.PoolManager(retries=False, timeout=20.0)


@dataclass
class Vendors:
    """Both pretend vendors, each on a socket of its own."""

    zoho: ZohoVendor
    xero: XeroVendor
    served: Mapping[Side, Serving]
    calls: dict[Side, list[str]]

    def settings(self) -> dict[str, str]:
        zoho, xero = self.served[Side.ZOHO].url, self.served[Side.XERO].url
        return {
            "ZOHO_ACCOUNTS_URL": zoho,
            "ZOHO_API_URL": zoho,
            "ZOHO_CLIENT_ID": "demo-zoho-client",
            "ZOHO_CLIENT_SECRET": "demo-zoho-secret",
            "XERO_LOGIN_URL": xero,
            "XERO_IDENTITY_URL": xero,
            "XERO_API_URL": xero,
            "XERO_CLIENT_ID": "demo-xero-client",
            "XERO_CLIENT_SECRET": "demo-xero-secret",
        }

    def stop(self) -> None:
        self.zoho.announcer.stop()
        self.xero.webhooks.announcer.stop()
        for serving in self.served.values():
            serving.stop()


def open_vendors() -> Vendors:
    """Empty organisations, with no limit on calls: what limits do has tests of its own."""
    zoho = ZohoVendor()
    zoho.unlimited()
    choices = Choices(minute_limit=None, day_limit=None, at_once=None, app_minute_limit=None)
    xero = XeroVendor(choices=choices)
    xero.add_organisation()
    calls: dict[Side, list[str]] = {Side.ZOHO: [], Side.XERO: []}
    for side, vendor in ((Side.ZOHO, zoho), (Side.XERO, xero)):
        vendor.app.wrap = _counted(calls[side], vendor.app.wrap)
    served = {Side.ZOHO: serve(zoho.app), Side.XERO: serve(xero.app)}
    forget_limits(zoho.org.org_id)  # one id for all tests, which together would use up a day
    return Vendors(zoho, xero, served, calls)


def forget_limits(*organisations: str) -> None:
    """Forget what was used of these organisations' limits: that is kept outside of the database."""
    client = redis.Redis.from_url(settings.CACHE_URL)
    for organisation in organisations:
        for key in client.keys(f"budget:*{organisation}*"):
            client.delete(key)
    client.close()


def _counted(calls: list[str], inner: Any) -> Any:
    def wrap(request: Any, answer: Any) -> Any:
        if "/crm/" in request.path or "/api.xro/" in request.path:
            calls.append(f"{request.method} {request.path}")
        return inner(request, answer)

    return wrap


@dataclass
class Portal:
    """A tenant with a bridge, and what people do with it. Runs are executed here and now."""

    vendors: Vendors
    user: User
    bridge: Bridge

    @property
    def zoho(self) -> Org:
        return self.vendors.zoho.org

    @property
    def xero(self) -> Organisation:
        return next(iter(self.vendors.xero.organisations.values()))

    def connect(self, side: Side) -> Connected:
        where = CALLBACK.format(side=side)
        url = connect_begin(bridge=self.bridge, user=self.user, side=side, redirect_uri=where)
        done = connect_finish(user=self.user, side=side, query=consent(url), redirect_uri=where)
        assert isinstance(done, Connected)
        self.bridge.refresh_from_db()
        return done

    def fetch(self) -> Run:
        return self.carry_on(
            fetch_start(bridge=self.fresh(), sides=list(Side), user=self.user, enqueue=False)
        )

    def sync(
        self,
        *modules: Module,
        mode: Mode = Mode.BOTH,
        window: str = "all",
    ) -> Run:
        modes = dict.fromkeys(modules or THREE, mode)
        run = sync_start(
            bridge=self.fresh(), modes=modes, window=window, user=self.user, enqueue=False
        )
        return self.carry_on(run)

    def both(self, *modules: Module) -> dict[Module, Mode]:
        return dict.fromkeys(modules or THREE, Mode.BOTH)

    def carry_on(self, run: Run, slices: int = 50) -> Run:
        """Do slice after slice, as a worker would, until the run ends or puts itself aside."""
        for _ in range(slices):
            match execute(run.public_id, connect):
                case Finished():
                    break
                case Later(seconds=seconds) if seconds > 0:
                    break
        run.refresh_from_db()
        return run

    def fresh(self) -> Bridge:
        return Bridge.objects.select_related("tenant", "zoho", "xero").get(pk=self.bridge.pk)


def open_portal(vendors: Vendors, email: str = "alice@example.test") -> Portal:
    user = User.objects.create_user(email, email)
    tenant = tenant_open(user=user, company=f"{email}'s company")
    return Portal(vendors, user, Bridge.objects.get(tenant=tenant))


def opened_all(vendor: XeroVendor) -> None:
    """Let the last consent have opened every organisation (Bulk Connections, XERO.md 1)."""
    rows = vendor.tokens.connections
    last = list(rows.values())[-1].event_id
    rows.update({key: replace(row, event_id=last) for key, row in rows.items()})


def consent(url: str, *, allow: bool = True, pick: int = 0) -> dict[str, str]:
    """Go through a vendor's consent page as a browser would; return the callback's query.

    `pick`: which of the organisations on the page.
    """
    page = POOL.request("GET", url, redirect=False).data.decode()
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', page, re.DOTALL):
        form[name] = re.findall(r'value="([^"]+)"', options)[pick]
    answers = {"allow": True, "accept": True, "cancel": False, "reject": False}
    decisions = re.findall(r'name="decision" value="(\w+)"', page)
    form["decision"] = next(word for word in decisions if answers[word] is allow)
    where = urlsplit(url)
    action = f"{where.scheme}://{where.netloc}{where.path}"
    answer = POOL.request("POST", action, fields=form, encode_multipart=False, redirect=False)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
