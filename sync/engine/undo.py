"""Take back what a run has written, through the same journal, batches and recovery.

What was restored is agreed as it then stands, so that the next run carries nothing back across;
what was created is ended, and the record that it was made from is left alone until somebody says
otherwise (decision 0008).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from sync.core.closed import with_closed
from sync.core.reading import thaw
from sync.core.records import Fields, Module, Observation, Side
from sync.core.table import Table
from sync.core.undo import SENTENCES, Back, Done, Stays, Verdict, netted, open_after, undone
from sync.core.undo import Why as Whys
from sync.core.verdicts import ARCHIVED, Agree, Write
from sync.engine.agreement import Decision, agreed
from sync.engine.carry import carry_out
from sync.engine.refresh import refresh
from sync.engine.work import Work
from sync.store import links, pending, records, undo
from sync.store.journal import Entry
from sync.store.links import Agreement
from sync.store.pending import Pair
from sync.store.questions import Subject

if TYPE_CHECKING:
    from sync.models import Change

CHUNK = 100


@dataclass(frozen=True, slots=True)
class Reversal:
    """A record that the run wrote, what would take that back, and the pair that it is part of."""

    done: Done
    title: str
    source_id: str
    verdict: Verdict
    pair: Pair | None = None


def undo_module(work: Work, module: Module) -> bool:
    """Carry on with a module from where the run is; tell whether it is through.

    The CRM's records first: what Xero told them goes before what it was told of.
    """
    table = work.tables[module]
    while not work.is_over:
        place = work.run.place or {"side": Side.ZOHO.value, "after": ""}
        side = Side(place["side"])
        ids = undo.records_written(
            run_id=work.undoes,
            bridge_id=work.bridge_id,
            module=module,
            side=side,
            after=place["after"],
            limit=CHUNK,
        )
        found = _reread(work, table, side, ids) if ids else []
        _take_back(work, table, side, found)
        is_through = len(ids) < CHUNK and side is Side.XERO
        next_side = side if len(ids) == CHUNK else Side.XERO
        after = ids[-1] if len(ids) == CHUNK else ""
        work.run.place = {} if is_through else {"side": next_side.value, "after": after}
        with work.held():
            work.keep("place")
        if is_through:
            return True
    return False


def reversals(work: Work, table: Table, side: Side, ids: Sequence[str]) -> list[Reversal]:
    """Decide about these records by what was last seen of them."""
    changes = undo.changes_landed(
        run_id=work.undoes, bridge_id=work.bridge_id, module=table.module, side=side, ids=ids
    )
    facts = {one.remote_id: one for one in changes}
    kept = records.records_get(bridge_id=work.bridge_id, table=table, side=side, ids=ids)
    pairs = _pairs(work, table, side, ids)
    shared = _shared(work, table, side, ids)
    going = _going(work, table, side.other, pairs)
    found = []
    for one in netted(_done(table, change) for change in changes):
        pair, row = pairs.get(one.id), facts[one.id]
        done = one if one.creates or one.id in going else _without_told(table, one)
        seen = _seen(work, table, side, pair, kept[one.id].record if one.id in kept else None)
        if seen and one.id in shared:
            seen = replace(seen, shared=True)
        verdict = undone(done, seen, table)
        is_over = isinstance(verdict, Stays) or (done.creates and isinstance(verdict, Back))
        if pair is None and not is_over:
            verdict = Stays(Whys.APART)
        found.append(Reversal(done, row.title, row.source_id, verdict, pair))
    return found


def back_in_agreement(
    work: Work, table: Table, side: Side, fields: Mapping[str, Iterable[str]]
) -> list[Agreement]:
    """Return what these records' pairs agree on, once they hold the named fields as before."""
    pairs = _pairs(work, table, side, list(fields))
    return [
        agreed(pair, Agree(waiting=open_after(pair.case, side, fields[name])), work.now())
        for name, pair in pairs.items()
    ]


def _reread(work: Work, table: Table, side: Side, ids: Sequence[str]) -> list[Reversal]:
    """See both halves as they are now, then decide."""
    pairs = _pairs(work, table, side, ids)
    others = [pair.case.on(side.other).id for pair in pairs.values()]
    there = refresh(work, table, side, ids)
    if others:
        refresh(work, table, side.other, others)
    # A reading by id shows no deleted record of the CRM. What we have deleted ourselves is gone.
    sent = undo.removals_sent(run=work.run, module=table.module, side=side, ids=ids)
    with work.held():
        records.records_gone(
            bridge_id=work.bridge_id, side=side, modules=[table.module], ids=sent - there
        )
    return reversals(work, table, side, ids)


def _take_back(work: Work, table: Table, side: Side, found: Sequence[Reversal]) -> None:
    restored = [one for one in found if one.pair and not one.done.creates]
    ended = [one for one in found if one.pair and one.done.creates]
    carry_out(work, table, [one for each in restored if (one := _decision(each, side))])
    carry_out(work, table, [one for each in ended if (one := _decision(each, side))])
    _let_go(work, table, side, ended)
    _note(work, table, side, [one for one in found if isinstance(one.verdict, Stays)])


