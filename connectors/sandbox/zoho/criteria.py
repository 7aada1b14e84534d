"""The WHERE of a COQL query as a test of rows (ZOHO.md 3).

Text compares without regard to case, as the vendor's database does.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from connectors.sandbox.zoho.books import Books
from connectors.sandbox.zoho.fields import Field
from connectors.sandbox.zoho.grammar import Condition, Criterion, Pair
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.table import Row
from connectors.sandbox.zoho.values import moment_of

Test: TypeAlias = Callable[[Row], bool]

SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
TEXTS = frozenset({"=", "!=", "in", "not in", "like", "not like", "is null", "is not null"})
REFERENCES = frozenset({"=", "!=", "in", "not in", "is null", "is not null"})
FLAGS = frozenset({"=", "!="})
SPANS = frozenset({*SIGNS, *REFERENCES, "between", "not between"})
ALLOWED = {
    "bigint": SPANS,
    "boolean": FLAGS,
    "currency": SPANS,
    "date": SPANS,
    "datetime": SPANS,
    "double": SPANS,
    "formula": SPANS,
    "integer": SPANS,
    "lookup": REFERENCES,
    "ownerlookup": REFERENCES,
}
MAX_JOINS = 2


@dataclass(frozen=True, slots=True)
class Column:
    field: Field
    joins: tuple[tuple[str, str], ...]  # (lookup field, module it leads to)

    def read(self, books: Books, row: Row) -> Any:
        at: Row | None = row
        for name, module in self.joins:
            at = books.tables[module].rows.get((at or {}).get(name) or "")
        return None if at is None else at.get(self.field.api_name)


def column(books: Books, module: str, path: str) -> Column:
    """Resolve `Account_Name.Phone` from a module. Raises Refused."""
    *ways, last = path.split(".")
    joins: list[tuple[str, str]] = []
    for way in ways:
        field = books.fields[module].get(way)
        if field is None or field.data_type != "lookup" or len(joins) == MAX_JOINS:
            raise _bad_column(path)
        module = field.lookup
        joins.append((way, module))
    field = books.fields[module].get(last)
    if field is None:
        raise _bad_column(path)
    return Column(field, tuple(joins))


def _bad_column(path: str) -> Refused:
    message = "column given seems to be invalid"
    return Refused("INVALID_QUERY", message=message, column_name=path)


def matcher(books: Books, module: str, where: Condition) -> Test:
    if isinstance(where, Pair):
        left, right = matcher(books, module, where.left), matcher(books, module, where.right)
        if where.joint == "and":
            return lambda row: left(row) and right(row)
        return lambda row: left(row) or right(row)
    found = column(books, module, where.column)
    check = _check(found.field, where)
    return lambda row: check(comparable(found.field, found.read(books, row)))


def _check(field: Field, where: Criterion) -> Callable[[Any], bool]:
    if where.operator not in ALLOWED.get(field.data_type, TEXTS):
        raise Refused(
            "INVALID_QUERY",
            message="Invalid query formed",
            reason="invalid operator found",
            column_name=where.column,
            operator=where.operator,
        )
    if "like" in where.operator:
        return _like(where.values[0], negated=where.operator.startswith("not"))
    return _compare(where.operator, tuple(_literal(field, where, raw) for raw in where.values))


def _compare(sign: str, values: tuple[Any, ...]) -> Callable[[Any], bool]:
    if sign in SIGNS:
        compare, bound = SIGNS[sign], values[0]
        return lambda held: held is not None and bool(compare(held, bound))
    if sign.endswith("between"):
        low, high = values
        return lambda held: held is not None and (low <= held <= high) != (sign[:3] == "not")
    if sign.startswith("is"):
        return lambda held: (held is None) == (sign == "is null")
    among = frozenset(values)
    if sign in ("=", "in"):
        return lambda held: held in among
    return lambda held: held is not None and held not in among


def _like(pattern: str, *, negated: bool) -> Callable[[Any], bool]:
    parts = (re.escape(part) for part in pattern.casefold().split("%"))
    wanted = re.compile(".*".join(parts), re.DOTALL)
    return lambda held: held is not None and bool(wanted.fullmatch(held)) != negated


def comparable(field: Field, held: Any) -> Any:
    """Return a stored value as it compares: text folded, ids as numbers, lists as text."""
    if field.data_type == "boolean":
        return bool(held)
    if held is None:
        return None
    if field.data_type == "bigint":
        return int(held)
    if isinstance(held, list):
        return ";".join(str(each) for each in held).casefold()
    return held.casefold() if isinstance(held, str) else held


def _literal(field: Field, where: Criterion, raw: str) -> Any:
    """Read a literal as the type of its column. Raises Refused."""
    try:
        return LITERALS.get(field.data_type, str.casefold)(raw)
    except (KeyError, ValueError, InvalidOperation):
        message = "value given seems to be invalid for the column"
        raise Refused(
            "INVALID_QUERY", message=message, column_name=where.column, value=raw
        ) from None


def _moment(raw: str) -> datetime:
    moment = moment_of(raw)
    if moment is None or raw.endswith("Z"):
        raise ValueError(raw)
    return moment


def _day(raw: str) -> str:
    return datetime.strptime(raw, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a plain date


LITERALS: dict[str, Callable[[str], Any]] = {
    "bigint": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "currency": Decimal,
    "date": _day,
    "datetime": _moment,
    "double": Decimal,
    "formula": Decimal,
    "integer": int,
}
