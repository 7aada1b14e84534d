"""Staying subscribed: renewed once a day, anew after a reconnect, given back on a disconnect."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from connectors.hosts import can_be_told
from connectors.sandbox.faults import Fault
from sync.core.records import Side
from sync.models import Connection, Subscription
from sync.services.connections import disconnect
from sync.store.subscriptions import subscriptions_claim, subscriptions_missing
from tests.newsroom import Newsroom
from tests.portal import Portal


@pytest.fixture
def room(portal: Portal, live_server: LiveServer, settings: Any) -> Newsroom:
    settings.HOOKS_URL = live_server.url
    room = Newsroom(portal)
    room.listen()
    return room


def kept() -> Subscription:
    return Subscription.objects.get()


def test_it_is_renewed_daily_on_the_same_channel(room: Newsroom) -> None:
    room.subscribe()
    first = kept()
    assert first.renew_at - timezone.now() < timedelta(hours=24)
    room.subscribe()
    assert kept().channel_id == first.channel_id
    assert list(room.portal.zoho.channels) == [first.channel_id]


def test_what_ran_out_is_asked_for_anew(room: Newsroom) -> None:
    room.subscribe()
    room.portal.zoho.channels.clear()  # a week without us
    room.subscribe()
    assert list(room.portal.zoho.channels) == [kept().channel_id]


def test_little_is_renewed_in_time(room: Newsroom) -> None:
    room.subscribe()
    [channel] = room.portal.zoho.channels.values()
    Subscription.objects.update(renew_at=timezone.now())
    assert subscriptions_claim(now=timezone.now()) == [room.portal.fresh().zoho_id]
    assert subscriptions_claim(now=timezone.now()) == []  # nobody else takes it
    assert channel.expiry == kept().expires_at


def test_the_address_is_where_the_page_listens(room: Newsroom, settings: Any) -> None:
    room.subscribe()
    [channel] = room.portal.zoho.channels.values()
    path = reverse("sync:hook-zoho", args=[kept().address])
    assert channel.notify_url == f"{settings.HOOKS_URL}{path}"
    assert len(kept().address) >= 40


def test_a_lost_answer_makes_no_second_channel(room: Newsroom) -> None:
    room.portal.vendors.zoho.faults.add(Fault("lost", path=".*/actions/watch"))
    room.subscribe()
    assert kept().error
    assert kept().expires_at is None
    room.subscribe()
    assert (kept().error, len(room.portal.zoho.channels)) == ("", 1)


def test_a_dead_login_is_said_on_the_connection(room: Newsroom) -> None:
    room.portal.vendors.zoho.revoke_grant()
    room.portal.vendors.zoho.expire_tokens()
    room.subscribe()
    assert Connection.objects.get(side=Side.ZOHO).state == "lost"


def test_a_disconnect_gives_it_back(room: Newsroom) -> None:
    room.subscribe()
    disconnect(bridge=room.portal.fresh(), side=Side.ZOHO, user=room.portal.user)
    assert not room.portal.zoho.channels
    assert not Subscription.objects.exists()


def test_a_vendor_that_is_away_does_not_stop_a_disconnect(room: Newsroom) -> None:
    room.subscribe()
    room.portal.vendors.zoho.faults.add(Fault("status", status=503, path=".*/actions/watch"))
    disconnect(bridge=room.portal.fresh(), side=Side.ZOHO, user=room.portal.user)
    assert not Subscription.objects.exists()


def test_who_listens_no_more_is_told_no_more(room: Newsroom) -> None:
    room.subscribe()
    room.listen(on=False)
    room.subscribe()
    assert not room.portal.zoho.channels
    assert not Subscription.objects.exists()
    room.subscribe()  # nothing to give back
    assert not Subscription.objects.exists()


def test_who_never_subscribed_is_found(room: Newsroom) -> None:
    assert [one.pk for one in subscriptions_missing()] == [room.portal.fresh().zoho_id]
    room.subscribe()
    assert subscriptions_missing() == []


@pytest.mark.parametrize(
    ("portal_url", "vendor_url", "reached"),
    [
        ("https://portal.example.com", "https://www.zohoapis.eu", True),
        ("http://portal.example.com", "https://www.zohoapis.eu", False),
        ("http://localhost:8000", "https://www.zohoapis.eu", False),
        ("https://localhost", "https://api.xero.com", False),
        ("http://localhost:8000", "http://127.0.0.1:8901", True),
        ("https://portal.example.com", "http://127.0.0.1:8901", False),
    ],
)
def test_who_can_be_reached(portal_url: str, vendor_url: str, *, reached: bool) -> None:
    assert can_be_told(portal_url, vendor_url) is reached
