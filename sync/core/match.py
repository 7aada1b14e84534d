"""Whether two records that share a key are surely the same thing, or only probably."""

from __future__ import annotations

from sync.core.keys import plain_name, title_of, without_form
from sync.core.records import Fields
from sync.core.table import Table


def doubt(table: Table, one: Fields, other: Fields) -> str:
    """Return in words why a person should look before both are joined; "" where it is plain."""
    names = (title_of(table, one), title_of(table, other))
    plain = [plain_name(name) for name in names]
    if all(plain) and plain[0] != plain[1]:
        said = f"{names[0]} / {names[1]}"
        formal = without_form(plain[0]) == without_form(plain[1])
        return f"the legal form differs: {said}" if formal else f"the names differ: {said}"
    totals = (one.get(table.total), other.get(table.total)) if table.total else (None, None)
    return "" if totals[0] == totals[1] else f"the totals differ: {totals[0]} / {totals[1]}"
