"""The fields that the portal needs in Zoho CRM, as data.

A field is known by its label; its API name is the CRM's to give (ZOHO.md 4), so it is read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sync.core.records import Module
from sync.core.table import Table
from sync.core.tables.terms import RULES

NOT_IN_NAMES = re.compile(r"\W+", re.ASCII)

M = Module
DOCUMENTS = (M.INVOICES, M.PURCHASE_ORDERS)


class Kind(StrEnum):
    """Zoho's own words for kinds of field."""

    CHECKBOX = "boolean"
    TEXT = "text"
    WEBSITE = "website"
    PICK_LIST = "picklist"
    CURRENCY = "currency"
    EMAIL = "email"
    AUTO_NUMBER = "autonumber"


@dataclass(frozen=True, slots=True)
class CrmField:
    label: str
    kind: Kind
    modules: tuple[Module, ...] = tuple(Module)
    unique: bool = False
    length: int | None = None
    choices: tuple[str, ...] = ()
    themed: bool = False  # its choices are the branding themes of the Xero organisation
    prefix: str = ""  # of an auto-number
    own: bool = True  # False: the CRM may have it for its own purposes, so it stays where it is
    tooltip: str = ""

    @property
    def api_name(self) -> str:
        """Return the API name that the CRM usually makes of the label, which the tables use."""
        return NOT_IN_NAMES.sub("_", self.label).strip("_")


@dataclass(frozen=True, slots=True)
class Found:
    """A field of the CRM's as it describes itself. `choices` are (id, value)."""

    id: str
    name: str
    label: str
    kind: str
    unique: bool = False
    choices: tuple[tuple[str, str], ...] = ()


FIELDS = (
    CrmField(
        "Add to Xero",
        Kind.CHECKBOX,
        tooltip="Ticked: this record is kept in step with Xero, if your rules ask for it.",
    ),
    CrmField(
        "Xero ID",
        Kind.TEXT,
        unique=True,
        length=150,
        tooltip="Filled in by the portal: which record in Xero this is.",
    ),
    CrmField("Xero Contact URL", Kind.WEBSITE, (M.ACCOUNTS, M.CONTACTS, M.VENDORS)),
    CrmField("Xero Item URL", Kind.WEBSITE, (M.PRODUCTS,)),
    CrmField("Xero Invoice URL", Kind.WEBSITE, (M.INVOICES,)),
    CrmField("Xero Invoice No.", Kind.TEXT, (M.INVOICES,), length=255),
    CrmField("Xero PO No.", Kind.TEXT, (M.PURCHASE_ORDERS,), length=255),
    CrmField(
        "Branding Theme",
        Kind.PICK_LIST,
        DOCUMENTS,
        themed=True,
        tooltip="How the document looks when Xero sends it.",
    ),
    CrmField("Paid Amount", Kind.CURRENCY, (M.INVOICES,), tooltip="From Xero."),
    CrmField("Owed Amount", Kind.CURRENCY, (M.INVOICES,), tooltip="From Xero."),
    CrmField("Email", Kind.EMAIL, (M.ACCOUNTS,), own=False),
    CrmField(
        "Default Sales Account",
        Kind.TEXT,
        (M.ACCOUNTS,),
        length=10,
        tooltip="The code of an account in Xero, such as 200, for this customer's invoices.",
    ),
    CrmField("Due Date Rule", Kind.PICK_LIST, (M.ACCOUNTS,), choices=tuple(RULES)),
    CrmField(
        "Sales Account",
        Kind.TEXT,
        (M.PRODUCTS,),
        length=10,
        tooltip="The code of an account in Xero, such as 200.",
    ),
    CrmField(
        "Purchase Account",
        Kind.TEXT,
        (M.PRODUCTS,),
        length=10,
        tooltip="The code of an account in Xero, such as 300.",
    ),
    CrmField(
        "Xero Tax Rate",
        Kind.TEXT,
        (M.PRODUCTS,),
        length=50,
        tooltip="The name of a tax rate in Xero.",
    ),
    CrmField("CRM Invoice No.", Kind.AUTO_NUMBER, (M.INVOICES,), prefix="CRM-INV-"),
    CrmField("CRM PO No.", Kind.AUTO_NUMBER, (M.PURCHASE_ORDERS,), prefix="CRM-PO-"),
)


def fields_of(module: Module, themes: Iterable[str]) -> tuple[CrmField, ...]:
    """Return the fields of one module. `themes`: names of the Xero organisation's themes."""
    names = tuple(dict.fromkeys(themes))
    return tuple(
        replace(each, choices=names) if each.themed else each
        for each in FIELDS
        if module in each.modules
    )


def crm_module(module: Module) -> str:
    """Return what the CRM's API calls the module: "Purchase_Orders"."""
    return module.value.title()


def pick(field: CrmField, found: Sequence[Found]) -> Found | None:
    """Return the CRM's field that this one is: by its label, else by its API name."""
    label = _plain(field.label)
    by_label = (each for each in found if _plain(each.label) == label)
    by_name = (each for each in found if each.name == field.api_name)
    return next(by_label, None) or next(by_name, None)


def lacks(field: CrmField, found: Found) -> tuple[str, ...]:
    """Return the choices that the CRM's pick list does not offer yet."""
    offered = {value for _, value in found.choices}
    return tuple(each for each in field.choices if each not in offered)


def can_create(field: CrmField) -> bool:
    """Tell whether we know all that the CRM has to be told. No CRM takes an empty pick list."""
    return field.kind is not Kind.PICK_LIST or bool(field.choices)


def renamed(specs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return which of our fields the CRM calls otherwise than the tables: theirs by ours.

    `specs`: (API name, label) of every field of one of the CRM's modules.
    """
    pairs = list(specs)
    names = {name for name, _ in pairs}
    by_label = {_plain(label): name for name, label in pairs}
    found = {each.api_name: by_label.get(_plain(each.label)) for each in FIELDS}
    return {ours: theirs for ours, theirs in found.items() if theirs and ours not in names}


def not_ours(table: Table) -> frozenset[str]:
    """Return the CRM's fields of a table but those that it has only if we made them there."""
    ours = {each.api_name for each in FIELDS if table.module in each.modules}
    rows = [each for row in table.rows for each in (row, *row.lines)]
    return frozenset(name for row in rows if row.zoho for name in row.zoho.names) - ours


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()
