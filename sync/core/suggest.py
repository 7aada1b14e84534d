"""What can be settled from both organisations' own descriptions, before anybody has chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sync.core.records import Side

# Xero's own codes for ordinary sales come before a tenant's custom ones.
USUAL = ("OUTPUT2", "OUTPUT", "TAX001")
NO_TAX = ""  # in a book: said by saying nothing


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax as one side names it. `sales`: it may stand on a sales document."""

    word: str
    percent: Decimal
    sales: bool = True


def tax_book(zoho: Iterable[Tax], xero: Iterable[Tax]) -> Mapping[Side, Mapping[str, str]]:
    """Pair taxes of equal rate. Of several, each side's most usual one is spoken.

    A rate of nothing that the CRM has no word for is said by no tax at all.
    """
    zoho, xero = list(zoho), list(xero)
    names = {Decimal(0): NO_TAX} | {
        tax.percent: tax.word for tax in sorted(zoho, key=lambda tax: tax.word, reverse=True)
    }
    codes = {tax.percent: tax.word for tax in sorted(_sales(xero), key=_rank, reverse=True)}
    return {
        Side.ZOHO: {tax.word: codes[tax.percent] for tax in zoho if tax.percent in codes},
        Side.XERO: {tax.word: names[tax.percent] for tax in xero if tax.percent in names},
    }


def sales_account(accounts: Iterable[tuple[str, str]]) -> str:
    """Return the code that a sale is booked to when nobody has said otherwise; "" for none.

    `accounts`: (code, Xero's type). Xero's charts begin with the general one.
    """
    by_kind = {kind: code for code, kind in sorted(accounts, reverse=True)}
    return next((by_kind[kind] for kind in ("SALES", "REVENUE") if kind in by_kind), "")


def _sales(taxes: Iterable[Tax]) -> list[Tax]:
    return [tax for tax in taxes if tax.sales]


def _rank(tax: Tax) -> tuple[int, str]:
    return (USUAL.index(tax.word) if tax.word in USUAL else len(USUAL), tax.word)
