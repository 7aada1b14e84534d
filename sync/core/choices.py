"""What a tenant has chosen for one bridge. Nothing chosen is the tables and books as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from sync.core.records import Module, Side
from sync.core.table import Owner

LINE = "lines."  # precedes the name of a row of a document's lines
# By the side that says the word: the other side's word for it; "": there is none for it.
Book: TypeAlias = Mapping[Side, Mapping[str, str]]


class Direction(StrEnum):
    """Which way one field is carried."""

    BOTH = "both"
    TO_CRM = "to_crm"
    TO_XERO = "to_xero"
    OFF = "off"

    def writes(self, side: Side) -> bool:
        one_way = Direction.TO_CRM if side is Side.ZOHO else Direction.TO_XERO
        return self in (Direction.BOTH, one_way)


class Kind(StrEnum):
    """What a field of a tenant's own holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    FLAG = "flag"


class Deletions(StrEnum):
    """What becomes of a record whose other half was deleted."""

    ASK = "ask"
    MARK = "mark"  # it stays as it is, and nobody is asked
    REMOVE = "remove"  # archived or voided, as that side can


class Rounding(StrEnum):
    """What becomes of a document whose totals would differ by rounding alone."""

    HOLD = "hold"
    LINE = "line"  # a line of its own makes up for it
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class RowChoice:
    """What is chosen for one row of a table."""

    owner: Owner | None = None  # None: as the module says
    direction: Direction = Direction.BOTH
    zoho_field: str = ""  # read and written instead of the table's own
    defaults: Mapping[Side, str] = field(default_factory=dict)  # as a person spells them


@dataclass(frozen=True, slots=True)
class ExtraRow:
    """A field of the tenant's own: carried like any other."""

    name: str
    label: str
    zoho: str  # the vendor's field
    xero: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class ModuleChoices:
    owner: Owner | None = None  # None: as the bridge says
    opt_in: bool = False  # only records with a tick at Add to Xero
    deletions: Deletions = Deletions.ASK
    rows: Mapping[str, RowChoice] = field(default_factory=dict)
    extra: tuple[ExtraRow, ...] = ()
    statuses: Book = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Brake:
    """The largest part of a module that a run may write without asking first."""

    share: int = 30  # per cent of the module's records
    at_least: int = 20  # records: fewer never stop a run


@dataclass(frozen=True, slots=True)
class CatchAll:
    """The product that stands for a Xero line without an item."""

    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    owner: Owner = Owner.ASK
    modules: Mapping[Module, ModuleChoices] = field(default_factory=dict)
    taxes: Book = field(default_factory=dict)
    purchase_taxes: Book = field(default_factory=dict)
    sales_account: str = ""
    purchase_account: str = ""
    due_rule: str = ""  # of an invoice whose customer has none; "": due on its date
    theme: str = ""  # Xero's id of the theme that an invoice without one gets; "": Xero chooses
    catch_all: CatchAll = field(default_factory=CatchAll)
    rounding: Rounding = Rounding.HOLD
    bills: bool = False  # a purchase order of the CRM is a bill in Xero, not an order
    brake: Brake = field(default_factory=Brake)

    def of(self, module: Module) -> ModuleChoices:
        return self.modules.get(module, NOTHING_CHOSEN)


NOTHING_CHOSEN = ModuleChoices()
