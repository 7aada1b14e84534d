"""A real web server, worker and clock: an edit in either sandbox appears on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from connectors.sandbox.announcer import Mishap
from sync.core.records import Module
from sync.core.states import RunKind
from sync.models import Change, Event, Link, Listening, Run
from sync.tasks.news import look
from syncportal.celery import app
from tests.newsroom import KEY, Newsroom, open_newsroom
from tests.portal import Portal
from tests.worker import Worker, until, worker

SOON = 60  # seconds, on a busy machine; a look of our own comes an hour later


@pytest.fixture
def room(portal: Portal, live_server: LiveServer, settings: Any) -> Newsroom:
    portal.zoho.insert("Accounts", {"Account_Name": "Buyer"})
    room = open_newsroom(portal, live_server, settings)
    now = timezone.now()  # no look comes to the help of news
    Listening.objects.update(look_at=now + timedelta(hours=1), looked_whole_at=now)
    return room


@pytest.fixture
def live(room: Newsroom, settings: Any) -> Iterator[Worker]:
    """Run a worker and the clock on the queues that this process's web server fills."""
    app.control.purge()  # what other tests put there and nobody served
    environment = {
        **room.portal.vendors.settings(),
        "REDIS_URL": settings.REDIS_URL,
        "REDIS_PREFIX": settings.REDIS_PREFIX,
        "HOOKS_URL": settings.HOOKS_URL,
        "XERO_WEBHOOK_KEY": KEY,
    }
    with worker(environment, beat=True) as made:
        yield made


def phone_in_xero(room: Newsroom) -> str:
    [one] = room.portal.xero.list_contacts()
    phones = {each["PhoneType"]: each.get("PhoneNumber", "") for each in one["Phones"]}
    return str(phones["DEFAULT"])


def test_an_edit_on_either_side_appears_on_the_other(room: Newsroom, live: Worker) -> None:
    [account] = room.portal.zoho.list("Accounts")
    [contact] = room.portal.xero.list_contacts()

    room.portal.zoho.update("Accounts", account["id"], {"Phone": "111"})
    until(lambda: phone_in_xero(room) == "111", SOON, live.said)

    until(lambda: not Event.objects.exists(), SOON, live.said)
    room.portal.xero.save_contact(
        {
            "ContactID": contact["ContactID"],
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "222"}],
        }
    )
    until(lambda: room.portal.zoho.list("Accounts")[0]["Phone"] == "222", SOON, live.said)

    until(lambda: not Event.objects.exists(), SOON, live.said)  # the echoes, too
    runs = Run.objects.filter(kind=RunKind.SYNC, scope="news")
    until(lambda: not runs.filter(ended_at=None).exists(), SOON, live.said)
    assert Change.objects.filter(creates=False).count() == 2
    assert runs.count() == 2


def test_lost_doubled_and_forged_news(room: Newsroom, live: Worker) -> None:
    """Nothing is lost and nothing doubled; what is lost waits for the next look."""
    announcer = room.portal.vendors.zoho.announcer
    announcer.order(Mishap("doubled"), Mishap("forged"), Mishap("lost"))
    for number in range(3):
        name = f"New {number}"
        room.portal.zoho.insert("Accounts", {"Account_Name": name})
        before = len(announcer.sent)
        if number < 2:
            until(lambda before=before: len(announcer.sent) >= before + 2, 8)  # type: ignore[misc]
    until(lambda: Link.objects.filter(module=Module.ACCOUNTS).count() >= 3, SOON, live.said)
    until(lambda: not Run.objects.filter(ended_at=None).exists(), SOON, live.said)
    Listening.objects.update(looked_whole_at=None)
    look(str(room.portal.bridge.public_id))
    until(lambda: Link.objects.filter(module=Module.ACCOUNTS).count() == 4, SOON, live.said)
    names = [row["Name"] for row in room.portal.xero.list_contacts()]
    assert sorted(names) == ["Buyer", "New 0", "New 1", "New 2"]
    assert 404 in announcer.sent
