"""The pretend Zoho's notifications: its rules for channels, and what it tells (ZOHO.md 5)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.sandbox.announcer import Announcer, Mishap, News, Post
from connectors.sandbox.http import App, Reply, Request, Route, Serving, serve
from connectors.sandbox.zoho import ZohoVendor
from connectors.sandbox.zoho.dump import dump_org, load_org
from connectors.sandbox.zoho.grants import Grant
from connectors.sandbox.zoho.state import Org
from tests.portal import POOL
from tests.worker import until

NOW = datetime.now(UTC)


class Listener:
    """A portal that takes down what it is told."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.serving = serve(App((Route("POST", "/hook.*", self._take),)))
        self.url = f"{self.serving.url}/hook"

    def _take(self, request: Request) -> Reply:
        self.heard.append(request.json())
        return Reply(204)

    def wait(self, count: int) -> list[Any]:
        until(lambda: len(self.heard) >= count, 5, lambda: self.heard)
        return self.heard


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.serving.stop()


class Crm:
    """The vendor, and a login that may do all with notifications."""

    def __init__(self) -> None:
        self.vendor = ZohoVendor()
        self.org = self.vendor.org
        self.serving: Serving = serve(self.vendor.app)
        scopes = ("ZohoCRM.notifications.ALL",)
        grant = Grant("client", self.org.org_id, self.org.users[0].id, scopes)
        self.token = self.vendor.grants._access(grant).value

    def call(self, method: str, rows: list[Any] | None = None, query: str = "") -> tuple[int, Any]:
        answer = POOL.request(
            method,
            f"{self.serving.url}/crm/v8/actions/watch{query}",
            body=None if rows is None else json.dumps({"watch": rows}),
            headers={"Authorization": f"Zoho-oauthtoken {self.token}"},
        )
        return answer.status, json.loads(answer.data) if answer.data else None


@pytest.fixture
def crm() -> Iterator[Crm]:
    made = Crm()
    yield made
    made.vendor.announcer.stop()
    made.serving.stop()


def row(url: str = "http://localhost/x", **more: Any) -> dict[str, Any]:
    ends = (NOW + timedelta(days=3)).isoformat(timespec="seconds")
    events = ["Accounts.all", "Products.create"]
    asked = {"channel_id": "77", "events": events, "channel_expiry": ends, "token": "t"}
    return {**asked, "notify_url": url, **more}


def test_what_was_granted_is_said(crm: Crm) -> None:
    status, said = crm.call("POST", [row()])
    assert status == 201
    events = said["watch"][0]["details"]["events"]
    assert [one["resource_name"] for one in events] == ["Accounts", "Products"]
    granted = datetime.fromisoformat(events[0]["channel_expiry"])
    assert granted == datetime.fromisoformat(row()["channel_expiry"])


@pytest.mark.parametrize(
    "asked", [None, "soon", "2020-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00"]
)
def test_a_week_at_most_or_an_hour(crm: Crm, asked: str | None) -> None:
    before = datetime.now(UTC)
    crm.call("POST", [row(channel_expiry=asked)])
    [channel] = crm.org.channels.values()
    assert timedelta(minutes=59) < channel.expiry - before < timedelta(minutes=62)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ([], "MANDATORY_NOT_FOUND"),
        ([row()] * 51, "LIMIT_EXCEEDED"),
        ([row(events=[])], "MANDATORY_NOT_FOUND"),
        ([row(token="x" * 51)], "INVALID_DATA"),
        ([row(url="x" * 256)], "INVALID_DATA"),
        ([row(channel_id="abc")], "INVALID_DATA"),
        ([row(events=["Nothing.all"])], "INVALID_DATA"),
        ([row(events=["Accounts.sometimes"])], "INVALID_DATA"),
    ],
)
def test_what_is_refused(crm: Crm, sent: list[Any], code: str) -> None:
    status, said = crm.call("POST", sent)
    assert status == 400
    assert code in json.dumps(said)
    assert not crm.org.channels


def test_a_channel_is_replaced_amended_listed_and_dropped(crm: Crm) -> None:
    assert crm.call("GET") == (204, None)
    assert crm.call("PUT", [row()])[0] == 400  # nobody subscribed
    crm.call("POST", [row()])
    assert crm.call("PUT", [row(events=["Vendors.all"], token="u")])[0] == 200
    assert crm.org.channels["77"].events == ("Vendors.all",)
    crm.call("PATCH", [{"channel_id": "77", "token": "v"}])
    assert (crm.org.channels["77"].token, crm.org.channels["77"].events) == ("v", ("Vendors.all",))
    crm.call("PUT", [row()])
    crm.call("PATCH", [{"channel_id": "77", "events": ["Accounts.all"], "_delete_events": True}])
    assert crm.org.channels["77"].events == ("Products.create",)
    [listed] = crm.call("GET")[1]["watch"]
    assert (listed["resource_name"], listed["channel_id"]) == ("Products", "77")
    assert crm.call("DELETE", query="?channel_ids=77")[0] == 200
    assert crm.call("DELETE", query="?channel_ids=77")[0] == 400
    assert crm.call("DELETE")[0] == 400


