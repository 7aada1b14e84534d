"""The pretend Xero's webhooks: asked first, signed, told at least once (XERO.md 6)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.sandbox.announcer import Mishap
from connectors.sandbox.http import App, Reply, Request, Route, serve
from connectors.sandbox.xero import Organisation, XeroVendor
from connectors.sandbox.xero.refused import Refused
from tests.portal import POOL
from tests.worker import until

KEY = "the key"


class Listener:
    """A portal that knows the key, unless it `sleeps`."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.statuses: list[int] = []
        self.bodies: list[bytes] = []
        self.sleeps = False
        self.serving = serve(App((Route("POST", "/hook", self._take),)))
        self.url = f"{self.serving.url}/hook"

    def _take(self, request: Request) -> Reply:
        right = base64.b64encode(hmac.digest(KEY.encode(), request.body, hashlib.sha256))
        fine = request.headers["x-xero-signature"].encode() == right
        status = 500 if self.sleeps else 200 if fine else 401
        if status == 200:
            self.events += request.json()["events"]
            self.bodies.append(request.body)
        self.statuses.append(status)
        return Reply(status)


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.serving.stop()


@pytest.fixture
def vendor() -> Iterator[XeroVendor]:
    made = XeroVendor()
    made.add_organisation()
    yield made
    made.webhooks.announcer.stop()


@pytest.fixture
def org(vendor: XeroVendor, listener: Listener) -> Organisation:
    vendor.webhooks.set_up(listener.url, KEY)
    return next(iter(vendor.organisations.values()))


def test_the_intent_to_receive_is_asked_first(
    vendor: XeroVendor, org: Organisation, listener: Listener
) -> None:
    made = org.save_contact({"Name": "A"})
    until(lambda: len(listener.events) == 1, 5)
    assert listener.statuses[:3] == [200, 401, 200]
    assert vendor.webhooks.ready
    [event] = listener.events
    assert (event["resourceId"], event["eventCategory"]) == (made["ContactID"], "CONTACT")
    assert (event["eventType"], event["tenantId"]) == ("CREATE", org.organisation_id)
    assert len(event["eventDateUtc"]) == 23


def test_a_body_is_spaced_as_no_library_would(org: Organisation, listener: Listener) -> None:
    org.save_contact({"Name": "A"})
    until(lambda: len(listener.events) == 1, 5)
    body = listener.bodies[-1]
    assert json.dumps(json.loads(body)).encode() != body


def test_items_and_orders_have_none(org: Organisation, listener: Listener) -> None:
    org.save_item({"Code": "I", "Name": "I"})
    contact = org.save_contact({"Name": "A"})
    until(lambda: len(listener.events) == 1, 5)
    org.save_contact({"ContactID": contact["ContactID"], "EmailAddress": "a@a.test"})
    until(lambda: len(listener.events) == 2, 5)
    assert [one["eventType"] for one in listener.events] == ["CREATE", "UPDATE"]


def test_what_was_undone_is_not_told(org: Organisation, listener: Listener) -> None:
    def give_up() -> None:
        with org.all_or_nothing():
            org.save_contact({"Name": "Never"})
            raise Refused("no")

    with pytest.raises(Refused):
        give_up()
    org.save_contact({"Name": "A"})
    until(lambda: len(listener.events) >= 1, 5)
    assert len(listener.events) == 1


def test_a_failed_delivery_is_tried_again_at_once(
    vendor: XeroVendor, org: Organisation, listener: Listener
) -> None:
    org.save_contact({"Name": "A"})
    until(lambda: len(listener.events) == 1, 5)
    listener.sleeps = True
    org.save_contact({"Name": "B"})
    until(lambda: listener.statuses[-2:] == [500, 500], 5)
    assert list(vendor.webhooks.announcer.sent) == [200, 500, 500]


def test_who_does_not_answer_as_asked_is_told_nothing(
    vendor: XeroVendor, org: Organisation, listener: Listener
) -> None:
    listener.sleeps = True
    org.save_contact({"Name": "A"})
    until(lambda: len(listener.statuses) == 3, 5)
    assert not vendor.webhooks.ready
    assert not vendor.webhooks.announcer.sent


def test_a_forged_one_is_signed_wrongly(
    vendor: XeroVendor, org: Organisation, listener: Listener
) -> None:
    vendor.webhooks.announcer.order(Mishap("forged"))
    org.save_contact({"Name": "A"})
    until(lambda: len(listener.events) == 1, 5)
    assert listener.statuses[3:] == [401, 401, 200]


def test_it_is_set_up_over_http(vendor: XeroVendor, listener: Listener) -> None:
    served = serve(vendor.app)
    where = f"{served.url}/sandbox/webhooks"
    assert POOL.request("POST", where).json() == {"done": ""}
    body = json.dumps({"url": listener.url, "key": KEY})
    assert POOL.request("POST", where, body=body).json() == {"done": listener.url}
    served.stop()


def test_nobody_set_any_up(vendor: XeroVendor) -> None:
    org = next(iter(vendor.organisations.values()))
    org.save_contact({"Name": "A"})
    assert vendor.webhooks._spelled("all", []) is None
