"""What a call costs, and how many may run at once (ZOHO.md 2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from connectors.sandbox.limits import Clock, InFlight, RollingWindow
from connectors.sandbox.zoho.refused import Refused

DAY = timedelta(hours=24)
CREDITS = 51_000  # Enterprise, one user
CONCURRENCY = 20  # Enterprise
SUB_CONCURRENCY = 10  # sorted lists, writes of more than 10, search, COQL
FIELD_COST = 10


class Meter:
    """Credits and concurrency of one organisation. None switches a limit off."""

    def __init__(self, clock: Clock) -> None:
        self.credits = RollingWindow(CREDITS, DAY, clock)
        self.calls = InFlight(CONCURRENCY)
        self.heavy_calls = InFlight(SUB_CONCURRENCY)

    def unlimited(self) -> None:
        self.credits.limit = self.calls.limit = self.heavy_calls.limit = None

    @contextmanager
    def running(self, *, cost: int, heavy: bool) -> Iterator[None]:
        """Hold a place and pay for one call. Raises Refused where there is no place or credit."""
        places = [self.calls, *([self.heavy_calls] if heavy else [])]
        held: list[InFlight] = []
        try:
            for place in places:
                if not place.enter():
                    raise too_many()
                held.append(place)
            if not self.credits.take(cost):
                raise too_many()
            yield
        finally:
            for place in held:
                place.leave()

    def headers(self) -> dict[str, str]:
        """Return what is left, once half of the day's credits are used; never a Retry-After."""
        limit = self.credits.limit
        if limit is None or self.credits.used() * 2 < limit:
            return {}
        return {"X-API-CREDITS-REMAINING": str(self.credits.remaining())}


def too_many() -> Refused:
    message = "You have made too many requests continuously. Please try again after some time."
    return Refused("TOO_MANY_REQUESTS", status=429, message=message)


def write_cost(records: int) -> int:
    return max(1, -(-records // 10))


def delete_cost(records: int) -> int:
    return max(1, -(-records // 100))


def coql_cost(limit: int) -> int:
    return 1 if limit <= 200 else 2 if limit <= 1_000 else 3
