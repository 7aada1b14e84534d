"""The product that stands in the CRM for a Xero line without an item: Zoho requires one."""

from __future__ import annotations

from dataclasses import replace

from sync.core.choices import CatchAll, Choices
from sync.core.records import Lone, Module, Side
from sync.core.table import Table
from sync.core.translate import lines_of
from sync.core.verdicts import Lexicon, Write

USUAL = CatchAll("Other (from Xero)", "XERO-OTHER")
ROW = "lines.item"  # in Lexicon.defaults
NOT_YET = "new"  # spoken while there is no such product: it is made before anything is sent


def catch_all(choices: Choices) -> CatchAll:
    """Return how the tenant calls it, by name and by code."""
    chosen = choices.catch_all
    return CatchAll(chosen.name or USUAL.name, chosen.code or USUAL.code)


def concerns(table: Table) -> bool:
    """Tell whether the product itself or lines that may name it are in this module."""
    refs = {row.ref for document in table.rows for row in document.lines}
    return table.module is Module.PRODUCTS or Module.PRODUCTS in refs


def with_stand_in(lexicon: Lexicon, product: str) -> Lexicon:
    zoho = {**lexicon.defaults.get(Side.ZOHO, {}), ROW: product}
    return replace(lexicon, defaults={**lexicon.defaults, Side.ZOHO: zoho})


def is_stand_in(case: Lone, table: Table, lexicon: Lexicon) -> bool:
    """Tell whether it is that product, which is nothing in Xero."""
    if case.side is not Side.ZOHO or table.module is not Module.PRODUCTS:
        return False
    return case.record.id == lexicon.defaults.get(Side.ZOHO, {}).get(ROW)


def needs_stand_in(write: Write) -> bool:
    """Tell whether the write names the product that has still to be made."""
    lines = (line for value in write.fields.values() for line in lines_of(value))
    return write.side is Side.ZOHO and any(line.get("item") == NOT_YET for line in lines)
