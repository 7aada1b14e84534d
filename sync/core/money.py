"""Both vendors' arithmetic, predicted, so that no cent is found missing after the fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from sync.core.entered import ENTERED, LINE_AMOUNT, TAX_AMOUNT, entered
from sync.core.records import Fields, Value

CENT = Decimal("0.01")
PLACES = Decimal("0.0001")  # of a unit price at Xero, when it is asked for them (unitdp=4)
ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
Rates = Mapping[str, Decimal]
SUMMED = ("quantity", "price", "discount", "tax")  # the rows of a line that its sum is made of


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def amount_of(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO


def _quantity(line: Fields) -> Decimal:
    """Return the quantity; a price without one is a price for one."""
    said = line.get("quantity")
    return said if isinstance(said, Decimal) else ONE


def unknown_tax(lines: Iterable[Fields], rates: Rates) -> str:
    """Return the first tax whose percentage nobody told; "" if all are known."""
    taxes = (str(line["tax"]) for line in lines if line.get("tax"))
    return next((tax for tax in taxes if tax not in rates), "")


def _percent(line: Fields, rates: Rates) -> Decimal:
    tax = line.get("tax")
    return rates[str(tax)] if tax else ZERO


def xero_line(line: Fields) -> Decimal:
    """Return Xero's LineAmount (XERO.md 5): rounded once, after the discount."""
    unit = amount_of(line.get("price")).quantize(PLACES, ROUND_HALF_UP)
    return cents(_quantity(line) * unit - amount_of(line.get("discount")))


def xero_tax(amount: Decimal, percent: Decimal, kind: str) -> Decimal:
    """Return a line's tax, rounded on that line. `kind` is Exclusive, Inclusive or NoTax."""
    if kind == "NoTax":
        return ZERO
    if kind == "Inclusive":
        return cents(amount * percent / (HUNDRED + percent))
    return cents(amount * percent / HUNDRED)


def xero_total(lines: Sequence[Fields], rates: Rates, kind: str = "Exclusive") -> Decimal:
    """Return the Total that Xero will come to. Every tax must be in `rates`."""
    return sum((_xero_sum(line, rates, kind) for line in lines), ZERO)


def _xero_sum(line: Fields, rates: Rates, kind: str) -> Decimal:
    """Return a line with its tax. What is sent as Xero had it comes to what Xero made of it."""
    said = entered(line.get(ENTERED))
    amount = said[LINE_AMOUNT] if LINE_AMOUNT in said else xero_line(line)
    if kind == "Inclusive":
        return amount
    if TAX_AMOUNT in said:
        return amount + said[TAX_AMOUNT]
    return amount + xero_tax(amount, _percent(line, rates), kind)


def zoho_line(line: Fields, rates: Rates) -> Decimal:
    """Return Zoho's Net_Total of a line (ZOHO.md 7)."""
    after = cents(_quantity(line) * amount_of(line.get("price"))) - amount_of(line.get("discount"))
    return after + cents(after * _percent(line, rates) / HUNDRED)


def zoho_total(
    lines: Sequence[Fields], rates: Rates, discount: Decimal = ZERO, adjustment: Decimal = ZERO
) -> Decimal:
    """Return the Grand_Total that Zoho will come to. Every tax must be in `rates`."""
    return sum((zoho_line(line, rates) for line in lines), ZERO) - discount + adjustment


def rounding_room(lines: Sequence[Fields]) -> Decimal:
    """Return how far rounding alone may take two totals apart: more is another amount.

    Two cents a line for amount and tax, and what half a cent of a unit price, with its tax, makes
    of the quantity.
    """
    return sum((2 * CENT + CENT * abs(_quantity(line)) for line in lines), ZERO)
