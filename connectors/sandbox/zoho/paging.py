"""List reads: parameters, pages, page tokens, If-Modified-Since (ZOHO.md 3)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from connectors.sandbox.zoho import render
from connectors.sandbox.zoho.books import Books
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.table import Row, Table
from connectors.sandbox.zoho.values import moment_of

MAX_FIELDS = 50
MAX_PER_PAGE = 200
MAX_PAGE = 10  # 2,000 records; beyond them by token
MAX_REACH = 100_000
TOKEN_LIFE = timedelta(hours=24)
SORTS = ("id", "Created_Time", "Modified_Time")
FREE = frozenset({"page", "page_token"})  # what may change while a token is followed


@dataclass(frozen=True, slots=True)
class Token:
    """A place in a list, bound to its parameters, the If-Modified-Since value and the user."""

    bound: str
    offset: int
    until: datetime


@dataclass(frozen=True, slots=True)
class ListRead:
    module: str
    query: Mapping[str, str]
    modified_since: str | None  # the header as sent
    user_id: str

    @property
    def bound(self) -> str:
        kept = sorted((name, value) for name, value in self.query.items() if name not in FREE)
        return repr((self.module, kept, self.modified_since, self.user_id))


def read(books: Books, tokens: dict[str, Token], asked: ListRead) -> dict[str, Any] | None:
    """Return a page as the API shows it; None where there is nothing. Raises Refused."""
    names = fields_of(asked.query)
    per_page = number(asked.query, "per_page", MAX_PER_PAGE, most=MAX_PER_PAGE)
    offset = _offset(books, tokens, asked, per_page)
    rows = list(islice(_rows(books, asked), offset, offset + per_page + 1))
    page = rows[:per_page]
    if not page:
        return None
    onward = _onward(books, tokens, asked, offset + per_page) if len(rows) > per_page else None
    shown = names if books.switches.list_lines else _without_lines(books, asked.module, names)
    return {
        "data": [render.record(books, asked.module, row, shown) for row in page],
        "info": _about(asked, per_page, offset, len(page), onward),
    }


def fields_of(query: Mapping[str, str]) -> list[str]:
    names = [each.strip() for each in query.get("fields", "").split(",") if each.strip()]
    if not names:
        message = "One of the expected parameter is missing"
        raise Refused("REQUIRED_PARAM_MISSING", message=message, param_name="fields")
    if len(names) > MAX_FIELDS:
        message = "limit exceeded for the parameter"
        raise Refused("LIMIT_EXCEEDED", message=message, limit=MAX_FIELDS, param_name="fields")
    return list(dict.fromkeys(names))


def number(query: Mapping[str, str], name: str, default: int, *, most: int | None = None) -> int:
    raw = query.get(name, str(default))
    if not raw.isdecimal() or int(raw) < 1:
        message = "Please check whether the input values are correct"
        raise Refused("PATTERN_NOT_MATCHED", message=message, param_name=name)
    if most is not None and int(raw) > most:
        message = "limit exceeded for the parameter"
        raise Refused("LIMIT_EXCEEDED", message=message, limit=most, param_name=name)
    return int(raw)


def since_of(raw: str | None) -> datetime | None:
    """Read If-Modified-Since: ISO 8601 with an offset, not an RFC 7231 date (ZOHO.md 3)."""
    if raw is None:
        return None
    moment = moment_of(raw)
    if moment is None:
        kind = "datetime"
        raise Refused("INVALID_DATA", header_name="If-Modified-Since", expected_data_type=kind)
    return moment


def _without_lines(books: Books, module: str, names: list[str]) -> list[str]:
    lines = books.modules[module].lines  # ZOHO.md 3: does the list return them? No.
    return [name for name in names if name != lines]


def _offset(books: Books, tokens: dict[str, Token], asked: ListRead, per_page: int) -> int:
    token = asked.query.get("page_token")
    if token is not None and "page" in asked.query:
        message = "page and page_token cannot be given together"
        raise Refused("AMBIGUITY_DURING_PROCESSING", message=message, param_name="page_token")
    if token is not None:
        return _followed(books, tokens.get(token), asked, per_page)
    page = number(asked.query, "page", 1)
    if page > MAX_PAGE:
        message = "You can only get the first 2000 records without using page_token param"
        raise Refused("DISCRETE_PAGINATION_LIMIT_EXCEEDED", message=message, limit=2000)
    return (page - 1) * per_page


def _followed(books: Books, token: Token | None, asked: ListRead, per_page: int) -> int:
    if token is None or token.bound != asked.bound:
        message = (
            "The page_token given seems to be invalid or input param is added or altered or deleted"
        )
        raise Refused("TOKEN_BOUND_DATA_MISMATCH", message=message, param_name="page_token")
    if books.now() > token.until:
        raise Refused("EXPIRED_VALUE", message="Page token expired", param_name="page_token")
    if token.offset + per_page > MAX_REACH:
        message = "You can only get the first 100000 records"
        raise Refused("PAGINATION_LIMIT_EXCEEDED", message=message, param_name="page_token")
    return token.offset


def _onward(
    books: Books, tokens: dict[str, Token], asked: ListRead, offset: int
) -> tuple[str, str]:
    until = books.now() + TOKEN_LIFE
    value = secrets.token_hex(24)
    tokens[value] = Token(asked.bound, offset, until)
    return value, render.local(books, until)


def _rows(books: Books, asked: ListRead) -> Iterator[Row]:
    table = books.tables[asked.module]
    since = since_of(asked.modified_since)
    wanted = asked.query.get("ids")
    if wanted is not None:
        named = [table.shown[each] for each in wanted.split(",") if each in table.shown]
        found = iter(named)
    else:
        sort_by, descending = sorting(asked.query)
        found = _sorted(table, sort_by, since, descending=descending)
    return (row for row in found if since is None or row["Modified_Time"] >= since)


def sorting(query: Mapping[str, str]) -> tuple[str, bool]:
    """Return the field to sort by and whether downwards (the default)."""
    sort_by, order = query.get("sort_by", "id"), query.get("sort_order", "desc")
    for name, value, known in (("sort_by", sort_by, SORTS), ("sort_order", order, ("asc", "desc"))):
        if value not in known:
            raise Refused("INVALID_DATA", param_name=name, supported_values=list(known))
    return sort_by, order == "desc"


def _sorted(
    table: Table, sort_by: str, since: datetime | None, *, descending: bool
) -> Iterator[Row]:
    if sort_by == "id":
        return table.by_id(newest_first=descending)
    if sort_by == "Modified_Time":
        return table.by_time(since, newest_first=descending)
    rows = sorted(table.by_id(newest_first=False), key=lambda row: row["Created_Time"])
    return reversed(rows) if descending else iter(rows)


def _about(
    asked: ListRead, per_page: int, offset: int, count: int, onward: tuple[str, str] | None
) -> dict[str, Any]:
    sort_by, descending = sorting(asked.query)
    return {
        "call": False,
        "per_page": per_page,
        "count": count,
        "page": offset // per_page + 1,
        "sort_by": sort_by,
        "sort_order": "desc" if descending else "asc",
        "more_records": onward is not None,
        "next_page_token": onward[0] if onward else None,
        "previous_page_token": None,
        "page_token_expiry": onward[1] if onward else None,
        "email": False,
    }
