"""COQL over an organisation's rows (ZOHO.md 3).

A query ordered by (Modified_Time, id) walks the index between the bounds its WHERE sets on
Modified_Time, so that a page of a long keyset read costs no more than a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias

from connectors.sandbox.zoho import render
from connectors.sandbox.zoho.books import Books
from connectors.sandbox.zoho.criteria import SIGNS, Column, Test, column, comparable, matcher
from connectors.sandbox.zoho.grammar import Condition, Criterion, Order, Pair, Query
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.table import Row
from connectors.sandbox.zoho.values import moment_of

Bounds: TypeAlias = tuple[datetime | None, datetime | None]

UNSELECTABLE = frozenset({"subform"})  # ZOHO.md 3: lines are a module of their own


def run(books: Books, query: Query) -> tuple[list[dict[str, Any]], bool]:
    """Return the page, as the API shows it, and whether there is more."""
    require_module(books, query.module)
    columns = {name: column(books, query.module, name) for name in query.columns}
    for name, each in columns.items():
        _selectable(books, name, each)
    for order in query.order:
        column(books, query.module, order.column)
    test = matcher(books, query.module, query.where)
    found = _ordered(books, query, test)
    page = list(islice(found, query.offset, query.offset + query.limit + 1))
    rows = page[: query.limit]
    return [_shown(books, row, columns) for row in rows], len(page) > query.limit


def require_module(books: Books, name: str) -> None:
    known = books.modules.get(name)
    if known is None or (known.parent and not books.switches.line_modules):
        message = "the module name given seems to be invalid"
        raise Refused("INVALID_QUERY", message=message, module=name)


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
