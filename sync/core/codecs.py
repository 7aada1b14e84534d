"""How one value is read from a vendor's payload, written back, and thawed from our own rows.

Every codec has one spelling for each value, so equal values have equal digests. Blank and missing
are the same value: None.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import msgspec

from sync.core.records import Value

EPOCH = date(1970, 1, 1)
DAY_MS = 86_400_000
PACKER = msgspec.json.Encoder(order="sorted")
MILLISECONDS = re.compile(r"/Date\((-?\d+)")


class Unreadable(ValueError):
    """A vendor sent something that this field cannot hold, such as letters for an amount."""


@dataclass(frozen=True, slots=True)
class Codec:
    """`parse(render(v)) == v`, and `thaw` of what JSON kept of `v` is `v`, for every v it made.

    `parse` raises Unreadable.
    """

    parse: Callable[[object], Value]
    render: Callable[[Value], object]
    thaw: Callable[[object], Value]


def _same(value: Value) -> object:
    return value


def _as_text(kept: object) -> Value:
    return None if kept is None else str(kept)


def _words(raw: object) -> str:
    if isinstance(raw, dict | list):
        raise Unreadable(f"{raw!r:.60} is not a text")
    return str(raw)


def _text(raw: object) -> str | None:
    if raw is None:
        return None
    text = raw.strip() if isinstance(raw, str) else _words(raw).strip()
    if not text.isprintable():  # no database keeps NUL
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    return text or None


def _email(raw: object) -> Value:
    text = _text(raw)
    return text.lower() if text else None


def _one_line(raw: object) -> Value:
    if isinstance(raw, str) and "  " not in raw and raw.isprintable():  # nearly always
        return raw.strip() or None
    text = _text(raw)
    return " ".join(text.split()) if text else None


def _street(raw: object) -> Value:
    lines = (" ".join(line.split()) for line in (_text(raw) or "").splitlines())
    return "\n".join(line for line in lines if line) or None


def _url(raw: object) -> Value:
    text = _text(raw)
    return "".join(text.split()).rstrip("/") or None if text else None


def _number(raw: object) -> Decimal | None:
    if raw is None:
        return None
    text = str(raw).strip()
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Unreadable(f"{text!r:.60} is not a number") from None
    if not number.is_finite():
        raise Unreadable(f"{text!r:.60} is not a number")
    return number


def decimal(places: str) -> Codec:
    """Build a codec of numbers with that many places, rounded half up."""
    unit = Decimal(places)
    zero = Decimal(0).quantize(unit)

    def parse(raw: object) -> Value:
        number = raw if isinstance(raw, Decimal) else _number(raw)
        if number is None:
            return None
        try:
            return number.quantize(unit, ROUND_HALF_UP) or zero  # never "-0.00"
        except InvalidOperation:
            raise Unreadable(f"{number} has too many digits") from None

    return Codec(parse=parse, render=_same, thaw=_thaw_number)


def or_nothing(codec: Codec) -> Codec:
    """Build a codec to which 0 says no more than a blank does, as for a discount."""

    def parse(raw: object) -> Value:
        return codec.parse(raw) or None if raw else None

    return Codec(parse=parse, render=codec.render, thaw=codec.thaw)


def _thaw_number(kept: object) -> Value:
    return None if kept is None else Decimal(str(kept))


def _day(raw: object) -> Value:
    """Read a document's plain date, which no time zone may move.

    Xero says "2026-09-14T00:00:00" or "/Date(1789344000000+0000)/" (UTC midnight of that day),
    Zoho "2026-09-14".
    """
    if not raw:
        return None
    text = str(raw)
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return _odd_day(text.strip())


def _odd_day(text: str) -> Value:
    found = MILLISECONDS.match(text)
    try:
        if found:
            return EPOCH + timedelta(days=int(found[1]) // DAY_MS)
        return date.fromisoformat(text[:10]) if text else None
    except (ValueError, OverflowError):
        raise Unreadable(f"{text!r:.60} is not a date") from None


def _iso(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else None


def _thaw_day(kept: object) -> Value:
    return None if kept is None else date.fromisoformat(str(kept))


FLAGS = {"true": True, "false": False}


def _flag(raw: object) -> Value:
    if raw is None or isinstance(raw, bool):
        return raw
    text = str(raw).strip().lower()
    if text and text not in FLAGS:
        raise Unreadable(f"{text!r:.60} is neither true nor false")
    return FLAGS.get(text)


def _thaw_flag(kept: object) -> Value:
    return None if kept is None else bool(kept)


def _packed(raw: object) -> Value:
    if not raw:
        return None
    return PACKER.encode(raw).decode()


def _unpacked(value: Value) -> object:
    return json.loads(value) if isinstance(value, str) else None


TEXT = Codec(parse=_text, render=_same, thaw=_as_text)
EMAIL = Codec(parse=_email, render=_same, thaw=_as_text)
NAME = Codec(parse=_one_line, render=_same, thaw=_as_text)  # one line, single spaces
PHONE = NAME
STREET = Codec(parse=_street, render=_same, thaw=_as_text)  # lines without blanks around them
URL = Codec(parse=_url, render=_same, thaw=_as_text)
MONEY = decimal("0.01")
DISCOUNT = or_nothing(MONEY)
PRICE = decimal("0.0001")
QUANTITY = decimal("0.0001")
PERCENT = decimal("0.0001")
RATE = decimal("0.000001")
DATE = Codec(parse=_day, render=_iso, thaw=_thaw_day)
BOOL = Codec(parse=_flag, render=_same, thaw=_thaw_flag)
OPAQUE = Codec(parse=_packed, render=_unpacked, thaw=_as_text)  # kept whole, to be sent back as is
