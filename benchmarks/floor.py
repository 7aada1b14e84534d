"""The least that 'read and stored' can cost: no product, no framework, a dozen fields."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec
import psycopg
import urllib3

from benchmarks.measure import Spent, spending

TABLE = """
DROP TABLE IF EXISTS floor;
CREATE TABLE floor (
  id text PRIMARY KEY, number text, status text, total numeric, updated text, hash text
);
"""
STAGING = "CREATE TEMPORARY TABLE staging (LIKE floor) ON COMMIT DELETE ROWS"
MERGE = """
INSERT INTO floor SELECT * FROM staging
ON CONFLICT (id) DO UPDATE
SET number = excluded.number, status = excluded.status, total = excluded.total,
    updated = excluded.updated, hash = excluded.hash
WHERE floor.hash <> excluded.hash
"""


class Line(msgspec.Struct):
    LineItemID: str
    Quantity: Decimal
    UnitAmount: Decimal
    TaxType: str
    ItemCode: str | None = None
    Description: str | None = None
    AccountCode: str | None = None
    DiscountAmount: Decimal | None = None


class Contact(msgspec.Struct):
    ContactID: str


class Invoice(msgspec.Struct):
    InvoiceID: str
    Type: str
    InvoiceNumber: str
    Reference: str
    Status: str
    Contact: Contact
    DateString: str
    DueDateString: str
    CurrencyCode: str
    CurrencyRate: Decimal
    LineAmountTypes: str
    LineItems: list[Line]
    Total: Decimal
    AmountPaid: Decimal
    AmountDue: Decimal
    UpdatedDateUTC: str


class Page(msgspec.Struct):
    Invoices: list[Invoice]


DECODER = msgspec.json.Decoder(Page)
ENCODER = msgspec.json.Encoder()


def fetch_invoices(url: str, count: int) -> Spent:
    """Read, map by hand, hash and store."""
    return _fetched(url, count, in_own_words)


def fetch_unmapped(url: str, count: int) -> Spent:
    """Do the same without the mapping."""
    return _fetched(url, count, as_sent)


def _fetched(url: str, count: int, said: Callable[[Invoice], object]) -> Spent:
    spent = Spent()
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(TABLE)
        connection.execute(STAGING)
        connection.commit()
        _fetch(connection, _pages(url, 1000, Spent()), said)
        connection.execute("TRUNCATE floor")
        connection.commit()
        with spending(spent):
            _fetch(connection, _pages(url, count, spent), said)
        (stored,) = connection.execute("SELECT count(*) FROM floor").fetchone() or (0,)
    if stored != count:
        raise RuntimeError(f"{stored} rows instead of {count}")
    return spent


def _fetch(
    connection: psycopg.Connection[Any], pages: Iterable[Page], said: Callable[[Invoice], object]
) -> None:
    for page in pages:
        with connection.cursor() as cursor:
            with cursor.copy("COPY staging FROM STDIN") as copy:
                for invoice in page.Invoices:
                    copy.write_row(_row(invoice, said(invoice)))
            cursor.execute(MERGE)
        connection.commit()


def _row(invoice: Invoice, said: object) -> tuple[object, ...]:
    return (
        invoice.InvoiceID,
        invoice.InvoiceNumber,
        invoice.Status,
        invoice.Total,
        invoice.UpdatedDateUTC,
        hashlib.blake2b(ENCODER.encode(said), digest_size=12).hexdigest(),
    )


def as_sent(invoice: Invoice) -> object:
    return invoice


def in_own_words(invoice: Invoice) -> object:
    """Map by hand: fields under names of our own, nothing cleaned, nothing checked."""
    return {
        "number": invoice.InvoiceNumber,
        "subject": invoice.Reference,
        "account": invoice.Contact.ContactID,
        "date": invoice.DateString[:10],
        "due_date": invoice.DueDateString[:10],
        "currency": invoice.CurrencyCode,
        "rate": invoice.CurrencyRate,
        "status": invoice.Status,
        "kind": invoice.LineAmountTypes,
        "total": invoice.Total,
        "paid": invoice.AmountPaid,
        "due": invoice.AmountDue,
        "lines": [
            {
                "id": line.LineItemID,
                "item": line.ItemCode,
                "description": line.Description,
                "quantity": line.Quantity,
                "price": line.UnitAmount,
                "discount": line.DiscountAmount,
                "tax": line.TaxType,
                "account": line.AccountCode,
            }
            for line in invoice.LineItems
        ],
    }


def _pages(url: str, count: int, spent: Spent) -> Iterator[Page]:
    pool = urllib3.PoolManager()
    for number in range(1, count // 1000 + 1):
        answer = pool.request(
            "GET",
            f"{url}/{count}/api.xro/2.0/Invoices?page={number}&pageSize=1000",
            headers={"Accept": "application/json", "Accept-Encoding": "gzip"},
        )
        spent.calls += 1
        yield DECODER.decode(answer.data)


class Account(msgspec.Struct):
    id: str
    Modified_Time: str
    Account_Name: str | None = None
    Email: str | None = None
    Phone: str | None = None
    Website: str | None = None
    Tax_Number: str | None = None
    Billing_Street: str | None = None
    Billing_City: str | None = None
    Billing_State: str | None = None
    Billing_Code: str | None = None
    Billing_Country: str | None = None


class More(msgspec.Struct):
    more_records: bool


class Answer(msgspec.Struct):
    data: list[Account]
    info: More


ACCOUNTS = msgspec.json.Decoder(Answer)
COLUMNS = ", ".join(Account.__struct_fields__)


def read_accounts(url: str, count: int) -> Spent:
    spent = Spent()
    _read_accounts(f"{url}/1000", Spent())
    with spending(spent):
        found = _read_accounts(f"{url}/{count}", spent)
    if found != count:
        raise RuntimeError(f"{found} records instead of {count}")
    return spent


def _read_accounts(url: str, spent: Spent) -> int:
    pool = urllib3.PoolManager()
    found, last, more = 0, "0", True
    while more:
        query = f"select {COLUMNS} from Accounts where id > {last} order by id asc limit 2000"  # noqa: S608 - COQL
        answer = pool.request(
            "POST",
            f"{url}/crm/v8/coql",
            body=msgspec.json.encode({"select_query": query}),
            headers={"Accept-Encoding": "gzip", "Content-Type": "application/json"},
        )
        spent.calls += 1
        page = ACCOUNTS.decode(answer.data)
        found, last, more = found + len(page.data), page.data[-1].id, page.info.more_records
    return found
