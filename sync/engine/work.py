"""One slice at work: the run, the right to write in its name, and what it has to go by."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from connectors.base import Connector, Wanted
from sync.core.choices import Choices
from sync.core.reading import wanted_of
from sync.core.records import Mode, Module, Side
from sync.core.table import Table
from sync.core.tables import ORDER
from sync.core.verdicts import Lexicon
from sync.core.window import parse, since
from sync.store.bridges import bridge_held
from sync.store.pending import Within
from sync.store.runs import click_waits, run_save

if TYPE_CHECKING:
    from sync.models import Run

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
COUNTS = ("read", "unchanged", "planned", "written", "held", "skipped", "refused", "unknown")


class GivesWay(Exception):
    """A click waits for the bridge: what this step began is begun anew after it."""


@dataclass(slots=True)
class Work:
    """`tables` and `lexicon` (the books) are as the tenant chose, and as both sides allow."""

    run: Run
    fence: int
    connectors: Mapping[Side, Connector]
    tables: Mapping[Module, Table]
    lexicon: Lexicon
    choices: Choices
    ends: float  # on the monotonic clock
    clock: Callable[[], float] = time.monotonic
    rules: int = 0  # the version of the choices that this goes by
    told: dict[Side, tuple[int, int]] = field(default_factory=dict)
    catch_all: bool = True  # the CRM has a product for lines without an item, or will have

    @property
    def bridge_id(self) -> int:
        return self.run.bridge_id

    @property
    def is_over(self) -> bool:
        """Tell whether the slice has had its time: go on in another, so that clicks come first."""
        return self.clock() >= self.ends or click_waits(run=self.run, now=self.now())

    def breathe(self) -> None:
        """Let a click go first in the middle of a step that keeps no place. Raises GivesWay."""
        if click_waits(run=self.run, now=self.now()):
            raise GivesWay

    @property
    def modes(self) -> Mapping[Module, Mode]:
        """The modules that were asked for, parents first, and which way each goes."""
        asked = self.run.options.get("modes", {})
        return {module: Mode(asked[module]) for module in ORDER if module in asked}

    def window(self) -> Within:
        """Return which records count. What was refused and rests, a person tries at once."""
        window = parse(str(self.run.options.get("window", "last")))
        start = LONG_AGO if window.everything else since(window, self.now())
        return Within(start, now=None if self.run.requested_by_id else self.now())

    @property
    def approved_in(self) -> str:
        """Return the id of the preview whose approved changes are all that may be written."""
        return str(self.run.options.get("approved", ""))

    @property
    def undoes(self) -> str:
        """Return the id of the run that this one takes back."""
        return str(self.run.options.get("undo", ""))

    @property
    def only(self) -> Mapping[Module, Sequence[tuple[str, str]]]:
        """The records that this run is for, by both ids ("" where there is none); none: all."""
        named = self.run.options.get("only", {})
        return {
            module: [(zoho, xero) for zoho, xero in named[module]]
            for module in ORDER
            if module in named
        }

    def now(self) -> datetime:
        return timezone.now()

    def held(self) -> AbstractContextManager[None]:
        """Open a transaction in the name of this worker. Raises Fenced if it is no longer ours."""
        return bridge_held(bridge_id=self.bridge_id, fence=self.fence)

    def count(self, module: Module, **more: int) -> None:
        """Add to the run's counts; `keep` writes them down."""
        counts = self.run.counts.setdefault(module.value, dict.fromkeys(COUNTS, 0))
        for name, number in more.items():
            counts[name] = counts.get(name, 0) + number

    def recount(self, module: Module, *names: str) -> None:
        """Count these anew from 0: the step that counted them was cut off and begins again."""
        self.count(module)
        self.run.counts[module.value] |= dict.fromkeys(names, 0)

    def keep(self, *columns: str) -> None:
        """Write down how far the run is. Called with the bridge held."""
        for side, connector in self.connectors.items():
            calls, received = self.told.get(side, (0, 0))
            _add(self.run.calls, side, connector.calls - calls)
            _add(self.run.received, side, connector.bytes_received - received)
            self.told[side] = (connector.calls, connector.bytes_received)
        self.run.attempts = 0
        run_save(run=self.run, fields=["counts", "calls", "received", "attempts", *columns])

    def modules_of(self, side: Side, resource: str) -> list[Module]:
        """Return the modules of this run that the side keeps in this resource."""
        return [module for module in self.reads() if self.tables[module].resource[side] == resource]

    def sharing(self, side: Side, table: Table) -> list[Module]:
        """Return this module and all others that the side keeps in the same resource."""
        where = table.resource[side]
        return [module for module, each in self.tables.items() if each.resource[side] == where]

    def reads(self) -> list[Module]:
        """Return the modules this run must know: those asked for, and their parents."""
        if not self.modes:
            return list(ORDER)
        return [module for module in ORDER if module in family(self.modes, self.tables)]

    def wanted(self, side: Side, modules: Collection[Module]) -> Wanted:
        """Return the vendor's fields that these modules need, of one resource."""
        parts = [wanted_of(self.tables[module], side) for module in modules]
        fields = dict.fromkeys(name for names, _, _ in parts for name in names)
        lines = next((name for _, name, _ in parts if name), "")
        line_fields = dict.fromkeys(name for _, _, names in parts for name in names)
        return Wanted(tuple(fields), lines, tuple(line_fields))


def family(asked: Collection[Module], tables: Mapping[Module, Table]) -> set[Module]:
    """Return these modules and every one that they refer to."""
    found = set(asked)
    for module in asked:
        rows = [row for row in tables[module].rows for row in (row, *row.lines)]
        found |= {row.ref for row in rows if row.ref}
    return found if found == set(asked) else family(found, tables)


def _add(tally: dict[str, int], side: Side, number: int) -> None:
    tally[side.value] = tally.get(side.value, 0) + number
