"""How the vendor spells times, dates and envelopes (XERO.md 3)."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias

from connectors.sandbox.http import Reply

Record: TypeAlias = dict[str, Any]
Now: TypeAlias = Callable[[], datetime]

JSON = "application/json; charset=utf-8"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPELLED = re.compile(r"/Date\((-?\d+)([+-]\d{4})?\)/")


def milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def instant(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)


def spell_moment(ms: int) -> str:
    return f"/Date({ms}+0000)/"


def spell_bare(ms: int) -> str:
    """Spell without an offset, as envelopes, item writes and organisations do (XERO.md 3)."""
    return f"/Date({ms})/"


def spell_day(day: str) -> str:
    """Spell a calendar day (YYYY-MM-DD) as the midnight of that day in UTC (XERO.md 3)."""
    return spell_moment((date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400_000)


def spell_seconds(ms: int) -> str:
    return instant(ms).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_day(value: object) -> str:
    """Read YYYY-MM-DD, with or without a time, or /Date(ms)/. Raises ValueError."""
    text = str(value)
    spelled = _SPELLED.fullmatch(text)
    if spelled:
        return instant(int(spelled[1])).date().isoformat()
    return datetime.fromisoformat(text).date().isoformat()


def read_since(text: str) -> int:
    """Read If-Modified-Since to epoch milliseconds; either spelling (XERO.md 3). ValueError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = parsedate_to_datetime(text)
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return milliseconds(aware) // 1000 * 1000  # "to the second"


def dated(record: Record, wire: Record, *names: str) -> None:
    """Put each day that is set into `wire`, with its DateString twin (XERO.md 3)."""
    for name in names:
        if record.get(name):
            wire[f"{name}String"] = f"{record[name]}T00:00:00"
            wire[name] = spell_day(record[name])


def present(record: Record, *names: str) -> Record:
    """Take the fields that are set; the vendor leaves unset ones out (XERO.md 5)."""
    return {name: record[name] for name in names if record.get(name) not in (None, "")}


def dumps(payload: object) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def envelope(
    provider: str,
    now: datetime,
    plural: str,
    elements: Iterable[bytes],
    pagination: Mapping[str, int] | None = None,
) -> Reply:
    """Wrap encoded elements; `pagination` is there only where `page` was sent (XERO.md 3)."""
    head: Record = {
        "Id": str(uuid.uuid4()),
        "Status": "OK",
        "ProviderName": provider,
        "DateTimeUTC": spell_bare(milliseconds(now)),
    }
    if pagination is not None:
        head["pagination"] = dict(pagination)
    body = dumps(head)[:-1] + b',"' + plural.encode() + b'":[' + b",".join(elements) + b"]}"
    return Reply(200, body, {"Content-Type": JSON})