def test_every_change_is_told(crm: Crm, listener: Listener) -> None:
    crm.call("POST", [row(listener.url)])
    made = crm.org.insert("Accounts", {"Account_Name": "A"})["id"]
    listener.wait(1)
    crm.org.update("Accounts", made, {"Phone": "1"})
    listener.wait(2)
    crm.org.delete("Accounts", made)
    told = listener.wait(3)
    assert [one["operation"] for one in told] == ["insert", "update", "delete"]
    assert all(one["ids"] == [made] and one["token"] == "t" for one in told)
    assert all(one["module"] == "Accounts" and one["channel_id"] == "77" for one in told)


def test_only_what_was_asked_for_is_told(crm: Crm, listener: Listener) -> None:
    crm.call("POST", [row(listener.url)])
    crm.org.insert("Vendors", {"Vendor_Name": "V"})
    product = crm.org.insert("Products", {"Product_Name": "P", "Product_Code": "P"})["id"]
    crm.org.update("Products", product, {"Product_Name": "Q"})
    crm.org.insert("Accounts", {"Account_Name": "A"})
    told = listener.wait(2)
    assert [(one["module"], one["operation"]) for one in told] == [
        ("Products", "insert"),
        ("Accounts", "insert"),
    ]


def test_changes_of_a_moment_travel_together(crm: Crm, listener: Listener) -> None:
    crm.call("POST", [row(listener.url)])
    ids = [crm.org.insert("Accounts", {"Account_Name": f"A{n}"})["id"] for n in range(5)]
    listener.wait(1)
    assert [each for one in listener.heard for each in one["ids"]] == ids
    assert len(listener.heard) < 5


def test_a_channel_outlives_a_restart(crm: Crm) -> None:
    crm.call("POST", [row()])
    again = Org()
    load_org(again, json.loads(json.dumps(dump_org(crm.org))))
    assert again.channels == crm.org.channels


def test_what_goes_wrong_on_order(crm: Crm, listener: Listener) -> None:
    announcer = crm.vendor.announcer
    crm.call("POST", [row(listener.url)])
    ordered = f"{crm.serving.url}/sandbox/news"
    for kind in ("forged", "doubled", "lost"):
        answer = POOL.request("POST", ordered, body=json.dumps({"kind": kind}))
        assert answer.status == 200
    assert POOL.request("POST", ordered, body=b'{"kind": "odd"}').status == 400
    announcer.order(Mishap("late", seconds=0.3, times=1))
    names = iter("abcde")
    for count in (2, 4):
        crm.org.insert("Accounts", {"Account_Name": next(names)})
        listener.wait(count)
    lost = crm.org.insert("Accounts", {"Account_Name": next(names)})["id"]
    until(lambda: len(announcer._mishaps) == 1, 5)
    late = crm.org.insert("Accounts", {"Account_Name": next(names)})["id"]
    told = listener.wait(5)
    assert told[0]["token"] != "t"
    assert told[2] == told[3]
    assert [one["ids"] for one in told[4:]] == [[late]]
    assert lost not in [each for one in told for each in one["ids"]]


def test_nobody_at_home_is_noted_and_the_rest_goes_on(listener: Listener) -> None:
    where = {"away": "http://127.0.0.1:9/x", "home": listener.url, "gone": ""}

    def spell(group: str, _items: list[str], *, forged: bool = False) -> Post | None:
        return Post(where[group], b"{}") if where[group] else None

    announcer = Announcer(spell, tries=2)
    for group in ("gone", "away", "home"):
        announcer.tell(News(group, 1))
    listener.wait(1)
    until(lambda: len(announcer.sent) == 3, 5)
    assert list(announcer.sent) == [0, 0, 204]
    announcer.stop()
    announcer.stop()


def test_too_much_news_is_lost_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.sandbox.announcer.MOST", 1)
    monkeypatch.setattr(Announcer, "_run", lambda _self: None)
    announcer = Announcer(lambda *_said, **_more: None)
    for _ in range(3):
        announcer.tell(News("x", 1))
    assert announcer.overflown == 2
