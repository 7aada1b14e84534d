"""What the planner needs to say one side's words on the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sync.core.records import Case, Fields, Lone, Module, Observation, Side, Value
from sync.core.table import Row, Table
from sync.core.verdicts import Lexicon
from sync.store.links import translations
from sync.store.records import field_of

Refs = dict[tuple[Module, Side], set[str]]


def with_links(lexicon: Lexicon, *, bridge_id: int, table: Table, cases: Iterable[Case]) -> Lexicon:
    """Return the lexicon with the links of every record that these cases refer to."""
    found = refs_of(table, cases)
    links: dict[tuple[Module, Side, str], str] = {}
    for (module, side), handles in found.items():
        known = translations(bridge_id=bridge_id, module=module, side=side, handles=sorted(handles))
        links |= {(module, side, here): there for here, there in known.items()}
    return replace(lexicon, links=links, lent=_lent(bridge_id, table, links))


def refs_of(table: Table, cases: Iterable[Case]) -> Refs:
    """Return the handles of every record that these cases name, by module and side."""
    found: Refs = {}
    for case in cases:
        for side, seen in _observations(case):
            _collect(found, side, table.rows, seen.fields or {})
    return found


def _lent(
    bridge_id: int, table: Table, links: Mapping[tuple[Module, Side, str], str]
) -> dict[tuple[Module, Side, str, str], Value]:
    """Look up what linked records lend to new lines: an item its sales account."""
    found: dict[tuple[Module, Side, str, str], Value] = {}
    for module, side, name in lenders_of(table):
        handles = [there for (of, on, _), there in links.items() if of is module and on is not side]
        known = field_of(bridge_id=bridge_id, module=module, side=side, handles=handles, name=name)
        found |= {(module, side, handle, name): value for handle, value in known.items()}
    return found


def lenders_of(table: Table) -> Iterator[tuple[Module, Side, str]]:
    for document in table.rows:
        for side, names in document.lends.items():
            yield from ((document.ref, side, name) for name in names if document.ref)
        refs = {row.name: row.ref for row in document.lines if row.ref}
        for row in document.lines:
            if row.lent_by:
                lender, name = row.lent_by
                yield from ((refs[lender], side, name) for side in row.lent_on if row.spot(side))


def _observations(case: Case) -> list[tuple[Side, Observation]]:
    if isinstance(case, Lone):
        return [(case.side, case.record), *((twin.side, twin.record) for twin in case.twins)]
    return [(side, case.on(side)) for side in Side]


def _collect(found: Refs, side: Side, rows: Iterable[Row], fields: Fields) -> None:
    for row in rows:
        value = fields.get(row.name)
        if row.lines and isinstance(value, tuple):
            for line in value:
                _collect(found, side, row.lines, line)
        elif row.ref and isinstance(value, str):
            for module in filter(None, (row.ref, row.unless)):
                found.setdefault((module, side), set()).add(value)
