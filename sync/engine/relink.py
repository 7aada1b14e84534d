"""People at Xero who go by another e-mail now: their links follow, where it is plain who is who.

Where the name is another one, too, somebody is asked; a contact that is nothing but a person is
the same person whatever it is called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sync.core.answers import Answer, Choice
from sync.core.keys import plain_name
from sync.core.records import Linked, Lone, Mode, Side, Twin
from sync.core.seats import own_place
from sync.core.table import Table
from sync.engine.work import Work
from sync.store import answers, links, records
from sync.store.links import Parted
from sync.store.pending import Pair


def relink(work: Work, table: Table) -> None:
    """Take somebody new for somebody gone: both in one contact, and no third one of that name.

    Only for modules whose records are parts of others, and have no id of their own: this one, or
    one that has a place in common with it.
    """
    for module, _ in table.co_held.values():
        relink(work, work.tables[module])
    for side in table.parts:
        bridge_id, module = work.bridge_id, table.module
        found = links.links_parted(bridge_id=bridge_id, module=module, side=side)
        same = [*_told(work, table, side, found), *_sure(found), *_alone(work, table, side, found)]
        moves = {one.move.old: one.move for one in reversed(same)}
        if moves:
            with work.held():
                links.links_move(
                    bridge_id=bridge_id, module=module, side=side, moves=moves.values()
                )


def with_heirs(
    work: Work, table: Table, mode: Mode, pairs: Sequence[Pair], cases: Sequence[Lone]
) -> tuple[list[Pair], list[Lone]]:
    """Show to each other who went and who came at once: perhaps they are the same.

    Where the mode carries nobody to the other side, nobody new is asked about.
    """
    pairs, cases = list(pairs), list(cases)
    for side in table.parts:
        went = any(pair.case.on(side).fields is None for pair in pairs)
        came = any(case.side is side for case in cases)
        if mode.writes(side.other) and (went or came):
            found = _open(work, table, side)
            pairs = [replace(pair, case=_left(pair.case, side, found)) for pair in pairs]
            twins = _left_behind(work, table, side, found)
            cases = [_arrived(case, side, found, twins) for case in cases]
    return pairs, cases


def _sure(found: Sequence[Parted]) -> list[Parted]:
    alike = [one for one in found if plain_name(one.was_called) == plain_name(one.is_called)]
    return _only(alike)


def _only(some: Sequence[Parted]) -> list[Parted]:
    """Return those of whom one only went and one only came."""
    gone, fresh = (Counter(getattr(one.move, name) for one in some) for name in ("old", "new"))
    return [one for one in some if gone[one.move.old] == fresh[one.move.new] == 1]


def _alone(work: Work, table: Table, side: Side, found: Sequence[Parted]) -> list[Parted]:
    """Return who has the own place of a contact that is nothing but a person, before and after."""
    some = [one for one in _only(found) if one.at_once]
    if not some:
        return []
    bridge_id, within = work.bridge_id, table.within
    ids = {name for one in some for name in (one.move.old, one.move.new)}
    people = records.records_get(bridge_id=bridge_id, table=table, side=side, ids=ids)
    inside = {key for key, one in people.items() if (one.record.fields or {}).get(within)}
    wholes = records.records_get(
        bridge_id=bridge_id,
        table=work.tables[table.parts[side].of],
        side=side,
        ids={one.whole for one in some},
    )
    own = {
        own_place(key, fields)
        for key, one in wholes.items()
        if (fields := one.record.fields or {}).get("person")
    }
    return [one for one in some if one.move.new in own and one.move.old not in inside]


def _told(work: Work, table: Table, side: Side, found: Sequence[Parted]) -> list[Parted]:
    """Return those of whom somebody has said that they are the same."""
    said = _said(work, table, side, found)
    same = {one.ids for one in said if one.choice is Choice.SAME}
    return [one for one in found if _pair(one, side) in same]


def _open(work: Work, table: Table, side: Side) -> list[Parted]:
    """Return who may be the same, and nobody has said yet that they are not."""
    found = links.links_parted(bridge_id=work.bridge_id, module=table.module, side=side)
    some = [one for one in found if one.at_once]
    said = _said(work, table, side, some)
    apart = {one.ids for one in said if one.choice is Choice.DIFFERENT}
    left = {one.on(side) for one in said if one.choice is Choice.IGNORE and not one.on(side.other)}
    return [one for one in some if _pair(one, side) not in apart and one.move.new not in left]


def _said(work: Work, table: Table, side: Side, found: Sequence[Parted]) -> Sequence[Answer]:
    if not found:
        return ()
    ids = {side: {one.move.new for one in found}, side.other: {one.move.other for one in found}}
    return answers.answers_of(bridge_id=work.bridge_id, module=table.module, ids=ids)


def _pair(one: Parted, side: Side) -> tuple[str, str]:
    ids = {side: one.move.new, side.other: one.move.other}
    return ids[Side.ZOHO], ids[Side.XERO]


def _left(case: Linked, side: Side, found: Sequence[Parted]) -> Linked:
    seen = case.on(side)
    heirs = [one.is_called for one in found if one.move.old == seen.id]
    if not heirs or seen.fields is not None:
        return case
    marked = replace(seen, heir=", ".join(heirs))
    return replace(case, zoho=marked) if side is Side.ZOHO else replace(case, xero=marked)


def _left_behind(work: Work, table: Table, side: Side, found: Sequence[Parted]) -> dict[str, Twin]:
    """Return the other halves of who went, by their ids."""
    ids = {one.move.other for one in found}
    kept = records.records_get(bridge_id=work.bridge_id, table=table, side=side.other, ids=ids)
    live = {key: one.record for key, one in kept.items() if one.record.fields is not None}
    return {key: Twin(side.other, seen, linked=True, parted=True) for key, seen in live.items()}


def _arrived(case: Lone, side: Side, found: Sequence[Parted], twins: dict[str, Twin]) -> Lone:
    if case.side is not side:
        return case
    others = [one.move.other for one in found if one.move.new == case.record.id]
    fresh = tuple(twins[each] for each in others if each in twins)
    return replace(case, twins=(*case.twins, *fresh)) if fresh else case
