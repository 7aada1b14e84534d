"""What an invoice that says nothing takes from its customer, and else from the settings.

| blank in the CRM   | taken from, the first that says it                                          |
|--------------------|-----------------------------------------------------------------------------|
| a line's account   | the product (core.create); the customer, in Xero, in the CRM; the settings  |
| the due date       | the customer's terms, in Xero, in the CRM; the settings; the invoice's date |
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from sync.core.records import Fields, Side, Value
from sync.core.table import Row, Table
from sync.core.tables.terms import RULES
from sync.core.verdicts import Lexicon

ACCOUNT = "lines.account"  # in Lexicon.defaults
DUE = "due_date"
Handles = Mapping[Side, Value]  # of the customer, as both sides name it


def handles_of(table: Table, source: Side, fields: Fields, lexicon: Lexicon) -> Handles:
    """Return how both sides name the customer of a document that only one side has."""
    row = _lender(table)
    here = fields.get(row.name) if row else None
    if row is None or row.ref is None or not isinstance(here, str):
        return {}
    return {source: here, source.other: lexicon.links.get((row.ref, source, here))}


def with_account(table: Table, customer: Handles, lexicon: Lexicon) -> Lexicon:
    """Return the lexicon in which new lines are booked where this customer's are."""
    known = lexicon.accepts.get((Side.XERO, "default_account"))
    said = (one for one in _lent(table, customer, "default_account", lexicon) if _fits(one, known))
    code = next(said, None)
    if code is None:
        return lexicon
    there = {**lexicon.defaults.get(Side.XERO, {}), ACCOUNT: code}
    return replace(lexicon, defaults={**lexicon.defaults, Side.XERO: there})


def due_for(table: Table, day: Value, customer: Handles, lexicon: Lexicon) -> date | None:
    """Return when an invoice of that day is due; None: it has no date either."""
    if not isinstance(day, date):
        return None
    terms = (*_lent(table, customer, "sales_terms", lexicon),)
    default = lexicon.due_rule if _lender(table) else ""
    rules = (*_lent(table, customer, "due_rule", lexicon), default)
    found = (due_on(day, *term) for one in (*terms, *rules) if (term := _term(one)))
    return next(found, day)


def due_on(day: date, kind: str, days: int) -> date:
    """Reckon as Xero's payment terms do; a date before the invoice's own is that one instead."""
    if kind == "DAYSAFTERBILLDATE":
        return day + timedelta(days=days)
    if kind == "DAYSAFTERBILLMONTH":
        return _in_month(day, 31) + timedelta(days=days)
    following = _in_month(day, 31) + timedelta(days=1)
    return max(day, _in_month(following if kind == "OFFOLLOWINGMONTH" else day, days))


def _in_month(day: date, number: int) -> date:
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=min(max(number, 1), last))


def _term(said: Value) -> tuple[str, int] | None:
    """Read a rule of the CRM's, in its words, or terms of Xero's, as they were kept."""
    if not isinstance(said, str) or not said:
        return None
    if said in RULES or not said.startswith("{"):
        return RULES.get(said)
    terms = json.loads(said)
    return (str(terms["Type"]), int(terms.get("Day") or 0)) if terms.get("Type") else None


def _lender(table: Table) -> Row | None:
    return next((row for row in table.rows if row.lends), None)


def _lent(table: Table, customer: Handles, name: str, lexicon: Lexicon) -> Iterator[Value]:
    """Yield what the customer says there: in Xero, then in the CRM."""
    row = _lender(table)
    for side in (Side.XERO, Side.ZOHO):
        handle = customer.get(side)
        if row and row.ref and isinstance(handle, str):
            value = lexicon.lent.get((row.ref, side, handle, name))
            if value is not None:
                yield value


def _fits(code: Value, known: frozenset[str] | None) -> bool:
    return known is None or code in known
