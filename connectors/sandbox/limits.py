"""Counters that a pretend vendor builds its rate limits from, on a clock that a test can turn.

A limit of None is switched off (benchmarks): such a counter still counts and never refuses.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]  # aware

UNLIMITED = 1_000_000_000  # what `remaining` says where there is no limit


def real_clock() -> datetime:
    return datetime.now(UTC)


class FixedWindow:
    """So many per window; a window starts with the first use after the last one has ended."""

    def __init__(self, limit: int | None, length: timedelta, clock: Clock) -> None:
        self.limit = limit
        self.length = length
        self._clock = clock
        self._lock = threading.Lock()
        self._started: datetime | None = None
        self._used = 0

    def take(self, cost: int = 1) -> bool:
        """Count `cost` and say True, or count nothing and say False."""
        with self._lock:
            self._roll()
            if self.limit is not None and self._used + cost > self.limit:
                return False
            self._started = self._started or self._clock()
            self._used += cost
            return True

    def remaining(self) -> int:
        with self._lock:
            self._roll()
            return UNLIMITED if self.limit is None else max(0, self.limit - self._used)

    def resets_in(self) -> int:
        """Whole seconds, rounded up, until the window that is open ends; 0 where none is."""
        with self._lock:
            self._roll()
            if self._started is None:
                return 0
            return math.ceil((self._started + self.length - self._clock()).total_seconds())

    def _roll(self) -> None:
        if self._started is not None and self._clock() >= self._started + self.length:
            self._started, self._used = None, 0


class RollingWindow:
    """So many in the last `length`, counted back from now at every moment."""

    def __init__(self, limit: int | None, length: timedelta, clock: Clock) -> None:
        self.limit = limit
        self.length = length
        self._clock = clock
        self._lock = threading.Lock()
        self._uses: deque[tuple[datetime, int]] = deque()
        self._used = 0

    def take(self, cost: int = 1) -> bool:
        """Count `cost` and say True, or count nothing and say False."""
        with self._lock:
            self._roll()
            if self.limit is not None and self._used + cost > self.limit:
                return False
            self._uses.append((self._clock(), cost))
            self._used += cost
            return True

    def remaining(self) -> int:
        with self._lock:
            self._roll()
            return UNLIMITED if self.limit is None else max(0, self.limit - self._used)

    def used(self) -> int:
        with self._lock:
            self._roll()
            return self._used

    def resets_in(self) -> int:
        """Whole seconds, rounded up, until the oldest use is forgotten; 0 where there is none."""
        with self._lock:
            self._roll()
            if not self._uses:
                return 0
            return math.ceil((self._uses[0][0] + self.length - self._clock()).total_seconds())

    def _roll(self) -> None:
        oldest = self._clock() - self.length
        while self._uses and self._uses[0][0] <= oldest:
            self._used -= self._uses.popleft()[1]


class InFlight:
    """So many at once. Pair every `enter` that said True with one `leave`."""

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._inside = 0

    def enter(self) -> bool:
        with self._lock:
            if self.limit is not None and self._inside >= self.limit:
                return False
            self._inside += 1
            return True

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1

    def inside(self) -> int:
        with self._lock:
            return self._inside
