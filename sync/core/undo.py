"""What takes back what a run has written: decided record by record, from its journal.

| the record                                        | verdict                               |
|---------------------------------------------------|---------------------------------------|
| already holds what it held before                 | Back: nothing to write                |
| was created by the run, and is gone               | Back                                  |
| is locked, or its status cannot be moved back     | Stays LOCKED                          |
| was changed since, in what the run wrote          | Stays CHANGED                         |
| was created, and may be ended there               | Write: archived, deleted or voided    |
| was created, and may not                          | Stays KEPT                            |
| was archived or deleted by the run                | Stays ENDED                           |
| is gone                                           | Stays GONE                            |
| otherwise                                         | Write: the values before              |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from sync.core.ending import ended
from sync.core.entered import ENTERED
from sync.core.records import Fields, Linked, Observation, Side, Value
from sync.core.table import Row, Table
from sync.core.translate import lines_of
from sync.core.verdicts import ARCHIVED, Write


@dataclass(frozen=True, slots=True)
class Done:
    """What one landed change did to a record, in that side's words."""

    side: Side
    id: str
    creates: bool
    before: Fields
    after: Fields


class Why(StrEnum):
    CHANGED = "changed"
    LOCKED = "locked"
    KEPT = "kept"
    ENDED = "ended"
    GONE = "gone"
    APART = "apart"  # it is not linked any more


@dataclass(frozen=True, slots=True)
class Back:
    """It is as it was before."""


@dataclass(frozen=True, slots=True)
class Stays:
    """It cannot go back. `detail`: the lock, where that is why."""

    why: Why
    detail: str = ""


Verdict: TypeAlias = Write | Back | Stays

SENTENCES: Mapping[Why, str] = {
    Why.CHANGED: "It was changed again since. What it says now stays.",
    Why.LOCKED: "It is locked at the vendor now, by a payment, a closed period or its status. It "
    "stays as it is.",
    Why.KEPT: "The run created it, and the vendor has no archive for it that the portal may use. "
    "Delete it there if it is not wanted.",
    Why.ENDED: "The run archived, voided or deleted it. Bring it back at the vendor.",
    Why.GONE: "It is not there any more.",
    Why.APART: "The two records are not linked any more, so this one stays as it is.",
}


def netted(changes: Iterable[Done]) -> list[Done]:
    """Return one change for each record: what it said before the first, and after the last."""
    found: dict[tuple[Side, str], Done] = {}
    for one in changes:
        first = found.get((one.side, one.id), replace(one, before={}, after={}, creates=False))
        found[one.side, one.id] = replace(
            first,
            creates=first.creates or one.creates,
            before={**one.before, **first.before},
            after={**first.after, **one.after},
        )
    return list(found.values())


def undone(done: Done, seen: Observation | None, table: Table) -> Verdict:
    """Decide about one record. `seen`: what that side holds of it now."""
    if done.creates:
        return _ended(done, seen, table)
    if _ends(done):
        return Stays(Why.ENDED)
    if seen is None or seen.fields is None:
        return Stays(Why.GONE)
    return _restored(done, seen, seen.fields, table)


def _restored(done: Done, seen: Observation, now: Fields, table: Table) -> Verdict:
    rows = {row.name: row for row in table.rows}
    before = {name: value for name, value in done.before.items() if name in rows}
    if _holds(now, before):
        return Back()
    if seen.lock:
        return Stays(Why.LOCKED, seen.lock)
    if not _holds(now, done.after):
        return Stays(Why.CHANGED)
    if _is_forbidden(table, done, now):
        return Stays(Why.LOCKED)
    return _restoring(done.side, seen, before, rows)


def open_after(case: Linked, side: Side, restored: Iterable[str]) -> tuple[str, ...]:
    """Return what is still to be settled once the side holds these fields as before.

    What was edited and not carried yet stays open; the restored fields are agreed as they stand.
    """
    base = case.base or {}
    names = set(restored)

    def edited(on: Side) -> set[str]:
        was, now = base.get(on, {}), case.on(on).fields or {}
        return {name for name in now if name not in was or now[name] != was[name]}

    return tuple(sorted((edited(side) - names) | edited(side.other)))


def _ended(done: Done, seen: Observation | None, table: Table) -> Verdict:
    if seen is None or seen.fields is None:
        return Back()
    if _ended_already(table, seen.fields):
        return Back()
    if seen.lock:
        return Stays(Why.LOCKED, seen.lock)
    if not _holds(seen.fields, done.after):
        return Stays(Why.CHANGED)
    write = ended(seen, table, done.side)
    if write is None and done.side is Side.ZOHO and not seen.shared:
        write = Write(done.side, {ARCHIVED: True}, seen.id)  # into Zoho's recycle bin
    return write or Stays(Why.KEPT)


def _ended_already(table: Table, fields: Fields) -> bool:
    return bool(table.status) and fields.get(table.status) in ("DELETED", "VOIDED")


def _ends(done: Done) -> bool:
    return ARCHIVED in done.after or done.after.get("status") in ("DELETED", "VOIDED")


def _restoring(side: Side, seen: Observation, before: Fields, rows: Mapping[str, Row]) -> Write:
    fields: dict[str, Value] = {}
    removed: tuple[str, ...] = ()
    now = seen.fields or {}
    for name, value in before.items():
        fields[name] = value
        if rows[name].lines:
            fields[name], removed = _lines_back(lines_of(value), lines_of(now.get(name)))
    return Write(side, fields, seen.id, removed, _along(side, rows, fields, now))


def _lines_back(
    before: tuple[Fields, ...], now: tuple[Fields, ...]
) -> tuple[tuple[Fields, ...], tuple[str, ...]]:
    """Return the lines as they were, and which of now are to go. One that is gone is new again."""
    there = {str(line.get("id")) for line in now}
    back = tuple(line if str(line.get("id")) in there else {**line, "id": None} for line in before)
    kept = {str(line.get("id")) for line in back}
    return back, tuple(sorted(there - kept))


def _along(side: Side, rows: Mapping[str, Row], fields: Fields, now: Fields) -> Fields:
    """Return what the vendor would forget if it were not sent with the fields of its group."""
    spots = [(name, spot.group) for name, row in rows.items() if (spot := row.spot(side))]
    groups = {group for name, group in spots if group and name in fields}
    siblings = (name for name, group in spots if group in groups and name not in fields)
    return {name: now[name] for name in siblings if now.get(name) is not None}


def _is_forbidden(table: Table, done: Done, now: Fields) -> bool:
    moves = table.moves.get(done.side)
    if moves is None or table.status not in done.before:
        return False
    step = (str(now.get(table.status)), str(done.before[table.status]))
    return step[0] != step[1] and step not in moves


def _holds(now: Fields, said: Fields) -> bool:
    """Tell whether a record says this; a document's lines by all but their ids."""
    return all(_same(now.get(name), value) for name, value in said.items() if name in now)


def _same(holds: Value, said: Value) -> bool:
    if isinstance(said, tuple) and isinstance(holds, tuple):
        pairs = zip(holds, said, strict=False)
        return len(holds) == len(said) and all(_covers(*pair) for pair in pairs)
    return holds == said


UNSAID = ("id", "tracking", ENTERED)


def _covers(line: Fields, said: Fields) -> bool:
    """Tell whether a line says this; what was not said of it, the vendor may have filled."""
    return all(
        value is None or name in UNSAID or line.get(name) == value for name, value in said.items()
    )
