"""A run on behalf of news: read what was announced by id, and settle just what is not as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from sync.core.records import Module, RemoteRecord, Side
from sync.engine.observe import eyes_of, hold_unreadable, look, store_gone
from sync.engine.relink import relink
from sync.engine.settle import decide, settle
from sync.engine.work import Work, family
from sync.store import events, lookups, parts, pending, records
from sync.store.events import Taken
from sync.store.pending import Pair
from sync.store.records import Kept

CHUNK = 200
Named: TypeAlias = tuple[Module, str]  # a module's record on the side at hand


def hear(work: Work, side: Side, resource: str) -> bool:
    """Read what was announced of a resource; tell whether that is all there is.

    What reads as it was, such as the echo of our own write, is done with. The rest is noted in
    the run and in its event, which stays until it is settled.
    """
    while not work.is_over:
        taken = events.events_take(
            bridge_id=work.bridge_id,
            side=side,
            resource=resource,
            after=work.run.place.get("after", 0),
            limit=CHUNK,
        )
        if taken:
            _hear(work, side, resource, taken)
        if len(taken) < CHUNK:
            work.run.place = {}
            return True
    return False


def _hear(work: Work, side: Side, resource: str, taken: Sequence[Taken]) -> None:
    modules = work.modules_of(side, resource)
    ids = [one.remote_id for one in taken]
    seen = _read(work, side, resource, modules, ids)
    gone = {one.remote_id for one in taken if one.deleted} - {record.id for record in seen}
    with work.held():
        changed = see(work, side, modules, seen, ids=ids, gone=gone)
        left = {one.remote_id for one in taken if one.fresh}  # a run that failed had seen them
        told = {one: _whole(work, side, one) for one in _state(work, side, modules, ids)}
        named = [one for one, whole in told.items() if one in changed or whole in left]
        about = {told[one] for one in named}
        fresh = [one for one in taken if one.remote_id in about]
        events.events_keep(bridge_id=work.bridge_id, ids=[one.pk for one in fresh])
        echoes = [(one.pk, one.heard) for one in taken if one not in fresh]
        events.events_forget(bridge_id=work.bridge_id, taken=echoes)
        _note(work, side, named, fresh)
        work.run.place = {"after": taken[-1].pk}
        work.keep("place", "options")


def _read(
    work: Work, side: Side, resource: str, modules: list[Module], ids: list[str]
) -> Sequence[RemoteRecord]:
    return work.connectors[side].get_many(resource, work.wanted(side, modules), ids)


def see(
    work: Work,
    side: Side,
    modules: list[Module],
    seen: Sequence[RemoteRecord],
    *,
    ids: Collection[str],
    gone: Collection[str] = (),
) -> set[Named]:
    """Store what a side shows of these now; return what is not as it was. In `held`."""
    bridge_id, now = work.bridge_id, work.now()
    sight = look(eyes_of(work, side, modules), seen)
    before = _state(work, side, modules, ids)
    records.records_store(bridge_id=bridge_id, side=side, rows=sight.rows, now=now, dormant=False)
    sight.gone.extend(gone)
    store_gone(work, side, modules, sight, now)
    hold_unreadable(work, side, sight)
    after = _state(work, side, modules, ids)
    return {key for key, state in after.items() if before.get(key) != state}


def _state(
    work: Work, side: Side, modules: Sequence[Module], ids: Collection[str]
) -> Mapping[Named, lookups.State]:
    """Return how these stand, and all that is known to be a part of one of them."""
    found: dict[Named, lookups.State] = {}
    for module in modules:
        some = list(ids)
        if side in work.tables[module].parts:
            wholes = {work.tables[module].whole(side, each) for each in ids}
            some += parts.parts_of(
                bridge_id=work.bridge_id, side=side, module=module, wholes=wholes
            )
        found |= lookups.records_state(
            bridge_id=work.bridge_id, side=side, modules=[module], ids=some
        )
    return found


def _whole(work: Work, side: Side, named: Named) -> str:
    module, record_id = named
    return work.tables[module].whole(side, record_id)


def _note(work: Work, side: Side, named: Sequence[Named], fresh: Sequence[Taken]) -> None:
    """Write into the run what it is to settle, and which events are done with then."""
    options = work.run.options
    only = {module: list(some) for module, some in options["only"].items()}
    for module, record_id in named:
        if module in work.modes:
            pair = [record_id, ""] if side is Side.ZOHO else ["", record_id]
            if pair not in only.setdefault(module.value, []):
                only[module.value].append(pair)
    heard = [*options.get("heard", ()), *([one.pk, one.heard] for one in fresh)]
    work.run.options = {**options, "only": only, "heard": heard}


def reckon(work: Work) -> bool:
    """Note what must be read before new records may go across: their twins, and their parents."""
    lacking: set[tuple[Side, str]] = set()
    for module in work.only:
        table, mode = work.tables[module], work.modes[module]
        relink(work, table)
        pairs, lone = _waiting(work, module, work.only[module])
        lacking |= {(one.side.other, table.resource[one.side.other]) for one in lone}
        decided = decide(work, table, mode, pairs=pairs, lone=lone)
        asked = [question for one in decided for question in one.questions]
        parents = {parent for question in asked for parent, _ in question.needs}
        for parent in family(parents, work.tables):
            lacking |= {(side, work.tables[parent].resource[side]) for side in Side}
    work.run.options = {**work.run.options, "lacking": sorted([*one] for one in lacking)}
    with work.held():
        work.keep("options")
    return True


def is_lacking(work: Work, side: Side, resource: str) -> bool:
    return [side, resource] in work.run.options.get("lacking", ())


def settle_heard(work: Work, module: Module) -> bool:
    """Carry on with what is not as it was; tell whether all of it is settled."""
    named = work.only.get(module, ())
    while named and not work.is_over:
        at = work.run.place.get("at", 0)
        _settle(work, module, named[at : at + CHUNK])
        is_last = at + CHUNK >= len(named)
        work.run.place = {} if is_last else {"at": at + CHUNK}
        with work.held():
            work.keep("place")
        if is_last:
            return True
    return not named


def _settle(work: Work, module: Module, named: Sequence[tuple[str, str]]) -> None:
    """Look at the other halves first: somebody may have edited both."""
    table, mode = work.tables[module], work.modes[module]
    relink(work, table)
    pairs, _ = _waiting(work, module, named)
    for side in Side:
        told = {one[list(Side).index(side)] for one in named}
        ids = [pair.case.on(side).id for pair in pairs]
        ids = [each for each in ids if each not in told]
        if ids:
            modules = work.modules_of(side, table.resource[side])
            wholes = list(dict.fromkeys(table.whole(side, each) for each in ids))
            seen = _read(work, side, table.resource[side], modules, wholes)
            with work.held():
                see(work, side, modules, seen, ids=ids)
                work.keep()
    pairs, lone = _waiting(work, module, named)
    settle(work, table, mode, pairs=pairs)
    settle(work, table, mode, lone=lone)


def _waiting(
    work: Work, module: Module, named: Sequence[tuple[str, str]]
) -> tuple[list[Pair], list[Kept]]:
    """Return what is left to do about these records: linked, and on one side only."""
    ids = {side: sorted({one[at] for one in named if one[at]}) for at, side in enumerate(Side)}
    table, mode = work.tables[module], work.modes[module]
    pairs = pending.pairs_news(
        bridge_id=work.bridge_id, table=table, ids=ids, now=work.window().now
    )
    sides = [side for side in Side if mode.writes(side.other)]
    lone = pending.lone_of(bridge_id=work.bridge_id, table=table, sides=sides, ids=ids)
    return pairs, lone


def forget(work: Work) -> bool:
    """Be done with the news that is settled; tell whether more of it has come meanwhile."""
    options = work.run.options
    done = [(pk, count) for pk, count in options.get("heard", ())]
    heard = {side: {work.tables[module].resource[side] for module in work.reads()} for side in Side}
    with work.held():
        events.events_forget(bridge_id=work.bridge_id, taken=done)
        work.run.options = {**options, "heard": [], "lacking": []}
        work.keep("options")
        events.events_drop(bridge_id=work.bridge_id, resources=heard)
    return events.events_wait(bridge_id=work.bridge_id, resources=heard)