def _decision(one: Reversal, side: Side) -> Decision | None:
    """Return what is to be carried out; None where it stays, or only its link is to go."""
    pair = one.pair
    if pair is None or isinstance(one.verdict, Stays):
        return None
    if one.done.creates and isinstance(one.verdict, Back):
        return None
    waiting = open_after(pair.case, side, one.done.before)
    writes = (one.verdict,) if isinstance(one.verdict, Write) else ()
    return Decision(
        case=pair.case,
        made=Agree(writes=writes, waiting=waiting),
        subject=Subject(pair.case.zoho.id, pair.case.xero.id, one.title),
        questions=(),
        pair=pair,
    )


def _let_go(work: Work, table: Table, side: Side, ended: Sequence[Reversal]) -> None:
    """Part the pairs whose created half is ended, and leave the other half alone from now on."""
    landed = undo.removals_landed(
        run=work.run, module=table.module, side=side, ids=[one.done.id for one in ended]
    )
    over = [one for one in ended if one.done.id in landed or isinstance(one.verdict, Back)]
    with work.held():
        records.records_gone(
            bridge_id=work.bridge_id,
            side=side,
            modules=[table.module],
            ids=[one.done.id for one in over if not table.status or side is Side.ZOHO],
        )
        links.links_drop(
            bridge_id=work.bridge_id, ids=[one.pair.link_id for one in over if one.pair]
        )
        undo.leave_alone(
            run=work.run,
            module=table.module,
            side=side.other,
            titles={one.pair.case.on(side.other).id: one.title for one in over if one.pair},
            now=work.now(),
        )
        work.keep()


def _note(work: Work, table: Table, side: Side, staying: Sequence[Reversal]) -> None:
    """Write down what cannot go back, once, and why."""
    module = table.module
    ids = [one.done.id for one in staying]
    known = undo.noted(run=work.run, module=module, side=side, ids=ids)
    fresh = [one for one in staying if one.done.id not in known]
    entries = [_entry(module, one) for one in fresh]
    with work.held():
        undo.notes_enter(
            run=work.run,
            entries=entries,
            reasons=[SENTENCES[_why(one)] for one in fresh],
            now=work.now(),
        )
        work.count(module, held=len(fresh))
        work.keep()


def _why(one: Reversal) -> Whys:
    return one.verdict.why if isinstance(one.verdict, Stays) else Whys.APART


def _entry(module: Module, one: Reversal) -> Entry:
    done = one.done
    return Entry(
        module=module,
        side=done.side,
        remote_id=done.id,
        source_id=one.source_id,
        title=one.title,
        before=done.after,
        after=done.before,
        key=uuid4().hex,
    )


def _pairs(work: Work, table: Table, side: Side, ids: Collection[str]) -> dict[str, Pair]:
    named = {side: list(ids), side.other: []}
    found = pending.pairs_of(bridge_id=work.bridge_id, table=table, ids=named)
    return {pair.case.on(side).id: pair for pair in found}


def _seen(
    work: Work, table: Table, side: Side, pair: Pair | None, alone: Observation | None
) -> Observation | None:
    if pair is None:
        return alone
    return with_closed(pair.case, table, work.lexicon).on(side)


def _shared(work: Work, table: Table, side: Side, ids: Collection[str]) -> set[str]:
    return links.links_shared(
        bridge_id=work.bridge_id,
        module=table.module,
        others=work.sharing(side, table),
        side=side,
        ids=ids,
    )


def _without_told(table: Table, done: Done) -> Done:
    """Leave the CRM what Xero told it, its id and its link: that record stays."""
    told = table.told_by(done.side.other)
    return replace(done, before=_but(done.before, told), after=_but(done.after, told))


def _but(fields: Fields, names: Collection[str]) -> Fields:
    return {name: value for name, value in fields.items() if name not in names}


def _going(work: Work, table: Table, side: Side, pairs: Mapping[str, Pair]) -> set[str]:
    """Return which records (by name in `pairs`) have another half on `side` that is to go.

    It was created by the run, and can be ended.
    """
    others = {pair.case.on(side).id: name for name, pair in pairs.items()}
    changes = undo.changes_landed(
        run_id=work.undoes,
        bridge_id=work.bridge_id,
        module=table.module,
        side=side,
        ids=list(others),
    )
    created = [one for one in netted(_done(table, each) for each in changes) if one.creates]
    seen = {one.id: _seen(work, table, side, pairs[others[one.id]], None) for one in created}
    goes = (one.id for one in created if isinstance(undone(one, seen[one.id], table), Write))
    return {others[each] for each in goes}


def _done(table: Table, change: Change) -> Done:
    return Done(
        Side(change.side),
        change.remote_id,
        change.creates,
        _thawed(table, change.before),
        _thawed(table, change.after),
    )


def _thawed(table: Table, kept: Mapping[str, object]) -> Fields:
    """Thaw a change's fields, with the mark of what was archived."""
    ends = {ARCHIVED: True} if kept.get(ARCHIVED) else {}
    return {**thaw(table, kept), **ends}
