"""The product's own fetch: connector, door, engine, PostgreSQL."""

from __future__ import annotations

import gc
import uuid
from dataclasses import dataclass

from django.utils import timezone

from benchmarks.measure import Spent, spending
from benchmarks.product.company import bridge_new, clean, work_on
from connectors.base import Budget, Connector, Wanted
from connectors.budget import Limits, RedisBudget
from connectors.door import Door
from connectors.xero.connector import XeroConnector
from connectors.zoho.connector import ZohoConnector
from sync.core.reading import wanted_of
from sync.core.records import Module, Side
from sync.core.tables import TABLES
from sync.engine.connect import SCHEMES, _redis
from sync.engine.observe import read_resource
from sync.models import Record

WARM = 1_000


@dataclass(frozen=True, slots=True)
class Token:
    def current(self) -> str:
        return "token"

    def refresh(self, stale: str) -> str:
        return stale


def budget() -> Budget:
    """Count calls in Redis as the product does, but without a limit."""
    return RedisBudget(_redis(), f"bench:{uuid.uuid4().hex}", Limits("Xero", concurrent=5))


def door(side: Side) -> Door:
    return Door(Token(), budget(), scheme=SCHEMES[side])


def xero(url: str) -> XeroConnector:
    return XeroConnector(door(Side.XERO), str(uuid.uuid4()), url)


def zoho(url: str) -> ZohoConnector:
    return ZohoConnector(door(Side.ZOHO), url)


def fetch_invoices(url: str, count: int) -> Spent:
    """Fetch them from Xero: first into nothing, then all of them again, unchanged."""
    gc.freeze()  # as a worker does when it starts
    _fetch(xero(f"{url}/{WARM}"))
    clean()
    connector = xero(f"{url}/{count}")
    work = work_on(bridge_new(), connector)
    spent, again = Spent(), Spent()
    with spending(spent):
        read_resource(work, Side.XERO, "Invoices", whole=True)
    spent.calls, spent.received = connector.calls, connector.bytes_received
    seen, began = Record.objects.count(), timezone.now()
    if seen != count:
        raise RuntimeError(f"{seen} records instead of {count}")
    with spending(again):
        read_resource(work, Side.XERO, "Invoices", whole=True)
    spent.more = {
        "again": again.cpu,
        "rewritten": Record.objects.filter(seen_at__gte=began).count(),
        "calls again": connector.calls - spent.calls,
    }
    return spent


def _fetch(connector: Connector) -> None:
    read_resource(work_on(bridge_new(), connector), connector.side, "Invoices", whole=True)


def read_accounts(url: str, count: int) -> Spent:
    """Read them from Zoho, and keep nothing."""
    gc.freeze()
    spent = Spent()
    _read(zoho(f"{url}/{WARM}"), WARM)
    connector = zoho(f"{url}/{count}")
    with spending(spent):
        _read(connector, count)
    spent.calls = connector.calls
    return spent


def _read(connector: Connector, count: int) -> None:
    wanted = Wanted(*wanted_of(TABLES[Module.ACCOUNTS], Side.ZOHO))
    found = sum(len(page.records) for page in connector.changed_since("Accounts", wanted))
    if found != count:
        raise RuntimeError(f"{found} records instead of {count}")
