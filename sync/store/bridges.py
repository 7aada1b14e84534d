"""Bridges: who holds one, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from sync.core.records import Side
from sync.models import Bridge, Connection, Tenant


class Fenced(Exception):
    """Another worker holds the bridge now; nothing more may be written in this one's name."""


def lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.LEASE_SECONDS)


class AlreadyPaired(Exception):
    """Another bridge keeps these two organisations in step: two would carry everything twice."""


def bridge_get(*, public_id: UUID) -> Bridge | None:
    found = Bridge.objects.select_related("tenant", "zoho__grant", "xero__grant")
    return found.filter(public_id=public_id).first()


def bridges_list() -> list[Bridge]:
    return list(Bridge.objects.select_related("tenant", "zoho", "xero").order_by("pk"))


def bridge_first(*, tenant: Tenant) -> Bridge | None:
    return Bridge.objects.filter(tenant=tenant).order_by("pk").first()


def bridge_claim(*, bridge_id: int, now: datetime) -> int | None:
    """Take the bridge if it is free or its holder died; return the fencing number, or None."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    with transaction.atomic():
        claimed = Bridge.objects.filter(free, pk=bridge_id)
        if not claimed.update(fence=F("fence") + 1, lease_until=lease_end(now)):
            return None
        return Bridge.objects.values_list("fence", flat=True).get(pk=bridge_id)


def bridge_at_rest(*, bridge_id: int) -> int | None:
    """Return the fencing number under which its rows stay as they are; None while they move.

    They move only in the hands of who has claimed the bridge, and each claim takes a new number.
    """
    fence, lease_until = Bridge.objects.values_list("fence", "lease_until").get(pk=bridge_id)
    return fence if lease_until is None else None


def bridge_lock(*, bridge_id: int) -> None:
    """Until this transaction ends, no run of the bridge is opened and no worker's rows are kept."""
    Bridge.objects.select_for_update().get(pk=bridge_id)


def bridge_release(*, bridge_id: int, fence: int) -> None:
    Bridge.objects.filter(pk=bridge_id, fence=fence).update(lease_until=None)


@contextmanager
def bridge_held(*, bridge_id: int, fence: int) -> Iterator[None]:
    """Run a transaction that only the holder may commit; it prolongs the lease. Raises Fenced."""
    with transaction.atomic():
        mine = Bridge.objects.filter(pk=bridge_id, fence=fence)
        if not mine.update(lease_until=lease_end(timezone.now())):
            raise Fenced
        yield


def bridges_on(*, connection: Connection) -> int:
    """Return how many bridges stand on this connection."""
    return Bridge.objects.filter(Q(zoho=connection) | Q(xero=connection)).count()


def bridge_attach(*, bridge: Bridge, connection: Connection) -> None:
    """Put a connection on its side of the bridge. Raises AlreadyPaired."""
    side = Side(connection.side)
    before = getattr(bridge, side)
    setattr(bridge, side, connection)
    try:
        with transaction.atomic():
            bridge.save(update_fields=[side.value])
    except IntegrityError:
        setattr(bridge, side, before)
        raise AlreadyPaired from None
