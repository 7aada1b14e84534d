"""A small world for the core's tests: one account, two products, one invoice, all linked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sync.core.records import Base, Fields, Linked, Module, Observation, Side
from sync.core.states import DEFAULT_BOOKS
from sync.core.tables.accounts import ACCOUNTS
from sync.core.tables.invoices import INVOICES
from sync.core.tables.products import PRODUCTS
from sync.core.verdicts import Lexicon, Rules

ZOHO, XERO = Side.ZOHO, Side.XERO
PAIRS = [
    (Module.ACCOUNTS, "za", "xa"),
    (Module.PRODUCTS, "zp", "AB-1"),
    (Module.PRODUCTS, "zq", "AB-2"),
]
LINKS = {(module, ZOHO, zoho): xero for module, zoho, xero in PAIRS} | {
    (module, XERO, xero): zoho for module, zoho, xero in PAIRS
}
LEXICON = Lexicon(
    links=LINKS,
    books={
        **DEFAULT_BOOKS,
        "tax": {ZOHO: {"VAT": "OUTPUT2"}, XERO: {"OUTPUT2": "VAT", "CAPEX": "VAT"}},
    },
    rates={ZOHO: {"VAT": Decimal(15)}, XERO: {"OUTPUT2": Decimal(15), "CAPEX": Decimal(15)}},
    defaults={XERO: {"lines.account": "200", "sales_account": "201"}, ZOHO: {"lines.item": "zz"}},
)
RULES = Rules(lexicon=LEXICON)


def d(number: str) -> Decimal:
    return Decimal(number)


def zoho_line(line_id: str | None = "zl1", **but: Any) -> dict[str, Any]:
    line = {
        "id": line_id,
        "item": "zp",
        "description": "Thing",
        "quantity": d("2.0000"),
        "price": d("50.0000"),
        "discount": None,
        "tax": "VAT",
    }
    return line | but


def xero_line(line_id: str | None = "xl1", **but: Any) -> dict[str, Any]:
    own = {"item": "AB-1", "tax": "OUTPUT2", "account": "200", "tracking": None}
    return zoho_line(line_id) | own | but


def zoho_invoice(**but: Any) -> dict[str, Any]:
    fields = {
        "number": "INV-1",
        "subject": "Works",
        "account": "za",
        "date": date(2026, 9, 14),
        "due_date": date(2026, 10, 14),
        "currency": "NZD",
        "rate": d("1.000000"),
        "status": "Approved",
        "lines": (zoho_line(),),
        "discount": None,
        "adjustment": None,
        "total": d("115.00"),
        "paid": d("0.00"),
        "due": d("115.00"),
    }
    return fields | but


def xero_invoice(**but: Any) -> dict[str, Any]:
    fields = zoho_invoice() | {"account": "xa", "status": "AUTHORISED", "lines": (xero_line(),)}
    fields |= {"kind": "Exclusive"}
    return {name: fields[name] for name in fields if name not in ("discount", "adjustment")} | but


def account(**but: Any) -> dict[str, Any]:
    fields: dict[str, Any] = dict.fromkeys(row.name for row in ACCOUNTS.rows if row.carried)
    return fields | {"name": "Acme Ltd", "email": "a@acme.test", "phone": "09 1"} | but


def product(**but: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"code": "AB-1", "name": "Thing", "description": None}
    return fields | {"price": d("50.0000")} | but


def seen(record_id: str, fields: Fields | None, **but: Any) -> Observation:
    return Observation(record_id, "v1", fields, **but)


def linked(zoho: Fields | None, xero: Fields | None, base: Base | None) -> Linked:
    return Linked(seen("z", zoho), seen("x", xero), base)


def agreed(zoho: Fields, xero: Fields) -> Mapping[Side, Fields]:
    return {ZOHO: zoho, XERO: xero}


__all__ = ["ACCOUNTS", "INVOICES", "PRODUCTS"]
