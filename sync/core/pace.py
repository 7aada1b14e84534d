"""How soon something is tried again."""

from __future__ import annotations

from datetime import timedelta

REFUSED = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


def retry_after(tries: int) -> timedelta:
    """Return how long what was refused so many times rests: a quarter of an hour, then longer."""
    return REFUSED[min(tries, len(REFUSED)) - 1]


MAILS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    *[timedelta(hours=1)] * 6,
    *[timedelta(hours=6)] * 7,
)


def mail_retry_after(tries: int) -> timedelta | None:
    """Return how long a mail that a server did not take waits; None after about two days."""
    return MAILS[tries - 1] if tries <= len(MAILS) else None
