"""The lines of a document: defaults from items and accounts, and their sums (XERO.md 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from connectors.sandbox.xero import chart
from connectors.sandbox.xero.books import Books
from connectors.sandbox.xero.money import ZERO, kept, line_amount, line_tax, number, rounded
from connectors.sandbox.xero.refused import Complaints
from connectors.sandbox.xero.wire import Record

PLAIN = ("Description", "ItemCode", "AccountCode", "TaxType", "Tracking")
NUMBERS = ("Quantity", "UnitAmount", "LineAmount", "TaxAmount", "DiscountRate", "DiscountAmount")
KEPT_NUMBERS = ("Quantity", "UnitAmount", "DiscountRate", "DiscountAmount")
TRACKINGS = 2


@dataclass(frozen=True, slots=True)
class Paper:
    """What the lines need to know of the document they stand on."""

    types: str  # LineAmountTypes
    sale: bool
    approved: bool
    discounts: bool
    unitdp: int


def built(
    books: Books, sent: Iterable[Record], old: Iterable[Record], paper: Paper, wrong: Complaints
) -> list[Record]:
    """Build the lines anew: those not listed are gone, those without an id are new (XERO.md 4)."""
    known = {line["LineItemID"]: line for line in old}
    return [_line(books, row, known, paper, wrong) for row in sent]


def check_approved(rows: Iterable[Record], wrong: Complaints) -> None:
    """Complain of what a draft's lines may lack and an approved document's may not."""
    for line in rows:
        if "Quantity" in line:
            wrong.unless(line.get("AccountCode"), "Account code or ID must be specified")
            wrong.unless(line.get("Description"), "Description must be specified")


def _line(
    books: Books, sent: Record, known: dict[str, Record], paper: Paper, wrong: Complaints
) -> Record:
    old = known.get(str(sent.get("LineItemID") or "").lower())
    numbers = _numbers(sent, old or {}, wrong)
    line = {**(old or {}), **{name: sent[name] for name in PLAIN if sent.get(name) is not None}}
    line["LineItemID"] = old["LineItemID"] if old else books.new_id()
    line.setdefault("Tracking", [])
    _take_from_item(books, line, numbers, paper, wrong)
    _take_account(books, line, sent)
    if _is_text_only(line, numbers):
        return {**line, "LineAmount": 0.0, "TaxAmount": 0.0}
    _check(books, line, paper, wrong)
    _reckon(books, line, numbers, paper, wrong)
    if paper.approved:
        check_approved((line,), wrong)
    return line


def _numbers(sent: Record, old: Record, wrong: Complaints) -> dict[str, Decimal]:
    """Read the numbers; of an old line those that are not worked out stay (XERO.md 4)."""
    rows: dict[str, Any] = {name: old[name] for name in KEPT_NUMBERS if name in old}
    rows |= {name: sent[name] for name in NUMBERS if sent.get(name) is not None}
    found: dict[str, Decimal] = {}
    for name, value in rows.items():
        try:
            found[name] = number(value)
        except ValueError:
            wrong.messages.append(f"The {name} of a line must be a number.")
    return found


def _take_from_item(
    books: Books, line: Record, numbers: dict[str, Decimal], paper: Paper, wrong: Complaints
) -> None:
    """Fill what was left out from the item's sales or purchase details."""
    code = str(line.get("ItemCode") or "")
    if not code:
        return
    item = books.items.one_called("code", code.lower())
    wrong.unless(item, f"Item code '{code}' is not valid")
    if item is None:
        return
    line["ItemCode"] = item["Code"]
    details = item["SalesDetails" if paper.sale else "PurchaseDetails"]
    text = item.get("Description" if paper.sale else "PurchaseDescription")
    for name, value in (*details.items(), ("Description", text or item.get("Name"))):
        if name in {"Description", "AccountCode", "TaxType"} and not line.get(name) and value:
            line[name] = value
    if not {"UnitAmount", "LineAmount"} & set(numbers) and "UnitPrice" in details:
        numbers["UnitAmount"] = number(details["UnitPrice"])


def _take_account(books: Books, line: Record, sent: Record) -> None:
    if sent.get("AccountID") and not sent.get("AccountCode"):
        named = books.accounts.get(str(sent["AccountID"]).lower())
        line["AccountCode"] = named["Code"] if named else str(sent["AccountID"])


def _is_text_only(line: Record, numbers: dict[str, Decimal]) -> bool:
    amounts = {"Quantity", "UnitAmount", "LineAmount"} & set(numbers)
    return bool(line.get("Description")) and not amounts and not line.get("AccountCode")


def _check(books: Books, line: Record, paper: Paper, wrong: Complaints) -> None:
    """Check account and tax, and take the tax from the account where none was sent."""
    code = line.get("AccountCode")
    account = books.account(code) if code else None
    if code:
        fits = chart.check_account(account, code, wrong)
        account = account if fits else None
    if paper.types == "NoTax":
        line["TaxType"] = "NONE"
    elif not line.get("TaxType") and account:
        line["TaxType"] = account["TaxType"]
    tax = line.get("TaxType")
    if tax:
        chart.check_tax(books.tax_rates.get(tax), tax, account, wrong)
    wrong.unless(
        len(line["Tracking"]) <= TRACKINGS, f"A line can have {TRACKINGS} tracking categories."
    )


def _reckon(
    books: Books, line: Record, numbers: dict[str, Decimal], paper: Paper, wrong: Complaints
) -> None:
    rate, off = numbers.get("DiscountRate", ZERO), numbers.get("DiscountAmount", ZERO)
    wrong.unless(
        paper.discounts or not (rate or off),
        "Discounts are not supported on this type of document.",
    )
    quantity, unit = _missing_worked_out(numbers, paper.unitdp)
    amount = line_amount(quantity, unit, rate, off)
    given = numbers.get("LineAmount")
    if given is not None and {"Quantity", "UnitAmount"} <= set(numbers):
        wrong.unless(
            given == amount,
            f"The line total {given} does not match the expected line total {amount}",
        )
    elif given is not None:
        amount = rounded(given)
    found = books.tax_rates.get(line.get("TaxType"))
    percent = number(found["EffectiveRate"]) if found else ZERO
    tax = numbers.get("TaxAmount", line_tax(amount, percent, paper.types))
    line |= {"Quantity": kept(quantity, 4), "UnitAmount": kept(unit, 4)}
    line |= {"LineAmount": kept(amount), "TaxAmount": kept(tax)}
    line |= {
        name: kept(numbers[name], 4)
        for name in ("DiscountRate", "DiscountAmount")
        if name in numbers
    }


def _missing_worked_out(numbers: dict[str, Decimal], unitdp: int) -> tuple[Decimal, Decimal]:
    """Return quantity and unit amount; either may follow from LineAmount (the field list).

    The unit amount is rounded before any arithmetic (XERO.md 4, unitdp).
    """
    given = numbers.get("LineAmount", ZERO)
    quantity, unit = numbers.get("Quantity"), numbers.get("UnitAmount")
    if unit is None:
        quantity = Decimal(1) if quantity is None else quantity
        return quantity, rounded(given / quantity, unitdp) if quantity else ZERO
    unit = rounded(unit, unitdp)
    if quantity is None:
        quantity = rounded(given / unit, 4) if given and unit else Decimal(1)
    return quantity, unit
