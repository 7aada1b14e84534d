"""How many calls a connection may still make, counted in Redis for all workers together.

Our own count is a guess that the vendor's word replaces: what an answer's headers say is left, and
what a 429 says of when to come back. Nothing here waits: without a call left, `take` raises.
"""

from __future__ import annotations

import contextlib
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import redis

from connectors.errors import RateLimited, TransientError
from connectors.lua import DONE, LOOK, TAKE
from connectors.reply import Wait, wait_of


@dataclass(frozen=True, slots=True)
class Window:
    """So many calls (or credits) in any `seconds`. `reserve`: the share kept for clicks."""

    name: str  # "minute", "day", "credits"
    limit: int
    seconds: int
    header: str = ""  # in lower case: where the vendor says how many are left
    reserve: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    vendor: str
    concurrent: int
    windows: tuple[Window, ...] = ()
    # Seconds after which a place in flight counts as abandoned: longer than any call may take.
    lease: int = 150


def xero_limits(*, day: int = 5_000, reserve: float = 0.1) -> Limits:
    """Return Xero's limits for one organisation (XERO.md 2); `day` is 1,000 on Starter."""
    return Limits(
        "Xero",
        concurrent=5,
        windows=(
            Window("minute", 60, 60, "x-minlimit-remaining"),
            Window("day", day, 86_400, "x-daylimit-remaining", reserve),
        ),
    )


def zoho_limits(*, day: int = 50_000, concurrent: int = 10, reserve: float = 0.1) -> Limits:
    """Return Zoho CRM's limits for one organisation (ZOHO.md 2): credits in a rolling 24 hours."""
    window = Window("credits", day, 86_400, "x-api-credits-remaining", reserve)
    return Limits("Zoho CRM", concurrent, (window,))


class FreeBudget:
    """Counts, and never refuses. For tests and benchmarks."""

    def __init__(self) -> None:
        self.taken = 0
        self.in_flight = 0

    def take(self, cost: int = 1) -> None:
        self.taken += cost
        self.in_flight += 1

    def done(self, headers: Mapping[str, str], status: int) -> None:
        del headers, status
        self.in_flight -= 1


WORDS = {
    "minute": "{vendor} takes only so many calls a minute, and they are used up.",
    "day": "Today's calls to {vendor} are used up.",
    "credits": "The last 24 hours' credits at {vendor} are used up.",
    "concurrent": "{vendor} is busy with other calls of ours.",
}
KEPT = "What is left of today's calls to {vendor} is kept for clicks."
SHORTEST_WAIT = 0.05


class RedisBudget:
    """One connection's calls. `interactive` may also use the share that is kept for clicks.

    `key` names the connection. `clock` (seconds since 1970) is for tests; by default Redis's own
    clock counts, so that the workers' need not agree.
    """

    def __init__(
        self,
        client: redis.Redis,
        key: str,
        limits: Limits,
        *,
        interactive: bool = False,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.limits = limits
        self._client = client
        self._clock = clock
        self._keys = [
            f"budget:{{{key}}}:{part}"
            for part in ("flight", "told", *(window.name for window in limits.windows))
        ]
        self._kept = [0.0 if interactive else window.reserve for window in limits.windows]
        self._places: deque[str] = deque()  # appended and popped by threads at once, safely

    def take(self, cost: int = 1) -> None:
        """Take `cost` of every window and one place in flight.

        Raises RateLimited, and TransientError where Redis is away: uncounted calls are not sent.
        """
        place = uuid.uuid4().hex
        try:
            refused, *why = self._run(TAKE, cost, place, *self._kept)
        except redis.RedisError as exc:
            raise TransientError(
                f"The portal could not look up how many calls to {self.limits.vendor} are left. "
                "Nothing was sent; we will try again."
            ) from exc
        if refused:
            limit, wait, kept = why[0].decode(), float(why[1]) / 1000, bool(why[2])
            raise self._refusal(limit, max(wait, SHORTEST_WAIT), KEPT if kept else "")
        self._places.append(place)

    def done(self, headers: Mapping[str, str], status: int) -> None:
        """Give one place back, and learn what the answer said of limits.

        Never fails: the answer that it was called with must not be lost to a Redis that is away,
        and the place comes back by itself.
        """
        place = self._places.pop() if self._places else ""
        stop = wait_of(headers) if status == 429 else Wait("", 0.0)
        left = [_number(headers.get(window.header, "")) for window in self.limits.windows]
        with contextlib.suppress(redis.RedisError):
            self._run(DONE, place, stop.limit, int(stop.seconds * 1000), *left)

    def remaining(self) -> dict[str, int]:
        """Return what is left of each window, by its name, the clicks' share included."""
        names = (window.name for window in self.limits.windows)
        return dict(zip(names, self._run(LOOK), strict=True))

    def _run(self, script: str, *own: str | float) -> Any:
        now = "" if self._clock is None else int(self._clock() * 1000)
        args: list[str | float] = [now, self.limits.concurrent, self.limits.lease * 1000]
        for window in self.limits.windows:
            args += [window.name, window.limit, window.seconds * 1000]
        return self._client.register_script(script)(keys=self._keys, args=[*args, *own])

    def _refusal(self, limit: str, wait: float, kept: str) -> RateLimited:
        words = kept or WORDS.get(limit, "{vendor} asked us to slow down.")
        text = words.format(vendor=self.limits.vendor)
        return RateLimited(f"{text} We will go on by ourselves.", retry_after=wait, limit=limit)


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.strip().isdigit() else -1
