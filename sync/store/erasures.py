"""Erasing a tenant: a bounded number of rows at a time, and what says afterwards that it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from sync.models import (
    Answer,
    AuditEntry,
    Bridge,
    ButtonKey,
    Change,
    Connection,
    Consent,
    Cursor,
    Drift,
    Erasure,
    Event,
    Invitation,
    Link,
    Listening,
    Mail,
    Membership,
    Question,
    Record,
    Run,
    Schedule,
    Seen,
    Tenant,
)
from sync.models.run import OPEN

# What there may be much of; those that others point at come after them.
OF_BRIDGE: tuple[QuerySet[Any], ...] = tuple(
    model.objects.all()
    for model in (*(Seen, Event, Answer, Question, Mail, Change, Link, Record, Run, Drift, Cursor),)
)
OF_TENANT: tuple[QuerySet[Any], ...] = (Invitation.objects.all(), AuditEntry.objects.all())


def erasure_open(*, tenant: Tenant, asked_by: str, now: datetime) -> Erasure:
    """Note that it was asked for, and shut the company to everybody, to vendors and to the clock.

    Called with the tenant's row held.
    """
    made = Erasure.objects.create(
        tenant_id=tenant.pk, company=tenant.name, asked_by=asked_by, asked_at=now
    )
    Membership.objects.filter(tenant=tenant).delete()
    for rows in (ButtonKey.objects, Listening.objects, Schedule.objects, Consent.objects):
        rows.filter(bridge__tenant=tenant).delete()
    Run.objects.filter(bridge__tenant=tenant, state__in=OPEN).update(stop_requested=True)
    return made


def erasures_open(*, now: datetime) -> list[UUID]:
    """Return those that are not done and that no worker is at."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return list(Erasure.objects.filter(free, done_at=None).values_list("public_id", flat=True))


def erasure_claim(*, public_id: UUID, now: datetime) -> Erasure | None:
    """Take it for a slice; None where it is done, or another worker is at it."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = Erasure.objects.filter(free, public_id=public_id, done_at=None)
    until = now + timedelta(seconds=settings.LEASE_SECONDS)
    return Erasure.objects.get(public_id=public_id) if mine.update(lease_until=until) else None


def erasure_release(*, erasure: Erasure) -> None:
    Erasure.objects.filter(pk=erasure.pk).update(lease_until=None)


def bridges_left(*, erasure: Erasure) -> list[Bridge]:
    return list(Bridge.objects.filter(tenant_id=erasure.tenant_id).order_by("pk"))


def connections_left(*, erasure: Erasure) -> list[Connection]:
    """Return the connections whose vendor has not been told yet."""
    mine = Connection.objects.filter(tenant_id=erasure.tenant_id, grant__isnull=False)
    return list(mine.select_related("grant", "tenant").order_by("pk"))


def rows_erase(*, erasure: Erasure, limit: int) -> bool:
    """Erase so many rows of one kind in one transaction; tell whether there were any."""
    for rows in _rows(erasure.tenant_id):
        with transaction.atomic():
            some = list(rows.values_list("pk", flat=True)[:limit])
            if some:
                rows.filter(pk__in=some).delete()
                _count(erasure, {rows.model.__name__.lower(): len(some)})
                return True
    return False


@transaction.atomic
def tenant_erase(*, erasure: Erasure, now: datetime) -> None:
    """Erase the little that is left, the company itself last, and note that it is done."""
    _, bridges = Bridge.objects.filter(tenant_id=erasure.tenant_id).delete()
    _, rest = Tenant.objects.filter(pk=erasure.tenant_id).delete()
    gone = {name.rpartition(".")[2].lower(): n for name, n in {**rest, **bridges}.items() if n}
    _count(erasure, gone)
    Erasure.objects.filter(pk=erasure.pk).update(done_at=now, lease_until=None)


def _rows(tenant_id: int) -> Iterator[QuerySet[Any]]:
    for rows in OF_BRIDGE:
        yield rows.filter(bridge__tenant=tenant_id)
    for rows in OF_TENANT:
        yield rows.filter(tenant=tenant_id)


def _count(erasure: Erasure, more: dict[str, int]) -> None:
    held = Erasure.objects.select_for_update().get(pk=erasure.pk)
    held.erased = {**held.erased, **{k: held.erased.get(k, 0) + n for k, n in more.items()}}
    held.save(update_fields=["erased"])
