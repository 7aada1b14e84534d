"""Pages of invoices as Xero answers them: all the usual fields, three lines each (XERO.md 3, 5)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

PAGE_SIZE = 1000
NAMESPACE = uuid.UUID("6f6e6520-7061-7373-206f-6e6c792e2e2e")
START = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = ("Widget", "Bracket", "Consulting", "Delivery", "Repair", "Hire of a van", "Paint, 5 l")
RATE = Decimal("0.20")
CENT = Decimal("0.01")
_encoder = msgspec.json.Encoder(decimal_format="number")


def page(number: int, count: int) -> bytes:
    """Return page `number`, from 1, of an organisation that has `count` invoices."""
    first = (number - 1) * PAGE_SIZE
    numbers = range(first, min(first + PAGE_SIZE, count))
    return listing([invoice(each) for each in numbers], page=number, count=count)


def listing(elements: list[dict[str, Any]], *, page: int, count: int) -> bytes:
    said = {
        "Id": guid("answer", page),
        "Status": "OK",
        "ProviderName": "Benchmark",
        "DateTimeUTC": "/Date(1789269376195)/",
        "pagination": {
            "page": page,
            "pageSize": PAGE_SIZE,
            "pageCount": -(-count // PAGE_SIZE),
            "itemCount": count,
        },
        "Invoices": elements,
    }
    return _encoder.encode(said)


def guid(kind: str, number: int) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{kind} {number}"))


def invoice(n: int) -> dict[str, Any]:
    lines = [line(n, at) for at in range(3)]
    net = sum((one["LineAmount"] for one in lines), Decimal(0))
    tax = sum((one["TaxAmount"] for one in lines), Decimal(0))
    issued, due = START + timedelta(days=n % 600), START + timedelta(days=n % 600 + 30)
    paid = net + tax if n % 5 == 0 else Decimal("0.00")
    return {
        "Type": "ACCREC",
        "InvoiceID": guid("invoice", n),
        "InvoiceNumber": f"INV-{n:06d}",
        "Reference": f"Order {n * 7 % 10_007}",
        "Payments": [payment(n, paid, issued)] if paid else [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "AmountDue": net + tax - paid,
        "AmountPaid": paid,
        "AmountCredited": Decimal("0.00"),
        "SentToContact": n % 2 == 0,
        "CurrencyRate": Decimal("1.000000"),
        "IsDiscounted": False,
        "HasAttachments": False,
        "InvoiceAddresses": [],
        "HasErrors": False,
        "InvoicePaymentServices": [],
        "Contact": {
            "ContactID": guid("contact", n % 997),
            "Name": f"Customer {n % 997} Ltd",
            "Addresses": [],
            "Phones": [],
            "ContactGroups": [],
            "ContactPersons": [],
            "HasValidationErrors": False,
        },
        "DateString": issued.strftime("%Y-%m-%dT00:00:00"),
        "Date": moment(issued),
        "DueDateString": due.strftime("%Y-%m-%dT00:00:00"),
        "DueDate": moment(due),
        "BrandingThemeID": guid("theme", 1),
        "Status": "PAID" if paid else "AUTHORISED",
        "LineAmountTypes": "Exclusive",
        "LineItems": lines,
        "SubTotal": net,
        "TotalTax": tax,
        "Total": net + tax,
        "UpdatedDateUTC": moment(issued + timedelta(milliseconds=n * 37 % 86_400_000)),
        "UpdatedDateUTCString": issued.strftime("%Y-%m-%dT%H:%M:%S"),
        "CurrencyCode": "GBP",
    }


def line(n: int, at: int) -> dict[str, Any]:
    which = (n + at) % len(WORDS)
    quantity = Decimal(n % 9 + 1).quantize(Decimal("0.0001"))
    price = Decimal(n * 13 % 9_973 + 100 * at + 5).scaleb(-2).quantize(Decimal("0.0001"))
    amount = (quantity * price).quantize(CENT)
    return {
        "ItemCode": f"ITEM-{which:03d}",
        "Description": f"{WORDS[which]} as ordered, job {n} part {at}",
        "UnitAmount": price,
        "TaxType": "OUTPUT2",
        "TaxAmount": (amount * RATE).quantize(CENT),
        "LineAmount": amount,
        "AccountCode": "200",
        "Item": {
            "ItemID": guid("item", which),
            "Name": WORDS[which],
            "Code": f"ITEM-{which:03d}",
        },
        "Tracking": [tracking(n)] if at == 0 else [],
        "Quantity": quantity,
        "LineItemID": guid("line", n * 3 + at),
        "AccountID": guid("account", 200),
        "ValidationErrors": [],
    }


def tracking(n: int) -> dict[str, Any]:
    return {
        "Name": "Region",
        "Option": f"Area {n % 11}",
        "TrackingCategoryID": guid("category", 1),
        "TrackingOptionID": guid("option", n % 11),
    }


def payment(n: int, paid: Decimal, on: datetime) -> dict[str, Any]:
    return {
        "PaymentID": guid("payment", n),
        "Date": moment(on),
        "Amount": paid,
        "CurrencyRate": Decimal("1.000000"),
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def moment(at: datetime) -> str:
    return f"/Date({int(at.timestamp() * 1000)}+0000)/"
