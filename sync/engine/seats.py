"""Look up the contacts that people are about to be written into, and hold who would not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sync.core.keys import keys_of
from sync.core.records import Case, Fields, Linked, Side
from sync.core.seats import Hall, fitted, name_of, own_place, roster_of
from sync.core.table import Table
from sync.core.verdicts import Agree, Plan, Write
from sync.engine.work import Work
from sync.store.lookups import holders
from sync.store.records import records_get

Writing = tuple[Case, Write]


def with_seats(
    work: Work, table: Table, cases: Sequence[Case], plans: Sequence[Plan]
) -> list[Plan]:
    """Return the plans without what has no seat or no name left: two queries, if any."""
    found = list(plans)
    for side in table.parts:
        writing = list(_writing(cases, found, side))
        if writing:
            hall = _hall(work, table, side, writing)
            both = zip(cases, found, strict=True)
            found = [fitted(case, made, table, hall) for case, made in both]
    return found


def _writing(cases: Iterable[Case], plans: Iterable[Plan], side: Side) -> Iterator[Writing]:
    for case, made in zip(cases, plans, strict=True):
        writes = made.writes if isinstance(made, Agree) else ()
        yield from ((case, write) for write in writes if write.side is side)


def _hall(work: Work, table: Table, side: Side, writing: Sequence[Writing]) -> Hall:
    parts = table.parts[side]
    wholes = work.tables[parts.of]
    ids = {table.whole(side, one.id) or table.held_by(side, one.fields) for _, one in writing}
    kept = records_get(bridge_id=work.bridge_id, table=wholes, side=side, ids=ids - {""})
    seen = {key: one.record.fields or {} for key, one in kept.items()}
    return Hall(
        {key: roster_of(fields, wholes, parts.seats) for key, fields in seen.items()},
        frozenset(own_place(key, fields) for key, fields in seen.items() if fields.get("person")),
        _names(work, wholes, side, {_name(table, side, *one) for one in writing} - {""}),
    )


def _name(table: Table, side: Side, case: Case, write: Write) -> str:
    now: Fields = case.on(side).fields or {} if isinstance(case, Linked) else {}
    return name_of(table, side, write, now)


def _names(work: Work, table: Table, side: Side, wanted: set[str]) -> dict[str, dict[str, str]]:
    """Return whose those names are: records of the table, which are called what they are."""
    name = table.unique[side]
    found: dict[str, dict[str, str]] = {}
    keys = {keys_of(table, {name: one})[0] for one in wanted}
    kept = holders(bridge_id=work.bridge_id, side=side, module=table.module, keys=keys, name=name)
    for record_id, title, gone, value in kept:
        if not gone:
            found.setdefault(value.casefold(), {})[record_id] = title
    return found
