"""What a vendor would refuse, seen before the call: a name or number that another record has."""

from __future__ import annotations

from sync.core.records import Fields, Side
from sync.core.table import Table
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
