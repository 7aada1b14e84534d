"""Whether a record is what was sent there, though its vendor trims, pads, respells or reorders."""

from __future__ import annotations

from collections.abc import Sequence

from sync.core.keys import keys_of, plain_name
from sync.core.records import Fields, Value
from sync.core.table import Row, Table
from sync.core.translate import blank, lines_of

OWN = ("id", "tracking")  # of a line: the vendor gives the one, and we send the other back as is


def says(table: Table, holds: Fields, sent: Fields) -> bool:
    """Tell whether the record holds what was sent; texts by their words, lines in any order.

    What is only written, and never read, is not asked for.
    """
    rows = {name: table.row(name) for name in sent}
    read = {name: row for name, row in rows.items() if not row.instead_of}
    return all(_same(row, holds.get(name), sent[name]) for name, row in read.items())


def is_met(table: Table, holds: Fields, sent: Fields) -> bool:
    """Tell whether the planner would see both as twins: then it needs no help to hold them."""
    return bool(set(keys_of(table, holds)) & set(keys_of(table, sent)))


def _same(row: Row, holds: Value, sent: Value) -> bool:
    if row.lines:
        return _same_lines(row.lines, lines_of(holds), lines_of(sent))
    return blank(sent) or holds == sent or _alike(row, holds, sent)


def _alike(row: Row, holds: Value, sent: Value) -> bool:
    if row.ref or row.book or not (isinstance(holds, str) and isinstance(sent, str)):
        return False
    return plain_name(holds, "") == plain_name(sent, "")


def _same_lines(rows: Sequence[Row], holds: Sequence[Fields], sent: Sequence[Fields]) -> bool:
    left = list(holds)
    for line in sent:
        found = next((each for each in left if _covers(rows, each, line)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _covers(rows: Sequence[Row], holds: Fields, sent: Fields) -> bool:
    said = [row for row in rows if row.name not in OWN]
    return all(_same(row, holds.get(row.name), sent.get(row.name)) for row in said)
