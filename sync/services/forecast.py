"""What a run would cost at both vendors, and whether today's calls are enough for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from connectors.xero.connector import XeroConnector
from connectors.xero.reading import FEW as XERO_BACK
from connectors.zoho.connector import ZohoConnector
from connectors.zoho.coql import FEW as ZOHO_BACK
from sync.core.cost import USUAL, Cost, Waiting, Ways, forecast, suffices
from sync.core.forecast import Quota
from sync.core.records import Mode, Module, Side
from sync.core.tables import TABLES
from sync.core.window import parse, since
from sync.engine.connect import calls_left
from sync.engine.counted import Count, current
from sync.engine.work import LONG_AGO, family
from sync.store.pending import Within
from sync.store.runs import bytes_a_record
from sync.store.waiting import waiting_count

if TYPE_CHECKING:
    from sync.models import Bridge
    from sync.store.approvals import Group

AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one side costs. `quota` None: what is left could not be looked up."""

    side: Side
    cost: Cost
    quota: Quota | None
    enough: bool


def forecast_sync(
    *, bridge: Bridge, modes: Mapping[Module, Mode], window: str
) -> tuple[list[Forecast], int]:
    """Say what a synchronization would cost, and how many records wait to be written."""
    within = _within(window)
    waiting = [_waiting(bridge, module, mode, within) for module, mode in modes.items()]
    number = sum(sum(one.creates.values()) + sum(one.updates.values()) for one in waiting)
    return _forecast(bridge, waiting, modes), number


def _waiting(bridge: Bridge, module: Module, mode: Mode, within: Within) -> Waiting:
    """Count what waits of a module, where that is not known already."""

    def of(bridge_id: int) -> Waiting:
        return waiting_count(bridge_id=bridge_id, table=TABLES[module], mode=mode, within=within)

    since = within.since.isoformat() if within.since else ""
    count = Count(f"waiting:{module}:{mode}:{since}", of, kept=AN_HOUR)
    found = current(bridge, count)
    return found.total if found else of(bridge.pk)


def forecast_preview(*, bridge: Bridge, groups: Iterable[Group]) -> list[Forecast]:
    """Say what it would cost to write what is approved of a preview."""
    waiting = [
        Waiting(
            one.module,
            creates={one.side: min(one.creates, one.approved)},
            updates={one.side: max(one.approved - one.creates, 0)},
        )
        for one in groups
    ]
    return _forecast(bridge, waiting, {one.module for one in waiting})


def _forecast(
    bridge: Bridge, waiting: Iterable[Waiting], modules: Iterable[Module]
) -> list[Forecast]:
    reads = family(list(modules), TABLES)
    places = {side: len({TABLES[module].resource[side] for module in reads}) for side in Side}
    costs = forecast(waiting, places, _ways(bridge))
    found = []
    for side in Side:
        connection = getattr(bridge, side)
        known = calls_left(connection) if connection else None
        quota = Quota(limit=known[1], left=known[0]) if known else None
        enough = quota is None or suffices(costs[side], quota, clicked=True)
        found.append(Forecast(side, costs[side], quota, enough))
    return found


def _ways(bridge: Bridge) -> dict[Side, Ways]:
    measured = bytes_a_record(bridge=bridge)
    size = {side: measured.get(side) or USUAL[side] for side in Side}
    return {
        Side.ZOHO: Ways(
            ZohoConnector.batch_size, ZOHO_BACK, echoes=False, bytes_a_record=size[Side.ZOHO]
        ),
        Side.XERO: Ways(
            XeroConnector.batch_size, XERO_BACK, echoes=True, bytes_a_record=size[Side.XERO]
        ),
    }


def _within(window: str) -> Within:
    said = parse(window)
    # To the hour: what was counted a minute ago is the same.
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    start = LONG_AGO if said.everything else since(said, hour)
    return Within(start, now=None)
