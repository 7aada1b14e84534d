"""Whether two records that share a key are surely the same thing, or only probably."""

from __future__ import annotations

from sync.core.keys import plain_name, sure_keys, title_of, without_form
from sync.core.records import Fields, Side
from sync.core.table import Table
from sync.core.translate import said_on
from sync.core.verdicts import Lexicon, Question, Why


def doubt(table: Table, one: Fields, other: Fields) -> str:
    """Return in words why a person should look before both are joined; "" where it is plain."""
    names = (title_of(table, one), title_of(table, other))
    plain = [plain_name(name) for name in names]
    if all(plain) and plain[0] != plain[1]:
        said = f"{names[0]} / {names[1]}"
        formal = without_form(plain[0]) == without_form(plain[1])
        return f"the legal form differs: {said}" if formal else f"the names differ: {said}"
    if table.alike and one.get(table.within) is None:
        return _keys_differ(table, one, other)
    totals = (one.get(table.total), other.get(table.total)) if table.total else (None, None)
    return "" if totals[0] == totals[1] else f"the totals differ: {totals[0]} / {totals[1]}"


def other_party(
    table: Table, side: Side, one: Fields, other: Fields, lexicon: Lexicon
) -> Question | None:
    """Ask, where a document of `side` and its twin there are not known to be for one company.

    Both sides may have given one number to two customers. A company that is not linked yet
    comes first: the document is asked about again, or joined, once it is.
    """
    for row in table.rows if table.total else ():
        mine, theirs = one.get(row.name), other.get(row.name)
        if not row.ref or mine is None or theirs is None:
            continue
        said = said_on(row, mine, side.other, lexicon)
        if isinstance(said, Question):
            return said.saying(side, mine)
        if said is not None and said != theirs:
            return Question(Why.MATCH, detail=f"the {row.label.lower()} is another one there")
    return None


def _keys_differ(table: Table, one: Fields, other: Fields) -> str:
    """Doubt two that nothing joins but a name."""
    if {*sure_keys(table, one)} & {*sure_keys(table, other)}:
        return ""
    label = table.row(table.keys[0]).label.lower()
    said = [str(each.get(table.keys[0]) or "none") for each in (one, other)]
    return f"only the names agree, not the {label}: {said[0]} / {said[1]}"
