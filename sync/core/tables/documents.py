"""What documents have in common: rows, lines, and Xero's three ways to state amounts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from sync.core.codecs import DATE, DISCOUNT, MONEY, NAME, OPAQUE, PRICE, QUANTITY, RATE, TEXT
from sync.core.entered import AS_READ, ENTERED, LINE_AMOUNT, NET, entered, said_by_xero
from sync.core.records import Module, Payload, Side
from sync.core.table import Row, Spot
from sync.core.tables.spots import day, inside, key, lookup, subform, unread, xero

BOTH = frozenset(Side)
NONE: Mapping[Side, tuple[str, ...]] = {}
CENT = Decimal("0.01")
ZERO = Decimal(0)
NO_TAX = "NONE"  # Xero's TaxType for no tax
MONEY_FIELDS = ("Quantity", "UnitAmount", "LineAmount", "TaxAmount", "DiscountAmount")


def is_gone(payload: Payload) -> bool:
    return payload.get("Status") == "DELETED"


def subject() -> Row:
    return Row(
        "subject",
        "Subject",
        zoho=key("Subject"),
        xero=xero("Reference"),
        codec=NAME,
        required=frozenset({Side.ZOHO}),
        limit={Side.ZOHO: 300, Side.XERO: 255},
        or_else="number",
    )


def party(name: str, zoho: str, of: Module, lends: Mapping[Side, tuple[str, ...]] = NONE) -> Row:
    """Build the row of the company that a document is for: Zoho's lookup of that name."""
    return Row(
        name,
        name.capitalize(),
        zoho=lookup(zoho),
        xero=inside("Contact", "ContactID"),
        ref=of,
        required=BOTH,
        lends=lends,
    )


def dated(name: str, label: str, zoho: str, xero_day: str) -> Row:
    """Build the row of a plain date: Zoho's field and Xero's of these names."""
    return Row(name, label, zoho=key(zoho), xero=day(xero_day), codec=DATE)


def due(zoho: str, xero_day: str) -> Row:
    """Build the row of the day something is due, which the CRM may leave open.

    Xero approves nothing without one (XERO.md 5 [U]: an approval has always sent it).
    """
    return dated("due_date", "Due date", zoho, xero_day)


NEEDS_A_DATE = {Side.XERO: {"AUTHORISED": "due_date"}}


def currency_rows() -> tuple[Row, Row]:
    """Build the rows of a document's currency, and of its rate; a CRM of one has neither."""
    return (
        Row(
            "currency",
            "Currency",
            zoho=key("Currency"),
            xero=xero("CurrencyCode"),
            codec=NAME,
            optional=True,
        ),
        Row(
            "rate",
            "Exchange rate",
            zoho=key("Exchange_Rate"),
            xero=key("CurrencyRate"),
            codec=RATE,
            optional=True,
        ),
    )


def status(book: str) -> Row:
    return Row("status", "Status", zoho=key("Status"), xero=key("Status"), book=book)


def line_items(zoho: str, book: str, lent: str) -> Row:
    """Build the row that holds the lines: Zoho's subform of that name; the rest as `line_rows`."""
    return Row(
        "lines",
        "Lines",
        zoho=subform(zoho),
        xero=key("LineItems"),
        required=BOTH,
        lines=line_rows(book, lent),
    )


def amount_rows() -> tuple[Row, ...]:
    """Build the rows that make up a document's amount, and that of the total they come to."""
    return (
        Row("kind", "Amounts are", xero=key("LineAmountTypes")),
        Row("discount", "Discount", zoho=key("Discount"), codec=MONEY),
        Row("adjustment", "Adjustment", zoho=key("Adjustment"), codec=MONEY),
        Row(
            "total",
            "Total",
            zoho=key("Grand_Total"),
            xero=key("Total"),
            codec=MONEY,
            read_only=BOTH,
        ),
    )


def number(raw: object) -> Decimal:
    return ZERO if raw is None or raw == "" else Decimal(str(raw))


def _taxes() -> Spot:
    """Build the spot for a Zoho line's taxes by name; several read as "one + other"."""

    def get(payload: Payload) -> object:
        found = payload.get("Line_Tax")
        taxes = found if isinstance(found, list) else ()
        return " + ".join(str(tax.get("name")) for tax in taxes)

    def put(payload: dict[str, object], value: object) -> None:
        payload["Line_Tax"] = [{"name": value}] if value else []

    return Spot(get, put, ("Line_Tax",))


