"""What happens to a document's lines when they move, and to its total."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sync.core.choices import Rounding
from sync.core.create import fresh_line, rounding_line, xero_gap, zoho_delta
from sync.core.customer import with_account
from sync.core.entered import ENTERED
from sync.core.lines import Alike, Versions, aligned, merged
from sync.core.money import SUMMED, amount_of, rounding_room
from sync.core.pair import Move, Pair, Step, asked
from sync.core.records import Fields, Side, Value
from sync.core.table import Row
from sync.core.translate import carried, lines_of, lines_said_on, same_in_line
from sync.core.verdicts import Question, Why

BESIDE_LINES = ("kind", "discount", "adjustment")  # what else makes up a document's total


def lines_move(row: Row, pair: Pair, to: Side) -> Move | Question:
    """Write the other side's lines to this one; lines that stay keep their ids."""
    lexicon = pair.rules.lexicon
    said = lines_said_on(row, lines_of(pair.now[to.other].get(row.name)), to, lexicon)
    if isinstance(said, Question):
        return said
    source, target = (_versions(row, pair, side) for side in (to.other, to))
    kept, removed = aligned(source, target, said, _alike(row, pair, to))
    same = [_untouched(row, pair, to, *both) for both in zip(source.now, kept, strict=True)]
    settled = not removed and all(_sum_rests(row, names) for names in same)
    kind = _kind(pair, to, settled=settled)
    spoken = tuple(
        {**words, **_still_said(row, names, mine, whole=kind == pair.now[to].get("kind"))}
        for words, names, mine in zip(said, same, kept, strict=True)
    )
    extra = {} if settled and _totals_rest(pair) else _balance(pair, to, spoken, kind)
    if isinstance(extra, Question):
        return extra
    bare = [mine and {name: mine[name] for name in mine if name != ENTERED} for mine in kept]
    booked = with_account(pair.table, pair.customer, lexicon)
    lines = merged(spoken, bare, lambda line: fresh_line(row, to, booked, line))
    return Move(to, {**extra, row.name: (*lines, *lines_of(extra.get(row.name)))}, removed)


def _untouched(row: Row, pair: Pair, to: Side, line: Fields, mine: Fields | None) -> frozenset[str]:
    """Return the rows of a kept line that nobody edited, or that mean the same.

    A vendor fills in descriptions, and books are many-to-one: an edit of the quantity must
    neither clear the one nor change the kind of tax.
    """
    if mine is None:
        return frozenset()
    lexicon = pair.rules.lexicon
    now = {to.other: line, to: mine}
    was = {side: _before(row, pair, side, now[side]) for side in Side}
    return frozenset(
        each.name
        for each in row.lines
        if _rests(each, now, was) or same_in_line(each, now[Side.ZOHO], now[Side.XERO], lexicon)
    )


def _sum_rests(row: Row, untouched: frozenset[str]) -> bool:
    """Tell whether nobody edited what makes up a line's sum."""
    return untouched.issuperset(each.name for each in row.lines if each.name in SUMMED)


def _still_said(row: Row, untouched: frozenset[str], mine: Fields | None, *, whole: bool) -> Fields:
    """Return what a kept line goes on saying; with `whole`, its amounts as Xero states them."""
    names = [each.name for each in carried(row) if each.name in untouched]
    if whole and _sum_rests(row, untouched):
        names.append(ENTERED)
    return {name: mine.get(name) for name in names} if mine else {}


def _totals_rest(pair: Pair) -> bool:
    """Tell whether the amounts beside the lines are as they were, or the totals are equal."""
    names = [name for name in (*BESIDE_LINES, pair.table.total) if name]
    rows = [row for row in pair.table.rows if row.name in names]
    totals = [pair.now[side].get(pair.table.total) for side in Side]
    return totals[0] == totals[1] or not any(pair.edited(row) for row in rows)


def _before(row: Row, pair: Pair, side: Side, line: Fields) -> Fields | None:
    lines = lines_of(pair.was.get(side, {}).get(row.name))
    return next((each for each in lines if each.get("id") == line.get("id")), None)


