"""What Brightwater's books are made of, before either vendor has its say."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias, TypeVar

Patch: TypeAlias = Mapping[str, Any]
Some = TypeVar("Some")


class Kept(Enum):
    """Where a thing is kept."""

    BOTH = "both"
    ZOHO = "zoho"
    XERO = "xero"

    @property
    def in_zoho(self) -> bool:
        return self is not Kept.XERO

    @property
    def in_xero(self) -> bool:
        return self is not Kept.ZOHO


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    county: str
    code: str  # what its post codes begin with
    dial: str


@dataclass(frozen=True, slots=True)
class Company:
    """A customer or a supplier. `zoho` and `xero` are laid over what its side would hold."""

    key: str  # unique here; its name unless one side says otherwise
    town: Town
    domain: str = ""  # none: nobody knows an e-mail address
    kept: Kept = Kept.BOTH
    zoho: Patch = field(default_factory=dict)
    xero: Patch = field(default_factory=dict)
    archived: bool = False  # in Xero


@dataclass(frozen=True, slots=True)
class Person:
    first: str
    last: str
    company: str = ""  # the key of one; none: a customer in their own name
    email: str = ""
    kept: Kept = Kept.BOTH


@dataclass(frozen=True, slots=True)
class Product:
    code: str
    name: str
    price: Decimal  # net, for one
    percent: int = 20  # of VAT
    text: str = ""
    kept: Kept = Kept.BOTH
    zoho: Patch = field(default_factory=dict)
    xero: Patch = field(default_factory=dict)
    key: str = ""  # where the code alone does not tell two apart

    @property
    def called(self) -> str:
        return self.key or self.code


@dataclass(frozen=True, slots=True)
class Line:
    product: Product
    quantity: Decimal
    discount: Decimal = Decimal(0)  # a sum, net
    zoho: Patch = field(default_factory=dict)
    xero: Patch = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice or a purchase order."""

    number: str
    company: str  # the key of one
    age: int  # days before today
    lines: tuple[Line, ...]
    state: str = "AUTHORISED"  # in Xero's words
    paid: Decimal | None = None  # a part; PAID pays all
    subject: str = ""
    term: int = 30  # days
    kept: Kept = Kept.BOTH
    kind: str = "Exclusive"
    zoho: Patch = field(default_factory=dict)
    xero: Patch = field(default_factory=dict)
    key: str = ""  # where the number alone does not tell two apart

    @property
    def called(self) -> str:
        return self.key or self.number


def draw(below: int, *about: object) -> int:
    """Return one of range(below) by chance, but always the same for the same words."""
    return zlib.crc32("|".join(map(str, about)).encode()) % below


def one_of(options: Sequence[Some], *about: object) -> Some:
    return options[draw(len(options), *about)]
