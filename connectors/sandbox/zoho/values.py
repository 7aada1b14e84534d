"""One value in, as a field of its type takes it, or a refusal (ZOHO.md 4).

Stored as: text str, money and other numbers Decimal, integer int, date and lookup str (ISO, id),
date-time an aware datetime in whole seconds, multi-select a list of str. An empty text is no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, TypeAlias

from connectors.sandbox.zoho.fields import Field
from connectors.sandbox.zoho.refused import Refused

Check: TypeAlias = Callable[[Field, Any, str], Any]

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]+")
ID = re.compile(r"\d{1,19}")


def accept(field: Field, raw: Any, path: str) -> Any:
    """Return what Zoho would store for `raw`. Raises Refused, with `path` in it."""
    if raw is None or raw == "":
        return None
    check: Check = ACCEPT.get(field.data_type, _text)
    return check(field, raw, path)


def _wrong(field: Field, path: str, expected: str = "") -> Refused:
    return Refused("INVALID_DATA", path=path, expected_data_type=expected or field.data_type)


def _text(field: Field, raw: Any, path: str) -> str:
    if not isinstance(raw, str):
        raise _wrong(field, path, "text" if field.data_type == "textarea" else "")
    if len(raw) > field.length:
        raise Refused("INVALID_DATA", path=path, maximum_length=field.length)
    return raw


def _email(field: Field, raw: Any, path: str) -> str:
    value = _text(field, raw, path)
    if not EMAIL.fullmatch(value):
        raise _wrong(field, path)
    return value


def _number(field: Field, raw: Any, path: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise _wrong(field, path, "double")
    try:
        value = Decimal(str(raw))
        if not value.is_finite() or value.adjusted() >= field.length:
            raise _wrong(field, path, "double")
        return value.quantize(Decimal((0, (1,), -field.decimals)), ROUND_HALF_UP)
    except InvalidOperation:
        raise _wrong(field, path, "double") from None


def _integer(field: Field, raw: Any, path: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise _wrong(field, path, "integer")
    if len(str(abs(raw))) > field.length:
        raise Refused("INVALID_DATA", path=path, maximum_length=field.length)
    return raw


def _boolean(field: Field, raw: Any, path: str) -> bool:
    if not isinstance(raw, bool):
        raise _wrong(field, path)
    return raw


def _date(field: Field, raw: Any, path: str) -> str:
    try:
        day = date.fromisoformat(str(raw)).isoformat()
    except ValueError:
        raise _wrong(field, path) from None
    if day != raw:  # only yyyy-MM-dd of the forms that ISO knows
        raise _wrong(field, path)
    return day


def _datetime(field: Field, raw: Any, path: str) -> datetime:
    moment = raw if isinstance(raw, datetime) else moment_of(raw)
    if moment is None:
        raise _wrong(field, path)
    return moment


def moment_of(raw: object) -> datetime | None:
    """Read ISO 8601 with an offset, cut to whole seconds; None for anything else (ZOHO.md 3)."""
    try:
        moment = datetime.fromisoformat(str(raw).replace(" ", "+"))
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.replace(microsecond=0)


def _pick(field: Field, raw: Any, path: str) -> str:
    if not isinstance(raw, str):
        raise _wrong(field, path, "text")
    if raw not in field.options:
        raise Refused("INVALID_DATA", path=path, supported_values=list(field.options))
    return raw


def _picks(field: Field, raw: Any, path: str) -> list[str]:
    if not isinstance(raw, list):
        raise _wrong(field, path, "jsonarray")
    named = (each.get("value") if isinstance(each, dict) else each for each in raw)
    return [_pick(field, each, f"{path}[{at}]") for at, each in enumerate(named)]


def _lookup(field: Field, raw: Any, path: str) -> str:
    value = raw.get("id") if isinstance(raw, dict) else raw
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise _wrong(field, path, "jsonobject")
    if not ID.fullmatch(str(value)):
        raise _wrong(field, path, "bigint")
    return str(value)


ACCEPT: dict[str, Check] = {
    "bigint": _lookup,
    "boolean": _boolean,
    "currency": _number,
    "date": _date,
    "datetime": _datetime,
    "double": _number,
    "email": _email,
    "integer": _integer,
    "lookup": _lookup,
    "multiselectpicklist": _picks,
    "orgtaxes": _picks,
    "ownerlookup": _lookup,
    "picklist": _pick,
}
