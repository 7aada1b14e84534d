"""Reading Xero: pages of what changed, records by id, records by the value of a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.base import Page
from connectors.errors import TransientError
from connectors.reply import Reply, unreadable
from connectors.xero import dates
from connectors.xero.api import Api
from connectors.xero.resources import Resource
from connectors.xero.rows import record_of
from connectors.xero.wire import Listing
from sync.core.records import RemoteRecord

PAGE_SIZE = 1000  # the most Xero gives (XERO.md 3)
FEW = 40  # ids to one address (XERO.md 3)
LONGEST = 1_500  # characters of values in one address
ONE_BY_ONE = 10  # more than this many calls, and a look through the whole list is cheaper
PATH_SAFE = re.compile(r"[\w .-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading stands. `since` "": from the beginning. `then`: the next watermark."""

    page: int
    since: str
    then: str = ""

    def __str__(self) -> str:
        return f"{self.page} {self.since or '-'} {self.then}"


def place_of(resume: str) -> Place:
    page, since, then = resume.split(" ")
    return Place(int(page), "" if since == "-" else since, then)


class Reader:
    def __init__(self, api: Api) -> None:
        self._api = api

    def pages(self, resource: Resource, place: Place) -> Iterator[Page]:
        while True:
            page = self._page(resource, place)
            yield page
            if page.is_last:
                return
            place = place_of(page.resume)

    def by_ids(self, resource: Resource, ids: Sequence[str]) -> list[RemoteRecord]:
        wanted = list(dict.fromkeys(ids))
        if resource.by_ids:
            return [
                record
                for some in chunks(wanted)
                for record in self._listed(resource, i_ds=some, **_paging(resource, 1))
            ]
        if len(wanted) > self._worth(resource):
            return self._scan(resource, set(wanted), lambda record: record.id)
        return [record for each in wanted for record in self._one(resource, resource.one, each)]

    def called(self, resource: Resource, name: str, values: Sequence[str]) -> list[RemoteRecord]:
        """Find by equality, in Xero's sense of it: upper and lower case are the same."""
        sought = {value.casefold(): value for value in values if value}
        if not sought:
            return []

        def said(record: RemoteRecord) -> str:
            return str(record.payload.get(name) or "").casefold()

        found = self._asked(resource, name, list(sought.values()))
        if found is None:
            return self._scan(resource, set(sought), said, once=False)
        return [record for record in found if said(record) in sought]

    def _asked(self, resource: Resource, name: str, values: list[str]) -> list[RemoteRecord] | None:
        """Ask by number or by filter; None where Xero offers neither for this field."""
        numbered = name == resource.number_key
        if numbered and resource.numbers and not any("," in value for value in values):
            queries: Iterable[dict[str, Any]] = (
                {resource.numbers: some} for some in chunks(values)
            )
        elif resource.filters:
            queries = ({"where": among(name, some)} for some in chunks(values))
        elif numbered and len(values) <= ONE_BY_ONE and all(map(PATH_SAFE.fullmatch, values)):
            return [
                record
                for each in values
                for record in self._one(resource, resource.one_called, each)
            ]
        else:
            return None
        return [
            record
            for query in queries
            for record in self._listed(resource, **query, **_paging(resource, 1))
        ]

    def _page(self, resource: Resource, place: Place) -> Page:
        told: dict[str, Any] = {}
        if resource.modified and place.since:
            told["if_modified_since"] = dates.since(place.since)
        reply = self._ask(resource, **told, **_paging(resource, place.page, ordered=True))
        if reply.status == 304:
            return _unchanged(reply, place)
        listing = reply.decode(resource.read)
        records = _records(resource, reply, listing)
        then = place.then or dates.watermark(listing.DateTimeUTC)
        if not records and place.page <= ((listing.pagination or {}).get("pageCount") or 0):
            raise TransientError(
                f"Xero showed none of the {resource.plural.lower()} that it had announced. "
                "We will try again."
            )
        if not resource.paged or _is_over(listing, len(records), place.page):
            complete = not resource.modified or not place.since
            return Page(records, watermark=then, complete=complete)
        return Page(records, resume=str(Place(place.page + 1, place.since, then)))

    def _listed(self, resource: Resource, **query: Any) -> list[RemoteRecord]:
        reply = self._ask(resource, **query)
        return _records(resource, reply, reply.decode(resource.read))

    def _ask(self, resource: Resource, **query: Any) -> Reply:
        return self._api.call(resource.many, **resource.always, **_decimals(resource), **query)

    def _one(self, resource: Resource, method: str, named: str) -> list[RemoteRecord]:
        reply = self._api.try_call(method, named, **_decimals(resource))
        if reply.status == 404:
            return []
        return _records(resource, reply, reply.decode(resource.read))

    def _scan(
        self,
        resource: Resource,
        sought: set[str],
        said: Callable[[RemoteRecord], str],
        *,
        once: bool = True,
    ) -> list[RemoteRecord]:
        """Look through everything; where a value is there only `once`, until all are found."""
        found: list[RemoteRecord] = []
        for page in self.pages(resource, Place(1, "")):
            found += [record for record in page.records if said(record) in sought]
            if once and len(found) == len(sought):
                break
        return found

    def _worth(self, resource: Resource) -> int:
        """Return how many single calls a look through the list is worth."""
        return ONE_BY_ONE if resource.paged else 1


def among(name: str, values: Sequence[str]) -> str:
    """Build a filter: the field equals one of the values."""
    return " OR ".join(f'{name}=="{_escaped(value)}"' for value in values)


def chunks(values: Sequence[str]) -> Iterator[list[str]]:
    """Cut into lists that fit into an address each."""
    some: list[str] = []
    for value in values:
        if some and (len(some) == FEW or sum(map(len, some)) + len(value) > LONGEST):
            yield some
            some = []
        some.append(value)
    if some:
        yield some


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _decimals(resource: Resource) -> dict[str, int]:
    # Without it prices come rounded to cents (XERO.md 4).
    return {"unitdp": 4} if resource.unitdp else {}


def _paging(resource: Resource, page: int, *, ordered: bool = False) -> dict[str, Any]:
    # Without a page, lines are left out (XERO.md 3).
    if not resource.paged:
        return {}
    order = {"order": resource.order} if ordered else {}
    return {"page": page, "page_size": PAGE_SIZE, **order}


def _unchanged(reply: Reply, place: Place) -> Page:
    """Read a 304. Where we did not ask for changes only, "unchanged" makes no sense."""
    if not place.since or place.page > 1:
        raise unreadable(reply, "said that nothing changed, which we had not asked")
    return Page((), watermark=place.since)


def _records(resource: Resource, reply: Reply, listing: Listing) -> list[RemoteRecord]:
    # A missing list must not look like an empty one: all that it did not hold would be gone.
    if listing.elements is None:
        raise unreadable(reply, "was incomplete or in a form we do not know")
    return [record_of(resource, element) for element in listing.elements]


def _is_over(listing: Listing, count: int, page: int) -> bool:
    pages = (listing.pagination or {}).get("pageCount")
    return page >= pages if pages is not None else count < PAGE_SIZE
