"""The nouns of the sync, as plain frozen data. Nothing here knows Django, HTTP or the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias


class Side(StrEnum):
    ZOHO = "zoho"
    XERO = "xero"

    @property
    def other(self) -> Side:
        return Side.XERO if self is Side.ZOHO else Side.ZOHO


class Module(StrEnum):
    """Kinds of record, in the users' words. Their order of dependence is `tables.ORDER`."""

    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    VENDORS = "vendors"
    PRODUCTS = "products"
    INVOICES = "invoices"
    PURCHASE_ORDERS = "purchase_orders"


class Mode(StrEnum):
    """Which way a module is carried."""

    BOTH = "both"
    XERO_TO_CRM = "xero_to_crm"
    CRM_TO_XERO = "crm_to_xero"

    def writes(self, side: Side) -> bool:
        """Tell whether records of that side may be written. A one-way mode never its source."""
        one_way = Mode.XERO_TO_CRM if side is Side.ZOHO else Mode.CRM_TO_XERO
        return self is Mode.BOTH or self is one_way


Value: TypeAlias = str | Decimal | bool | date | tuple["Fields", ...] | None
# One record in our own words. A reference to another record is that side's own id for it (its
# `handle`); a document's lines are a tuple of Fields.
Fields: TypeAlias = Mapping[str, Value]
# One record in a vendor's words: plain decoded JSON, money as Decimal.
Payload: TypeAlias = Mapping[str, object]

# What each side said when both last agreed. Kept per side, because a vendor may store "Ltd." as
# "LTD" and must not look edited for it.
Base: TypeAlias = Mapping[Side, Fields]


@dataclass(frozen=True, slots=True)
class RemoteRecord:
    """One record as a vendor sent it, plus the four things every vendor has."""

    id: str
    version: str  # opaque: compared for equality, never ordered
    modified_at: datetime
    payload: Payload
    gone: bool = False  # deleted at the vendor; the payload may be empty


@dataclass(frozen=True, slots=True)
class Observation:
    """A stored record: what a side was last seen to hold. `fields is None`: deleted there."""

    id: str
    version: str
    fields: Fields | None
    lock: str = ""  # why this side would refuse an edit now (a code of `core.states`); "" if free
    modified_at: datetime | None = None
    shared: bool = False  # the module that this one defers to is linked to it, too
    co_held: frozenset[str] = frozenset()  # rows whose place holds another linked record's, too
    heir: str = ""  # of one that is gone: who came in its place at once, and may be the same


@dataclass(frozen=True, slots=True)
class Twin:
    """A record that shares a key with a lone one; on the same side it is a rival."""

    side: Side
    record: Observation
    linked: bool
    shadow: bool = False  # another module's (`Table.role`): nobody's rival
    parted: bool = False  # its other half went at once as this one came: they may be the same


@dataclass(frozen=True, slots=True)
class Lone:
    """A record with no link yet, and every other record of its module that shares a key with it."""

    side: Side
    record: Observation
    twins: tuple[Twin, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """A record both sides have, and what each said when they last agreed (None: first match)."""

    zoho: Observation
    xero: Observation
    base: Base | None = None

    def on(self, side: Side) -> Observation:
        return self.zoho if side is Side.ZOHO else self.xero


Case: TypeAlias = Lone | Linked
