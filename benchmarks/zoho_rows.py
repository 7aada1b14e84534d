"""Accounts as Zoho CRM's COQL answers them: 2,000 at most, in order of id (ZOHO.md 3)."""

from __future__ import annotations

from typing import Any

import msgspec

LIMIT = 2000
FIRST = 5_000_000_000_000_000_000


def answer(after: int, count: int) -> bytes:
    """Return the rows whose id is greater than `after`, of an organisation with `count`."""
    start = max(after - FIRST, 0)
    some = range(start + 1, min(start + LIMIT, count) + 1)
    rows = [account(each) for each in some]
    more = start + len(rows) < count
    return msgspec.json.encode({"data": rows, "info": {"count": len(rows), "more_records": more}})


def account(n: int) -> dict[str, Any]:
    city = f"Town {n % 211}"
    return {
        "id": str(FIRST + n),
        "Modified_Time": f"2026-03-{n % 28 + 1:02d}T{n % 24:02d}:{n % 60:02d}:00+01:00",
        "Account_Name": f"Customer {n} Ltd",
        "Email": f"office@customer{n}.example",
        "Phone": f"+44 20 7946 {n % 10_000:04d}",
        "Fax": None,
        "Website": f"https://customer{n}.example",
        "Tax_Number": f"GB{n % 1_000_000_000:09d}",
        "Billing_Street": f"{n % 300} High Street",
        "Billing_City": city,
        "Billing_State": "Kent",
        "Billing_Code": f"TN{n % 30} {n % 9}AB",
        "Billing_Country": "United Kingdom",
        "Shipping_Street": f"Unit {n % 40}, Mill Lane",
        "Shipping_City": city,
        "Shipping_State": "Kent",
        "Shipping_Code": f"TN{n % 30} {n % 9}AC",
        "Shipping_Country": "United Kingdom",
    }
