"""Reading a module from a watermark: what changed, what is gone, and where to go on.

By COQL, keyed by id for a first reading and by (Modified_Time, id) for a later one; by the list
API where COQL is refused. Neither key lets an edit made meanwhile hide a record: ids do not
change, and an edited record moves ahead of a reader that goes up in time, never behind it. So no
upper bound is set; the next reading starts a little before Zoho's clock stood when this one
began, which also covers times that are whole seconds and commits that come in late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.base import Page, Wanted
from connectors.errors import ContractError, TransientError
from connectors.zoho import coql, listing
from connectors.zoho.api import Api, Row
from connectors.zoho.deleted import deleted
from connectors.zoho.lines import Lines
from connectors.zoho.queries import ALWAYS, NoCoql, Queries
from connectors.zoho.rejections import ZohoRefused
from connectors.zoho.rows import gone_of, moment, record_of

OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading stands; `resume` carries it from call to call."""

    since: str = ""  # changes since then; "" reads all there is
    until: str = ""  # Zoho's clock when it began; "" before the first answer
    swept: str = ""  # the deleted feed was read up to then; "" where this reading reads it
    time: str = ""  # of the last record, in a reading by time
    id: str = ""  # of the last record
    listed: str = ""  # "page_token=..." or "page=...": the list API's next page

    def text(self) -> str:
        places = (self.since, self.until, self.swept, self.time, self.id, self.listed)
        return "|".join(places)

    def begun(self, at: datetime) -> Place:
        return self if self.until else replace(self, until=at.isoformat())

    def after(self, row: Row) -> Place:
        if not self.since:
            return replace(self, id=row["id"])
        time = moment(row.get("Modified_Time"))
        if time is None:
            raise ContractError("Zoho CRM sent a changed record without its time")
        return replace(self, time=time.isoformat(), id=row["id"])

    def watermark(self) -> str:
        """Return where the next reading starts: one moment, or two (changes, deletions)."""
        mark = datetime.fromisoformat(self.until) - OVERLAP
        floor = datetime.fromisoformat(self.since) if self.since else mark
        text = max(mark, floor).isoformat(timespec="seconds")
        return f"{text} {self.swept}" if self.swept else text


def resumed(resume: str) -> Place:
    return Place(*resume.split("|", 5))


def started(watermark: str) -> Place:
    since, _, swept = watermark.partition(" ")
    return Place(since=since, swept=swept or since)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as read, the place before them, and (list API) the place after them."""

    rows: Sequence[Row]
    place: Place
    last: bool
    following: Place | None = None


class Changes:
    """`sweep_every`: how old a look at the deleted feed may grow before a reading looks again."""

    def __init__(
        self,
        api: Api,
        queries: Queries,
        lines: Lines,
        *,
        now: Callable[[], datetime],
        sweep_every: timedelta,
    ) -> None:
        self._api = api
        self._queries = queries
        self._lines = lines
        self._now = now
        self._sweep_every = sweep_every

    def read(self, resource: str, wanted: Wanted, place: Place) -> Iterator[Page]:
        if place.since and not place.until and self._sweep_due(place):
            # Before the records, so that one restored meanwhile ends up alive.
            rows, at = deleted(self._api, resource, place.swept)
            at = at or self._now()
            place = replace(place, swept="").begun(at)
            if rows:
                yield Page([gone_of(row, at) for row in rows], resume=place.text())
        for batch in self._batches(resource, columns(wanted), place):
            yield from self._pages(resource, wanted, batch)

    def _sweep_due(self, place: Place) -> bool:
        age = self._now() - datetime.fromisoformat(place.swept)
        return not self._sweep_every or age >= self._sweep_every

    def _batches(self, resource: str, names: Sequence[str], place: Place) -> Iterator[Batch]:
        if place.listed:
            yield from self._listed(resource, names, place)
            return
        try:
            yield from self._queried(resource, names, place)
        except NoCoql:
            yield from self._listed(resource, names, replace(place, time="", id=""))

    def _queried(self, resource: str, names: Sequence[str], place: Place) -> Iterator[Batch]:
        more, announced = True, False
        while more:
            answer = self._queries.run(resource, names, _query(resource, place))
            rows = answer.rows()
            if announced and not rows:
                raise TransientError(
                    f"Zoho CRM announced more {resource.replace('_', ' ').lower()} and showed "
                    "none. We will try again."
                )
            place = place.begun(answer.at or self._now())
            after = place.after(rows[-1]) if rows else place
            more = announced = answer.more and bool(rows)
            if more and after == place:
                raise ContractError("Zoho CRM's records do not move on")
            yield Batch(rows, place, last=not more)
            place = after

    def _listed(self, resource: str, names: Sequence[str], place: Place) -> Iterator[Batch]:
        try:
            yield from self._listed_from(resource, names, place)
        except ZohoRefused as exc:
            if exc.code not in STALE or not place.listed:
                raise
            # The token is a day old, or other fields are wanted now: from the beginning.
            yield from self._listed_from(resource, names, replace(place, listed=""))

    def _listed_from(self, resource: str, names: Sequence[str], place: Place) -> Iterator[Batch]:
        at = dict([place.listed.split("=", 1)]) if place.listed else {}
        for page in listing.pages(self._api, resource, names, since=place.since, place=at):
            place = place.begun(page.answer.at or self._now())
            listed = "".join(f"{name}={value}" for name, value in page.next.items())
            after = replace(place, listed=listed)
            yield Batch(page.rows, place, last=not page.next, following=after)
            place = after

    def _pages(self, resource: str, wanted: Wanted, batch: Batch) -> Iterator[Page]:
        """Cut a batch so that completing its lines stays a bounded piece of work."""
        size = self._lines.page(wanted) if wanted.lines else coql.LIMIT
        pieces = list(coql.chunks(batch.rows, size)) or [[]]
        for piece in pieces:
            ends = piece is pieces[-1]
            rows = self._lines.complete(resource, wanted, piece) if wanted.lines else piece
            records = [record_of(row) for row in rows]
            if ends and batch.last:
                mark, whole = batch.place.watermark(), not batch.place.since
                yield Page(records, watermark=mark, complete=whole)
            else:
                yield Page(records, resume=_resume(batch, piece, ends=ends).text())


STALE = frozenset({"EXPIRED_VALUE", "TOKEN_BOUND_DATA_MISMATCH"})


def columns(wanted: Wanted) -> list[str]:
    named = dict.fromkeys((*ALWAYS, *wanted.fields))
    return [name for name in named if name and name != wanted.lines]


def _query(resource: str, place: Place) -> Callable[[Sequence[str]], str]:
    if place.since:
        where = coql.after_time(place.time or place.since, place.id)
        order: tuple[str, ...] = ("Modified_Time", "id")
    else:
        where, order = coql.after_id(place.id), ("id",)
    return lambda names: coql.select(resource, names, where, order=order)


def _resume(batch: Batch, piece: Sequence[Row], *, ends: bool) -> Place:
    if batch.following is None:
        return batch.place.after(piece[-1])
    # A list goes on at a page, not at a record: half of a page means that page again.
    return batch.following if ends else batch.place
