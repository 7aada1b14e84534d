"""Zoho CRM v8, reduced to the Connector protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from connectors.base import Metadata, Outgoing, Page, Receipt, Wanted
from connectors.door import Door
from connectors.zoho import coql, listing
from connectors.zoho.api import Api, Row
from connectors.zoho.changes import Changes, columns, resumed, started
from connectors.zoho.lines import Lines
from connectors.zoho.metadata import read_metadata
from connectors.zoho.queries import NoCoql, Queries
from connectors.zoho.rows import record_of
from connectors.zoho.writes import Writer
from sync.core.records import RemoteRecord, Side


def _clock() -> datetime:
    return datetime.now(UTC)


class ZohoConnector:
    """One CRM organisation. `api_url` is its data centre's, such as https://www.zohoapis.eu.

    `lines_queryable` False: this edition is known not to show document lines as modules.
    `triggers`: the CRM's own automations that our writes may start; None starts them all.
    `sweep_every`: a reading looks into the deleted feed, one call more, when the last look is as
    old; zero: each time.
    `now` dates a reading only where Zoho's answers carry no Date.
    """

    side = Side.ZOHO
    batch_size = 100

    def __init__(
        self,
        door: Door,
        api_url: str,
        *,
        lines_queryable: bool = True,
        triggers: Sequence[str] | None = (),
        sweep_every: timedelta = timedelta(0),
        now: Callable[[], datetime] = _clock,
    ) -> None:
        self._door = door
        self._api = Api(door, api_url)
        self._queries = Queries(self._api)
        self._lines = Lines(self._api, self._queries, queryable=lines_queryable)
        self._changes = Changes(
            self._api, self._queries, self._lines, now=now, sweep_every=sweep_every
        )
        self._writer = Writer(self._api, triggers)

    @property
    def calls(self) -> int:
        return self._door.calls

    @property
    def bytes_received(self) -> int:
        return self._door.bytes_received

    def changed_since(
        self, resource: str, wanted: Wanted, *, watermark: str = "", resume: str = ""
    ) -> Iterator[Page]:
        """Yield pages. A `version` is good to one second only: compare fields, not versions."""
        place = resumed(resume) if resume else started(watermark)
        return self._changes.read(resource, wanted, place)

    def get_many(self, resource: str, wanted: Wanted, ids: Sequence[str]) -> Sequence[RemoteRecord]:
        """Read by query; what it misses, or shows as it was before our own write, by its id."""
        rows = self._named(resource, columns(wanted), ids)
        fresh = [row for row in rows if not self._writer.outran(row)]
        found = {row["id"] for row in fresh}
        late = [each for each in dict.fromkeys(ids) if each not in found]
        whole = (self._lines.whole(resource, wanted, each) for each in late)
        rows = [*self._complete(resource, wanted, fresh), *(row for row in whole if row)]
        return [record_of(row) for row in rows]

    def find(
        self, resource: str, wanted: Wanted, *, name: str, values: Sequence[str]
    ) -> Sequence[RemoteRecord]:
        """Find by equality, in Zoho's sense of it: upper and lower case are the same."""
        names = list(dict.fromkeys((*columns(wanted), name)))
        try:
            rows = [
                row
                for some in coql.chunks(filter(None, dict.fromkeys(values)), coql.FEW)
                for row in self._queries.all(resource, names, coql.among(name, some), needs=name)
            ]
        except NoCoql:
            rows = self._scanned(resource, names, name, values)
        return [record_of(row) for row in self._complete(resource, wanted, rows)]

    def write(self, resource: str, batch: Sequence[Outgoing], *, key: str) -> Sequence[Receipt]:  # noqa: ARG002 - Zoho knows no idempotency keys
        return self._writer.send(resource, batch) if batch else []

    def lock_date(self) -> str:
        return ""  # a CRM closes no periods

    def metadata(self) -> Metadata:
        return read_metadata(self._api)

    def _named(self, resource: str, names: Sequence[str], ids: Sequence[str]) -> list[Row]:
        wanted = coql.chunks(dict.fromkeys(ids), coql.FEW)
        try:
            return [
                row
                for some in wanted
                for row in self._queries.all(resource, names, coql.among("id", some))
            ]
        except NoCoql:
            return listing.by_ids(self._api, resource, names, list(dict.fromkeys(ids)))

    def _scanned(
        self, resource: str, names: Sequence[str], name: str, values: Sequence[str]
    ) -> list[Row]:
        """Look at everything: slow, but search shows new records late, and one may be ours."""
        sought = {value.casefold() for value in values}
        pages = listing.pages(self._api, resource, names, since="", place={})
        rows = (row for page in pages for row in page.rows)
        return [row for row in rows if str(row.get(name)).casefold() in sought]

    def _complete(self, resource: str, wanted: Wanted, rows: Sequence[Row]) -> Sequence[Row]:
        return self._lines.complete(resource, wanted, rows) if wanted.lines and rows else rows
