"""What two linked records tell each other: row by row, each side against its own base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sync.core.demands import met
from sync.core.filling import filled
from sync.core.foresee import in_use
from sync.core.keys import title_of
from sync.core.pair import Move, Pair, Step, Waits, asked
from sync.core.records import Fields, Linked, Side, Value
from sync.core.rewrite import lines_move, total_gap
from sync.core.table import Owner, Row, Table
from sync.core.translate import Said, blank, said_on, same
from sync.core.verdicts import CO_HELD, Agree, Question, Rules, Why, Write

RULED: Mapping[Owner | None, Side] = {Owner.ZOHO: Side.ZOHO, Owner.XERO: Side.XERO}


def merge(case: Linked, table: Table, rules: Rules) -> Agree:
    """Decide every row on its own: a held field holds itself, not the record."""
    now = {side: case.on(side).fields or {} for side in Side}
    pair = Pair(case, table, rules, now, case.base or {})
    steps = [step for row in table.rows for step in _steps(row, pair)]
    steps += total_gap(pair, steps)
    steps = met(pair, steps)
    return Agree(
        writes=tuple(write for side in Side if (write := _write(pair, side, steps))),
        questions=tuple(step for step in steps if isinstance(step, Question)),
        waiting=tuple(step.name for step in steps if isinstance(step, Waits)),
    )


def _steps(row: Row, pair: Pair) -> Sequence[Step]:
    gaps = filled(row, pair)
    if gaps is not None:
        return gaps
    step = _settled(row, pair)
    return [step] if step else []


def _edited(row: Row, pair: Pair) -> list[Side]:
    """Return who edited. Nothing is no edit where the other side keeps something in its place.

    A Subject that the CRM requires stays, though the Reference was cleared in Xero.
    """
    return [
        side
        for side in pair.edited(row)
        if not (row.or_else and side.other in row.required and blank(pair.now[side].get(row.name)))
    ]


def _settled(row: Row, pair: Pair) -> Step | None:
    if not any(row.writable(side) for side in Side):
        return None
    if row.source or row.once:
        return _shown(row, pair, row.source) if row.source else _told_once(row, pair)
    edited = _edited(row, pair)
    zoho, xero = (pair.now[side].get(row.name) for side in Side)
    loose = pair.case.base is None
    if not edited or same(row, zoho, xero, pair.rules.lexicon, loose=loose):
        return None
    if row.lines and (blank(zoho) or blank(xero)):
        return Question(Why.INCOMPLETE, row.name)
    speaker = _speaker(row, pair)
    if speaker:
        heard = _heard(row, pair, edited, speaker)
        return _carried(row, pair, heard) if heard else _unheard(row, pair, edited, speaker)
    winner = pair.rules.settled.get(row.name) or _winner(row, pair, edited)
    if winner is None:
        return asked(Question(Why.CONFLICT, row.name), pair)
    return _carried(row, pair, winner)


def _speaker(row: Row, pair: Pair) -> Side | None:
    """Return the side whose value stands for more than this pair; None: both are equals."""
    apart = row.keeps_own or _is_co_held(row, pair)
    said_nothing = blank(pair.was.get(Side.XERO, {}).get(row.name))
    if apart and (said_nothing or not _agreed_before(row, pair)):
        return Side.XERO
    return next((side for side in Side if pair.case.on(side).shared), None)


def _heard(row: Row, pair: Pair, edited: list[Side], speaker: Side) -> Side | None:
    """Return whose value stands where the speaker's record is another module's, too; None: both.

    The other side fills a blank, and follows where it said the same before. What it says on its
    own account it keeps to itself: sent, it would come back by the other module's link. It takes
    nothing from a place that is another record's, but may claim it: that one moves (`CO_HELD`).
    """
    other = speaker.other
    if edited != [speaker]:
        fills = blank(pair.now[speaker].get(row.name)) or _speaks_up(row, pair, edited)
        return other if other in edited and fills else None
    if blank(pair.now[other].get(row.name)):
        return None if _is_co_held(row, pair) else speaker
    return speaker if _agreed_before(row, pair) else None


def _unheard(row: Row, pair: Pair, edited: list[Side], speaker: Side) -> Step | None:
    """Ask about an edit of a record whose other half another module's record speaks for.

    It is carried only where somebody said so, of this edit or of the field: what is right for the
    one need not be for the other.
    """
    shared = pair.case.on(speaker).shared and row.writable(speaker)
    if not shared or pair.case.base is None or speaker.other not in edited:
        return None
    if not pair.rules.mode.writes(speaker):
        return Waits(row.name)
    owner = pair.rules.owners.get(row.name)
    ruled = pair.rules.settled.get(row.name) or RULED.get(owner)
    if ruled:
        return _carried(row, pair, ruled)
    title = title_of(pair.table, pair.now[speaker])
    return asked(Question(Why.SHARED, row.name, detail=title), pair)


def _is_co_held(row: Row, pair: Pair) -> bool:
    return any(row.name in pair.case.on(side).co_held for side in Side)


def _speaks_up(row: Row, pair: Pair, edited: list[Side]) -> bool:
    """Tell whether who said nothing, while another record had the place, has something to say."""
    if len(edited) != 1 or not _is_co_held(row, pair) or pair.case.base is None:
        return False
    shared = any(pair.case.on(side).shared for side in Side)
    return not shared and blank(pair.was.get(edited[0], {}).get(row.name))


def _agreed_before(row: Row, pair: Pair) -> bool:
    zoho, xero = (pair.was.get(side, {}).get(row.name) for side in Side)
    return pair.case.base is not None and same(row, zoho, xero, pair.rules.lexicon)


def _told_once(row: Row, pair: Pair) -> Step | None:
    """Carry to the side that can be told later, too; ask where the other was told otherwise."""
    edited = pair.edited(row)
    zoho, xero = (pair.now[side].get(row.name) for side in Side)
    if not edited or same(row, zoho, xero, pair.rules.lexicon):
        return None
    if blank(zoho):
        return _carried(row, pair, Side.XERO) if Side.XERO in edited else None
    said = said_on(row, zoho, Side.XERO, pair.rules.lexicon)
    moved = not isinstance(said, Question) and not blank(said) and not blank(xero)
    return Question(Why.MOVED, row.name) if moved else None


def _shown(row: Row, pair: Pair, source: Side) -> Step | None:
    """Let the other side show what the source says, whoever edited what.

    Where the other side got its field only after they agreed, nobody edited anything. What is
    told `once` is the other side's own afterwards.
    """
    is_new = row.name not in pair.was.get(source.other, {})
    zoho, xero = (pair.now[side].get(row.name) for side in Side)
    filled = row.fills and not blank(pair.now[source.other].get(row.name))
    if filled or same(row, zoho, xero, pair.rules.lexicon):
        return None
    edited = pair.edited(row)
    if not (is_new or edited) or (row.once and source not in edited):
        return None
    return _carried(row, pair, source)


def _winner(row: Row, pair: Pair, edited: list[Side]) -> Side | None:
    """Return whose value stands: the only one who edited, else whom the rules name."""
    if len(edited) == 1:
        return edited[0]
    rules = pair.rules
    owner = rules.owners.get(row.name) or (rules.owner if row.owner is Owner.ASK else row.owner)
    if owner is Owner.NEWEST:
        return _newest(pair.case)
    return None if owner is Owner.ASK else Side(owner.value)


def _newest(case: Linked) -> Side | None:
    zoho, xero = case.zoho.modified_at, case.xero.modified_at
    if zoho is None or xero is None or zoho == xero:
        return None
    return Side.ZOHO if zoho > xero else Side.XERO


def _carried(row: Row, pair: Pair, winner: Side) -> Step | None:
    """Carry the winner's value to the other side, if that side can and may take it."""
    to = winner.other
    if not row.writable(to):
        return None
    if not pair.rules.mode.writes(to):
        return None if pair.case.base is None else Waits(row.name)
    barrier = _barrier(row, pair, to)
    if barrier or pair.case.on(to).lock:
        return barrier
    return lines_move(row, pair, to) if row.lines else _value_move(row, pair, to)


