"""One resource of one organisation: records by id, the ways to find them, what was asked before.

A record on a shelf is never changed in place: it is replaced. So a cached list or a cached
encoding is good until its shelf, or its record, changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TypeAlias

from connectors.sandbox.xero.wire import Record

Name: TypeAlias = Callable[[Record], str | None]  # what a record is called; None: not by this

Watcher: TypeAlias = Callable[["Shelf", str, Record | None], None]  # called before each change

LISTS_KEPT = 16


class Shelf:
    def __init__(self, id_field: str, names: Mapping[str, Name] | None = None) -> None:
        self.id_field = id_field
        self._names = dict(names or {})
        self._rows: dict[str, Record] = {}
        self._called: dict[str, dict[str, dict[str, None]]] = {name: {} for name in self._names}
        self._lists: OrderedDict[Hashable, list[str]] = OrderedDict()
        self._encoded: dict[str, dict[Hashable, bytes]] = {}
        self._older: dict[str, Record] = {}
        self.watcher: Watcher = lambda _shelf, _record_id, _before: None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._rows.values())

    def ids(self) -> Iterator[str]:
        return iter(self._rows)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._rows

    def get(self, record_id: str | None) -> Record | None:
        return self._rows.get(record_id) if record_id else None

    def put(self, record: Record) -> None:
        record_id = record[self.id_field]
        self.watcher(self, record_id, self._rows.get(record_id))
        self._replace(record_id, record)

    def drop(self, record_id: str) -> None:
        self.watcher(self, record_id, self._rows.get(record_id))
        self._replace(record_id, None)

    def called(self, name: str, value: str) -> list[Record]:
        """Find the records that go by this value, oldest first."""
        return [self._rows[each] for each in self._called[name].get(value, ())]

    def one_called(self, name: str, value: str) -> Record | None:
        return next(iter(self.called(name, value)), None)

    def listed(self, question: Hashable, answer: Callable[[], list[str]]) -> list[str]:
        """Return ids for a question, worked out again only after the shelf has changed."""
        known = self._lists.get(question)
        if known is None:
            known = self._lists[question] = answer()
            while len(self._lists) > LISTS_KEPT:
                self._lists.popitem(last=False)
        return known

    def as_of(self, record_id: str, horizon: int) -> Record | None:
        """Return a record as a list that lags behind shows it: one version back, or not yet.

        `horizon` is the last moment, in epoch milliseconds, whose changes the list knows.
        """
        for row in (self._rows.get(record_id), self._older.get(record_id)):
            if row is not None and row.get("UpdatedDateUTC", 0) <= horizon:
                return row
        return None

    def encoded(self, record_id: str, view: Hashable, encode: Callable[[Record], bytes]) -> bytes:
        views = self._encoded.setdefault(record_id, {})
        if view not in views:
            views[view] = encode(self._rows[record_id])
        return views[view]

    def stale(self, name: str, value: str) -> None:
        """Forget encodings and lists that show another shelf's record, which has changed."""
        for record_id in self._called[name].get(value, ()):
            self._encoded.pop(record_id, None)
        self._lists.clear()

    def all_stale(self) -> None:
        self._encoded.clear()

    def restore(self, record_id: str, record: Record | None) -> None:
        """Put a record back, or away, without telling the watcher."""
        self._replace(record_id, record)

    def _replace(self, record_id: str, record: Record | None) -> None:
        old = self._rows.pop(record_id, None) if record is None else self._rows.get(record_id)
        if record is not None:
            self._rows[record_id] = record
        if record is not None and old is not None:
            self._older[record_id] = old
        for name, call in self._names.items():
            was = None if old is None else call(old)
            now = None if record is None else call(record)
            self._rename(self._called[name], record_id, was, now)
        self._encoded.pop(record_id, None)
        self._lists.clear()

    @staticmethod
    def _rename(
        index: dict[str, dict[str, None]], record_id: str, old: str | None, new: str | None
    ) -> None:
        if old == new:
            return
        if old is not None:
            index[old].pop(record_id)
            if not index[old]:
                del index[old]
        if new is not None:
            index.setdefault(new, {})[record_id] = None
