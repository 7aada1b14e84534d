"""XERO.md 2 and 4: limits with their headers, idempotency keys, faults around commits."""

import threading
import time
from collections.abc import Callable

import pytest
import urllib3

from connectors.sandbox.faults import Fault
from connectors.sandbox.xero import Choices
from tests.sandbox.xero_client import world

LEFT = ("X-DayLimit-Remaining", "X-MinLimit-Remaining", "X-AppMinLimit-Remaining")


@pytest.fixture
def xero():
    with world(Choices(minute_limit=6, day_limit=8)) as made:
        yield made


def met(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Wait for a condition, but not for ever."""
    pause, until = threading.Event(), time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        pause.wait(0.01)
    return condition()


def left(answer: urllib3.BaseHTTPResponse) -> list[int]:
    return [int(answer.headers[name]) for name in LEFT]


def test_every_answer_says_what_is_left_failures_too(xero) -> None:
    assert left(xero.api("GET", "Contacts")) == [7, 5, 9_999]
    missing = xero.api("GET", "Invoices/none")
    assert (missing.status, left(missing)) == (404, [6, 4, 9_998])
    refused = xero.api("PUT", "Contacts", {"Name": ""})
    assert (refused.status, left(refused)) == (400, [5, 3, 9_997])
    xero.vendor.faults.add(Fault("status", status=500))
    broken = xero.api("GET", "Contacts")
    assert (broken.status, left(broken)) == (500, [4, 2, 9_996])


def test_the_minute_is_full(xero) -> None:
    for _ in range(6):
        assert xero.api("GET", "Organisation").status == 200
    xero.clock.ahead(seconds=34)
    answer = xero.api("GET", "Organisation")
    assert (answer.status, answer.data) == (429, b"")
    assert "Content-Type" not in answer.headers
    assert answer.headers["Retry-After"] == "26"
    assert answer.headers["X-Rate-Limit-Problem"] == "minute"
    assert left(answer)[1] == 0
    xero.clock.ahead(seconds=26)
    assert xero.api("GET", "Organisation").status == 200


def test_the_day_is_full_while_the_minute_is_not(xero) -> None:
    for _ in range(2):
        for _ in range(4):
            xero.api("GET", "Organisation")
        xero.clock.ahead(minutes=2)
    answer = xero.api("GET", "Organisation")
    assert answer.status == 429
    assert answer.headers["X-Rate-Limit-Problem"] == "day"
    assert left(answer)[:2] == [0, 6]
    assert int(answer.headers["Retry-After"]) == 24 * 3600 - 240


def test_organisations_do_not_share_a_minute(xero) -> None:
    for _ in range(6):
        xero.api("GET", "Organisation")
    other = xero.vendor.add_organisation()
    xero.consent(tenant=other.organisation_id)
    answer = xero.api("GET", "Organisation", headers={"xero-tenant-id": other.organisation_id})
    assert answer.status == 200


def test_six_at_once_are_one_too_many() -> None:
    statuses: list[int] = []
    with world(Choices(minute_limit=None, day_limit=None)) as xero:
        xero.http.connection_pool_kw["maxsize"] = 6
        xero.vendor.faults.add(Fault("slow", seconds=30, times=5))
        inside = xero.vendor.budgets[xero.org.organisation_id].at_once

        def call() -> None:
            statuses.append(xero.api("GET", "Organisation").status)

        callers = [threading.Thread(target=call, daemon=True) for _ in range(5)]
        for caller in callers:
            caller.start()
        assert met(lambda: inside.inside() == 5)
        answer = xero.api("GET", "Organisation")
        assert (answer.status, answer.data) == (429, b"")
        assert "Retry-After" not in answer.headers
    for caller in callers:  # the server has stopped holding them back
        caller.join(5)
    assert statuses == [200] * 5
    assert met(lambda: inside.inside() == 0)


def test_the_same_key_replays_the_same_answer_and_costs_a_call(xero) -> None:
    key = {"Idempotency-Key": "t1:c1"}
    first = xero.api("PUT", "Contacts", {"Name": "Ada"}, headers=key)
    again = xero.api("PUT", "Contacts", {"Name": "Ada"}, headers=key)
    assert again.data == first.data
    assert left(again)[0] == left(first)[0] - 1
    assert len(xero.org.contacts) == 1
    xero.clock.ahead(minutes=6, seconds=1)
    assert xero.api("PUT", "Contacts", {"Name": "Ada"}, headers=key).status == 400


def test_a_replay_forgets_what_happened_in_between() -> None:
    """A -> B -> A within six minutes leaves B: XERO.md 4."""
    with world() as xero:
        (made,) = xero.write("Contacts", {"Name": "Ada"})
        for name, key in (("A", "k-A"), ("B", "k-B"), ("A", "k-A")):
            row = {"ContactID": made["ContactID"], "Name": name}
            assert xero.api("POST", "Contacts", row, headers={"Idempotency-Key": key}).status == 200
        assert xero.org.list_contacts()[0]["Name"] == "B"


def test_the_same_key_for_another_request_is_refused(xero) -> None:
    key = {"Idempotency-Key": "k1"}
    xero.api("PUT", "Contacts", {"Name": "Ada"}, headers=key)
    answer = xero.api("PUT", "Contacts", {"Name": "Bob"}, headers=key)
    assert answer.status == 400
    said = "Idempotency Key: k1 is used with a different request."
    assert answer.json()["Message"] == said
    long = xero.api("PUT", "Contacts", {"Name": "Bob"}, headers={"Idempotency-Key": "k" * 129})
    assert long.status == 400


@pytest.mark.parametrize(("kind", "stored"), [("status", 0), ("after", 1)])
def test_a_stored_failure_is_replayed_whether_or_not_it_committed(xero, kind, stored) -> None:
    key = {"Idempotency-Key": "k1"}
    xero.vendor.faults.add(Fault(kind, status=500, method="PUT"))
    for _ in range(2):
        assert xero.api("PUT", "Contacts", {"Name": "Ada"}, headers=key).status == 500
        assert len(xero.org.contacts) == stored
    fresh = xero.api("PUT", "Contacts", {"Name": "Ada"}, headers={"Idempotency-Key": "k2"})
    assert fresh.status == (400 if stored else 200)


def test_a_refusal_is_replayed_though_its_cause_is_gone(xero) -> None:
    xero.org.save_contact({"Name": "Ada"})
    key = {"Idempotency-Key": "k1"}
    assert xero.api("PUT", "Contacts", {"Name": "Ada"}, headers=key).status == 400
    xero.org.archive_contact(xero.org.list_contacts()[0]["ContactID"])
    assert xero.api("PUT", "Contacts", {"Name": "Ada"}, headers=key).status == 400


def test_a_lost_answer_is_found_again_by_its_key(xero) -> None:
    key = {"Idempotency-Key": "k1"}
    xero.vendor.faults.add(Fault("lost", method="PUT"))
    with pytest.raises(urllib3.exceptions.ProtocolError):
        xero.api("PUT", "Contacts", {"Name": "Ada"}, headers=key)
    answer = xero.api("PUT", "Contacts", {"Name": "Ada"}, headers=key)
    assert answer.status == 200
    assert len(xero.org.contacts) == 1


def test_a_lost_answer_without_a_key_makes_a_second_invoice(xero) -> None:
    bill = {"Type": "ACCPAY", "Contact": {"Name": "Power"}, "InvoiceNumber": "7"}
    xero.vendor.faults.add(Fault("lost", path="Invoices"))
    with pytest.raises(urllib3.exceptions.ProtocolError):
        xero.api("PUT", "Invoices", bill)
    xero.api("PUT", "Invoices", bill)
    assert len(xero.org.invoices) == 2
