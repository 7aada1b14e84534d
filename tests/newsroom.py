"""A portal that vendors can reach over HTTP: subscribed, signed for, and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from sync.core.records import Mode, Module
from sync.core.tables import ORDER
from sync.engine.listen import news_open
from sync.engine.subscribe import subscribe
from sync.models import Event, Run
from sync.store.subscriptions import listening_save
from tests.portal import Portal
from tests.worker import until

KEY = "the-apps-webhook-key"
BOTH = dict.fromkeys(ORDER, Mode.BOTH)


@dataclass
class Newsroom:
    portal: Portal

    def listen(self, modes: Mapping[Module, Mode] = BOTH, *, on: bool = True) -> None:
        bridge = self.portal.fresh()
        listening_save(bridge=bridge, on=on, modes=modes, now=timezone.now(), user=None)

    def subscribe(self) -> None:
        connection = self.portal.fresh().zoho
        assert connection is not None
        subscribe(connection.pk, timezone.now())

    def told(self, count: int = 1) -> list[Event]:
        """Wait until so many records were announced."""
        until(lambda: Event.objects.count() >= count, 8, self.posts)
        return list(Event.objects.order_by("pk"))

    def quiet(self, posts: int) -> None:
        """Wait until so many posts were sent, whatever became of them."""
        until(lambda: len(self.posts()) >= posts, 8, self.posts)

    def posts(self) -> list[int]:
        vendors = self.portal.vendors
        return [*vendors.zoho.announcer.sent, *vendors.xero.webhooks.announcer.sent]

    def settle(self) -> Run | None:
        """Do what a worker does with news; return the run, where it left one."""
        found = news_open(self.portal.bridge.public_id)
        if found is None:
            return None
        run, _ = found
        pk = run.pk
        try:
            self.portal.carry_on(run)
        except Run.DoesNotExist:
            return None
        return Run.objects.get(pk=pk)

    def calls(self, side: str) -> list[str]:
        """Return the calls since the last time."""
        calls = self.portal.vendors.calls[side]  # type: ignore[index]  # a Side is its text
        found, calls[:] = list(calls), []
        return found


def open_newsroom(portal: Portal, live_server: LiveServer, settings: Any) -> Newsroom:
    """Have both sides fetched and synced once, and both vendors tell of what comes then."""
    settings.HOOKS_URL = live_server.url
    settings.XERO_WEBHOOK_KEY = KEY
    room = Newsroom(portal)
    portal.fetch()
    portal.sync(*ORDER)
    room.listen()
    room.subscribe()
    portal.vendors.xero.webhooks.set_up(f"{live_server.url}/hooks/xero/", KEY)
    for side in portal.vendors.calls:
        portal.vendors.calls[side].clear()
    return room
