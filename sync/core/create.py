"""What a record that only one side has becomes on the other."""

from __future__ import annotations

from decimal import Decimal

from sync.core import money
from sync.core.choices import Rounding
from sync.core.closed import is_closed
from sync.core.customer import DUE, Handles, due_for, handles_of, with_account
from sync.core.foresee import in_use, lacking
from sync.core.records import Fields, Side, Value
from sync.core.states import Lock
from sync.core.table import Row, Table
from sync.core.translate import Said, blank, lines_of, lines_said_on, new_said_on, nothing_on, worst
from sync.core.verdicts import Agree, Hold, Lexicon, Question, Why, Write
from sync.core.words import SIDES


def created(table: Table, source: Side, fields: Fields, lexicon: Lexicon) -> Agree | Hold:
    """Write the whole record to the other side, or hold it for the first thing in the way."""
    to = source.other
    if to is Side.XERO:
        customer = handles_of(table, source, fields, lexicon)
        lexicon = with_account(table, customer, lexicon)
        fields = _with_due_date(table, fields, customer, lexicon)
    said = {row.name: _said(row, fields, to, lexicon) for row in table.rows if row.spot(to)}
    said |= {row.name: _note(row, table, fields, to) for row in table.rows if row.instead_of}
    trouble = worst(each for each in said.values() if isinstance(each, Question))
    if trouble:
        return Hold(_shown(trouble, source, fields))
    made = {name: each for name, each in said.items() if not isinstance(each, Question)}
    if is_closed(table, to, made, lexicon):
        return Hold(_shown(Question(Why.LOCKED, table.day, detail=Lock.PERIOD), source, fields))
    if refused := in_use(table, to, made, lexicon) or lacking(table, to, made):
        return Hold(_shown(refused, source, fields))
    balanced = _balanced(table, source, fields, made, lexicon)
    if isinstance(balanced, Question):
        return Hold(balanced)
    written = {name: value for name, value in balanced.items() if not blank(value)}
    return Agree(writes=(Write(to, written),))


def _with_due_date(table: Table, fields: Fields, customer: Handles, lexicon: Lexicon) -> Fields:
    """Return the document with the date it is due, where it has to have one and says none."""
    if DUE not in table.demands.get(Side.XERO, {}).values() or not blank(fields.get(DUE)):
        return fields
    return {**fields, DUE: due_for(table, fields.get(table.day), customer, lexicon)}


def _said(row: Row, fields: Fields, to: Side, lexicon: Lexicon) -> Said:
    if row.lines:
        return _lines(row, fields, to, lexicon)
    if not row.carried:
        return lexicon.defaults.get(to, {}).get(row.name)
    if not row.writable(to):
        return None
    value = fields.get(row.name)
    if value is None and row.or_else:
        value = fields.get(row.or_else)
    return new_said_on(row, value, to, lexicon)


def _note(row: Row, table: Table, fields: Fields, to: Side) -> str | None:
    """Put into words what that side has no field for, if it has one for words."""
    other = table.row(row.instead_of)
    value = fields.get(other.name)
    if not row.spot(to) or other.writable(to) or value is None:
        return None
    return f"{other.label} in {SIDES[to.other]}: {value}"


def _lines(row: Row, fields: Fields, to: Side, lexicon: Lexicon) -> tuple[Fields, ...] | Question:
    lines = lines_of(fields.get(row.name))
    if not lines:
        return Question(Why.INCOMPLETE, row.name)
    said = lines_said_on(row, lines, to, lexicon)
    if isinstance(said, Question):
        return said
    return tuple(fresh_line(row, to, lexicon, line) for line in said)


def fresh_line(row: Row, to: Side, lexicon: Lexicon, line: Fields) -> Fields:
    """Return a new line as that side gets it: no id, what is carried, and the unsaid.

    What goes without saying is the default, or what a record that the line names lends to it.
    """
    silent = [each for each in row.lines if _goes_unsaid(each, to, line)]
    found = {each.name: _unsaid(row, each, to, lexicon, line) for each in silent}
    return {"id": None, **line} | {
        name: value for name, value in found.items() if value is not None
    }


