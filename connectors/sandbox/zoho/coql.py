"""COQL over an organisation's rows (ZOHO.md 3).

Text compares without regard to case, as the vendor's database does. A query ordered by
(Modified_Time, id) walks the index between the bounds its WHERE sets on Modified_Time, so that a
page of a long keyset read costs no more than a page.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, TypeAlias

from connectors.sandbox.zoho import render
from connectors.sandbox.zoho.books import Books
from connectors.sandbox.zoho.fields import Field
from connectors.sandbox.zoho.grammar import Condition, Criterion, Order, Pair, Query
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.table import Row
from connectors.sandbox.zoho.values import moment_of

Test: TypeAlias = Callable[[Row], bool]
Bounds: TypeAlias = tuple[datetime | None, datetime | None]

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
UNSELECTABLE = frozenset({"subform"})  # ZOHO.md 3: lines are a module of their own


@dataclass(frozen=True, slots=True)
class Column:
    field: Field
    joins: tuple[tuple[str, str], ...]  # (lookup field, module it leads to)

    def read(self, books: Books, row: Row) -> Any:
        at: Row | None = row
        for name, module in self.joins:
            at = books.tables[module].rows.get((at or {}).get(name) or "")
        return None if at is None else at.get(self.field.api_name)


def run(books: Books, query: Query) -> tuple[list[dict[str, Any]], bool]:
    """Return the page, as the API shows it, and whether there is more."""
    require_module(books, query.module)
    columns = {name: column(books, query.module, name) for name in query.columns}
    for name, each in columns.items():
        _selectable(books, name, each)
    test = tested(books, query.module, query.where)
    found = _ordered(books, query, test)
    page = list(islice(found, query.offset, query.offset + query.limit + 1))
    rows = page[: query.limit]
    return [_shown(books, row, columns) for row in rows], len(page) > query.limit


def require_module(books: Books, name: str) -> None:
    known = books.modules.get(name)
    if known is None or (known.parent and not books.switches.line_modules):
        message = "the module name given seems to be invalid"
        raise Refused("INVALID_QUERY", message=message, module=name)


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


def _selectable(books: Books, name: str, column: Column) -> None:
    hidden = column.field.data_type == "taxes" and not books.switches.coql_line_tax
    if hidden or column.field.data_type in UNSELECTABLE:
        raise Refused("INVALID_QUERY", message="unsupported column", column_name=name)


def _shown(books: Books, row: Row, columns: dict[str, Column]) -> dict[str, Any]:
    shown = {
        name: render.value(books, each.field, each.read(books, row))
        for name, each in columns.items()
    }
    return {**shown, "id": row["id"]}


def tested(books: Books, module: str, where: Condition) -> Test:
    if isinstance(where, Pair):
        left, right = tested(books, module, where.left), tested(books, module, where.right)
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


def _ordered(books: Books, query: Query, test: Test) -> Iterator[Row]:
    table = books.tables[query.module]
    first = query.order[0] if query.order else Order("id")  # by id where nothing is said
    rest = [each for each in query.order[1:] if each.column != "id"]
    same_way = all(each.descending == first.descending for each in query.order)
    few = _few(books, query)
    if few is None and first.column == "Modified_Time" and same_way and not rest:
        low, high = bounds(query.where)
        return filter(test, table.by_time(low, high, newest_first=first.descending))
    if few is None and first.column == "id":
        return filter(test, table.by_id(newest_first=first.descending))
    candidates = few if few is not None else table.by_time(*bounds(query.where))
    return iter(_sorted(books, query, filter(test, candidates)))


def _sorted(books: Books, query: Query, rows: Iterable[Row]) -> list[Row]:
    found = sorted(rows, key=lambda row: int(row["id"]))
    for each in reversed(query.order):
        at = column(books, query.module, each.column)

        def key(row: Row, at: Column = at) -> tuple[bool, Any]:
            held = comparable(at.field, at.read(books, row))
            return held is not None, held

        found.sort(key=lambda row: _null_first(key(row)), reverse=each.descending)
    return found


def _null_first(key: tuple[bool, Any]) -> tuple[Any, ...]:
    return key if key[0] else (False,)


def bounds(where: Condition) -> Bounds:
    """Return the earliest and latest Modified_Time that can satisfy the condition."""
    if isinstance(where, Criterion):
        return _bound(where)
    (low, high), (other_low, other_high) = bounds(where.left), bounds(where.right)
    if where.joint == "and":
        lows = [each for each in (low, other_low) if each]
        highs = [each for each in (high, other_high) if each]
        return max(lows, default=None), min(highs, default=None)
    widest_low = min(low, other_low) if low and other_low else None
    return widest_low, max(high, other_high) if high and other_high else None


def _bound(where: Criterion) -> Bounds:
    if where.column != "Modified_Time" or where.operator not in ("=", "between", *SIGNS):
        return None, None
    first, last = moment_of(where.values[0]), moment_of(where.values[-1])
    return (
        None if where.operator in ("<", "<=") else first,
        None if where.operator in (">", ">=") else last,
    )


def _few(books: Books, query: Query) -> list[Row] | None:
    """Return the only rows a list of ids, or of parents, lets in; None where there is no list."""
    wanted = _named(query.where, "id")
    table = books.tables[query.module]
    parent = books.modules[query.module].parent
    if wanted is None and parent:
        owners = _named(query.where, "Parent_Id")
        if owners is None:
            return None
        found = [books.tables[parent].rows.get(each, {}) for each in owners]
        wanted = [line for row in found for line in row.get(query.module) or []]
    if wanted is None:
        return None
    return [table.shown[each] for each in dict.fromkeys(wanted) if each in table.shown]


def _named(where: Condition, column: str) -> list[str] | None:
    if isinstance(where, Pair):
        if where.joint == "or":
            return None
        left = _named(where.left, column)
        return left if left is not None else _named(where.right, column)
    wanted = where.column == column and where.operator in ("=", "in")
    return list(where.values) if wanted else None
