"""COQL as text. Pure.

Rules kept (ZOHO.md 3): no three criteria side by side, at most 100 values in a list, at most 25
criteria and 500 columns in a query, always a WHERE, at most 2,000 rows in an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeVar

LIMIT = 2_000
IN_LIST = 100
FEW = 500  # values to a query, in five lists: short enough for any gateway

T = TypeVar("T")


def select(
    module: str, columns: Iterable[str], where: str, *, order: Sequence[str], limit: int = LIMIT
) -> str:
    by = ", ".join(f"{name} asc" for name in order)
    named = ", ".join(columns)
    clauses = ("select", named, "from", module, "where", where, "order by", by, "limit", str(limit))
    return " ".join(clauses)


def both(left: str, right: str) -> str:
    return f"({left} and {right})"


def either(criteria: Sequence[str]) -> str:
    """Join by `or`, bracketed in pairs: `((a or b) or c)`."""
    joined = criteria[0]
    for each in criteria[1:]:
        joined = f"({joined} or {each})"
    return joined


def among(column: str, values: Sequence[str]) -> str:
    """Return a condition that the column is one of up to 2,400 values."""
    lists = (", ".join(quoted(each) for each in some) for some in chunks(values, IN_LIST))
    return either([f"{column} in ({listed})" for listed in lists])


def after_id(last: str) -> str:
    """Return the keyset of a reading by id; ids are immutable, so nothing moves under it."""
    return f"id > {int(last)}" if last else "id is not null"


def after_time(time: str, last: str) -> str:
    """Return the keyset of a reading by (Modified_Time, id). `last` "": from `time`, inclusive."""
    floor = f"Modified_Time >= '{time}'"
    if not last:
        return floor
    return both(floor, either([f"Modified_Time > '{time}'", f"id > {int(last)}"]))


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def chunks(values: Iterable[T], size: int) -> Iterable[list[T]]:
    """Cut into lists of at most `size`."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some
