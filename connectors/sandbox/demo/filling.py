"""Fill both vendors with Brightwater's records, through the vendors' own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from connectors.sandbox.demo import (
    companies,
    goods,
    odd_companies,
    odd_goods,
    odd_papers,
    papers,
    people,
)
from connectors.sandbox.demo.cast import Company, Kept, Paper, Person, Product
from connectors.sandbox.demo.in_xero import InXero
from connectors.sandbox.demo.in_zoho import InZoho
from connectors.sandbox.xero import Organisation
from connectors.sandbox.zoho import Org

Thing = TypeVar("Thing", Company, Person, Product, Paper)


@dataclass(frozen=True, slots=True)
class Script:
    """All that is to be written, in any order."""

    customers: tuple[Company, ...]
    suppliers: tuple[Company, ...]
    people: tuple[Person, ...]
    products: tuple[Product, ...]
    invoices: tuple[Paper, ...]
    orders: tuple[Paper, ...]


def script() -> Script:
    plain, sellers = companies.customers(), companies.suppliers()
    wares = goods.products()
    known = goods.by_code(wares)
    staff = people.staff(each for each in plain if each.key != "Hazelmere Spa Hotel")
    return Script(
        customers=(*plain, *odd_companies.customers()),
        suppliers=(*sellers, *odd_companies.suppliers()),
        people=(*staff, *odd_companies.people()),
        products=(*wares, *odd_goods.products()),
        invoices=(*papers.invoices(plain, known), *odd_papers.invoices(known)),
        orders=(*papers.orders(sellers, known), *odd_papers.orders(known)),
    )


def fill(zoho: Org, xero: Organisation, *, now: datetime) -> None:
    """Write everything; dates count back from `now`. The books end up locked as of `lock_date`."""
    written = script()
    _fill_zoho(InZoho(zoho, now), written)
    _fill_xero(InXero(xero, now), written)
    xero.lock_until(lock_date(now.date()))


def lock_date(today: date) -> str:
    """Return the last day of the month four months ago."""
    day = today.replace(day=1)
    for _ in range(3):
        day = (day - timedelta(days=1)).replace(day=1)
    return (day - timedelta(days=1)).isoformat()


def _fill_zoho(side: InZoho, written: Script) -> None:
    _write(written.customers, Kept.ZOHO, side.account)
    _write(written.suppliers, Kept.ZOHO, side.vendor)
    _write(written.people, Kept.ZOHO, side.person)
    _write(written.products, Kept.ZOHO, side.product)
    _write(written.invoices, Kept.ZOHO, side.invoice)
    _write(written.orders, Kept.ZOHO, side.order)


def _fill_xero(side: InXero, written: Script) -> None:
    def company(each: Company) -> None:
        side.contact(each, people.persons_of(each, written.people))

    on_their_own = [person for person in written.people if not person.company]
    _write((*written.customers, *written.suppliers), Kept.XERO, company)
    _write(on_their_own, Kept.XERO, side.person)
    _write(written.products, Kept.XERO, side.item)
    _write(written.invoices, Kept.XERO, side.invoice)
    _write(written.orders, Kept.XERO, side.order)
    for each in written.customers:
        if each.archived and each.kept is Kept.BOTH:
            side.archive(each)


def _write(things: Iterable[Thing], side: Kept, write: Callable[[Thing], None]) -> None:
    for thing in things:
        if thing.kept in (Kept.BOTH, side):
            write(thing)
