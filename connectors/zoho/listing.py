"""The list API: what reads where COQL does not (ZOHO.md 3). 200 records, 50 fields to a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.errors import ContractError
from connectors.zoho.api import Answer, Api, Row
from connectors.zoho.coql import chunks
from connectors.zoho.queries import ALWAYS
from connectors.zoho.rejections import ZohoRefused
from connectors.zoho.rows import identified

PER_PAGE = 200
FIELDS = 50
IDS = 100
NOT_THERE = frozenset({"INVALID_DATA"})  # "the id given seems to be invalid"


@dataclass(frozen=True, slots=True)
class Listed:
    rows: list[Row]
    answer: Answer
    next: Mapping[str, str]  # the query that asks for the next page; empty after the last


def pages(
    api: Api, module: str, columns: Sequence[str], *, since: str, place: Mapping[str, str]
) -> Iterator[Listed]:
    """Yield a listing page by page from `place`; with `since`, only what changed after it.

    Sorted by id, which never changes, so nothing moves between pages. A page token is bound to
    every parameter and to If-Modified-Since: both stay the same from page to page.
    """
    first, rest = columns[:FIELDS], columns[FIELDS:]
    asked = {
        "fields": ",".join(first),
        "per_page": str(PER_PAGE),
        "sort_by": "id",
        "sort_order": "asc",
    }
    headers = {"If-Modified-Since": since} if since else {}
    more = True
    while more:
        answer = api.get(module, {**asked, **place}, headers)
        rows = identified(answer.rows())
        _fill(api, module, rest, rows)
        place = following(answer, place)
        yield Listed(rows, answer, place)
        more = bool(place)


def following(answer: Answer, place: Mapping[str, str]) -> Mapping[str, str]:
    """Return what asks for the page after the one at `place`; empty after the last."""
    if not answer.more:
        return {}
    token = answer.info.get("next_page_token")
    made = {"page_token": str(token)} if token else {"page": str(int(place.get("page", 1)) + 1)}
    if made == place:
        raise ContractError("Zoho CRM's listing does not move on")
    return made


def by_ids(api: Api, module: str, columns: Sequence[str], ids: Sequence[str]) -> list[Row]:
    """Read named records, in as many calls as their number and their fields need."""
    found: list[Row] = []
    for some in chunks(ids, IDS):
        rows = _named(api, module, columns[:FIELDS], some)
        _fill(api, module, columns[FIELDS:], rows)
        found.extend(rows)
    return found


def _named(api: Api, module: str, columns: Sequence[str], ids: Sequence[str]) -> list[Row]:
    query = {"fields": ",".join(columns), "ids": ",".join(ids), "per_page": str(PER_PAGE)}
    return identified(api.get(module, query).rows())


def _fill(api: Api, module: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Add the fields that did not fit into one call, in place."""
    by_id = {row["id"]: row for row in rows}
    for more in chunks(columns, FIELDS - len(ALWAYS)):
        for some in chunks(by_id, IDS):
            for row in _named(api, module, (*ALWAYS, *more), some):
                # Fields of a later moment under the earlier time: the next reading sees it again.
                wider = {name: value for name, value in row.items() if name not in ALWAYS}
                by_id.get(row["id"], {}).update(wider)


def by_id(api: Api, module: str, record_id: str) -> Row | None:
    """Read one record whole, lines included; None where Zoho has none of this id."""
    try:
        rows = identified(api.get(f"{module}/{record_id}").rows())
    except ZohoRefused as exc:
        if exc.code in NOT_THERE:
            return None
        raise
    return next((row for row in rows if row["id"] == record_id), None)
