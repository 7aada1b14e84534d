"""A day on a virtual clock in which nobody edits anything: how many calls the portal makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.management import call_command
from django.test.utils import override_settings
from django.utils import timezone

from sync.core.records import Mode, Side
from sync.core.tables import ORDER
from sync.engine.connect import connect
from sync.engine.listen import look_open
from sync.engine.run import execute
from sync.engine.subscribe import subscribe
from sync.models import Connection, Listening, Subscription
from sync.store.subscriptions import listening_save
from tests.portal import Portal, open_portal, open_vendors

DAY = timedelta(hours=24)
FAR = "https://portal.example"
NEIGHBOUR = "http://127.0.0.1:9"  # where the pretend vendors may tell; nobody does


@dataclass
class Counted:
    looks: int = 0
    whole: int = 0
    calls: dict[str, int] = field(default_factory=dict)


def idle_day(calls_per_day: int, key: str) -> Counted:
    """Return what an idle day costs. `key` "": no vendor can announce its changes."""
    vendors = open_vendors()
    more = {"HOOKS_URL": NEIGHBOUR if key else FAR, "XERO_WEBHOOK_KEY": key}
    with override_settings(**vendors.settings(), XERO_CALLS_PER_DAY=calls_per_day, **more):
        portal = open_portal(vendors)
        for side in Side:
            portal.connect(side)
        portal.zoho.insert("Accounts", {"Account_Name": "Buyer Ltd"})
        portal.fetch()
        portal.sync(*ORDER)
        _listen(portal)
        for side in Side:
            vendors.calls[side].clear()
        found = _through_the_day(portal)
    found.calls = {side.value: len(vendors.calls[side]) for side in Side}
    vendors.stop()
    call_command("flush", verbosity=0, interactive=False)
    return found


def _listen(portal: Portal) -> None:
    modes = dict.fromkeys(ORDER, Mode.BOTH)
    now = timezone.now()
    listening_save(bridge=portal.fresh(), on=True, modes=modes, now=now, user=None)
    _subscribe(portal, now)


def _subscribe(portal: Portal, now: datetime) -> None:
    for connection in Connection.objects.filter(side=Side.ZOHO, tenant=portal.bridge.tenant):
        subscribe(connection.pk, now)


def _through_the_day(portal: Portal) -> Counted:
    found = Counted()
    start = now = timezone.now()
    while now < start + DAY:
        with _at(now):
            _what_is_due(portal, now, found)
        now = max(_next_due(), now + timedelta(seconds=10))
    return found


def _what_is_due(portal: Portal, now: datetime, found: Counted) -> None:
    if Subscription.objects.filter(renew_at__lte=now).exists():
        _subscribe(portal, now)
    if Listening.objects.filter(look_at__lte=now).exists():
        opened = look_open(portal.bridge.public_id, now)
        if opened is not None:
            found.looks += 1
            found.whole += Listening.objects.filter(looked_whole_at=now).count()
            execute(opened[0].public_id, connect)


def _next_due() -> datetime:
    looks = Listening.objects.values_list("look_at", flat=True)
    renewals = Subscription.objects.values_list("renew_at", flat=True)
    return min(each for each in [*looks, *renewals] if each is not None)


@contextmanager
def _at(now: datetime) -> Iterator[None]:
    """Have it be this moment for everything that asks Django for the time."""
    real = timezone.now
    timezone.now = lambda: now
    try:
        yield
    finally:
        timezone.now = real
