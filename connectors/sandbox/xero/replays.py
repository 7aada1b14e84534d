"""Idempotency-Key: six minutes of stored answers, failures included (XERO.md 4)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.sandbox.http import Reply, Request
from connectors.sandbox.limits import Clock
from connectors.sandbox.xero import answers

KEPT = timedelta(minutes=6)
LONGEST = 128
METHODS = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class _Kept:
    asked: tuple[str, str, str, bytes]
    reply: Reply
    until: datetime


class Replays:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], _Kept] = {}

    def answer(
        self, app: str, request: Request, answer: Callable[[Callable[[Reply], Reply]], Reply]
    ) -> Reply:
        """Replay the stored answer to this key of this app, or answer and store.

        `answer` is given a function that stores what the vendor did, even where the caller then
        never hears of it (a lost answer); a 5xx that it returns is stored over it.
        """
        key = request.headers.get("idempotency-key", "")
        if not key or request.method not in METHODS:
            return answer(lambda reply: reply)
        if len(key) > LONGEST:
            return answers.bad_request(0, "BadRequest", "Idempotency Key is too long.")
        asked = (request.method, request.path, repr(sorted(request.query.items())), request.body)
        held = self._held(app, key)
        if held:
            return held.reply if held.asked == asked else _other(key)
        reply = answer(lambda done: self._keep(app, key, asked, done))
        return self._keep(app, key, asked, reply) if _failed(reply) else reply

    def _held(self, app: str, key: str) -> _Kept | None:
        with self._lock:
            now = self._clock()
            self._kept = {each: row for each, row in self._kept.items() if row.until > now}
            return self._kept.get((app, key))

    def _keep(self, app: str, key: str, asked: tuple[str, str, str, bytes], reply: Reply) -> Reply:
        with self._lock:
            plain = replace(reply, hold=0.0, sent=None)
            self._kept[app, key] = _Kept(asked, plain, self._clock() + KEPT)
        return reply


def _failed(reply: Reply) -> bool:
    return reply.status >= 500 and not reply.hang_up


def _other(key: str) -> Reply:
    text = f"Idempotency Key: {key} is used with a different request."
    return answers.bad_request(0, "BadRequest", text)
