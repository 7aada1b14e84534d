"""The nightly comparison: whether linked records come to the same money, counted another way.

It looks at what both vendors were last seen to hold, and knows nothing of plans, bases or rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sync.core.records import Module, Side

ZERO = Decimal(0)


class Wrong(StrEnum):
    """What must not be among records that count as agreed."""

    TOTALS = "totals"  # both sides come to different sums
    CURRENCIES = "currencies"
    MISSING = "missing"  # a link names a record that is not there any more


WORDS = {
    Wrong.TOTALS: ("pair comes to different totals", "pairs come to different totals"),
    Wrong.CURRENCIES: ("pair is in different currencies", "pairs are in different currencies"),
    Wrong.MISSING: ("link names a record that is gone", "links name a record that is gone"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Live records of one side that have module, status, currency and being linked in common.

    `status` and `currency` are the side's own words, "" where it says none.
    """

    side: Side
    module: Module
    status: str
    currency: str
    linked: bool
    records: int
    money: Decimal


@dataclass(frozen=True, slots=True)
class Odd:
    """One linked pair that is wrong. `zoho`, `xero`: what each side says, in words."""

    wrong: Wrong
    module: Module
    title: str
    zoho_id: str
    xero_id: str
    zoho: str
    xero: str


@dataclass(frozen=True, slots=True)
class Line:
    """A side's records of one module, status and currency: all of them, and the linked ones."""

    side: Side
    module: Module
    status: str
    currency: str
    records: int = 0
    money: Decimal = ZERO
    linked: int = 0
    linked_money: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Report:
    """`counts`: how many pairs are wrong in each way; `odd`: some of them."""

    lines: tuple[Line, ...] = ()
    counts: Mapping[Wrong, int] = field(default_factory=dict)
    odd: tuple[Odd, ...] = ()

    @property
    def wrong(self) -> int:
        return sum(self.counts.values())


def compared(groups: Iterable[Group], counts: Mapping[Wrong, int], odd: Sequence[Odd]) -> Report:
    """Gather what was counted. The order of the groups, and how they are cut, is no matter."""
    lines: dict[tuple[Module, Side, str, str], Line] = {}
    for one in groups:
        key = (one.module, one.side, one.currency, one.status)
        known = lines.get(key, Line(one.side, one.module, one.status, one.currency))
        lines[key] = _added(known, one)
    found = {wrong: counts[wrong] for wrong in Wrong if counts.get(wrong)}
    return Report(tuple(lines[key] for key in sorted(lines)), found, tuple(odd))


def gaps(report: Report) -> dict[tuple[Module, str], Decimal]:
    """Return by how much Xero's linked records exceed the CRM's, by module and currency."""
    found: dict[tuple[Module, str], Decimal] = {}
    for line in report.lines:
        key = (line.module, line.currency)
        sign = 1 if line.side is Side.XERO else -1
        found[key] = found.get(key, ZERO) + sign * line.linked_money
    return found


def sentence(report: Report) -> str:
    """Say it to a bookkeeper."""
    if not report.wrong:
        return "All linked records come to the same on both sides."
    said = []
    for wrong, number in report.counts.items():
        one, many = WORDS[wrong]
        said.append(f"{number:,} {one if number == 1 else many}")
    return f"{'; '.join(said)}."


def written(report: Report) -> dict[str, Any]:
    """Return plain JSON that `read` understands."""
    return {
        "lines": [
            [
                line.side.value,
                line.module.value,
                line.status,
                line.currency,
                line.records,
                str(line.money),
                line.linked,
                str(line.linked_money),
            ]
            for line in report.lines
        ],
        "counts": {wrong.value: number for wrong, number in report.counts.items()},
        "odd": [
            [o.wrong.value, o.module.value, o.title, o.zoho_id, o.xero_id, o.zoho, o.xero]
            for o in report.odd
        ],
    }


def read(plain: Mapping[str, Any]) -> Report:
    """Read what `written` wrote."""
    return Report(
        tuple(
            Line(Side(s), Module(m), status, currency, n, Decimal(money), linked, Decimal(less))
            for s, m, status, currency, n, money, linked, less in plain["lines"]
        ),
        {Wrong(wrong): number for wrong, number in plain["counts"].items()},
        tuple(Odd(Wrong(wrong), Module(module), *rest) for wrong, module, *rest in plain["odd"]),
    )


def _added(line: Line, group: Group) -> Line:
    more, money = (group.records, group.money) if group.linked else (0, ZERO)
    return Line(
        line.side,
        line.module,
        line.status,
        line.currency,
        line.records + group.records,
        line.money + group.money,
        line.linked + more,
        line.linked_money + money,
    )
