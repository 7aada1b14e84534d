"""The rate limits of one organisation, and their headers (XERO.md 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from connectors.sandbox.http import Reply
from connectors.sandbox.limits import Clock, FixedWindow, InFlight

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Budget:
    """Counts every call of one organisation, whatever became of it; replays and 4xx too."""

    def __init__(
        self,
        *,
        minute: int | None,
        day: int | None,
        at_once: int | None,
        app_minute: FixedWindow,
        clock: Clock,
    ) -> None:
        # Fixed windows that start at another time for each organisation.
        self.minute = FixedWindow(minute, MINUTE, clock)
        self.day = FixedWindow(day, DAY, clock)
        self.at_once = InFlight(at_once)
        self.app_minute = app_minute

    def spend(self, answer: Callable[[], Reply]) -> Reply:
        """Answer inside the limits, or say which one was hit."""
        if not self.at_once.enter():
            return self._with_headers(_refusal("concurrent", None))  # no Retry-After
        refused = self._refused()
        if refused:
            self.at_once.leave()
            return refused
        try:
            reply = answer()
        except BaseException:
            self.at_once.leave()
            raise
        # In flight until the last byte has left, however long a fault holds it back.
        return replace(self._with_headers(reply), sent=self.at_once.leave)

    def _refused(self) -> Reply | None:
        windows = (("day", self.day), ("minute", self.minute), ("appminute", self.app_minute))
        for problem, window in windows:
            if window.remaining() < 1:
                return self._with_headers(_refusal(problem, window.resets_in()))
        for _, window in windows:
            window.take()
        return None

    def _with_headers(self, reply: Reply) -> Reply:
        left = {
            "X-DayLimit-Remaining": str(self.day.remaining()),
            "X-MinLimit-Remaining": str(self.minute.remaining()),
            "X-AppMinLimit-Remaining": str(self.app_minute.remaining()),
        }
        return replace(reply, headers={**left, **reply.headers})


def _refusal(problem: str, retry_after: int | None) -> Reply:
    """Shape a 429: recorded with an empty body and no Content-Type."""
    wait = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Reply(429, b"", {**wait, "X-Rate-Limit-Problem": problem})
