"""What a bridge must look at because nobody tells of it, and how often its quotas let it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from connectors.hosts import can_be_told
from connectors.xero.webhooks import RESOURCES as ANNOUNCED
from sync.core.forecast import LATEST, Quota, look_every
from sync.core.records import Module, Side
from sync.core.tables import TABLES
from sync.engine.connect import calls_left
from sync.engine.subscribe import can_subscribe
from sync.store import subscriptions

if TYPE_CHECKING:
    from sync.models import Bridge, Connection

UNKNOWN = Quota(0, 0)  # looked at as seldom as can be


@dataclass(frozen=True, slots=True)
class Outlook:
    """`silent`: the resources that no vendor tells of; `every`: how long between two looks."""

    silent: Mapping[Side, list[str]]
    every: timedelta
    quotas: Mapping[Side, Quota] = field(default_factory=dict)


def outlook(bridge: Bridge, modes: Mapping[str, str], now: datetime) -> Outlook:
    in_vain = subscriptions.listening_get(bridge_id=bridge.pk).in_vain
    silent = {side: _silent(bridge, side, modes, now) for side in Side}
    quotas = {side: _quota(getattr(bridge, side)) for side in Side}
    waits = [
        look_every(quotas[side], len(silent[side]), in_vain=in_vain)
        for side in Side
        if silent[side]
    ]
    return Outlook(silent, max(waits, default=LATEST), quotas)


def all_resources(modes: Mapping[str, str]) -> dict[Side, list[str]]:
    named = [TABLES[Module(one)] for one in modes]
    return {side: sorted({table.resource[side] for table in named}) for side in Side}


def tells(bridge: Bridge, side: Side, now: datetime) -> bool:
    """Tell whether the vendor announces changes to us at present."""
    connection: Connection | None = getattr(bridge, side)
    if connection is None:
        return False
    if side is Side.XERO:
        reached = can_be_told(settings.HOOKS_URL, settings.XERO_API_URL)
        return bool(settings.XERO_WEBHOOK_KEY) and reached
    found = subscriptions.subscription_get(connection=connection)
    granted = found is not None and found.expires_at is not None and found.expires_at > now
    return granted and can_subscribe(connection)


def _silent(bridge: Bridge, side: Side, modes: Mapping[str, str], now: datetime) -> list[str]:
    found = all_resources(modes)[side]
    if not tells(bridge, side, now):
        return found
    return [one for one in found if side is Side.XERO and one not in ANNOUNCED.values()]


def _quota(connection: Connection | None) -> Quota:
    found = calls_left(connection) if connection else None
    return Quota(limit=found[1], left=found[0]) if found else UNKNOWN
