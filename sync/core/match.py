"""Whether two records that share a key are surely the same thing, or only probably."""

from __future__ import annotations

from sync.core.keys import plain_name, sure_keys, title_of, without_form
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
    if table.alike and one.get(table.within) is None:
        return _keys_differ(table, one, other)
    totals = (one.get(table.total), other.get(table.total)) if table.total else (None, None)
    return "" if totals[0] == totals[1] else f"the totals differ: {totals[0]} / {totals[1]}"


def _keys_differ(table: Table, one: Fields, other: Fields) -> str:
    """Doubt two that nothing joins but a name."""
    if {*sure_keys(table, one)} & {*sure_keys(table, other)}:
        return ""
    label = table.row(table.keys[0]).label.lower()
    said = [str(each.get(table.keys[0]) or "none") for each in (one, other)]
    return f"only the names agree, not the {label}: {said[0]} / {said[1]}"
