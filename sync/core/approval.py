"""What a person approved in a preview, against what would be written now.

A preview names what is not there yet by where it comes from: `unborn` of the handle that the
source has for it. Once it is there, its own name stands in that place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sync.core.records import Module, Side
from sync.core.stand_in import NOT_YET
from sync.core.table import Row, Table
from sync.core.verdicts import Agree, Plan, Write

NEW = "new\u2192"  # no vendor's id or code begins like this
Plain: TypeAlias = Mapping[str, Any]  # fields as the journal keeps them
Name: TypeAlias = tuple[Module, str]  # a record, by the handle that its source has for it


def unborn(handle: str) -> str:
    """Return what stands for a record that is still to be created from the one of this handle."""
    return NEW + handle


def source_of(value: object) -> str:
    """Return the handle of what an unborn one is made from; "" for any other value."""
    return value.removeprefix(NEW) if isinstance(value, str) and value.startswith(NEW) else ""


@dataclass(frozen=True, slots=True)
class Approved:
    """One approved write. `before` and `after` as in the journal."""

    side: Side
    remote_id: str
    source_id: str
    before: Plain
    after: Plain


@dataclass(frozen=True, slots=True)
class Intent:
    """One write that would be made now, in the journal's words."""

    write: Write
    source_id: str
    before: Plain
    after: Plain


def is_as_approved(table: Table, one: Approved, now: Intent, names: Mapping[Name, str]) -> bool:
    """Tell whether this is what was approved: the same record, the same old and new values."""
    return (
        (one.side, one.remote_id, one.source_id) == (now.write.side, now.write.id, now.source_id)
        and one.before == now.before
        and named(table.rows, one.after, names) == now.after
    )


def named(rows: Sequence[Row], fields: Plain, names: Mapping[Name, str]) -> dict[str, Any]:
    """Return the fields with everything unborn called by the name that it has been given."""
    refs = {row.name: row for row in rows if row.ref or row.lines}
    return {
        name: _named(refs[name], value, names) if name in refs else value
        for name, value in fields.items()
    }


def _named(row: Row, value: Any, names: Mapping[Name, str]) -> Any:
    if row.lines and isinstance(value, list):
        return [named(row.lines, line, names) for line in value]
    if row.ref is None:
        return value
    known = NOT_YET if value == NOT_YET else source_of(value)
    return names.get((row.ref, known), value) if known else value


def waits_for(rows: Sequence[Row], fields: Plain) -> Iterator[Name]:
    """Yield what is unborn in these fields."""
    for row in rows:
        value = fields.get(row.name)
        if row.lines:
            for line in value or ():
                yield from waits_for(row.lines, line)
        elif row.ref and (source := source_of(value)):
            yield row.ref, source


def restricted(
    table: Table, made: Plan, intents: Iterable[Intent], allowed: Iterable[Intent], *, follows: bool
) -> Plan | None:
    """Return the plan with the allowed writes only; None where nothing of it may be written.

    `follows`: something of this record was approved, and so is what only shows the CRM what the
    books made of it: its id, its link, what is paid. The rest stays open.
    """
    intents, allowed = list(intents), list(allowed)
    if not isinstance(made, Agree) or not made.writes:
        return made
    sure = [one.write for one in allowed]
    kept = [one.write if one in allowed else _only_told(table, one.write) for one in intents]
    writes = tuple(write for write in kept if write is not None and (follows or write in sure))
    if not writes:
        return None
    sent = {(write.side, name) for write in writes for name in write.fields}
    left = tuple(
        name for one in intents for name in one.write.fields if (one.write.side, name) not in sent
    )
    return replace(made, writes=writes, waiting=(*made.waiting, *left))


def _only_told(table: Table, write: Write) -> Write | None:
    told = table.told_by(write.side.other) if write.id else frozenset()
    fields = {name: value for name, value in write.fields.items() if name in told}
    return replace(write, fields=fields, removed_lines=()) if fields else None
