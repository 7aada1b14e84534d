"""Being told by Zoho CRM: asked for, renewed before it ends, given back."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings

from connectors.errors import ConnectorError, ReauthorizationRequired
from connectors.hosts import can_be_told
from connectors.zoho.notifications import Channel, Notifications
from sync.core.records import Side
from sync.core.tables import TABLES
from sync.engine.connect import api_url, zoho_api
from sync.store import subscriptions
from sync.store.connections import connection_lose

if TYPE_CHECKING:
    from sync.models import Connection, Subscription

log = structlog.get_logger(__name__)

DAILY = timedelta(hours=24)
MODULES = tuple(dict.fromkeys(table.resource[Side.ZOHO] for table in TABLES.values()))


def subscribe(connection_id: int, now: datetime) -> None:
    """Ask Zoho CRM to tell of changes, or to go on doing so. What fails is tried again later."""
    connection = subscriptions.connection_with_grant(connection_id=connection_id)
    if connection is None or not can_subscribe(connection):
        return
    if not subscriptions.listens(connection=connection):
        unsubscribe(connection)
        return
    subscription = subscriptions.subscription_make(
        connection=connection,
        address=secrets.token_urlsafe(32),
        channel_id=str(10**15 + secrets.randbelow(9 * 10**15)),
        token=secrets.token_urlsafe(32),
        now=now,
    )
    try:
        _ask(connection, subscription, now)
    except ReauthorizationRequired as exc:
        connection_lose(connection=connection, because=exc.message)
    except ConnectorError as exc:
        subscriptions.subscription_failed(subscription=subscription, because=exc.message)
        log.warning("subscription.failed", subscription=subscription.pk, error=exc.message)


def can_subscribe(connection: Connection) -> bool:
    """Tell whether this vendor could reach us at all."""
    grant = connection.grant
    return grant is not None and can_be_told(settings.HOOKS_URL, api_url(grant))


def unsubscribe(connection: Connection) -> None:
    """Tell Zoho CRM to be silent. What it cannot be told now ends by itself within a week."""
    subscription = subscriptions.subscription_get(connection=connection)
    if subscription is None:
        return
    try:
        _notifications(connection).drop(subscription.channel_id)
    except ConnectorError as exc:
        log.info("subscription.not_dropped", subscription=subscription.pk, error=exc.message)
    subscriptions.subscription_drop(connection=connection)


def _ask(connection: Connection, subscription: Subscription, now: datetime) -> None:
    url = f"{settings.HOOKS_URL}/hooks/zoho/{subscription.address}/"
    channel = Channel(subscription.channel_id, subscription.token, url)
    known = subscription.expires_at is not None
    expires_at = _notifications(connection).watch(channel, MODULES, now=now, known=known)
    # Daily, and where little was granted, while half of it is left.
    renew_at = now + min(DAILY, (expires_at - now) / 2)
    subscriptions.subscription_granted(
        subscription=subscription, expires_at=expires_at, renew_at=renew_at
    )


def _notifications(connection: Connection) -> Notifications:
    return Notifications(zoho_api(connection, interactive=False))
