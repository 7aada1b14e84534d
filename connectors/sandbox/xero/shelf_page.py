"""What the pages of all of Xero's shelves have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Html, text
from connectors.sandbox.forms import Input, Options, Typed
from connectors.sandbox.pages import Deed, Record, Sheet
from connectors.sandbox.xero.organisation import Organisation
from connectors.sandbox.xero.refused import Refused
from connectors.sandbox.xero.shelf import Shelf

MOST_OPTIONS = 1_000
MONEY = frozenset(
    {
        *("SubTotal", "TotalTax", "Total", "TotalDiscount", "AmountDue", "AmountPaid"),
        *("AmountCredited", "LineAmount", "TaxAmount", "Amount"),
    }
)


class ShelfKind:
    """A module that is shown and not edited; the others build on it."""

    slug = label = one = ""
    kept = ""  # the name of its shelf
    columns: tuple[str, ...] = ()  # fields of the record, the first one is its name
    numbers: tuple[str, ...] = ()
    makes = False

    def __init__(self, org: Organisation) -> None:
        self._org = org

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(spaced(name) for name in self.columns)

    @property
    def shelf(self) -> Shelf:
        return self._org.shelves()[self.kept]

    def rows(self) -> Iterable[Record]:
        return sorted(self.shelf, key=lambda row: row.get("UpdatedDateUTC", 0), reverse=True)

    def find(self, record_id: str) -> Record | None:
        return self.shelf.get(record_id)

    def id_of(self, record: Record) -> str:
        return str(record[self.shelf.id_field])

    def title(self, record: Record) -> str:
        return str(record.get(self.columns[0]) or "")

    def value(self, record: Record, name: str) -> str:
        """Return a field as text; a subclass may know columns that are no fields."""
        return spelled_as(name, record.get(name))

    def words(self, record: Record) -> str:
        return " ".join((*(self.value(record, each) for each in self.columns), self.id_of(record)))

    def cells(self, record: Record) -> Sequence[Html]:
        return [text(self.value(record, name)) for name in self.columns]

    def view(self, record: Record) -> Html:
        """Show every plain field that is set."""
        names = [name for name, value in record.items() if not isinstance(value, list | dict)]
        pairs = ((spaced(name), text(spelled_as(name, record[name]))) for name in names)
        return chrome.card(chrome.facts(pair for pair in pairs if pair[1]))

    def sheet(self, _record: Record | None) -> Sheet:
        return Sheet(())

    def save(self, _record: Record | None, _typed: Typed) -> str:
        raise Refused(f"A {self.one} cannot be changed here.")

    def changed(
        self, record: Record, patch: Mapping[str, Any], save: Callable[[dict[str, Any]], Record]
    ) -> Record:
        """Save what a person changed; a form sent back as it was is no edit."""
        id_field = self.shelf.id_field
        return save({**patch, id_field: record[id_field]}) if patch else record

    def deeds(self, _record: Record) -> Sequence[Deed]:
        return ()


def spaced(name: str) -> str:
    """Spell a field name as words: UpdatedDateUTC is Updated date UTC, ContactID is Contact ID."""
    words: list[str] = []
    for at, letter in enumerate(name):
        after_small = at and letter.isupper() and not name[at - 1].isupper()
        words.append(f" {letter}" if after_small else letter)
    first, *others = "".join(words).split(" ")
    return " ".join([first, *(each if each.isupper() else each.lower() for each in others)])


def spelled(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(int(value) if isinstance(value, float) and value == int(value) else value)


def spelled_as(name: str, value: Any) -> str:
    """Spell a value as people read it; moments are kept as milliseconds."""
    if name.endswith("DateUTC"):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(" ", "milliseconds")
    return money(value) if name in MONEY and value is not None else spelled(value)


def money(value: Any) -> str:
    return f"{float(value or 0):,.2f}"


def inputs_for(record: Record | None, fields: Iterable[tuple[str, str, str]]) -> tuple[Input, ...]:
    """Build inputs from (field, label, kind)."""
    return tuple(
        Input(name, label, kind, spelled((record or {}).get(name))) for name, label, kind in fields
    )


def accounts(org: Organisation) -> Options:
    rows = [row for row in org.accounts if row["Status"] == "ACTIVE"]
    return tuple((row["Code"], f"{row['Code']} {row['Name']}") for row in rows)


def taxes(org: Organisation) -> Options:
    return tuple((row["TaxType"], row["Name"]) for row in org.tax_rates)


def items(org: Organisation) -> Options:
    rows = sorted(org.items, key=lambda row: str(row["Code"]).casefold())[:MOST_OPTIONS]
    return tuple((row["Code"], f"{row['Code']} {row.get('Name', '')}") for row in rows)


def contacts(org: Organisation) -> Options:
    rows = [row for row in org.contacts if row["ContactStatus"] == "ACTIVE"][:MOST_OPTIONS]
    named = ((row["ContactID"], str(row["Name"])) for row in rows)
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))


def themes(org: Organisation) -> Options:
    return tuple((row["BrandingThemeID"], row["Name"]) for row in org.themes)
