"""Line items: what a patch of a subform does to the rows, and the sums (ZOHO.md 4, 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.table import Row

CENT = Decimal("0.01")
ZERO = Decimal(0)
AMOUNTS = ("Discount", "Tax", "Adjustment", "Excise_Duty")


@dataclass(frozen=True, slots=True)
class Tax:
    """One of the organisation's taxes (`org/taxes`); `value` in per cent."""

    id: str
    name: str
    value: Decimal


def rows_after(
    old: list[Row], patch: Any, path: str, accept: Callable[[Row, Mapping[str, Any], str], Row]
) -> list[Row]:
    """Rows with an id are updated, rows without are appended, `_delete` removes one, [] all.

    ZOHO.md 4, partial update. `accept(old row or {}, sent row, path)` checks and merges one.
    """
    if patch is None or patch == []:
        return []
    if not isinstance(patch, list):
        raise Refused("INVALID_DATA", path=path, expected_data_type="jsonarray")
    kept: dict[str, Row] = {row["id"]: row for row in old}
    added: list[Row] = []
    for at, sent in enumerate(patch):
        _merge(kept, added, sent, f"{path}[{at}]", accept)
    return [*kept.values(), *added]


def _merge(
    kept: dict[str, Row],
    added: list[Row],
    sent: Any,
    path: str,
    accept: Callable[[Row, Mapping[str, Any], str], Row],
) -> None:
    if not isinstance(sent, Mapping):
        raise Refused("INVALID_DATA", path=path, expected_data_type="jsonobject")
    row_id = sent.get("id")
    if row_id is None:
        added.append(accept({}, sent, path))
        return
    if str(row_id) not in kept:
        raise Refused("INVALID_DATA", path=f"{path}.id", message="the id given seems to be invalid")
    if "_delete" in sent:
        del kept[str(row_id)]
    else:
        kept[str(row_id)] = accept(kept[str(row_id)], sent, path)


def line_taxes(raw: Any, taxes: Iterable[Tax], path: str, *, own_rates: bool) -> list[Row]:
    """Names must be the organisation's; a rate may differ where `modify_tax_rates` allows it."""
    if not isinstance(raw, list):
        raise Refused("INVALID_DATA", path=path, expected_data_type="jsonarray")
    known = {tax.name: tax for tax in taxes}
    return [
        _line_tax(each, known, f"{path}[{at}]", own_rates=own_rates) for at, each in enumerate(raw)
    ]


def _line_tax(raw: Any, known: Mapping[str, Tax], path: str, *, own_rates: bool) -> Row:
    tax = known.get(str(raw.get("name"))) if isinstance(raw, Mapping) else None
    if tax is None:
        raise Refused("INVALID_DATA", path=f"{path}.name", supported_values=sorted(known))
    try:
        rate = Decimal(str(raw.get("percentage", tax.value)))
    except InvalidOperation:
        raise Refused("INVALID_DATA", path=f"{path}.percentage") from None
    if rate != tax.value and not own_rates:
        raise Refused("INVALID_DATA", path=f"{path}.percentage")
    return {"id": tax.id, "name": tax.name, "percentage": rate}


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def with_sums(line: Row) -> Row:
    """Total = quantity x price; tax on what is left after the discount (ZOHO.md 7 [U])."""
    total = cents((line.get("Quantity") or ZERO) * (line.get("List_Price") or ZERO))
    after = total - (line.get("Discount") or ZERO)
    taxes = [
        {**each, "value": cents(after * each["percentage"] / 100)}
        for each in line.get("Line_Tax") or []
    ]
    tax = sum((each["value"] for each in taxes), ZERO)
    return {
        **line,
        "Discount": line.get("Discount") or ZERO,
        "Line_Tax": taxes,
        "Total": total,
        "Total_After_Discount": after,
        "Tax": tax,
        "Net_Total": after + tax,
    }


def totals(document: Row, lines: Iterable[Row]) -> Row:
    """Sub_Total = sum of Net; Grand = Sub - Discount + Tax + Adjustment + Excise (ZOHO.md 7)."""
    amounts = {name: document.get(name) or ZERO for name in AMOUNTS}
    sub_total = sum((line["Net_Total"] for line in lines), ZERO)
    grand = sub_total + sum(amounts.values()) - 2 * amounts["Discount"]
    return {**amounts, "Sub_Total": sub_total, "Grand_Total": grand}
