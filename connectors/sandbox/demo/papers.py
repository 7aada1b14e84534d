"""Brightwater's ordinary invoices and orders: those on both sides are equal to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from connectors.sandbox.demo.cast import Company, Kept, Line, Paper, Product, draw, one_of

SUBJECTS = (
    "Spring order", "Shop refit", "Table settings", "Guest rooms", "Weekly top-up", "Gift shop",
    "Opening stock", "Replacement", "Autumn range", "Event hire",
)  # fmt: skip
SHARED_INVOICES, LONE_INVOICES = 78, 30
SHARED_ORDERS, LONE_ORDERS = 18, 10
YOUNG_STATES = ("DRAFT", "SUBMITTED", "AUTHORISED")
OLDER_STATES = ("PAID", "PAID", "AUTHORISED", "PAID", "PAID", "VOIDED", "PAID", "AUTHORISED")
ORDER_STATES = ("DRAFT", "SUBMITTED", "AUTHORISED", "BILLED")


def lines_for(number: str, goods: Sequence[Product], *, discounts: bool) -> tuple[Line, ...]:
    """Choose one to four products, each once, in believable quantities."""
    start, step = draw(len(goods), number), 1 + draw(5, number, "step")
    chosen = [goods[(start + at * step) % len(goods)] for at in range(1 + draw(4, number, "lines"))]
    return tuple(_line(number, product, discounts=discounts) for product in chosen)


def _line(number: str, product: Product, *, discounts: bool) -> Line:
    hourly = product.code.startswith("WORK")
    quantity = Decimal(1 + draw(12, number, product.code)) * (Decimal("0.5") if hourly else 1)
    tenth = (quantity * product.price / 10).quantize(Decimal("0.01"))
    off = tenth if discounts and not draw(8, number, product.code, "off") else Decimal(0)
    return Line(product, quantity, off)


def invoices(customers: Iterable[Company], goods: Mapping[str, Product]) -> Iterator[Paper]:
    """Yield them oldest first, as their numbers are."""
    buyers = [each for each in customers if each.domain]
    for at in range(SHARED_INVOICES):
        number = f"BW-{1001 + at}"
        yield _invoice(number, Kept.BOTH, buyers, goods, age=3 + 5 * (SHARED_INVOICES - at))
    for at in range(LONE_INVOICES):
        age = 2 + 11 * (LONE_INVOICES - at)
        yield _invoice(f"BW-{1201 + at}", Kept.ZOHO, buyers, goods, age=age)
        yield _invoice(f"INV-{1 + at:04d}", Kept.XERO, buyers, goods, age=age + 1)


def _invoice(
    number: str,
    kept: Kept,
    buyers: Sequence[Company],
    goods: Mapping[str, Product],
    *,
    age: int,
) -> Paper:
    theirs = [each for each in buyers if _has(each.kept, kept)]
    inclusive = not draw(7, number, "inclusive")
    usable = [each for each in goods.values() if _has(each.kept, kept)]
    if inclusive:  # only where net and gross prices both come out even: see the tests
        usable = [each for each in usable if each.percent == 20]
    state = one_of(YOUNG_STATES if age < 60 else OLDER_STATES, number, "state")
    return Paper(
        number,
        one_of(theirs, number, "buyer").key,
        age,
        lines_for(number, usable, discounts=not inclusive),
        state,
        subject=f"{one_of(SUBJECTS, number)} {number[-4:]}",
        term=one_of((14, 30, 30, 60), number, "term"),
        kept=kept,
        kind="Inclusive" if inclusive else "Exclusive",
    )


def _has(where: Kept, wanted: Kept) -> bool:
    """Tell whether what is kept `where` can be named by a document that is kept as `wanted`."""
    return where in (Kept.BOTH, wanted)


def orders(suppliers: Iterable[Company], goods: Mapping[str, Product]) -> Iterator[Paper]:
    sellers = list(suppliers)
    for at in range(SHARED_ORDERS):
        yield _order(f"BPO-{101 + at}", Kept.BOTH, sellers, goods, age=4 + 16 * at)
    for at in range(LONE_ORDERS):
        yield _order(f"BPO-{201 + at}", Kept.ZOHO, sellers, goods, age=6 + 20 * at)
        yield _order(f"PO-{1 + at:04d}", Kept.XERO, sellers, goods, age=7 + 20 * at)


def _order(
    number: str,
    kept: Kept,
    sellers: Sequence[Company],
    goods: Mapping[str, Product],
    *,
    age: int,
) -> Paper:
    usable = [each for each in goods.values() if _has(each.kept, kept)]
    return Paper(
        number,
        one_of([each for each in sellers if _has(each.kept, kept)], number, "seller").key,
        age,
        lines_for(number, usable, discounts=False),
        one_of(ORDER_STATES, number, "state"),
        subject=f"{one_of(SUBJECTS, number)} {number[-3:]}",
        kept=kept,
    )
