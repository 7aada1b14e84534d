"""The filter language of `where` and the order of `order` (XERO.md 3).

    Status=="AUTHORISED" AND Date>=DateTime(2026,1,2) AND Contact.ContactID==Guid("...")
    Name!=null && Name.ToLower().Contains("ltd") || EmailAddress=="a@b.c"

Text is compared without regard to case.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

Get: TypeAlias = Callable[[Any, str], Any]  # (record, "Contact.Name") -> value, None where unset
Value: TypeAlias = Callable[[Any], Any]
Test: TypeAlias = Callable[[Any], bool]

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:\\.|[^"\\])*")|(?P<number>-?\d+(?:\.\d+)?)'
    r"|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?P<sign>==|!=|>=|<=|&&|\|\||[=<>()!,.]))"
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WORDS: dict[str, Any] = {"null": None, "true": True, "false": False}
_METHODS: dict[str, Callable[[str, str], bool]] = {
    "Contains": lambda text, part: part in text,
    "StartsWith": str.startswith,
    "EndsWith": str.endswith,
}


def parsed(text: str, get: Get) -> Test:
    """Make a filter. Raises ValueError where the text is none."""
    return _Parser(text, get).whole()


def comparable(value: Any) -> Any:
    if isinstance(value, str):
        return value.lower()
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"Syntax error at position {at}")
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return found


class _Parser:
    def __init__(self, text: str, get: Get) -> None:
        self._tokens = _tokens(text)
        self._get = get

    def whole(self) -> Test:
        test = self._any()
        if self._tokens:
            raise ValueError(f"Unexpected {self._tokens[0][1]}")
        return test

    def _any(self) -> Test:
        tests = [self._all()]
        while self._skip("OR", "||"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._skip("AND", "&&"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._skip("!"):
            denied = self._one()
            return lambda row: not denied(row)
        if self._skip("("):
            inside = self._any()
            self._need(")")
            return inside
        left = self._value()
        sign = self._tokens[0][1] if self._tokens else ""
        if sign not in _COMPARE:
            return lambda row: left(row) is True
        self._tokens.pop(0)
        return _comparison(_COMPARE[sign], left, self._value())

    def _value(self) -> Value:
        if not self._tokens:
            raise ValueError("Expression expected")
        kind, text = self._tokens.pop(0)
        match kind:
            case "text":
                constant: Any = re.sub(r"\\(.)", r"\1", text[1:-1])
            case "number":
                constant = float(text)
            case "name" if text in _WORDS:
                constant = _WORDS[text]
            case "name":
                return self._called(text) if self._skip("(") else self._field(text)
            case _:
                raise ValueError(f"Unexpected {text}")
        return lambda _row: comparable(constant)

    def _field(self, path: str) -> Value:
        return lambda row: comparable(self._get(row, path))

    def _called(self, path: str) -> Value:
        arguments = []
        while not self._skip(")"):
            arguments.append(self._value()(None))
            self._skip(",")
        if path == "Guid":
            return lambda _row: arguments[0]
        if path == "DateTime":
            moment = _moment([int(part) for part in arguments])
            return lambda _row: moment
        return self._method(path, arguments)

    def _method(self, path: str, arguments: list[Any]) -> Value:
        field, _, name = path.rpartition(".")
        if name in ("ToLower", "ToUpper"):
            return self._chained(self._field(field))
        if name not in _METHODS or len(arguments) != 1:
            raise ValueError(f"No applicable method '{name}'")
        return _asked(_METHODS[name], self._field(field), arguments[0])

    def _chained(self, left: Value) -> Value:
        """Read what follows `Name.ToLower()`: another method, or nothing."""
        if not self._skip("."):
            return left
        _, name = self._tokens.pop(0)
        self._need("(")
        wanted = self._value()(None)
        self._need(")")
        if name not in _METHODS:
            raise ValueError(f"No applicable method '{name}'")
        return _asked(_METHODS[name], left, wanted)

    def _skip(self, *signs: str) -> bool:
        if self._tokens and self._tokens[0][1] in signs and self._tokens[0][0] != "text":
            self._tokens.pop(0)
            return True
        return False

    def _need(self, sign: str) -> None:
        if not self._skip(sign):
            raise ValueError(f"'{sign}' expected")


def _moment(parts: list[int]) -> datetime:
    year, month, day, hour, minute, second = [*parts, 0, 0, 0][:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _asked(method: Callable[[str, str], bool], left: Value, wanted: Any) -> Value:
    def ask(row: Any) -> bool:
        text = left(row)
        return isinstance(text, str) and method(text, str(wanted))

    return ask


def _comparison(compare: Callable[[Any, Any], bool], left: Value, right: Value) -> Test:
    def test(row: Any) -> bool:
        one, other = left(row), right(row)
        if one is None or other is None or type(one) is not type(other):
            return compare(one, other) if compare in (operator.eq, operator.ne) else False
        return compare(one, other)

    return test
