"""Bridge -> two connectors. The only place that names the vendors' classes and URLs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import redis
from django.conf import settings
from django.utils import timezone

from connectors.base import Connector
from connectors.budget import Limits, RedisBudget, xero_limits, zoho_limits
from connectors.door import Door
from connectors.errors import ReauthorizationRequired
from connectors.oauth import Provider, refresh
from connectors.xero.connector import XeroConnector
from connectors.zoho.api import Api
from connectors.zoho.connector import ZohoConnector
from connectors.zoho.setup import Setup
from sync.core.records import Side
from sync.engine.providers import provider
from sync.store import grants

if TYPE_CHECKING:
    from sync.models import Bridge, Connection, Grant

EARLY = timedelta(minutes=3)  # renewed this long before its end, so that no call meets the end
# Zoho tells of deletions in a call of its own: not with every run that finds nothing to do.
LOOK_FOR_DELETED = timedelta(minutes=15)
SCHEMES = {Side.XERO: "Bearer", Side.ZOHO: "Zoho-oauthtoken"}


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """A TokenSource over one grant's row. One refresh at a time, whoever asks."""

    grant_id: int
    provider: Provider

    def current(self) -> str:
        token, ends = grants.grant_token(grant_id=self.grant_id)
        return self.refresh(token) if ends <= timezone.now() + EARLY else token

    def refresh(self, stale: str) -> str:
        return grants.grant_refresh(
            grant_id=self.grant_id,
            stale=stale,
            exchange=lambda refresh_token: refresh(self.provider, refresh_token),
        )


def connect(
    bridge: Bridge, *, sides: Iterable[Side], interactive: bool, thorough: bool = False
) -> Mapping[Side, Connector]:
    """Build the connectors of these sides. Raises NotConnected.

    `thorough`: whatever was deleted is wanted now, also where somebody looked a minute ago.
    """
    every = timedelta(0) if thorough else LOOK_FOR_DELETED
    both = {Side.ZOHO: bridge.zoho, Side.XERO: bridge.xero}
    return {
        side: _connector(side, both[side], interactive=interactive, sweep_every=every)
        for side in sides
    }


def zoho_setup(bridge: Bridge) -> Setup:
    """Build what changes fields and page layouts of the CRM. Raises NotConnected."""
    return Setup(zoho_api(bridge.zoho, interactive=True))


def zoho_api(found: Connection | None, *, interactive: bool) -> Api:
    """Build what speaks to the CRM of its own matters. Raises NotConnected."""
    connection, grant = _granted(Side.ZOHO, found)
    door = door_for(grant, organisation_id=connection.organisation_id, interactive=interactive)
    return Api(door, api_url(grant))


def _granted(side: Side, connection: Connection | None) -> tuple[Connection, Grant]:
    if connection is None or connection.grant is None or connection.state != "connected":
        raise NotConnected(side)
    return connection, connection.grant


def _connector(
    side: Side, found: Connection | None, *, interactive: bool, sweep_every: timedelta
) -> Connector:
    connection, grant = _granted(side, found)
    door = door_for(grant, organisation_id=connection.organisation_id, interactive=interactive)
    if side is Side.XERO:
        return XeroConnector(door, connection.organisation_id, api_url(grant))
    return ZohoConnector(door, api_url(grant), sweep_every=sweep_every)


class NotConnected(ReauthorizationRequired):
    def __init__(self, side: Side) -> None:
        name = "Zoho CRM" if side is Side.ZOHO else "Xero"
        super().__init__(f"{name} is not connected. Connect it in Setup.", vendor=name)


def api_url(grant: Grant) -> str:
    """Return where the grant's calls go: its data centre, or the host in the settings."""
    configured = settings.XERO_API_URL if grant.side == Side.XERO else settings.ZOHO_API_URL
    return grant.api_url or str(configured)


def door_for(grant: Grant, *, organisation_id: str, interactive: bool) -> Door:
    side = Side(grant.side)
    tokens = StoredTokens(grant.pk, provider(side, accounts_url=grant.accounts_url))
    return Door(
        tokens, _budget(side, organisation_id, interactive=interactive), scheme=SCHEMES[side]
    )


def calls_left(connection: Connection) -> tuple[int, int] | None:
    """Return how many calls (Zoho: credits) are left of a day's, and how many a day has.

    None where that cannot be looked up.
    """
    budget = _budget(Side(connection.side), connection.organisation_id, interactive=True)
    day = budget.limits.windows[-1]
    try:
        return min(budget.remaining()[day.name], day.limit), day.limit
    except redis.RedisError:
        return None


def _budget(side: Side, organisation_id: str, *, interactive: bool) -> RedisBudget:
    limits = _xero_limits() if side is Side.XERO else zoho_limits()
    return RedisBudget(_redis(), f"{side}:{organisation_id}", limits, interactive=interactive)


def _xero_limits() -> Limits:
    return xero_limits(day=settings.XERO_CALLS_PER_DAY)


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.CACHE_URL)
