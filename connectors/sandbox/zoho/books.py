"""What a pretend Zoho CRM organisation holds: metadata, rows, people, taxes, counters."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeAlias

from connectors.sandbox.limits import real_clock
from connectors.sandbox.zoho.fields import Field
from connectors.sandbox.zoho.lines import Tax
from connectors.sandbox.zoho.modules import CURRENCY, MODULES, Module
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.table import Lag, Row, Table

Clock: TypeAlias = Callable[[], datetime]
Told: TypeAlias = Callable[[str, str, str], None]  # (module, record id, operation)

FIRST_METADATA_ID = 4_876_876_000_000_000_000
FIRST_RECORD_ID = FIRST_METADATA_ID + 300_000  # ids are 19 digits, ZOHO.md 3
RATES = {"EUR": "1.15", "USD": "1.3"}
TAXES = (("Standard Rate", "20"), ("Reduced Rate", "5"), ("Zero Rate", "0"))


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    email: str


@dataclass(slots=True)
class Section:
    """A section of a page layout that was added to it; `names` are its fields' API names."""

    id: str
    label: str
    names: list[str]
    columns: int = 2


@dataclass(slots=True)
class Switches:
    """What differs between editions, or is unverified and may turn out either way."""

    line_modules: bool = True  # line items are modules of their own: ZOHO.md 3, Enterprise only
    list_lines: bool = False  # lists carry line items: ZOHO.md 3, never relied upon
    number_writable: bool = False  # a sent Invoice_Number is taken: ZOHO.md 7
    own_tax_rates: bool = True  # org/taxes preference modify_tax_rates: ZOHO.md 7
    unique_fields: bool = True  # custom fields may be unique: by edition, ZOHO.md 4 [U]
    layouts_writable: bool = True  # layouts may be changed by API: ZOHO.md 4 [U]
    coql_line_tax: bool = True  # COQL can select Line_Tax: ZOHO.md 3 [U]


class Books:
    """What an organisation holds, and the counters behind its ids."""

    def __init__(
        self,
        name: str = "Demo Trading Ltd",
        *,
        org_id: str = "20081234567",
        currency: str = "GBP",
        currencies: Mapping[str, str] = RATES,  # the others, with their rates; {}: one currency
        clock: Clock = real_clock,
        lock: threading.RLock | None = None,
    ) -> None:
        self.name = name
        self.org_id = org_id
        self.currency = currency
        rates = {code: Decimal(rate) for code, rate in currencies.items()}
        self.currencies = rates | {currency: Decimal(1)}
        self.clock = clock
        self.lock = lock or threading.RLock()
        self.zone = timezone(timedelta(hours=1))  # times carry the org's offset, not UTC: ZOHO.md 3
        self.switches = Switches()
        self.lag = Lag()
        self.locked: set[str] = set()
        self.channels: dict[str, Any] = {}  # who watches: watch.py
        self.told: Told = lambda _module, _record_id, _operation: None
        self.variables: dict[str, str] = {}  # what an administrator keeps for functions to read
        self.counters: dict[str, int] = {"meta": FIRST_METADATA_ID, "record": FIRST_RECORD_ID}
        self.users = [User(self.next_id("meta"), "Dana Demo", "dana@example.com")]
        self.taxes = [Tax(self.next_id("meta"), name, Decimal(rate)) for name, rate in TAXES]
        self.modules: dict[str, Module] = {module.api_name: module for module in MODULES}
        self.module_ids = {name: self.next_id("meta") for name in self.modules}
        self.layout_ids = {name: self.next_id("meta") for name in self.modules}
        self.sections: dict[str, list[Section]] = {name: [] for name in self.modules}
        self.fields: dict[str, dict[str, Field]] = {name: {} for name in self.modules}
        self.tables: dict[str, Table] = {name: Table() for name in self.modules}
        for module in MODULES:
            for field in module.fields:
                if rates or field not in CURRENCY:
                    self.add_field(module.api_name, field)

    def now(self) -> datetime:
        return self.clock().replace(microsecond=0)  # resolution 1 s: ZOHO.md 3

    def next_id(self, kind: str = "record") -> str:
        self.counters[kind] += 1
        return str(self.counters[kind])

    def module(self, name: str) -> Module:
        found = self.modules.get(name)
        if found is None:
            raise Refused(
                "INVALID_MODULE",
                message="the module name given seems to be invalid",
                resource_path_index=0,
            )
        return found

    def whole(self, name: str) -> Module:
        """Return a module whose records are written by themselves: line items are not."""
        found = self.module(name)
        return self.module("") if found.parent else found

    def add_field(self, module: str, field: Field) -> Field:
        """Add a field as it is; an id and a label are made where it has none."""
        with self.lock:
            label = field.label or field.api_name.replace("_", " ")
            made = replace(field, id=field.id or self.next_id("meta"), label=label)
            self.fields[module][made.api_name] = made
            if made.unique:
                self.tables[module].key_on(made.api_name, exact=made.case_sensitive)
            return made

    def drop_field(self, module: str, name: str) -> None:
        """Delete a field with its values."""
        with self.lock:
            self.fields[module].pop(name)
            for section in self.sections[module]:
                section.names = [each for each in section.names if each != name]
            self.tables[module].forget(name)

    def field(self, module: str, name: str) -> Field | None:
        """Return a field, with the pick list that the organisation's settings give it."""
        found = self.fields[module].get(name)
        if found is not None and not found.custom and name == "Currency":
            return replace(found, options=tuple(self.currencies))
        if found is not None and not found.custom and name == "Tax" and module == "Products":
            return replace(found, options=tuple(tax.name for tax in self.taxes))
        return found

    def add_tax(self, name: str, value: Decimal | int | str) -> Tax:
        with self.lock:
            tax = Tax(self.next_id("meta"), name, Decimal(value))
            self.taxes.append(tax)
            return tax

    def put(self, module: str, row: Row) -> None:
        table = self.tables[module]
        table.put(row)
        table.show_later(row["id"], self.clock(), self.lag)

    def put_lines(self, spec: Module, lines: Iterable[Row], gone: Iterable[str]) -> None:
        for line in lines:
            self.put(spec.lines, line)
        for line_id in gone:
            self.drop(spec.lines, line_id)

    def drop(self, module: str, record_id: str) -> None:
        table = self.tables[module]
        table.drop(record_id)
        table.show_later(record_id, self.clock(), self.lag)
