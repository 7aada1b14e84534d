"""Faults over real sockets, and the counters on a clock that the test turns."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import urllib3

from connectors.sandbox.faults import Fault, Faults, admin_routes
from connectors.sandbox.http import App, Route, json_reply, serve
from connectors.sandbox.limits import FixedWindow, InFlight, RollingWindow


class Turned:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def ahead(self, **by: float) -> None:
        self.now += timedelta(**by)


class Counting:
    """A vendor with one URL, that counts how often it did its work."""

    def __init__(self) -> None:
        self.done = 0
        self.faults = Faults()
        work = Route("POST", "/work", self._work)
        acts = admin_routes(self.faults, {"double": lambda body: {"twice": body["number"] * 2}})
        self.serving = serve(App(routes=(work, *acts), wrap=self.faults.wrap))

    def _work(self, _request):
        self.done += 1
        return json_reply({"words": ["a rather long answer"] * 200})

    def call(self, method="POST", path="/work", body=None, timeout=5.0):
        return urllib3.request(
            method,
            self.serving.url + path,
            body=body,
            timeout=timeout,
            retries=False,
            headers={"Accept-Encoding": "gzip"},
        )


@pytest.fixture
def vendor():
    one = Counting()
    yield one
    one.serving.stop()


@pytest.mark.parametrize(
    ("fault", "status", "body", "done"),
    [
        (Fault("status", status=429, headers={"Retry-After": "26"}), 429, b"", 0),
        (Fault("status"), 500, b"", 0),
        (Fault("after", status=502, body="oops"), 502, b"oops", 1),
        (Fault("html"), 503, b"<!DOCTYPE html>", 0),
        (Fault("empty"), 200, b"", 0),
        (Fault("empty", status=204), 204, b"", 0),
        (Fault("not_modified"), 304, b"", 0),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else None,
)
def test_a_fault_that_answers(vendor, fault, status, body, done) -> None:
    vendor.faults.add(fault)
    answer = vendor.call()
    assert (answer.status, answer.data[: len(body) or None], vendor.done) == (status, body, done)
    assert dict(fault.headers).items() <= dict(answer.headers).items()
    assert vendor.call().status == 200, "one fault hits once"


@pytest.mark.parametrize(("kind", "done"), [("lost", 1), ("hang", 0)])
def test_a_fault_that_says_nothing(vendor, kind, done) -> None:
    vendor.faults.add(Fault(kind))
    with pytest.raises(urllib3.exceptions.ProtocolError):
        vendor.call()
    assert vendor.done == done


def test_a_hang_outlasts_a_caller_who_stops_waiting(vendor) -> None:
    vendor.faults.add(Fault("hang", seconds=30))
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        vendor.call(timeout=0.2)


def test_a_cut_answer_breaks_off_in_the_middle(vendor) -> None:
    vendor.faults.add(Fault("cut"))
    with pytest.raises(urllib3.exceptions.ProtocolError, match="IncompleteRead"):
        vendor.call()
    assert vendor.done == 1


def test_a_clipped_answer_looks_whole_and_is_no_json(vendor) -> None:
    vendor.faults.add(Fault("clip"))
    answer = vendor.call()
    assert answer.status == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_faults_wait_their_turn_and_keep_to_their_path(vendor) -> None:
    vendor.faults.add(Fault("status", path="/other"), Fault("status", skip=1, times=2))
    assert [vendor.call().status for _ in range(4)] == [200, 500, 500, 200]
    assert [fault.path for fault in vendor.faults.waiting()] == ["/other"]


def test_faults_are_ordered_from_another_process(vendor) -> None:
    rows = [{"kind": "status", "status": 503, "times": None}]
    assert vendor.call(path="/sandbox/faults", body=json.dumps(rows)).status == 200
    assert [vendor.call().status for _ in range(3)] == [503, 503, 503]
    assert len(vendor.call("GET", "/sandbox/faults").json()) == 1
    assert vendor.call("DELETE", "/sandbox/faults").json() == []
    assert vendor.call().status == 200


@pytest.mark.parametrize(
    "rows", [[{"kind": "earthquake"}], [{"king": "status"}], [{"kind": "html", "path": "("}], 7]
)
def test_a_fault_nobody_knows_is_refused(vendor, rows) -> None:
    answer = vendor.call(path="/sandbox/faults", body=json.dumps(rows))
    assert answer.status == 400
    assert answer.json()["error"]
    assert vendor.faults.waiting() == ()


def test_an_action_answers_with_what_it_did(vendor) -> None:
    answer = vendor.call(path="/sandbox/double", body=b'{"number": 21}')
    assert answer.json() == {"done": {"twice": 42}}
    assert vendor.call(path="/sandbox/double", body=b"{}").status == 400


def test_a_fixed_window_opens_with_its_first_use() -> None:
    clock = Turned()
    window = FixedWindow(2, timedelta(seconds=60), clock)
    clock.ahead(seconds=50)
    assert [window.take(), window.take(), window.take()] == [True, True, False]
    clock.ahead(seconds=34)
    assert (window.remaining(), window.resets_in()) == (0, 26)
    clock.ahead(seconds=26)
    assert (window.remaining(), window.resets_in(), window.take()) == (2, 0, True)


def test_a_rolling_window_forgets_use_by_use() -> None:
    clock = Turned()
    window = RollingWindow(10, timedelta(hours=24), clock)
    assert window.resets_in() == 0
    assert window.take(6)
    clock.ahead(hours=1)
    assert window.take(4)
    assert not window.take(1)
    clock.ahead(hours=23)
    assert (window.used(), window.remaining(), window.resets_in()) == (4, 6, 3600)


def test_a_limit_of_none_never_refuses() -> None:
    clock = Turned()
    assert all(FixedWindow(None, timedelta(1), clock).take(9) for _ in range(99))
    assert all(RollingWindow(None, timedelta(1), clock).take(9) for _ in range(99))


def test_only_so_many_at_once() -> None:
    door = InFlight(2)
    assert [door.enter(), door.enter(), door.enter()] == [True, True, False]
    door.leave()
    assert door.enter()
    assert door.inside() == 2
