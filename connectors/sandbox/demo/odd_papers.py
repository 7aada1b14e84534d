"""The invoices and orders of `ODDITIES`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from connectors.sandbox.demo.cast import Kept, Line, Paper, Patch, Product

Goods = Mapping[str, Product]
BUYER = "Harbour Lights Café"


def invoices(goods: Goods) -> list[Paper]:
    return [*_shared(goods), *_in_crm(goods), *_in_books(goods)]


def _shared(goods: Goods) -> list[Paper]:
    mug, soap, book, seat = (goods[code] for code in ("MUG-01", "SOAP-01", "BOOK-01", "SEAT-01"))
    cent = Line(
        mug, Decimal(1), zoho={"List_Price": "8.33"}, xero={"UnitAmount": "9.99"}
    )  # 9.99 with tax is 8.32 + 1.67; no price net gives it
    rates = (Line(mug, Decimal(7)), Line(seat, Decimal(3)), Line(book, Decimal(2)))
    many = tuple(Line(each, Decimal(2)) for each in list(goods.values())[:30])
    off = (Line(mug, Decimal(12), Decimal("10.20")), Line(soap, Decimal(4), Decimal("2.96")))
    return [
        Paper("BW-2001", BUYER, 12, (cent,), subject="One cent", kind="Inclusive"),
        Paper("BW-2004", "acme", 9, (Line(mug, Decimal(24)),), subject="Gross", kind="Inclusive"),
        Paper("BW-2005", BUYER, 15, off, subject="Discounts"),
        Paper("BW-2006", "Briar Cottage Holidays", 16, rates, subject="Three rates"),
        Paper("BW-2007", BUYER, 20, rates, paid=Decimal("50.00"), subject="Part-paid"),
        Paper("BW-2008", "Hazelmere Spa Hotel", 6, many, "DRAFT", subject="Many lines"),
        Paper(
            "BW-2009",
            BUYER,
            25,
            (Line(soap, Decimal(10)),),
            subject="Cancelled in the CRM",
            zoho={"Status": "Cancelled"},
        ),
        Paper(
            "BW-2014",
            "Björk & Söhne GmbH",
            10,
            rates,
            subject="In euros",
            zoho={"Currency": "EUR", "Exchange_Rate": "1.15"},
            xero={"CurrencyCode": "EUR", "CurrencyRate": 1.15},
        ),
    ]


def _in_crm(goods: Goods) -> list[Paper]:
    one = (Line(goods["LAMP-01"], Decimal(2)),)
    two = (Line(goods["RUG-01"], Decimal(1)),)
    zoho = Kept.ZOHO
    return [
        Paper("BW-2002", BUYER, 8, one, subject="Clash", kept=zoho, key="BW-2002 in the CRM"),
        Paper("BW-2003", BUYER, 7, one, "DRAFT", subject="Twice, one", kept=zoho),
        Paper("BW-2003", "Blue Anchor Inn", 5, two, "DRAFT", subject="Twice, two", kept=zoho,
              key="BW-2003 again"),
        Paper("BW-2010", BUYER, 4, one, subject="Discount of the whole", kept=zoho,
              zoho={"Discount": "10.00"}),
        Paper("BW-2011", BUYER, 4, two, subject="Adjustment", kept=zoho,
              zoho={"Adjustment": "-0.37"}),
        Paper("BW-2015", BUYER, 2, two, subject="In dollars", kept=zoho,
              zoho={"Currency": "USD"}),
        Paper("BW-2012", "", 3, one, "DRAFT", subject="For Nia Pritchard", kept=zoho),
        Paper("BW-2013", "Dunmore Textiles Ltd", 3, two, "DRAFT", subject="Archived", kept=zoho),
    ]  # fmt: skip


def _raw(number: str, age: int, *lines: Patch, **more: object) -> Paper:
    """Describe an invoice of Xero whose lines are as it stands there."""
    patch = {"LineItems": lines, **more}
    return Paper(number, BUYER, age, (), kept=Kept.XERO, subject=number, xero=patch)


def _in_books(goods: Goods) -> list[Paper]:
    lamp = Line(goods["LAMP-01"], Decimal(1))
    sale = {"AccountCode": "200", "TaxType": "OUTPUT2"}
    loose = {"Description": "Styling advice", "Quantity": 3, "UnitAmount": 41.5, **sale}
    beads = {"ItemCode": "BEAD-01", "Quantity": 375}
    third = {"Description": "Set of three", "Quantity": 3, "UnitAmount": 3.33, **sale}
    deleted = Paper("INV-0907", BUYER, 14, (lamp,), "DELETED", kept=Kept.XERO)
    bill = Paper("BW-1003", "Tidewater Print", 18, (), kept=Kept.XERO, key="bill BW-1003",
                 xero={"Type": "ACCPAY", "LineItems": [
                     {"Description": "Flyers", "Quantity": 1, "UnitAmount": 96,
                      "AccountCode": "400", "TaxType": "INPUT2"}]})  # fmt: skip
    clash = Paper("BW-2002", "Blue Anchor Inn", 8, (lamp,), kept=Kept.XERO, subject="Another",
                  key="BW-2002 in Xero")  # fmt: skip
    return [
        _raw("INV-0901", 10, {"Description": "Thank you for your custom."}, loose),
        _raw("INV-0902", 11, loose),
        _raw("INV-0903", 13, {**loose, "TaxType": "NONE"}, LineAmountTypes="NoTax"),
        _raw("INV-0904", 17, {**loose, "ItemCode": "MUG-01", "DiscountRate": 12.5}),
        _raw("INV-0905", 19, beads),
        _raw("INV-0906", 21, third, LineAmountTypes="Inclusive"),
        deleted,
        bill,
        clash,
    ]


def orders(goods: Goods) -> list[Paper]:
    line = (Line(goods["LINEN-01"], Decimal(20)),)
    return [
        Paper("BPO-901", "Bexley Packaging Ltd", 22, line, "DELETED", subject="Deleted in Xero"),
        Paper("BPO-902", "Inkwell Printers Ltd", 33, line, "BILLED", subject="Billed"),
    ]
