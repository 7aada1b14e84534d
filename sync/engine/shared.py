"""Records that several modules see at one vendor: Xero's contacts are accounts and vendors."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync.core.records import Case, Linked, Lone, Module, Observation, Side
from sync.core.table import Table
from sync.engine.agreement import Decision
from sync.engine.relink import relink
from sync.engine.work import Work
from sync.store import links, parts, pending
from sync.store.pending import Pair


@dataclass(frozen=True, slots=True)
class Marks:
    """What other modules are linked to: whole records, and single rows of some."""

    shared: Container[str]
    co_held: Mapping[str, frozenset[str]] = field(default_factory=dict)


def with_shared(
    work: Work, table: Table, pairs: Sequence[Pair], cases: Sequence[Lone]
) -> tuple[list[Pair], list[Lone]]:
    """Mark the records that other modules are linked to as well, whole or in one place of them."""
    if table.role is None:
        return list(pairs), list(cases)
    side = table.role.side
    seen = [pair.case.on(side) for pair in pairs]
    seen += [case.record for case in cases if case.side is side]
    seen += [twin.record for case in cases for twin in case.twins if twin.side is side]
    marks = _marks(work, table, side, seen)
    return (
        [replace(pair, case=_paired(pair.case, side, marks)) for pair in pairs],
        [_lone(case, side, marks) for case in cases],
    )


def _marks(work: Work, table: Table, side: Side, seen: Sequence[Observation]) -> Marks:
    whole: Container[str] = ()
    if table.defers_to:
        whole = _linked(work, table.defers_to, side, [one.id for one in seen])
    places: dict[str, frozenset[str]] = {}
    for name, (module, held_by) in table.co_held.items():
        keys = {one.id: held_by(one.id, (one.fields or {}).get(name)) for one in seen}
        found = _linked(work, module, side, list(keys.values()))
        more = {one for one, key in keys.items() if key in found}
        places |= {one: places.get(one, frozenset()) | {name} for one in more}
    return Marks(whole, places)


def _linked(work: Work, module: Module, side: Side, ids: Sequence[str]) -> Container[str]:
    return links.links_of(bridge_id=work.bridge_id, module=module, side=side, ids=ids)


def with_shared_ends(work: Work, table: Table, pairs: Sequence[Pair]) -> list[Pair]:
    """Mark what is left of a deleted record and belongs to another module's pair, too."""
    halves = [pair for pair in pairs if is_half(pair.case)]
    shared: dict[Side, set[str]] = {}
    for side in Side if halves else ():
        ids = [pair.case.on(side).id for pair in halves]
        shared[side] = links.links_shared(
            bridge_id=work.bridge_id,
            module=table.module,
            others=work.sharing(side, table),
            side=side,
            ids=ids,
        )
    if not any(shared.values()):
        return list(pairs)
    return [replace(pair, case=_marked_half(pair.case, shared)) for pair in pairs]


def is_half(case: Case) -> bool:
    """Tell whether one side of a pair was deleted."""
    return isinstance(case, Linked) and any(case.on(side).fields is None for side in Side)


def _marked_half(case: Linked, shared: Mapping[Side, Container[str]]) -> Linked:
    if not is_half(case):
        return case
    both = _paired(case, Side.ZOHO, Marks(shared[Side.ZOHO]))
    return _paired(both, Side.XERO, Marks(shared[Side.XERO]))


def news_for_others(
    work: Work, table: Table, decisions: Sequence[Decision]
) -> list[tuple[Module, list[Pair]]]:
    """Return the pairs of modules settled before this one to which its writes are news."""
    side = next((side for side in Side if _sharers(work, table, side)), None)
    if side is None:
        return []
    wrote = [(one, one.write) for one in decisions if one.write and one.write.side is side]
    ids = [
        table.whole(side, one.ids()[side]) or table.held_by(side, write.fields)
        for one, write in wrote
    ]
    found = [(module, _changed(work, module, side, ids)) for module in _sharers(work, table, side)]
    return [(module, pairs) for module, pairs in found if pairs]


def _sharers(work: Work, table: Table, side: Side) -> list[Module]:
    """Return the modules of this run that come earlier and keep their records in the same place."""
    modules = list(work.modes)
    earlier = modules[: modules.index(table.module)] if table.module in modules else []
    return [
        module for module in earlier if work.tables[module].resource[side] == table.resource[side]
    ]


def _changed(work: Work, module: Module, side: Side, ids: Sequence[str]) -> list[Pair]:
    if side in work.tables[module].parts:
        relink(work, work.tables[module])
        ids = parts.parts_of(bridge_id=work.bridge_id, side=side, module=module, wholes=ids)
    found = links.links_of(bridge_id=work.bridge_id, module=module, side=side, ids=ids)
    digests = {link.pk: getattr(link, f"{side}_digest") for link in found.values()}
    pairs = pending.pairs_by_id(
        bridge_id=work.bridge_id, table=work.tables[module], ids=list(digests)
    )
    at = list(Side).index(side)
    return [pair for pair in pairs if pair.digests[at] != digests[pair.link_id]]


def _paired(case: Linked, side: Side, marks: Marks) -> Linked:
    marked = _marked(case.on(side), marks)
    return replace(case, zoho=marked) if side is Side.ZOHO else replace(case, xero=marked)


def _lone(case: Lone, side: Side, marks: Marks) -> Lone:
    twins = (
        replace(twin, record=_marked(twin.record, marks)) if twin.side is side else twin
        for twin in case.twins
    )
    own = _marked(case.record, marks) if case.side is side else case.record
    return replace(case, record=own, twins=tuple(twins))


def _marked(record: Observation, marks: Marks) -> Observation:
    shared = record.shared or record.id in marks.shared
    co_held = record.co_held | marks.co_held.get(record.id, frozenset())
    if (shared, co_held) == (record.shared, record.co_held):
        return record
    return replace(record, shared=shared, co_held=co_held)
