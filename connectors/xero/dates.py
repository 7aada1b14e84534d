"""Xero's times: /Date(1789269376195+0000)/ one way, plain ISO the other (XERO.md 3, Time)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from connectors.errors import ContractError

# An offset, where there is one, does not shift the instant: it is read past.
_SPELLED = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OVERLAP = timedelta(minutes=2)  # how far a reading looks back before the last one


def milliseconds(raw: object) -> str:
    """Return the digits inside, the same for both spellings. Raises ContractError."""
    found = _SPELLED.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise ContractError(
            "Xero gave a time in a form we do not know. Nothing was changed; we will ask again "
            "with the next run."
        )
    return found[1]


def instant(digits: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(digits))


def watermark(raw: object) -> str:
    """Return where the next reading starts, from the time of a first page's answer."""
    moment = instant(milliseconds(raw)) - OVERLAP
    return moment.replace(microsecond=0, tzinfo=None).isoformat()


def since(mark: str) -> datetime:
    """Return a watermark as If-Modified-Since wants it: UTC, to the second, with no zone."""
    return datetime.fromisoformat(mark).replace(microsecond=0, tzinfo=None)


def day(raw: object) -> str:
    """Return the ISO date in /Date(..)/ of a plain day, "" where there is none."""
    return instant(milliseconds(raw)).date().isoformat() if raw else ""