def _barrier(row: Row, pair: Pair, to: Side) -> Question | None:
    """Ask, if that side would refuse the edit. Filling a blank there is not worth a question."""
    lock = pair.case.on(to).lock
    if lock and pair.case.base is None and blank(pair.now[to].get(row.name)):
        return None
    return asked(Question(Why.LOCKED, row.name, detail=lock), pair) if lock else None


def _value_move(row: Row, pair: Pair, to: Side) -> Step:
    value = pair.now[to.other].get(row.name)
    lexicon = pair.rules.lexicon
    said: Said = said_on(row, value, to, lexicon)
    # A document whose number is blanked gets a new one from its vendor.
    if said is None and (to in row.required or pair.table.unique.get(to) == row.name):
        said = Question(Why.MISSING, row.name)
    if not isinstance(said, Question):
        said = in_use(pair.table, to, {row.name: said}, lexicon, pair.case.on(to).id) or said
    if isinstance(said, Question):
        return asked(said, pair)
    if row.name == pair.table.status and _forbidden(pair, to, said):
        detail = f"{pair.now[to].get(row.name)} > {said}"
        return asked(Question(Why.LOCKED, row.name, detail=detail), pair)
    return Move(to, {row.name: said})


def _forbidden(pair: Pair, to: Side, said: Value) -> bool:
    moves = pair.table.moves.get(to)
    was = pair.now[to].get(pair.table.status)
    return moves is not None and was is not None and (str(was), str(said)) not in moves


def _write(pair: Pair, side: Side, steps: Sequence[Step]) -> Write | None:
    moves = [step for step in steps if isinstance(step, Move) and step.to is side]
    if not moves:
        return None
    fields = {name: value for move in moves for name, value in move.values.items()}
    removed = tuple(line_id for move in moves for line_id in move.removed_lines)
    along = _along(pair, side, fields)
    if pair.case.on(side).co_held & fields.keys():
        along = {**along, CO_HELD: True}
    return Write(side, fields, pair.case.on(side).id, removed, along)


def _along(pair: Pair, side: Side, fields: Fields) -> Fields:
    """Return what the vendor would forget if it were not sent with the fields of its group."""
    spots = [(row.name, spot.group) for row in pair.table.rows if (spot := row.spot(side))]
    groups = {group for name, group in spots if group and name in fields}
    siblings = [name for name, group in spots if group in groups and name not in fields]
    now = pair.now[side]
    return {name: now[name] for name in siblings if now.get(name) is not None}
