"""How soon something is tried again."""

from __future__ import annotations

from datetime import timedelta

REFUSED = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


def retry_after(tries: int) -> timedelta:
    """Return how long what was refused so many times rests: a quarter of an hour, then longer."""
    return REFUSED[min(tries, len(REFUSED)) - 1]
