"""Who listens, and the promises of vendors to tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from sync.core.records import Mode, Module
from sync.models import Bridge, Connection, Listening, Subscription

CLAIMED_FOR = timedelta(minutes=10)  # a renewal that came to nothing is tried again after that


def listening_get(*, bridge_id: int) -> Listening:
    """Return what the bridge does about news; an unsaved row where nobody ever said."""
    found = Listening.objects.select_related("saved_by").filter(bridge_id=bridge_id).first()
    return found or Listening(bridge_id=bridge_id)


def listening_save(
    *,
    bridge: Bridge,
    on: bool,
    modes: Mapping[Module, Mode],
    now: datetime,
    user: AbstractBaseUser | None,
) -> None:
    values = {
        "on": on,
        "modes": {module.value: mode.value for module, mode in modes.items()},
        "look_at": now,
        "saved_by_id": None if user is None else user.pk,
    }
    Listening.objects.update_or_create(bridge=bridge, defaults=values)


def listening_claim(*, now: datetime, limit: int = 500) -> list[UUID]:
    """Take the bridges that are to be looked at now; return their public ids."""
    state = Connection.State.CONNECTED
    due = Listening.objects.filter(
        on=True, look_at__lte=now, bridge__zoho__state=state, bridge__xero__state=state
    )
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True, of=("self",)).order_by("look_at")
        found = list(rows.values_list("pk", "bridge__public_id")[:limit])
        mine = Listening.objects.filter(pk__in=[pk for pk, _ in found])
        mine.update(look_at=now + CLAIMED_FOR)
    return [bridge_id for _, bridge_id in found]


def look_planned(*, bridge_id: int, look_at: datetime, whole_at: datetime | None = None) -> None:
    """Note when to look next, and when everything was last looked at, if it is now."""
    values = {"look_at": look_at} | ({"looked_whole_at": whole_at} if whole_at else {})
    Listening.objects.filter(bridge_id=bridge_id).update(**values)


def looked(*, bridge_id: int, in_vain: bool) -> None:
    """Note whether a look found anything: after some that did not, looks become rarer."""
    mine = Listening.objects.filter(bridge_id=bridge_id)
    most = 10
    mine.update(in_vain=Least(F("in_vain") + 1, most) if in_vain else 0)


def listens(*, connection: Connection) -> bool:
    """Tell whether a bridge of this connection wants to hear of news."""
    return Listening.objects.filter(bridge__zoho=connection, on=True).exists()


def subscription_get(*, connection: Connection) -> Subscription | None:
    return Subscription.objects.filter(connection=connection).first()


def subscription_at(*, address: str) -> Subscription | None:
    """Return the subscription whose notifications come to this address."""
    found = Subscription.objects.select_related("connection__tenant").filter(address=address)
    return found.filter(connection__state=Connection.State.CONNECTED).first()


def subscription_make(
    *, connection: Connection, address: str, channel_id: str, token: str, now: datetime
) -> Subscription:
    """Return the connection's subscription; a new one is not asked for yet."""
    values = {"address": address, "channel_id": channel_id, "token": token, "renew_at": now}
    return Subscription.objects.get_or_create(connection=connection, defaults=values)[0]


def subscription_due(*, connection: Connection, now: datetime) -> None:
    """Let it be asked for anew at the next occasion."""
    Subscription.objects.filter(connection=connection).update(renew_at=now)


def subscription_granted(
    *, subscription: Subscription, expires_at: datetime, renew_at: datetime
) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(
        expires_at=expires_at, renew_at=renew_at, error=""
    )


def subscription_failed(*, subscription: Subscription, because: str) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(error=because[:300])


def subscription_heard(*, subscription: Subscription, now: datetime) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(heard_at=now)


def subscription_drop(*, connection: Connection) -> None:
    Subscription.objects.filter(connection=connection).delete()


def subscriptions_claim(*, now: datetime, limit: int = 100) -> list[int]:
    """Take those that are due to be renewed; return their connections. Two clocks share none."""
    due = Subscription.objects.filter(
        renew_at__lte=now, connection__state=Connection.State.CONNECTED
    )
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True, of=("self",)).order_by("renew_at")
        found = list(rows.values_list("pk", "connection_id")[:limit])
        mine = Subscription.objects.filter(pk__in=[pk for pk, _ in found])
        mine.update(renew_at=now + CLAIMED_FOR)
    return [connection_id for _, connection_id in found]


def subscriptions_missing(*, limit: int = 100) -> list[Connection]:
    """Return the Zoho connections of bridges that listen and have never subscribed."""
    found = Connection.objects.filter(
        side="zoho",
        state=Connection.State.CONNECTED,
        pk__in=Listening.objects.filter(on=True).values("bridge__zoho"),
        subscription=None,
    )
    return list(found.order_by("pk")[:limit])


def connection_with_grant(*, connection_id: int) -> Connection | None:
    return Connection.objects.select_related("grant", "tenant").filter(pk=connection_id).first()
