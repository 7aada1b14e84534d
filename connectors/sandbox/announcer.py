"""News that a vendor tells by itself: POSTed over real HTTP from a thread of its own.

What is told in one moment goes out together. What goes wrong with news, on order:

| kind    | what happens                                                 |
|---------|--------------------------------------------------------------|
| lost    | the post is never sent                                       |
| doubled | it is sent twice                                             |
| late    | it is sent after `seconds`                                   |
| forged  | one with a wrong token or signature is sent before it        |
"""

from __future__ import annotations

import http.client
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from urllib.parse import urlsplit

MOST = 10_000  # pieces of news that wait; what comes on top is lost, as a vendor's may be
MOMENT = 0.1  # seconds in which news is gathered into one post
PATIENCE = 5.0  # seconds for an answer (XERO.md 6)
KINDS = ("lost", "doubled", "late", "forged")


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened; news of one `group` travels together."""

    group: Hashable
    item: Any


@dataclass(frozen=True, slots=True)
class Post:
    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mishap:
    kind: str
    times: int = 1
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no mishap of kind {self.kind!r}; there are {', '.join(KINDS)}")


# (group, items, forged=) -> what to send; nothing where nobody wants to hear of it.
Spell: TypeAlias = Callable[..., Post | None]


class Announcer:
    """`sent` holds the status of every post in order; 0 where nobody answered."""

    def __init__(self, spell: Spell, *, tries: int = 1) -> None:
        self.sent: deque[int] = deque(maxlen=1_000)
        self.overflown = 0
        self._spell = spell
        self._tries = tries
        self._queue: queue.Queue[News | None] = queue.Queue(MOST)
        self._lock = threading.Lock()
        self._mishaps: list[Mishap] = []
        self._later: list[tuple[float, Post]] = []
        self._thread: threading.Thread | None = None

    def tell(self, news: News) -> None:
        """Take a piece of news, from any thread; never waits."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
                self._thread.start()
        try:
            self._queue.put_nowait(news)
        except queue.Full:
            self.overflown += 1

    def order(self, *mishaps: Mishap) -> None:
        with self._lock:
            self._mishaps.extend(mishaps)

    def mishaps(self) -> tuple[Mishap, ...]:
        """Return what is still on order, next first."""
        with self._lock:
            return tuple(self._mishaps)

    def ordered(self, sent: Mapping[str, Any]) -> int:
        """Order one from JSON: {kind, times, seconds}. Returns how many wait."""
        self.order(Mishap(**sent))
        return len(self._mishaps)

    def stop(self) -> None:
        """End without sending what still waits."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _run(self) -> None:
        while True:
            try:
                first = self._queue.get(timeout=self._pause())
            except queue.Empty:
                self._send_due()
                continue
            if first is None:
                return
            some = self._gathered(first)
            self._send_all([each for each in some if each is not None])
            if None in some:
                return

    def _pause(self) -> float | None:
        if not self._later:
            return None
        return max(min(due for due, _ in self._later) - time.monotonic(), 0.0)

    def _gathered(self, first: News) -> list[News | None]:
        some: list[News | None] = [first]
        ends = time.monotonic() + MOMENT
        while (left := ends - time.monotonic()) > 0:
            try:
                some.append(self._queue.get(timeout=left))
            except queue.Empty:
                break
        return some

    def _send_all(self, some: Sequence[News]) -> None:
        groups: dict[Hashable, list[Any]] = {}
        for each in some:
            groups.setdefault(each.group, []).append(each.item)
        for group, items in groups.items():
            post = self._spell(group, items)
            if post is not None:
                self._send_with_luck(group, items, post)

    def _send_with_luck(self, group: Hashable, items: Sequence[Any], post: Post) -> None:
        mishap = self._next_mishap()
        kind = mishap.kind if mishap else ""
        if kind == "forged":
            forged = self._spell(group, items, forged=True)
            assert forged is not None, "somebody wants to hear of it"
            self._send(forged)
        if mishap and kind == "late":
            self._later.append((time.monotonic() + mishap.seconds, post))
        elif kind != "lost":
            self._send(post)
        if kind == "doubled":
            self._send(post)

    def _next_mishap(self) -> Mishap | None:
        with self._lock:
            if not self._mishaps:
                return None
            first = self._mishaps[0]
            left = [replace(first, times=first.times - 1)] if first.times > 1 else []
            self._mishaps[:1] = left
            return first

    def _send_due(self) -> None:
        now = time.monotonic()
        due = [post for at, post in self._later if at <= now]
        self._later = [(at, post) for at, post in self._later if at > now]
        for post in due:
            self._send(post)

    def _send(self, post: Post) -> None:
        for _ in range(self._tries):
            status = deliver(post)
            self.sent.append(status)
            if 200 <= status < 300:
                return


def deliver(post: Post) -> int:
    """POST it; return the answer's status, 0 where there was none."""
    where = urlsplit(post.url)
    secure = where.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    try:
        with closing(kind(where.netloc, timeout=PATIENCE)) as connection:
            path = where.path + (f"?{where.query}" if where.query else "")
            headers = {"Content-Type": "application/json; charset=utf-8", **post.headers}
            connection.request("POST", path, body=post.body, headers=headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
    except (OSError, http.client.HTTPException):
        return 0
