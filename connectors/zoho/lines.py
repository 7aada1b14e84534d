"""A document's lines, which neither COQL nor a list carries with the document (ZOHO.md 3).

Where the edition shows the lines as a module of their own, one query serves some hundred
documents. Where it does not, or where a query's rows are not all there is to know, the document
is read by its id. Lines that cannot be had leave the key out: absent is unknown, never empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from connectors.base import Wanted
from connectors.zoho import coql, listing
from connectors.zoho.api import Api, Row
from connectors.zoho.queries import NoColumn, NoCoql, Queries
from connectors.zoho.rejections import mapping
from connectors.zoho.rows import reference

BY_QUERY = 500  # documents to a query: at four lines each, one answer
BY_ID = 50  # documents to a page where each costs a call
NAMES: Mapping[str, tuple[str, ...]] = {"Purchase_Items": ("Purchase_Items", "Purchased_Items")}
TAXES = "Line_Tax"
TOTALS = ("Sub_Total", "Grand_Total")


class Lines:
    """`queryable` False: it is known that lines are no module of their own in this edition."""

    def __init__(self, api: Api, queries: Queries, *, queryable: bool = True) -> None:
        self._api = api
        self._queries = queries
        self._queryable = queryable

    def page(self, wanted: Wanted) -> int:
        """Return how many documents to complete at a time."""
        return BY_QUERY if self._module(wanted) else BY_ID

    def complete(self, resource: str, wanted: Wanted, rows: Sequence[Row]) -> list[Row]:
        """Return the documents with their lines, each in its order."""
        found = self._queried(wanted, [row["id"] for row in rows])
        return [
            {**row, wanted.lines: found[row["id"]]}
            if row["id"] in found and _sound(found[row["id"]], wanted)
            else self.whole(resource, wanted, row["id"]) or row
            for row in rows
        ]

    def _queried(self, wanted: Wanted, ids: Sequence[str]) -> Mapping[str, list[Row]]:
        needs = TAXES if TAXES in wanted.line_fields else ""
        while module := self._module(wanted):
            try:
                rows = [
                    row
                    for some in coql.chunks(ids, BY_QUERY)
                    for row in self._queries.all(
                        module, _columns(wanted), coql.among("Parent_Id", some), needs=needs
                    )
                ]
            except (NoCoql, NoColumn):
                continue
            return _grouped(rows)
        return {}

    def whole(self, resource: str, wanted: Wanted, record_id: str) -> Row | None:
        """Read one record by id: all of it, so that its lines and sums are of one moment."""
        row = listing.by_id(self._api, resource, record_id)
        if row is None or not wanted.lines:
            return row
        name = next((name for name in _names(wanted.lines) if name in row), "")
        lines = row.pop(name, None) or []
        if mapping(row.get("$has_more")).get(name) or (not lines and _has_worth(row)):
            return row
        return {**row, wanted.lines: sorted(lines, key=_order)} if name else row

    def _module(self, wanted: Wanted) -> str:
        """Return the module to query for these lines; "" where none would tell all of them.

        What is refused once is not tried again. Trying spares the call that would ask settings.
        """
        names = _names(wanted.lines) if self._queryable else ()
        return next((name for name in names if self._tells(name, wanted)), "")

    def _tells(self, module: str, wanted: Wanted) -> bool:
        untaxed = TAXES in wanted.line_fields and self._queries.lacks(module, TAXES)
        return self._queries.serves(module) and not untaxed


def _names(lines: str) -> tuple[str, ...]:
    return NAMES.get(lines, (lines,))


def _columns(wanted: Wanted) -> list[str]:
    extra = ("Tax",) if TAXES in wanted.line_fields else ()
    named = ("id", "Parent_Id", "Sequence_Number", *wanted.line_fields, *extra)
    return list(dict.fromkeys(named))


def _grouped(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[reference(row.get("Parent_Id"))].append(row)
    for lines in found.values():
        lines.sort(key=_order)
    return found


def _order(line: Row) -> tuple[int, int]:
    number = line.get("Sequence_Number")
    return (int(number) if number is not None else 0, int(line["id"]))


def _sound(lines: Sequence[Row], wanted: Wanted) -> bool:
    """Tell whether a query told all: a line whose taxes are in doubt is half a line."""
    return TAXES not in wanted.line_fields or all(_taxes_known(line) for line in lines)


def _taxes_known(line: Row) -> bool:
    if line.get(TAXES):
        return isinstance(line[TAXES], list)
    return TAXES in line and not _number(line.get("Tax"))


def _has_worth(document: Row) -> bool:
    return any(_number(document.get(name)) for name in TOTALS)


def _number(value: object) -> Decimal:
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)
