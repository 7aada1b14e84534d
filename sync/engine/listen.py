"""Opening the run that settles what vendors announced, and what is looked at without being told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sync.core.forecast import LATEST
from sync.core.records import Module, Side
from sync.core.states import RunKind, RunStart
from sync.core.tables import ORDER, TABLES
from sync.engine.looks import all_resources, outlook
from sync.engine.work import family
from sync.store import bridges, events, runs, subscriptions
from sync.store.cursors import modules_fetched

if TYPE_CHECKING:
    from sync.models import Bridge, Run


SOON = timedelta(minutes=1)  # another run for news was under way


def news_open(
    bridge_id: UUID, *, look: Mapping[Side, Sequence[str]] | None = None
) -> tuple[Run, bool] | None:
    """Return the open run for news, and whether this call opened it; None where none may be.

    `look`: the resources that are to be read although nobody announced anything.
    """
    bridge = bridges.bridge_get(public_id=bridge_id)
    modes = modes_heard(bridge) if bridge else {}
    if bridge is None or not modes:
        return None
    heard = resources_of(modes)
    if not look and not events.events_wait(bridge_id=bridge.pk, resources=heard):
        return None
    options: dict[str, Any] = {"modes": modes, "window": "last", "news": True, "only": {}}
    options["look"] = {side.value: list(some) for side, some in (look or {}).items()}
    return runs.run_open(
        bridge=bridge,
        kind=RunKind.SYNC,
        scope=events.NEWS,
        options=options,
        requested_by=None,
        started_by=RunStart.EVENT,
    )


def look_open(bridge_id: UUID, now: datetime) -> tuple[Run, bool] | None:
    """Open the run that looks at what no vendor tells of, and note when to look again.

    Every few hours it looks at everything: announcements may be lost.
    """
    bridge = bridges.bridge_get(public_id=bridge_id)
    modes = modes_heard(bridge) if bridge else {}
    if bridge is None or not modes:
        return None
    seen = outlook(bridge, modes, now)
    whole_at = subscriptions.listening_get(bridge_id=bridge.pk).looked_whole_at
    whole = whole_at is None or whole_at + LATEST <= now
    look = all_resources(modes) if whole else seen.silent
    found = news_open(bridge_id, look=look) if any(look.values()) else None
    missed = found is not None and not found[1]
    subscriptions.look_planned(
        bridge_id=bridge.pk,
        look_at=now + (SOON if missed else seen.every),
        whole_at=now if whole and not missed else None,
    )
    return found


def modes_heard(bridge: Bridge) -> dict[str, str]:
    """Return the modules that news may settle now, and which way; none before the first sync."""
    listening = subscriptions.listening_get(bridge_id=bridge.pk)
    both = [bridge.zoho, bridge.xero]
    if not listening.on or any(one is None or one.state != "connected" for one in both):
        return {}
    if not runs.sync_finished_before(bridge=bridge):
        return {}
    fetched = modules_fetched(bridge=bridge)
    modes = {module: listening.modes[module] for module in ORDER if module in listening.modes}
    return {
        module.value: mode
        for module, mode in modes.items()
        if all(family([module], TABLES) <= fetched[side] for side in Side)
    }


def resources_of(modes: Iterable[str]) -> dict[Side, set[str]]:
    """Return where the vendors may keep these modules: news of anything else is nobody's.

    A tenant may have chosen bills for its orders, which are among Xero's invoices.
    """
    found = {side: {TABLES[Module(one)].resource[side] for one in modes} for side in Side}
    if Module.PURCHASE_ORDERS in modes:
        found[Side.XERO].add(TABLES[Module.INVOICES].resource[Side.XERO])
    return found
