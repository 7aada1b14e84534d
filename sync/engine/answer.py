"""What people answered, looked up for the cases at hand and closed once it is carried out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sync.core.answers import Answer, Choice
from sync.core.records import Case, Lone, Observation, Side, Twin
from sync.core.table import Table
from sync.core.verdicts import Agree, Hold
from sync.engine.agreement import Decision, open_fields
from sync.engine.work import Work
from sync.store import answers, links, records


@dataclass(frozen=True, slots=True)
class Told:
    """What is in force about some cases, by record; and the twins that somebody named."""

    by_record: Mapping[tuple[Side, str], Sequence[Answer]]
    named: Mapping[tuple[Side, str], Twin]

    @classmethod
    def about(cls, work: Work, table: Table, cases: Sequence[Case]) -> Told:
        found = answers.answers_of(bridge_id=work.bridge_id, module=table.module, ids=_ids(cases))
        by_record: dict[tuple[Side, str], list[Answer]] = {}
        for one in found:
            for side in Side:
                if one.on(side):
                    by_record.setdefault((side, one.on(side)), []).append(one)
        return cls(by_record, _named(work, table, found))

    def of(self, case: Case) -> list[Answer]:
        """Return what was said of this case and of its twins."""
        found = [
            one for side, seen in seen_in(case) for one in self.by_record.get((side, seen.id), ())
        ]
        return list({one.pk: one for one in found}.values())

    def with_named(self, case: Lone) -> Lone:
        """Let a record that somebody named be a twin, though no key says so any more."""
        own = self.by_record.get((case.side, case.record.id), ())
        there = case.side.other
        known = {twin.record.id for twin in case.twins if twin.side is there}
        ids = [one.on(there) for one in own if one.choice is Choice.SAME]
        more = [self.named[there, each] for each in ids if (there, each) in self.named]
        fresh = tuple(twin for twin in more if twin.record.id not in known)
        return replace(case, twins=(*case.twins, *fresh)) if fresh else case


def seen_in(case: Case) -> list[tuple[Side, Observation]]:
    if isinstance(case, Lone):
        return [(case.side, case.record), *((twin.side, twin.record) for twin in case.twins)]
    return [(side, case.on(side)) for side in Side]


def answers_close(work: Work, decisions: Iterable[Decision]) -> None:
    """Let what these decisions carried out be history, and what came too late for them.

    Called with the bridge held, in the transaction that keeps what was agreed.
    """
    decisions = list(decisions)
    done = [one.pk for decision in decisions for one in _carried_out(decision)]
    late = [one.pk for decision in decisions for one in decision.stale]
    answers.answers_use(ids=done, now=work.now())
    answers.answers_use(ids=late, now=work.now(), moved=True)


def make_room(
    work: Work, table: Table, ids: Mapping[Side, Collection[str]]
) -> set[tuple[str, str]]:
    """Undo the links of records that somebody has named as another's own; return these pairs."""
    found = answers.answers_of(bridge_id=work.bridge_id, module=table.module, ids=ids)
    pairs = {one.ids for one in found if one.choice is Choice.SAME}
    with work.held():
        links.links_part(bridge_id=work.bridge_id, module=table.module, pairs=pairs)
    return pairs


def _carried_out(decision: Decision) -> list[Answer]:
    if isinstance(decision.made, Hold):
        return []
    left = open_fields(decision.made) if isinstance(decision.made, Agree) else ()
    return [one for one in decision.used if not one.choice.stands and one.field not in left]


def _ids(cases: Iterable[Case]) -> dict[Side, set[str]]:
    ids: dict[Side, set[str]] = {side: set() for side in Side}
    for case in cases:
        for side, seen in seen_in(case):
            ids[side].add(seen.id)
    return ids


def _named(work: Work, table: Table, found: Iterable[Answer]) -> dict[tuple[Side, str], Twin]:
    same = [one for one in found if one.choice is Choice.SAME]
    twins: dict[tuple[Side, str], Twin] = {}
    for side in Side:
        ids = {one.on(side) for one in same}
        if not ids:
            continue
        bridge_id = work.bridge_id
        taken = links.links_of(bridge_id=bridge_id, module=table.module, side=side, ids=ids)
        kept = records.records_get(bridge_id=bridge_id, table=table, side=side, ids=ids)
        twins |= {(side, each): Twin(side, one.record, each in taken) for each, one in kept.items()}
    return twins