def _rests(row: Row, now: Mapping[Side, Fields], was: Mapping[Side, Fields | None]) -> bool:
    """Tell whether neither side edited that field of a line."""
    return all(
        (old := was[side]) is not None and old.get(row.name) == now[side].get(row.name)
        for side in Side
    )


def _versions(row: Row, pair: Pair, side: Side) -> Versions:
    was = pair.was.get(side, {}).get(row.name)
    return Versions(lines_of(was), lines_of(pair.now[side].get(row.name)))


def _alike(row: Row, pair: Pair, to: Side) -> tuple[Alike, ...]:
    """Return the tests of sameness: in everything; in all but texts; in the item."""

    def same_in(names: Collection[str]) -> Alike:
        rows = [each for each in carried(row) if each.name in names]

        def fits(source: Fields, target: Fields) -> bool:
            zoho, xero = (target, source) if to is Side.ZOHO else (source, target)
            return all(same_in_line(each, zoho, xero, pair.rules.lexicon) for each in rows)

        return fits

    everything = [each.name for each in row.lines]
    return same_in(everything), same_in(("item", *SUMMED)), same_in(("item",))


def _kind(pair: Pair, to: Side, *, settled: bool) -> Value:
    """Return how the side is to state amounts.

    Once its sums move, a tax-inclusive document of Xero's becomes a net one, as the CRM's are.
    """
    kind = pair.now[to].get("kind")
    return "Exclusive" if kind == "Inclusive" and not settled else kind


def _balance(pair: Pair, to: Side, said: tuple[Fields, ...], kind: Value) -> Fields | Question:
    """Return what must change besides for both totals to be equal, further lines too, or ask."""
    if not pair.table.total:
        return {}
    return _balance_xero(pair, said, kind) if to is Side.XERO else _balance_zoho(pair, said)


def _balance_xero(pair: Pair, said: tuple[Fields, ...], kind: Value) -> Fields | Question:
    total = pair.now[Side.ZOHO].get(pair.table.total)
    gap = xero_gap(said, total, str(kind or "Exclusive"), pair.rules.lexicon)
    if isinstance(gap, Question):
        return gap
    changed = {} if kind == pair.now[Side.XERO].get("kind") else {"kind": kind}
    if gap is None:
        return changed
    row = next(row for row in pair.table.rows if row.lines)
    booked = with_account(pair.table, pair.customer, pair.rules.lexicon)
    return {**changed, row.name: (rounding_line(row, gap, booked),)}


def _balance_zoho(pair: Pair, said: tuple[Fields, ...]) -> Fields | Question:
    zoho = pair.now[Side.ZOHO]
    total = pair.now[Side.XERO].get(pair.table.total)
    delta = zoho_delta(said, total, amount_of(zoho.get("discount")), pair.rules.lexicon)
    if isinstance(delta, Question):
        return delta
    return {} if delta == amount_of(zoho.get("adjustment")) else {"adjustment": delta}


def total_gap(pair: Pair, steps: Sequence[Step]) -> list[Question]:
    """Ask about totals that came to differ though no line moves: a discount, say."""
    name = pair.table.total
    totals = [pair.now[side].get(name) for side in Side]
    if not name or totals[0] == totals[1] or not pair.edited(pair.table.row(name)):
        return []
    if pair.rules.lexicon.any_total or _only_rounding(pair, totals):
        return []
    if any(_names_lines(step) for step in steps):
        return []
    return [asked(Question(Why.TOTAL, name), pair)]


def _only_rounding(pair: Pair, totals: Sequence[Value]) -> bool:
    """Tell whether the rules take it that the totals differ by what rounding makes of the lines."""
    zoho, xero = (amount_of(total) for total in totals)
    room = rounding_room(lines_of(pair.now[Side.ZOHO].get("lines")))
    return pair.rules.lexicon.rounding is Rounding.ACCEPT and abs(zoho - xero) <= room


def _names_lines(step: Step) -> bool:
    if isinstance(step, Move):
        return "lines" in step.values
    return (step.field if isinstance(step, Question) else step.name) == "lines"
