"""What sales invoices, bills and purchase orders have in common (XERO.md 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from connectors.sandbox.xero import lines, money
from connectors.sandbox.xero.books import Books, long_day
from connectors.sandbox.xero.lines import Paper
from connectors.sandbox.xero.money import number
from connectors.sandbox.xero.refused import Complaints
from connectors.sandbox.xero.wire import Record, read_day

AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
# Stands in for the XE day rate, which a caller cannot foresee anyway.
DAY_RATES = {"USD": 1.31, "EUR": 1.15, "AUD": 2.02, "NZD": 2.28, "CAD": 1.83}


def take_days(fresh: Record, patch: Record, names: tuple[str, ...], wrong: Complaints) -> None:
    for name in names:
        if patch.get(name):
            try:
                fresh[name] = read_day(patch[name])
            except ValueError:
                wrong.messages.append(f"{name} is not a valid date")


def take_plain(fresh: Record, patch: Record, names: tuple[str, ...]) -> None:
    """Take over what was sent; what was not keeps its value (XERO.md 4, partial updates)."""
    fresh |= {name: patch[name] for name in names if patch.get(name) is not None}


def take_currency(books: Books, fresh: Record, wrong: Complaints) -> None:
    """Default the currency to the base one, and the rate to the day's (XERO.md 5)."""
    currency = fresh.setdefault("CurrencyCode", books.profile.base_currency)
    wrong.unless(
        currency in books.profile.currencies,
        f"Organisation is not subscribed to currency {currency}",
    )
    if currency == books.profile.base_currency:
        fresh["CurrencyRate"] = 1.0
    fresh.setdefault("CurrencyRate", DAY_RATES.get(currency, 1.0))


def take_types(fresh: Record, patch: Record, wrong: Complaints) -> None:
    fresh["LineAmountTypes"] = patch.get("LineAmountTypes") or fresh.get(
        "LineAmountTypes", AMOUNT_TYPES[0]
    )
    wrong.unless(
        fresh["LineAmountTypes"] in AMOUNT_TYPES,
        f"LineAmountTypes must be one of {', '.join(AMOUNT_TYPES)}",
    )


def take_lines(
    books: Books, fresh: Record, patch: Record, was: str | None, paper: Paper, wrong: Complaints
) -> None:
    """Rebuild the lines where any were sent, or where the amounts now mean something else.

    `was` is the LineAmountTypes before this patch.
    """
    old: list[Record] = fresh["LineItems"]
    sent: Any = patch.get("LineItems")
    if sent is None and was != paper.types:
        sent = [{"LineItemID": line["LineItemID"]} for line in old]
    if sent is not None:
        fresh["LineItems"] = lines.built(books, sent, old, paper, wrong)
    elif paper.approved:
        lines.check_approved(old, wrong)


def add_up(fresh: Record, patch: Record, wrong: Complaints) -> None:
    """Set the sums. Sums that were sent must agree with them (XERO.md 4)."""
    sums = money.totals(fresh["LineItems"], fresh["LineAmountTypes"])
    fresh |= sums.fields()
    fresh["TotalDiscount"] = money.kept(sums.discount)
    for name, value in sums.fields().items():
        if patch.get(name) is not None and number(patch[name]) != number(value):
            wrong.messages.append("The invoice total does not equal the sum of the lines.")
            return


def check_open(books: Books, days: Iterable[str | None], wrong: Complaints) -> None:
    """Complain where the earliest of these days is in a locked period (XERO.md 4)."""
    lock = books.locked(min(day for day in days if day))
    if lock:
        name, until = lock
        wrong.messages.append(
            f"The document date cannot be before the {name} lock date, "
            f"currently set at {long_day(until)}"
        )


def next_number(books: Books, prefix: str, taken: Any) -> str:
    """Return the next free number, as the organisation's settings have it."""
    while True:
        books.last_number[prefix] += 1
        found = f"{prefix}-{books.last_number[prefix]:04d}"
        if not taken(found):
            return found
