"""Read models for Setup, Fetch and Synchronization: a fixed handful of queries to a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from sync.core.records import Module, Side
from sync.core.states import RunKind, RunState
from sync.core.tables import ORDER, TABLES
from sync.models import Bridge, Connection, Cursor, Link, Record, Run
from sync.store.cursors import modules_read
from sync.store.events import NEWS
from sync.store.pending import shadows_count
from sync.store.runs import ONLY, sync_finished_before

RECENT = 10  # more runs of one kind than can be open at once


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of one module on one side. `records` None: not counted yet."""

    records: int | None
    fetched_at: datetime | None  # when all of it was last read
    unread: bool = False  # settings changed since: it is read anew


@dataclass(frozen=True, slots=True)
class ModuleFound:
    label: str
    zoho: Found
    xero: Found
    linked: int | None


@dataclass(frozen=True, slots=True)
class FoundCounts:
    """Records by (side, module), those of another module left out, and pairs by module."""

    records: Mapping[tuple[str, str], int]
    linked: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far a bridge is on its way to the first sync."""

    connected: Mapping[Side, bool]
    fetched: Mapping[Side, bool]
    synced: bool

    @property
    def all_connected(self) -> bool:
        return all(self.connected.values())

    @property
    def all_fetched(self) -> bool:
        return all(self.fetched.values())

    @property
    def all_done(self) -> bool:
        return self.all_connected and self.all_fetched and self.synced


def readiness_get(*, bridge: Bridge) -> Readiness:
    """Tell what is done. `bridge.zoho` and `bridge.xero` should be loaded already."""
    read = modules_read(bridge=bridge)
    return Readiness(
        connected=connected_sides(bridge=bridge),
        fetched={side: read[side] >= set(ORDER) for side in Side},
        synced=sync_finished_before(bridge=bridge),
    )


def connected_sides(*, bridge: Bridge) -> dict[Side, bool]:
    sides = {Side.ZOHO: bridge.zoho, Side.XERO: bridge.xero}
    return {
        side: found is not None and found.state == Connection.State.CONNECTED
        for side, found in sides.items()
    }


def connections_of(*, bridge: Bridge) -> dict[Side, Connection]:
    """Return both sides' connections, with who made them."""
    ids = [pk for pk in (bridge.zoho_id, bridge.xero_id) if pk]
    found = Connection.objects.select_related("connected_by").filter(pk__in=ids)
    return {Side(connection.side): connection for connection in found}


def found_count(bridge_id: int) -> FoundCounts:
    """Count what there is. 100,000 records take most of a second: `engine.counted` keeps it."""
    records = Record.objects.filter(bridge=bridge_id, gone=False).values_list("side", "module")
    counts = {(side, module): n for side, module, n in records.annotate(n=Count("pk")).order_by()}
    for table in TABLES.values():
        if table.role:
            key = (table.role.side.value, table.module.value)
            counts[key] = counts.get(key, 0) - shadows_count(bridge_id=bridge_id, table=table)
    links = Link.objects.filter(bridge=bridge_id).values_list("module").annotate(n=Count("pk"))
    return FoundCounts(counts, dict(links.order_by()))


def modules_found(*, bridge: Bridge, counts: FoundCounts | None) -> list[ModuleFound]:
    """Tell of each module what is known. None: nothing was counted yet."""
    cursors = Cursor.objects.filter(bridge=bridge).values_list("side", "module", "fetched_at")
    fetched = {(side, module): at for side, module, at in cursors}

    def found(side: Side, module: Module) -> Found:
        key = (side.value, module.value)
        number = counts.records.get(key, 0) if counts else None
        return Found(number, fetched.get(key), fetched.get(key, 0) is None)

    return [
        ModuleFound(
            TABLES[module].label,
            found(Side.ZOHO, module),
            found(Side.XERO, module),
            counts.linked.get(module.value, 0) if counts else None,
        )
        for module in ORDER
    ]


def runs_latest(*, bridge: Bridge, kind: RunKind) -> list[Run]:
    """Return the open runs of this kind, newest first; with none open, the last one."""
    runs = Run.objects.select_related("requested_by").filter(bridge=bridge, kind=kind)
    # Those for a few stand where they were asked for; those for news come and go.
    runs = runs.exclude(scope__startswith=ONLY).exclude(scope=NEWS)
    recent = list(runs.order_by("-created_at", "-pk")[:RECENT])
    return [run for run in recent if RunState(run.state).is_open] or recent[:1]
