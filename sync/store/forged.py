"""Announcements that did not come from whom they claimed: counted by the day."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.cache import cache

KEPT = timedelta(days=2)


def forged_add(*, whose: str, day: date) -> int:
    """Count one more; return how many there were that day."""
    key = _key(whose, day)
    cache.add(key, 0, int(KEPT.total_seconds()))
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1


def forged_count(*, whose: str, day: date) -> int:
    return int(cache.get(_key(whose, day), 0))


def _key(whose: str, day: date) -> str:
    return f"forged:{whose}:{day.isoformat()}"
