"""What vendors tell us, and what a person may ask of it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

import structlog
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from connectors.hosts import can_be_told
from connectors.xero import webhooks
from connectors.zoho import notifications
from sync.core.records import Mode, Module, Side
from sync.core.tables import ORDER, TABLES
from sync.engine.listen import modes_heard, resources_of
from sync.engine.looks import outlook, tells
from sync.engine.subscribe import can_subscribe
from sync.store import events, subscriptions
from sync.store.audit import audit
from sync.store.forged import forged_add, forged_count
from sync.store.runs import sync_finished_before
from sync.tasks.news import call_gather, keep_subscribed

if TYPE_CHECKING:
    from sync.core.forecast import Quota
    from sync.models import Bridge, Connection, Listening, Subscription

log = structlog.get_logger(__name__)

XERO_APP = "xero"  # its one address serves every tenant


class Forged(Exception):
    """It does not come from whom it claims."""


def zoho_told(*, address: str, body: bytes) -> None:
    """Take a notification that came to this address. Raises Forged, ContractError.

    Nothing in it is believed but that these records are worth a look.
    """
    subscription = subscriptions.subscription_at(address=address)
    if subscription is None:
        _refuse("zoho", None)
    said = notifications.heard(body)
    if not hmac.compare_digest(str(said.token or "").encode(), subscription.token.encode()):
        _refuse(f"zoho:{subscription.connection.public_id}", subscription.connection)
    now = timezone.now()
    subscriptions.subscription_heard(subscription=subscription, now=now)
    organisation = subscription.connection.organisation_id
    found = events.bridges_of_organisations(side=Side.ZOHO, ids=[organisation])
    ids = [str(each) for each in said.ids]
    for bridge in found.values():
        _note(bridge, Side.ZOHO, {said.module: ids}, deleted=said.deleted)


def xero_told(*, body: bytes, signature: str) -> None:
    """Take a message of the app's webhooks. Raises Forged, ContractError."""
    if not webhooks.is_signed(body, signature, settings.XERO_WEBHOOK_KEY):
        _refuse(XERO_APP, None)
    said = webhooks.heard(body)
    found = events.bridges_of_organisations(
        side=Side.XERO, ids={each.tenant for each in said if each.resource}
    )
    for organisation, bridge in found.items():
        told: dict[str, list[str]] = {}
        for each in said:
            if each.tenant == organisation and each.resource:
                told.setdefault(each.resource, []).append(each.id)
        _note(bridge, Side.XERO, told)


def _note(
    bridge: Bridge, side: Side, told: Mapping[str, list[str]], *, deleted: bool = False
) -> None:
    """Mark these records, in one transaction, and have them looked at soon."""
    resources = resources_of(modes_heard(bridge))[side]
    told = {resource: ids for resource, ids in told.items() if resource in resources and ids}
    if not told:
        return
    with transaction.atomic():
        for resource, ids in told.items():
            events.events_add(
                bridge_id=bridge.pk,
                side=side,
                resource=resource,
                ids=ids,
                now=timezone.now(),
                deleted=deleted,
            )
        transaction.on_commit(lambda: call_gather(bridge.public_id))


def _refuse(whose: str, connection: Connection | None) -> NoReturn:
    """Count it, and say so the first, the tenth, the hundredth time of a day. Raises Forged."""
    count = forged_add(whose=whose, day=timezone.now().date())
    if str(count).strip("0") == "1":
        log.warning("news.forged", whose=whose, today=count)
        if connection is not None:
            audit(
                tenant=connection.tenant,
                user=None,
                action="forged news refused",
                detail=f"{connection.name}: {count} today with a wrong token",
            )
    raise Forged


def listening_change(
    *, bridge: Bridge, on: bool, modes: Mapping[Module, Mode], user: AbstractBaseUser
) -> None:
    """Switch listening on or off, and say which way each module then goes."""
    with transaction.atomic():
        subscriptions.listening_save(
            bridge=bridge, on=on, modes=modes, now=timezone.now(), user=user
        )
        said = ", ".join(TABLES[module].label for module in modes) if on else "off"
        audit(tenant=bridge.tenant, user=user, action="changes announce themselves", detail=said)
        keep_told(bridge.zoho)


@dataclass(frozen=True, slots=True)
class NewsState:
    """How a bridge hears of changes. `silent`: what has to be looked at, and every so often."""

    listening: Listening
    begun: bool  # the first synchronization has finished: nothing is heard before
    telling: frozenset[Side]
    silent: Mapping[Side, Sequence[str]]
    every: timedelta
    quotas: Mapping[Side, Quota]
    troubles: Mapping[Side, str]
    forged: int
    subscription: Subscription | None = None


def news_state(*, bridge: Bridge) -> NewsState:
    """Read how things stand, without asking any vendor."""
    now = timezone.now()
    listening = subscriptions.listening_get(bridge_id=bridge.pk)
    modes = listening.modes or {module.value: Mode.BOTH.value for module in ORDER}
    seen = outlook(bridge, modes, now)
    zoho = bridge.zoho
    kept = subscriptions.subscription_get(connection=zoho) if zoho else None
    whose = f"zoho:{zoho.public_id}" if zoho else ""
    return NewsState(
        listening=listening,
        begun=sync_finished_before(bridge=bridge),
        telling=frozenset(side for side in Side if tells(bridge, side, now)),
        silent=seen.silent,
        every=seen.every,
        quotas=seen.quotas,
        troubles=_troubles(zoho, kept),
        forged=forged_count(whose=whose, day=now.date()),
        subscription=kept,
    )


def _troubles(zoho: Connection | None, kept: Subscription | None) -> dict[Side, str]:
    """Say why a vendor does not tell us though it could."""
    far = f"It cannot reach this portal at {settings.HOOKS_URL}."
    found = {
        Side.ZOHO: "" if zoho is None or can_subscribe(zoho) else far,
        Side.XERO: "" if can_be_told(settings.HOOKS_URL, settings.XERO_API_URL) else far,
    }
    if not found[Side.ZOHO] and kept is not None:
        found[Side.ZOHO] = kept.error
    if not found[Side.XERO] and not settings.XERO_WEBHOOK_KEY:
        found[Side.XERO] = "No webhook key of the Xero app is set (XERO_WEBHOOK_KEY)."
    return found


def wants_news(connection: Connection | None) -> bool:
    return connection is not None and subscriptions.listens(connection=connection)


def keep_told(connection: Connection | None) -> None:
    """Subscribe, subscribe anew or give a subscription up, once what was changed is kept."""
    if connection is not None and connection.state == "connected":
        pk = connection.pk
        transaction.on_commit(lambda: keep_subscribed.apply_async([pk], queue="t00"))
