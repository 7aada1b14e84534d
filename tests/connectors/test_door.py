"""The door against vendors that misbehave, over real sockets."""

import gzip
import json
import os
import socket
import threading
import zlib

import msgspec
import pytest

from connectors import errors
from connectors.door import Door, Patience, shared_pool
from connectors.reply import Reply, Wait, failure, retry_after, wait_of
from connectors.sandbox.faults import BUSY_PAGE
from connectors.sandbox.http import Reply as Answer
from connectors.sandbox.http import html_reply, json_reply, redirect
from tests.connectors.conftest import QUICK, Tokens

JSON = {"Content-Type": "application/json"}
EXPIRED = json_reply({"Title": "Unauthorized", "Detail": "TokenExpired: token expired"}, 401)
ANY = msgspec.json.Decoder()

# What the vendor does -> the error on a read, the error on a write.
BAD = {
    "hangs": (Answer(hang_up=True, hold=30), errors.TransientError, errors.OutcomeUnknown),
    "hangs up": (Answer(hang_up=True), errors.TransientError, errors.OutcomeUnknown),
    "cuts": (Answer(200, b"[" * 900, JSON, cut_at=9), errors.TransientError, errors.OutcomeUnknown),
    "500": (Answer(500), errors.TransientError, errors.OutcomeUnknown),
    "408": (Answer(408), errors.TransientError, errors.OutcomeUnknown),
    "HTML 503": (html_reply(BUSY_PAGE, 503), errors.TransientError, errors.OutcomeUnknown),
    "HTML 200": (html_reply(BUSY_PAGE), errors.ContractError, errors.OutcomeUnknown),
    "redirects": (redirect("/login"), errors.ContractError, errors.OutcomeUnknown),
    "429": (Answer(429), errors.RateLimited, errors.RateLimited),
    "says forbidden": (
        json_reply({"Detail": "AuthenticationUnsuccessful"}, 403),
        errors.OrganisationGone,
        errors.OrganisationGone,
    ),
    "says no such permission": (
        json_reply({"Detail": "AuthorizationUnsuccessful"}, 401),
        errors.ReauthorizationRequired,
        errors.ReauthorizationRequired,
    ),
    "sends broken gzip": (
        Answer(200, b"no gzip at all", {**JSON, "Content-Encoding": "gzip"}),
        errors.ContractError,
        errors.OutcomeUnknown,
    ),
    "sends half a gzip": (
        Answer(200, gzip.compress(b"{}" * 99)[:-12], {**JSON, "Content-Encoding": "gzip"}),
        errors.ContractError,
        errors.OutcomeUnknown,
    ),
    "packs in brotli": (
        Answer(200, b"??", {**JSON, "Content-Encoding": "br"}),
        errors.ContractError,
        errors.OutcomeUnknown,
    ),
    "sends too much": (
        Answer(200, b"[" * 200_001, {**JSON, "Content-Encoding": "identity"}),
        errors.ContractError,
        errors.OutcomeUnknown,
    ),
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("what", BAD)
def test_a_vendor_that(door, scripted, budget, what, method) -> None:
    answer, on_read, on_write = BAD[what]
    scripted.will(answer)
    with pytest.raises(errors.ConnectorError) as caught:
        door.send(method, scripted.url + "/x", body=b'{"secret": 1}')
    assert type(caught.value) is (on_read if method == "GET" else on_write)
    assert caught.value.message[0].isupper()
    assert caught.value.message.endswith(".")
    for hidden in ("token-", "secret", "html", "http"):
        assert hidden not in caught.value.message
    assert len(scripted.asked) == 1, "the door never sends twice"
    assert (door.calls, budget.in_flight) == (1, 0)
    assert door.send("GET", scripted.url + "/x").status == 200, "and the next call is well"


def test_an_ordinary_answer(door, scripted) -> None:
    body = {"words": ["a rather long answer"] * 200}
    scripted.will(json_reply(body, headers={"X-Limit": "7"}))
    reply = door.send("GET", scripted.url + "/x", query={"where": 'Name=="A b"', "archived": True})
    assert reply.decode(ANY) == body
    assert reply.headers["x-limit"] == "7"
    (asked,) = scripted.asked
    assert asked.query == {"where": 'Name=="A b"', "archived": "true"}
    assert asked.headers["authorization"] == "Bearer token-0"
    assert asked.headers["accept-encoding"] == "gzip"
    assert "content-type" not in asked.headers
    assert door.bytes_received < len(reply.data) / 10, "it came packed, and that is what counts"


def test_a_write_carries_its_body_and_its_headers(door, scripted) -> None:
    door.send("POST", scripted.url + "/x", body=b"[]", headers={"Idempotency-Key": "k"}, cost=7)
    (asked,) = scripted.asked
    assert (asked.body, asked.headers["idempotency-key"]) == (b"[]", "k")
    assert asked.headers["content-type"] == "application/json"
    assert door._budget.taken == 7


@pytest.mark.parametrize("status", [204, 304, 400, 404, 412])
def test_what_only_the_caller_can_judge_is_handed_back(door, scripted, status) -> None:
    scripted.will(Answer(status))
    assert door.send("POST", scripted.url + "/x").status == status


def test_many_calls_share_one_connection(door, scripted) -> None:
    before = shared_pool()
    for _ in range(3):
        door.send("GET", scripted.url + "/x")
    pool = shared_pool().connection_from_url(scripted.url)
    assert (pool.num_connections, pool.num_requests) == (1, 3)
    assert shared_pool() is before


def test_a_forked_worker_gets_sockets_of_its_own(monkeypatch) -> None:
    parents = shared_pool()
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert shared_pool() is not parents


def test_an_old_token_is_renewed_once(door, scripted, tokens) -> None:
    scripted.will(EXPIRED)
    assert door.send("POST", scripted.url + "/x").status == 200
    assert [each.headers["authorization"] for each in scripted.asked] == [
        "Bearer token-0",
        "Bearer token-1",
    ]
    assert (door.calls, tokens.refreshed) == (2, 1)


def test_a_login_that_a_fresh_token_does_not_cure(door, scripted, tokens) -> None:
    scripted.will(EXPIRED, EXPIRED)
    with pytest.raises(errors.ReauthorizationRequired, match="no longer valid"):
        door.send("GET", scripted.url + "/x")
    assert (door.calls, tokens.refreshed) == (2, 1)


@pytest.mark.parametrize(
    "refusal",
    [
        json_reply({"code": "OAUTH_SCOPE_MISMATCH"}, 401),
        json_reply({}, 401, {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}),
        json_reply({}, 401, {"WWW-Authenticate": 'Bearer error="insufficent_scope"'}),
    ],
)
def test_a_missing_permission_is_not_cured_by_a_fresh_token(scripted, budget, refusal) -> None:
    tokens = Tokens()
    scripted.will(refusal)
    door = Door(tokens, budget, scheme="Zoho-oauthtoken")
    with pytest.raises(errors.ReauthorizationRequired, match=r"Zoho CRM lacks a permission"):
        door.send("GET", scripted.url + "/x")
    assert (scripted.asked[0].headers["authorization"], tokens.refreshed) == (
        "Zoho-oauthtoken token-0",
        0,
    )


def test_a_dead_grant_says_so(scripted, budget) -> None:
    scripted.will(EXPIRED)
    door = Door(Tokens(alive=False), budget, scheme="Bearer")
    with pytest.raises(errors.ReauthorizationRequired, match="dead"):
        door.send("GET", scripted.url + "/x")
    assert budget.in_flight == 0


def test_nobody_at_home(door, budget) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{busy.getsockname()[1]}/x"
        with pytest.raises(errors.TransientError, match="Nothing was sent") as caught:
            door.send("POST", url)
    assert type(caught.value) is errors.TransientError
    assert budget.in_flight == 0


def test_a_bomb_is_stopped_before_it_unfolds(scripted, tokens, budget) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    scripted.will(Answer(200, bomb, {**JSON, "Content-Encoding": "gzip"}))
    door = Door(tokens, budget, scheme="Bearer", patience=Patience(largest=100_000))
    with pytest.raises(errors.ContractError, match="larger"):
        door.send("GET", scripted.url + "/x")


def test_an_answer_as_large_as_allowed_is_taken(scripted, door) -> None:
    whole = json.dumps("x" * (QUICK.largest - 2)).encode()
    scripted.will(Answer(200, whole, JSON))
    assert len(door.send("GET", scripted.url + "/x").data) == QUICK.largest


def test_an_answer_that_trickles_is_given_up(tokens, budget) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        patience = Patience(read=5, whole=0)
        door = Door(tokens, budget, scheme="Bearer", patience=patience)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/x"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n1"

        def trickle() -> None:
            line, _ = listening.accept()
            line.recv(9_000)
            line.sendall(head)
            lines.append(line)

        lines: list[socket.socket] = []
        thread = threading.Thread(target=trickle)
        thread.start()
        with pytest.raises(errors.ContractError, match="longer than 0 seconds"):
            door.send("GET", url)
        thread.join()
        lines[0].close()


def test_a_post_may_be_a_read(door, scripted) -> None:
    scripted.will(Answer(500))
    with pytest.raises(errors.TransientError) as caught:
        door.send("POST", scripted.url + "/coql", body=b"{}", reads=True)
    assert type(caught.value) is errors.TransientError


@pytest.mark.parametrize(
    ("wrote", "kind"), [(False, errors.ContractError), (True, errors.OutcomeUnknown)]
)
@pytest.mark.parametrize("data", [b"", b'{"Invoices": [', b"\xff", b"<html>"])
def test_an_answer_that_is_no_json(wrote, kind, data) -> None:
    headers = {"xero-correlation-id": "abc"}
    with pytest.raises(kind) as caught:
        Reply(200, headers, data, "Xero", wrote).decode(ANY)
    assert caught.value.request_id == "abc"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "26", "x-rate-limit-problem": "minute"}, Wait("minute", 26.0)),
        ({"x-rate-limit-problem": "Daily", "retry-after": "66975"}, Wait("day", 66_975.0)),
        ({"x-rate-limit-problem": "day"}, Wait("day", 3600.0)),
        ({"x-rate-limit-problem": "Concurrent"}, Wait("concurrent", 5.0)),
        ({"x-rate-limit-problem": "appminute", "retry-after": "3"}, Wait("minute", 3.0)),
        ({"x-api-credits-remaining": "0"}, Wait("credits", 3600.0)),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:00 GMT"}, Wait("", 60.0)),
        ({}, Wait("", 60.0)),
    ],
)
def test_how_long_a_vendor_tells_us_to_wait(headers, wait) -> None:
    assert wait_of(headers) == wait
    error = failure(Reply(429, headers))
    assert isinstance(error, errors.RateLimited)
    assert (error.limit, error.retry_after) == (wait.limit, wait.seconds)


@pytest.mark.parametrize(
    ("raw", "seconds"), [("0", 1.0), ("-5", 1.0), ("1e9", 172_800.0), ("nan", None), ("", None)]
)
def test_a_nonsense_wait_is_bounded(raw, seconds) -> None:
    assert retry_after({"retry-after": raw}) == seconds


def test_a_busy_vendor_may_say_when_to_return() -> None:
    for wrote in (False, True):
        error = failure(Reply(503, {"retry-after": "40"}, wrote=wrote))
        assert isinstance(error, errors.TransientError)
        assert error.retry_after == 40.0


def test_a_plain_403_is_the_callers() -> None:
    assert failure(Reply(403, {}, b'{"code":"NO_PERMISSION"}')) is None


def test_gzip_pieces_are_joined(door, scripted) -> None:
    noise = json.dumps([zlib.crc32(str(n).encode()) for n in range(15_000)]).encode()
    scripted.will(Answer(200, noise, JSON))
    assert door.send("GET", scripted.url + "/x").data == noise
