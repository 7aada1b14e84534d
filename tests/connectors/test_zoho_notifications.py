"""Asking Zoho CRM to tell of changes: one call, what it granted, and what it told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from connectors.budget import FreeBudget
from connectors.door import Door
from connectors.errors import ContractError, RejectedError, TransientError
from connectors.sandbox.http import App, Reply, json_reply, serve
from connectors.zoho.api import Api
from connectors.zoho.notifications import Channel, Notifications, heard
from tests.connectors.zoho_rig import Rig, Seen, Tokens, sandbox, scripted, watched

SCOPES = ("ZohoCRM.notifications.ALL",)
CHANNEL = Channel("1000000068001", "the token", "https://portal.example/hooks/zoho/secret/")
NOW = datetime.now(UTC).replace(microsecond=0)
MODULES = ("Accounts", "Invoices")


@pytest.fixture
def rig() -> Iterator[Rig]:
    with sandbox() as opened:
        yield opened


def speaking(rig: Rig) -> Notifications:
    return Notifications(rig.connector(scopes=SCOPES)._api)


def answering(*replies: Reply) -> tuple[Notifications, Seen]:
    seen = Seen()
    server = serve(watched(App((), missing=scripted(*replies)), seen))
    door = Door(Tokens(), FreeBudget(), scheme="Zoho-oauthtoken")
    return Notifications(Api(door, server.url)), seen


def test_one_call_watches_every_module(rig: Rig) -> None:
    until = speaking(rig).watch(CHANNEL, MODULES, now=NOW, known=False)
    assert rig.seen.paths() == ["actions/watch"]
    assert until == NOW + timedelta(days=6, hours=12)
    [kept] = rig.vendor.org.channels.values()
    assert kept.events == ("Accounts.all", "Invoices.all")
    assert (kept.token, kept.notify_url) == (CHANNEL.token, CHANNEL.url)


def test_a_renewal_keeps_the_channel(rig: Rig) -> None:
    speaking(rig).watch(CHANNEL, MODULES, now=NOW, known=False)
    later = NOW + timedelta(hours=2)
    until = speaking(rig).watch(CHANNEL, MODULES, now=later, known=True)
    assert [request.method for request in rig.seen.requests] == ["POST", "PUT"]
    assert until == later + timedelta(days=6, hours=12)
    assert len(rig.vendor.org.channels) == 1


def test_a_channel_that_ran_out_is_made_anew(rig: Rig) -> None:
    speaking(rig).watch(CHANNEL, MODULES, now=NOW, known=True)
    assert [request.method for request in rig.seen.requests] == ["PUT", "POST"]
    assert list(rig.vendor.org.channels) == [CHANNEL.id]


def test_asking_twice_makes_no_second_channel(rig: Rig) -> None:
    for _ in range(2):
        speaking(rig).watch(CHANNEL, MODULES, now=NOW, known=False)
    assert list(rig.vendor.org.channels) == [CHANNEL.id]


def test_what_zoho_does_not_like_is_refused(rig: Rig) -> None:
    with pytest.raises(RejectedError):
        speaking(rig).watch(Channel("1", "x" * 51, CHANNEL.url), MODULES, now=NOW, known=False)


def test_a_dropped_channel_is_gone(rig: Rig) -> None:
    speaking(rig).watch(CHANNEL, MODULES, now=NOW, known=False)
    for _ in range(2):  # the second time it is gone already
        speaking(rig).drop(CHANNEL.id)
    assert not rig.vendor.org.channels


@pytest.mark.parametrize(
    "details",
    [{}, {"events": []}, {"events": ["?"]}, {"events": [{}]}, None]
    + [{"events": [{"channel_expiry": text}]} for text in ("soon", None, "2030-01-01T00:00:00")],
)
def test_what_is_not_granted_in_words_is_an_hour(details: object) -> None:
    row = {"code": "SUCCESS", "status": "success", "message": "", "details": details}
    asking, _ = answering(json_reply({"watch": [row]}, 201))
    assert asking.watch(CHANNEL, MODULES, now=NOW, known=False) == NOW + timedelta(hours=1)


def test_the_earliest_end_counts() -> None:
    ends = ["2030-01-02T00:00:00+01:00", "2030-01-01T00:00:00+01:00"]
    rows = [{"details": {"events": [{"channel_expiry": end} for end in ends]}}]
    asking, _ = answering(json_reply({"watch": rows}, 201))
    found = asking.watch(CHANNEL, MODULES, now=NOW, known=False)
    assert found == datetime.fromisoformat(ends[1])


def test_a_refused_part_is_a_refusal() -> None:
    row = {"code": "INVALID_DATA", "details": {}, "message": "no", "status": "error"}
    asking, _ = answering(json_reply({"watch": [row]}, 207))
    with pytest.raises(RejectedError):
        asking.watch(CHANNEL, MODULES, now=NOW, known=False)


def test_a_lost_answer_is_tried_later() -> None:
    asking, _ = answering(Reply(hang_up=True))
    with pytest.raises(TransientError):
        asking.watch(CHANNEL, MODULES, now=NOW, known=False)


def test_what_a_notification_says() -> None:
    said = heard(
        b'{"server_time":1,"query_params":{},"module":"Deals","ids":["1",2],"operation":"delete",'
        b'"channel_id":"7","token":"t","affected_values":[{"record_id":"1","values":{}}]}'
    )
    assert (said.module, said.ids, said.token, said.deleted) == ("Deals", ["1", 2], "t", True)


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'{"module":"A","ids":"1","operation":""}'])
def test_what_is_none(body: bytes) -> None:
    with pytest.raises(ContractError):
        heard(body)