def _discount() -> Spot:
    """Build the spot for a Xero line's discount as an amount, also where it is a percentage.

    Xero rounds what is left, not what is taken off: 10 % off 10.05 leaves 9.05 (XERO.md 5).
    """

    def get(payload: Payload) -> object:
        amount = payload.get("DiscountAmount")
        rate = payload.get("DiscountRate")
        if amount or not rate:
            return amount
        gross = number(payload.get("Quantity")) * number(payload.get("UnitAmount"))
        left = (gross - gross * number(rate) / 100).quantize(CENT, ROUND_HALF_UP)
        return gross.quantize(CENT, ROUND_HALF_UP) - left

    def put(payload: dict[str, object], value: object) -> None:
        payload["DiscountAmount"] = value
        if payload.get("LineItemID"):
            payload["DiscountRate"] = 0  # which the line may have, and the amount replaces

    return Spot(get, put, ("DiscountAmount", "DiscountRate"), blank=0)


def _entered() -> Spot:
    """Build the spot for a line's amounts as they stand in Xero, which then says them again.

    Worked out from the net price, a tax-inclusive one, a percentage or a tax that somebody
    corrected would come back a cent off. Comes after the rows that it speaks for.
    """

    def get(payload: Payload) -> object:
        return payload.get(AS_READ) or said_by_xero(payload, net=True)

    def put(payload: dict[str, object], value: object) -> None:
        said = entered(value)
        payload.update({name: said[name] for name in said if name != LINE_AMOUNT})
        if "DiscountRate" in said:
            payload.pop("DiscountAmount", None)

    return Spot(get, put, ("UnitAmount", *NET))


SALES, PURCHASES = ("tax", "sales_account"), ("purchase_tax", "purchase_account")


def _beside() -> tuple[Row, ...]:
    """Build the rows of a line that only one side has."""
    return (
        # What decides their order (ZOHO.md 7); where it is not taken, the order stays as it was.
        Row("place", "Place", zoho=unread("Sequence_Number"), counts=True),
        Row("tracking", "Tracking", xero=key("Tracking"), codec=OPAQUE),
        Row(ENTERED, "Amounts as Xero has them", xero=_entered(), codec=OPAQUE),
    )


def line_rows(book: str, lent: str) -> tuple[Row, ...]:
    """Build the rows of a document's lines.

    `book`: of the taxes; `lent`: the row of an item's account. A kept line is sent with all that
    Xero holds of it: what is left out would be lost.
    """
    return (
        Row("id", "Line", zoho=key("id"), xero=key("LineItemID"), read_only=frozenset(Side)),
        Row(
            "item",
            "Product",
            zoho=lookup("Product_Name"),
            xero=xero("ItemCode"),
            ref=Module.PRODUCTS,
            required=frozenset({Side.ZOHO}),
        ),
        Row(
            "description",
            "Description",
            zoho=key("Description"),
            xero=xero("Description"),
            codec=TEXT,
            limit={Side.ZOHO: 2000, Side.XERO: 4000},
            # Xero takes no line without one, and fills it in only where the item has one.
            lent_by=("item", "name"),
            lent_on=frozenset({Side.XERO}),
        ),
        Row("quantity", "Quantity", zoho=key("Quantity"), xero=key("Quantity"), codec=QUANTITY),
        Row(
            "price",
            "Unit price",
            zoho=key("List_Price"),
            xero=key("UnitAmount"),
            codec=PRICE,
            places={Side.ZOHO: 2},  # what is lost of it goes to the document's adjustment
        ),
        Row(
            "discount", "Discount", zoho=key("Discount", blank=0), xero=_discount(), codec=DISCOUNT
        ),
        Row("tax", "Tax", zoho=_taxes(), xero=key("TaxType", blank=NO_TAX), codec=NAME, book=book),
        Row(
            "account",
            "Account code",
            xero=xero("AccountCode"),
            lent_by=("item", lent),
        ),
        *_beside(),
    )


def net(payload: Payload) -> Payload:
    """Return a Xero document with its amounts net of tax, which is how the CRM states them."""
    lines = payload.get("LineItems")
    if payload.get("LineAmountTypes") != "Inclusive" or not isinstance(lines, list):
        return payload
    return {**payload, "LineItems": [_net_line(line) for line in lines]}


def _net_line(line: Mapping[str, object]) -> Payload:
    """Take the tax out of a line: unit price to four places, the discount to the cent."""
    quantity, unit, gross, tax, _ = (number(line.get(name)) for name in MONEY_FIELDS)
    if not gross or not quantity:
        return line
    share = (gross - tax) / gross
    discount = (quantity * unit - gross) * share
    discount = discount.quantize(CENT, ROUND_HALF_UP)
    price = (gross - tax + discount) / quantity
    return {
        **line,
        "UnitAmount": price,
        "DiscountAmount": discount if discount > 0 else None,
        "DiscountRate": None,
        AS_READ: said_by_xero(line),
    }
