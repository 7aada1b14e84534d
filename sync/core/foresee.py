"""What a vendor would refuse, seen before the call: a name that is taken, a date that is needed."""

from __future__ import annotations

from sync.core.records import Fields, Side
from sync.core.table import Table
from sync.core.translate import blank
from sync.core.verdicts import Lexicon, Question, Why

KEPT = "a deleted one, which keeps it"


def in_use(
    table: Table, to: Side, fields: Fields, lexicon: Lexicon, own: str = ""
) -> Question | None:
    """Ask, if that side lets one record only have what these fields say; `own`: the record's id."""
    name = table.unique.get(to, "")
    value = fields.get(name)
    if not isinstance(value, str):
        return None
    holders = lexicon.in_use.get((to, name, value.casefold()), {})
    others = [title for record_id, title in holders.items() if record_id != own]
    return Question(Why.IN_USE, name, detail=others[0] or KEPT) if others else None


def lacking(table: Table, to: Side, fields: Fields) -> Question | None:
    """Ask, if that side takes no record of this status without a row that is blank."""
    name = table.demands.get(to, {}).get(str(fields.get(table.status)), "")
    if not name or not blank(fields.get(name)):
        return None
    return Question(Why.MISSING, name, detail=f"to approve the {table.one}")
