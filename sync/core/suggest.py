"""What can be settled from both organisations' own descriptions, before anybody has chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sync.core.offered import Named
from sync.core.records import Side

# Xero's own codes for ordinary sales and purchases come before a tenant's custom ones.
USUAL = ("OUTPUT2", "OUTPUT", "INPUT2", "INPUT", "TAX001")
XERO_NONE, ZERO = "NONE", Decimal(0)
BANK = "BANK"  # a kind of account that holds money, and takes no lines
ACCOUNT_ROWS = ("default_account", "sales_account", "purchase_account")
NO_TAX = ""  # in a book: said by saying nothing


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax as one side names it. `sales`, `purchases`: the documents that it may stand on."""

    word: str
    percent: Decimal
    sales: bool = True
    purchases: bool = True


def tax_book(
    zoho: Iterable[Tax], xero: Iterable[Tax], *, buying: bool = False
) -> Mapping[Side, Mapping[str, str]]:
    """Pair taxes of equal rate. Of several, each side's most usual one is spoken.

    A rate of nothing that the CRM has no word for is said by no tax at all. No tax at all is said
    by Xero's own NONE where the organisation lists it (XERO.md 5), else by a rate of nothing.
    """
    zoho, xero = list(zoho), list(xero)
    names = {Decimal(0): NO_TAX} | {
        tax.percent: tax.word for tax in sorted(zoho, key=lambda tax: tax.word, reverse=True)
    }
    fit = [tax for tax in xero if (tax.purchases if buying else tax.sales)]
    codes = {tax.percent: tax.word for tax in sorted(fit, key=_rank, reverse=True)}
    listed = {tax.word for tax in xero}
    unsaid = {} if XERO_NONE in listed or ZERO not in codes else {NO_TAX: codes[ZERO]}
    return {
        Side.ZOHO: unsaid | {tax.word: codes[tax.percent] for tax in zoho if tax.percent in codes},
        Side.XERO: {tax.word: names[tax.percent] for tax in xero if tax.percent in names},
    }


def theme_book(
    themes: Mapping[str, str], offered: Iterable[str]
) -> Mapping[Side, Mapping[str, str]]:
    """Pair Xero's branding themes (name by id) with what the CRM's pick list offers.

    A theme that is not offered there is said by saying nothing: the CRM would refuse it.
    """
    known = set(offered)
    return {
        Side.ZOHO: {name: one for one, name in themes.items()},
        Side.XERO: {one: name if name in known else "" for one, name in themes.items()},
    }


def rate_book(rates: Iterable[Named]) -> Mapping[Side, Mapping[str, str]]:
    """Call Xero's tax rates by their names in the CRM, where only those for sales may be chosen."""
    rates = list(rates)
    return {
        Side.ZOHO: {one.label: one.word for one in rates if one.sells},
        Side.XERO: {one.word: one.label for one in rates},
    }


def accepted_codes(accounts: Iterable[Named]) -> Mapping[tuple[Side, str], frozenset[str]]:
    """Return the account codes that Xero takes in rows that hold one; none where none is known."""
    codes = frozenset(one.word for one in accounts if one.kind != BANK)
    return dict.fromkeys(((Side.XERO, name) for name in ACCOUNT_ROWS), codes) if codes else {}


def sales_account(accounts: Iterable[tuple[str, str]]) -> str:
    """Return the code that a sale is booked to when nobody has said otherwise; "" for none.

    `accounts`: (code, Xero's type). Xero's charts begin with the general one.
    """
    return _first_of(accounts, ("SALES", "REVENUE"))


def purchase_account(accounts: Iterable[tuple[str, str]]) -> str:
    """Return the code that a purchase is booked to when nobody has said otherwise; "" for none."""
    return _first_of(accounts, ("DIRECTCOSTS", "EXPENSE", "OVERHEADS"))


def _first_of(accounts: Iterable[tuple[str, str]], kinds: Sequence[str]) -> str:
    by_kind = {kind: code for code, kind in sorted(accounts, reverse=True)}
    return next((by_kind[kind] for kind in kinds if kind in by_kind), "")


def _rank(tax: Tax) -> tuple[int, str]:
    return (USUAL.index(tax.word) if tax.word in USUAL else len(USUAL), tax.word)
