"""The vendor's arithmetic (XERO.md 5, Rounding).

Numbers are kept as floats of at most four decimals, as they travel, and reckoned as Decimals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from connectors.sandbox.xero.wire import Record

ZERO = Decimal(0)


def number(value: object) -> Decimal:
    """Read a number however it was sent. Raises ValueError."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None
    if not found.is_finite():
        raise ValueError(f"not a number: {value!r}")
    return found


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Round half away from zero: half-up is assumed (XERO.md 5). Raises ValueError."""
    try:
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError("a number or a sum is too large") from None


def kept(value: Decimal, places: int = 2) -> float:
    return float(rounded(value, places))


def line_amount(quantity: Decimal, unit: Decimal, rate: Decimal, off: Decimal) -> Decimal:
    """Return round2(quantity x unit - discount); the discount is a percentage or a sum."""
    gross = quantity * unit
    return rounded(gross - gross * rate / 100 - off)


def line_tax(amount: Decimal, percent: Decimal, types: str) -> Decimal:
    """Reckon the tax of one line, rounded on its own (XERO.md 5)."""
    rate = percent / 100
    if types == "NoTax":
        return ZERO
    return rounded(amount * rate / (1 + rate)) if types == "Inclusive" else rounded(amount * rate)


@dataclass(frozen=True, slots=True)
class Totals:
    subtotal: Decimal
    tax: Decimal
    discount: Decimal

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax

    def fields(self) -> Record:
        return {
            "SubTotal": kept(self.subtotal),
            "TotalTax": kept(self.tax),
            "Total": kept(self.total),
        }


def totals(lines: Iterable[Record], types: str) -> Totals:
    """Add up lines that have been reckoned."""
    lines = tuple(lines)
    amount = sum((number(line["LineAmount"]) for line in lines), ZERO)
    tax = sum((number(line["TaxAmount"]) for line in lines), ZERO)
    net = amount - tax if types == "Inclusive" else amount
    return Totals(net, tax, sum((_discount(line) for line in lines), ZERO))


def _discount(line: Record) -> Decimal:
    if not (line.get("DiscountRate") or line.get("DiscountAmount")):
        return ZERO
    gross = number(line.get("Quantity", 0)) * number(line.get("UnitAmount", 0))
    return rounded(gross - number(line["LineAmount"]))
