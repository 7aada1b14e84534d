"""Looking unasked: at what has no announcements, now and then at everything, for few calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from sync.core.choices import Brake, Choices
from sync.core.choices_json import written
from sync.core.forecast import LATEST
from sync.core.records import Mode, Module, Side
from sync.core.states import RunState
from sync.engine.connect import connect
from sync.engine.listen import look_open
from sync.engine.run import Finished, execute
from sync.models import Change, Listening, Rules, Run
from sync.store.subscriptions import listening_claim
from tests.newsroom import Newsroom, open_newsroom
from tests.portal import Portal


@pytest.fixture
def room(portal: Portal, live_server: LiveServer, settings: Any) -> Newsroom:
    for code in ("P-1", "P-2"):
        portal.zoho.insert("Products", {"Product_Name": code, "Product_Code": code})
    room = open_newsroom(portal, live_server, settings)
    Listening.objects.update(looked_whole_at=timezone.now())
    return room


def look(room: Newsroom) -> Run | None:
    """Do one look to its end; return its run, where it left one."""
    found = look_open(room.portal.bridge.public_id, timezone.now())
    assert found is not None
    run, opened = found
    assert opened
    assert isinstance(execute(run.public_id, connect), Finished)
    return Run.objects.filter(pk=run.pk).first()


def rename_all(room: Newsroom) -> None:
    for item in room.portal.xero.list_items():
        room.portal.xero.save_item({"ItemID": item["ItemID"], "Name": f"{item['Code']} renamed"})


def careful(room: Newsroom) -> None:
    """Have every run stop that would change more than one record."""
    choices = written(Choices(brake=Brake(share=1, at_least=1)))
    Rules.objects.create(bridge=room.portal.bridge, choices=choices, saved_at=timezone.now())


def listening() -> Listening:
    return Listening.objects.get()


def test_only_what_xero_does_not_tell_of(room: Newsroom) -> None:
    assert look(room) is None  # nothing new: not worth a line
    assert room.calls(Side.ZOHO) == []
    paths = [call.split("/")[-1] for call in room.calls(Side.XERO)]
    assert sorted(paths) == ["Items", "PurchaseOrders"]


def test_what_it_finds_goes_across(room: Newsroom) -> None:
    rename_all(room)
    run = look(room)
    assert run is not None
    assert run.state == RunState.SUCCEEDED
    names = [row["Product_Name"] for row in room.portal.zoho.list("Products")]
    assert names == ["P-1 renamed", "P-2 renamed"]
    assert listening().in_vain == 0


def test_looks_that_find_nothing_become_rarer(room: Newsroom, settings: Any) -> None:
    settings.XERO_CALLS_PER_DAY = 1_000
    waits = []
    for _ in range(4):
        before = timezone.now()
        look(room)
        kept = listening().look_at
        assert kept is not None
        waits.append(round((kept - before) / timedelta(minutes=1)))
    assert waits[0] >= 10
    assert waits[1] > waits[0]
    assert waits[3] < 90


def test_every_few_hours_everything_is_looked_at(room: Newsroom) -> None:
    Listening.objects.update(looked_whole_at=timezone.now() - LATEST)
    look(room)
    assert len(room.calls(Side.XERO)) == 4
    assert room.calls(Side.ZOHO)
    assert timezone.now() - (listening().looked_whole_at or timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize("what", ["key", "address"])
def test_where_xero_cannot_tell_all_of_it_is_looked_at(
    room: Newsroom, settings: Any, what: str
) -> None:
    if what == "key":
        settings.XERO_WEBHOOK_KEY = ""
    else:
        settings.HOOKS_URL = "https://portal.example.com"  # no neighbour of the pretend Xero
    look(room)
    assert len(room.calls(Side.XERO)) == 4


def test_a_brake_is_said_once(room: Newsroom) -> None:
    careful(room)
    rename_all(room)
    run = look(room)
    assert run is not None
    assert run.state == RunState.BRAKED
    kept = listening().look_at
    assert kept is not None
    assert kept > timezone.now() + LATEST / 2


def test_news_of_too_much_asks_first(room: Newsroom) -> None:
    careful(room)
    for row in room.portal.zoho.list("Products"):
        room.portal.zoho.update("Products", row["id"], {"Product_Name": "Other"})
    room.told(2)
    run = room.settle()
    assert run is not None
    assert run.state == RunState.BRAKED
    assert not Change.objects.filter(creates=False).exists()


def test_two_clocks_take_a_bridge_once(room: Newsroom) -> None:
    Listening.objects.update(look_at=timezone.now())
    assert len(listening_claim(now=timezone.now())) == 1
    assert listening_claim(now=timezone.now()) == []


def test_a_bridge_that_does_not_listen_is_not_looked_at(room: Newsroom) -> None:
    room.listen({Module.PRODUCTS: Mode.BOTH}, on=False)
    assert look_open(room.portal.bridge.public_id, timezone.now()) is None
