"""The rows of one module: what is true, and what lists show of it.

The two differ only while lists lag (ZOHO.md 2: the index behind search is late). Rows are replaced,
never changed in place, so both may hold the same one. Lists are served from an index by
(Modified_Time, id), kept in step row by row, so that a page of a long read costs a page.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Mark: TypeAlias = tuple[datetime, int]  # Modified_Time, id


@dataclass(slots=True)
class Lag:
    """How late lists are: by so many seconds, or until so many list reads have missed it."""

    seconds: float = 0.0
    reads: int = 0


@dataclass(slots=True)
class Table:
    rows: dict[str, Row] = field(default_factory=dict)
    shown: dict[str, Row] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    tombs: list[Row] = field(default_factory=list)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)  # unique field -> value -> id
    exact: set[str] = field(default_factory=set)  # unique fields that tell cases apart
    late: deque[tuple[datetime, int, str]] = field(default_factory=deque)
    reads: int = 0

    def put(self, row: Row) -> None:
        old = self.rows.get(row["id"], {})
        self.rows[row["id"]] = row
        for name, known in self.keys.items():
            known.pop(self.key(name, old), None)
            if row.get(name) is not None:
                known[self.key(name, row)] = row["id"]

    def fill(self, rows: list[Row]) -> None:
        """Hold these rows, all of them shown: much faster than one by one."""
        self.rows = {row["id"]: row for row in rows}
        self.shown = dict(self.rows)
        self.ids = sorted(int(row_id) for row_id in self.rows)
        self.marks = sorted(mark(row) for row in rows)

    def drop(self, row_id: str) -> None:
        row = self.rows.pop(row_id)
        for name, known in self.keys.items():
            known.pop(self.key(name, row), None)

    def show(self, row_id: str) -> None:
        """Make lists see the row as it is now."""
        self._hide(row_id)
        row = self.rows.get(row_id)
        if row is not None:
            self.shown[row_id] = row
            insort(self.ids, int(row_id))
            insort(self.marks, mark(row))

    def _hide(self, row_id: str) -> None:
        old = self.shown.pop(row_id, None)
        if old is not None:
            del self.ids[bisect_left(self.ids, int(row_id))]
            del self.marks[bisect_left(self.marks, mark(old))]

    def show_later(self, row_id: str, now: datetime, lag: Lag) -> None:
        if lag.seconds or lag.reads:
            due = now + timedelta(seconds=lag.seconds)
            self.late.append((due, self.reads + lag.reads, row_id))
        else:
            self.show(row_id)

    def read(self, now: datetime) -> None:
        """Count one list read, after showing what has become due."""
        waiting = [each for each in self.late if now < each[0] or self.reads < each[1]]
        for due in self.late:
            if due not in waiting:
                self.show(due[2])
        self.late = deque(waiting)
        self.reads += 1

    def key(self, name: str, row: Row) -> str:
        value = str(row.get(name))
        return value if name in self.exact else value.casefold()

    def key_on(self, name: str, *, exact: bool) -> None:
        """Keep the values of a unique field findable."""
        if exact:
            self.exact.add(name)
        self.keys[name] = {
            self.key(name, row): row_id
            for row_id, row in self.rows.items()
            if row.get(name) is not None
        }

    def forget(self, name: str) -> None:
        """Remove the values of a field that is no more."""
        self.keys.pop(name, None)
        for row in self.rows.values():
            row.pop(name, None)

    def holder(self, name: str, row: Row) -> str | None:
        """Return the id of the row that has this value of a unique field already."""
        return None if row.get(name) is None else self.keys[name].get(self.key(name, row))

    def by_id(self, *, newest_first: bool) -> Iterator[Row]:
        ids: Sequence[int] | Iterator[int] = reversed(self.ids) if newest_first else self.ids
        return (self.shown[str(each)] for each in ids)

    def by_time(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        *,
        newest_first: bool = False,
    ) -> Iterator[Row]:
        """Yield the rows with since <= Modified_Time <= until, in order of (Modified_Time, id)."""
        first = 0 if since is None else bisect_left(self.marks, (since, 0))
        last = len(self.marks) if until is None else bisect_left(self.marks, (until, 10**19))
        span = range(first, last)
        order = reversed(span) if newest_first else iter(span)
        return (self.shown[str(self.marks[at][1])] for at in order)


def mark(row: Row) -> Mark:
    return row["Modified_Time"], int(row["id"])
