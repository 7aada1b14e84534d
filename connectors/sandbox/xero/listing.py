"""Answering a list request: filter, order, page (XERO.md 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from connectors.sandbox.xero import where
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.shelf import Shelf
from connectors.sandbox.xero.wire import Record, instant

View: TypeAlias = Callable[[Books, Record, int], Record]
Filter: TypeAlias = Callable[[Mapping[str, str]], list[where.Test]]

PAGE_SIZE, PAGE_MOST = 100, 1000
TOO_MANY = 100_000  # records; beyond it an unpaged GET is refused (XERO.md 2)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class BadQuery(Exception):
    """The query makes no sense to the vendor: a 400 that carries no Elements (XERO.md 4)."""


@dataclass(frozen=True, slots=True)
class Resource:
    plural: str
    shelf: str  # attribute of Books
    page: View  # with `page`, or where one record is left
    single: View
    written: View
    unpaged: View | None = None  # None: as with `page`
    summary: View | None = None
    filters: Filter = lambda _query: []
    also_called: str = ""  # name of the shelf's index that a path may use instead of the id
    pages: bool = True
    always_paged: bool = False
    modified: bool = True  # takes If-Modified-Since
    where: bool = True

    def of(self, books: Books) -> Shelf:
        found = getattr(books, self.shelf)
        assert isinstance(found, Shelf)
        return found


@dataclass(frozen=True, slots=True)
class Span:
    """Which changes a list shows, in epoch milliseconds; None for no bound."""

    since: int | None = None  # the first moment whose changes are wanted
    horizon: int | None = None  # the last moment whose changes the list knows of already


@dataclass(frozen=True, slots=True)
class Listed:
    ids: list[str]
    view: View
    name: str  # of the view, for the cache of encodings
    pagination: dict[str, int] | None = None
    matched: int = 0


def listed(books: Books, resource: Resource, query: Mapping[str, str], span: Span) -> Listed:
    """Find what a GET of the resource answers with. Raises BadQuery."""
    asked = {name: value for name, value in query.items() if name not in {"page", "pageSize"}}
    question = (span, *sorted(asked.items()))
    shelf = resource.of(books)
    ids = shelf.listed(question, lambda: _found(books, resource, query, span))
    paged = resource.pages and ("page" in query or says(query, "summaryOnly"))
    if not (paged or resource.always_paged):
        if len(ids) > TOO_MANY:
            raise BadQuery("The result exceeds 100000 records; use paging.")
        lone = len(ids) == 1 or resource.unpaged is None
        view = resource.page if lone else (resource.unpaged or resource.page)
        return Listed(ids, view, "page" if lone else "unpaged", matched=len(ids))
    return _page(resource, query, ids)


def _page(resource: Resource, query: Mapping[str, str], ids: list[str]) -> Listed:
    page = max(1, _whole(query, "page", 1))
    size = min(PAGE_MOST, max(1, _whole(query, "pageSize", PAGE_SIZE)))  # clamped: XERO.md 3
    counts = {
        "page": page,
        "pageSize": size,
        "pageCount": -(-len(ids) // size),
        "itemCount": len(ids),
    }
    brief = resource.summary is not None and says(query, "summaryOnly")
    view = resource.summary if brief and resource.summary else resource.page
    told = counts if "page" in query or brief else None
    ids_here = ids[(page - 1) * size : page * size]
    return Listed(ids_here, view, "summary" if brief else "page", told, len(ids))


def _found(books: Books, resource: Resource, query: Mapping[str, str], span: Span) -> list[str]:
    shelf = resource.of(books)
    get = _getter(books)
    tests = resource.filters(query)
    if span.since is not None:
        since = span.since
        tests.append(lambda row: row["UpdatedDateUTC"] >= since)
    if resource.where and query.get("where"):
        tests.append(_parsed(query["where"], get))
    candidates = _candidates(shelf, query, span.horizon)
    rows = [row for row in candidates if all(test(row) for test in tests)]
    return _ordered(rows, query.get("order", ""), get, shelf.id_field)


def _candidates(shelf: Shelf, query: Mapping[str, str], horizon: int | None) -> Iterable[Record]:
    if not query.get("IDs") and horizon is None:
        return shelf
    asked = (each.strip().lower() for each in query.get("IDs", "").split(",") if each)
    wanted = dict.fromkeys(asked) if query.get("IDs") else shelf.ids()
    rows = (shelf.get(each) if horizon is None else shelf.as_of(each, horizon) for each in wanted)
    return [row for row in rows if row is not None]


def _parsed(text: str, get: where.Get) -> where.Test:
    try:
        return where.parsed(text, get)
    except (ValueError, IndexError) as exc:
        raise BadQuery(str(exc)) from exc


def _ordered(rows: list[Record], order: str, get: where.Get, id_field: str) -> list[str]:
    # Default: UpdatedDateUTC, then the id (XERO.md 3). Sorts are stable: last key first.
    if not order:
        rows.sort(key=lambda row: (row.get("UpdatedDateUTC", 0), row[id_field]))
        return [row[id_field] for row in rows]
    rows.sort(key=lambda row: str(row[id_field]))
    for part in reversed(order.split(",")):
        name, _, way = part.strip().partition(" ")
        keys = _sort_key(get, name)
        rows.sort(key=keys, reverse=way.strip().upper().startswith("DESC"))
    return [row[id_field] for row in rows]


def _sort_key(get: where.Get, name: str) -> Callable[[Record], Any]:
    def key(row: Record) -> tuple[bool, Any]:
        value = where.comparable(get(row, name))
        return (value is not None, 0 if value is None else value)

    return key


def _getter(books: Books) -> where.Get:
    """Read a path such as `Contact.Name` out of a stored record."""

    def get(row: Record, path: str) -> Any:
        head, _, rest = path.partition(".")
        value = _field(row, head)
        if rest and isinstance(value, dict):
            linked = _linked(books, head, value)
            return get(linked, rest)
        return value

    return get


def _linked(books: Books, head: str, value: Record) -> Record:
    if head == "Contact":
        return books.contacts.get(value["ContactID"]) or value
    if head == "Invoice":
        return books.invoices.get(value["InvoiceID"]) or value
    return value


def _field(row: Record, name: str) -> Any:
    value = row.get(name)
    if value is None:  # InvoiceId is the same as InvoiceID
        value = next((row[each] for each in row if each.lower() == name.lower()), None)
    if name.endswith("DateUTC") and isinstance(value, int):
        return instant(value)
    if name.endswith("Date") and isinstance(value, str) and _DAY.fullmatch(value):
        day = date.fromisoformat(value)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return value


def _whole(query: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(query.get(name, default))
    except ValueError:
        return default


def says(query: Mapping[str, str], name: str) -> bool:
    """Say whether a boolean of the query is true; Python's spelling counts (XERO.md 4)."""
    return query.get(name, "").lower() == "true"