def _goes_unsaid(row: Row, to: Side, line: Fields) -> bool:
    """Tell whether the other side says nothing here, and this one should."""
    lends = row.lent_by is not None and to in row.lent_on and row.writable(to)
    lent = lends and line.get(row.name) is None
    return row.spot(to) is not None and (lent or not row.carried)


def _unsaid(row: Row, own: Row, to: Side, lexicon: Lexicon, line: Fields) -> Value:
    default = lexicon.defaults.get(to, {}).get(f"lines.{own.name}")
    if own.lent_by is None:
        return default
    lender, name = own.lent_by
    module = next(each.ref for each in row.lines if each.name == lender)
    handle = line.get(lender)
    if module is None or not isinstance(handle, str):
        return default
    nameless = handle if own.carried else None  # a text is lent, if need be, by what it is called
    return lexicon.lent.get((module, to, handle, name)) or default or nameless


def _shown(trouble: Question, source: Side, fields: Fields) -> Question:
    value = fields.get(trouble.field)
    shown = None if isinstance(value, tuple) else value
    return trouble.saying(source, shown)


def _balanced(
    table: Table, source: Side, fields: Fields, made: dict[str, Value], lexicon: Lexicon
) -> dict[str, Value] | Question:
    """Make both totals equal, or tell why they would not be."""
    if not table.total:
        return made
    said = lines_of(made.get("lines"))
    if source is Side.ZOHO:
        return _balanced_xero(table, fields, made, lexicon)
    delta = zoho_delta(said, fields.get(table.total), money.ZERO, lexicon)
    if isinstance(delta, Question):
        return delta
    return {**made, "adjustment": delta or None}


def _balanced_xero(
    table: Table, fields: Fields, made: dict[str, Value], lexicon: Lexicon
) -> dict[str, Value] | Question:
    said = lines_of(made.get("lines"))
    gap = xero_gap(said, fields.get(table.total), "Exclusive", lexicon)
    if isinstance(gap, Question):
        return gap
    row = next(row for row in table.rows if row.lines)
    more = () if gap is None else (rounding_line(row, gap, lexicon),)
    return {**made, row.name: (*said, *more)}


def rounding_line(row: Row, gap: Decimal, lexicon: Lexicon) -> Fields:
    """Return a line that makes up for what rounding leaves between the totals."""
    one = money.ONE.quantize(money.PLACES)
    line: Fields = {"description": "Rounding", "quantity": one, "price": gap}
    tax = next(each for each in row.lines if each.name == "tax")
    return {**fresh_line(row, Side.XERO, lexicon, line), "tax": nothing_on(tax, Side.XERO, lexicon)}


def xero_gap(
    said: tuple[Fields, ...], total: Value, kind: str, lexicon: Lexicon
) -> Question | Decimal | None:
    """Ask, if Xero would not come to the CRM's total with these lines.

    A Decimal is what a rounding line is to make up for, where the rules want one.
    """
    rates = lexicon.rates.get(Side.XERO, {})
    unknown = money.unknown_tax(said, rates)
    if unknown:
        return Question(Why.UNTRANSLATED, "lines", detail=unknown)
    predicted = money.xero_total(said, rates, kind)
    if total == predicted or lexicon.any_total:
        return None
    gap = money.amount_of(total) - predicted
    if lexicon.rounding is Rounding.HOLD or abs(gap) > money.rounding_room(said):
        return Question(Why.TOTAL, "lines", zoho=total, xero=predicted)
    return gap if lexicon.rounding is Rounding.LINE else None


def zoho_delta(
    said: tuple[Fields, ...], total: Value, discount: Decimal, lexicon: Lexicon
) -> Decimal | Question:
    """Return the adjustment that brings Zoho to Xero's total; ask, if it is more than rounding."""
    rates = lexicon.rates.get(Side.ZOHO, {})
    unknown = money.unknown_tax(said, rates)
    if unknown:
        return Question(Why.UNTRANSLATED, "lines", detail=unknown)
    predicted = money.zoho_total(said, rates, discount)
    delta = money.amount_of(total) - predicted
    if total is None or abs(delta) > money.rounding_room(said):
        if lexicon.any_total:
            return money.ZERO
        return Question(Why.TOTAL, "lines", zoho=predicted, xero=total)
    return delta
