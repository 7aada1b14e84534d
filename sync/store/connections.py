"""Connections and the consents that make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from sync.core.records import Side
from sync.core.verdicts import Why
from sync.models import Bridge, Connection, Consent, Grant, Question, Tenant

CONSENT_LIVES = timedelta(minutes=30)


class ConnectedElsewhere(Exception):
    """The organisation belongs to another tenant of this portal."""


@dataclass(frozen=True, slots=True)
class OrganisationSeen:
    """An organisation that a grant opened."""

    id: str
    name: str
    connection_id: str = ""


def consent_open(*, bridge: Bridge, user: AbstractBaseUser, side: Side, state: str) -> None:
    Consent.objects.create(
        bridge=bridge, user_id=user.pk, side=side, state=state, created_at=timezone.now()
    )


def consent_use(*, user: AbstractBaseUser, side: Side, state: str) -> Bridge | None:
    """Use a state up. None if it is foreign, old or was used before."""
    now = timezone.now()
    live = _live_consents(user, state).filter(side=side)
    if not live.filter(used_at=None).update(used_at=now):
        return None
    return _with_bridge(live).get().bridge


def consent_keep_grant(*, state: str, grant: Grant) -> None:
    Consent.objects.filter(state=state).update(grant=grant)


def consent_with_grant(*, user: AbstractBaseUser, state: str) -> Consent | None:
    """Return the consent in which this person is still to choose an organisation."""
    return _with_bridge(_live_consents(user, state).filter(grant__isnull=False)).first()


def _live_consents(user: AbstractBaseUser, state: str) -> QuerySet[Consent]:
    since = timezone.now() - CONSENT_LIVES
    return Consent.objects.filter(state=state, user_id=user.pk, created_at__gt=since)


def _with_bridge(consents: QuerySet[Consent]) -> QuerySet[Consent]:
    return consents.select_related("grant", "bridge__tenant", "bridge__zoho", "bridge__xero")


def connection_make(
    *,
    tenant: Tenant,
    side: Side,
    grant: Grant,
    organisation: OrganisationSeen,
    user: AbstractBaseUser,
) -> Connection:
    """Connect an organisation, or connect it again. Raises ConnectedElsewhere."""
    try:
        with transaction.atomic():
            made, _ = Connection.objects.update_or_create(
                tenant=tenant,
                side=side,
                organisation_id=organisation.id,
                defaults={
                    "grant": grant,
                    "name": organisation.name,
                    "remote_connection_id": organisation.connection_id,
                    "state": Connection.State.CONNECTED,
                    "lost_because": "",
                    "connected_by_id": user.pk,
                    "connected_at": timezone.now(),
                },
            )
    except IntegrityError:
        raise ConnectedElsewhere from None
    return made


def connection_lose(*, connection: Connection, because: str) -> bool:
    """Tell whether it was this call that found out."""
    connected = Connection.objects.filter(pk=connection.pk, state=Connection.State.CONNECTED)
    lost = connected.update(state=Connection.State.LOST, lost_because=because[:300])
    return bool(lost)


def connection_drop(*, connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(
        state=Connection.State.DISCONNECTED, grant=None, lost_because=""
    )


def metadata_keep(*, connection: Connection, metadata: Mapping[str, object], now: datetime) -> None:
    was = connection.metadata
    connection.metadata, connection.metadata_at = {**metadata, **_looked(now)}, now
    connection.save(update_fields=["metadata", "metadata_at"])
    _wake_if_moved(connection, was)


def lock_date_keep(*, connection: Connection, lock_date: str, now: datetime) -> bool:
    """Remember a lock date, and when it was looked at; tell whether it has moved."""
    was = connection.metadata
    connection.metadata = {**was, "lock_date": lock_date, **_looked(now)}
    connection.save(update_fields=["metadata"])
    return _wake_if_moved(connection, was)


def lock_date_doubt(*, connection: Connection) -> None:
    """Note that a document was refused for its date, whatever we know of the lock date."""
    connection.metadata = {**connection.metadata, "lock_doubted": True}
    connection.save(update_fields=["metadata"])


def _looked(now: datetime) -> Mapping[str, object]:
    return {"lock_looked_at": now.isoformat(), "lock_doubted": False}


def _wake_if_moved(connection: Connection, was: Mapping[str, object]) -> bool:
    """Let what was refused be tried at once where the lock date, perhaps its cause, has moved."""
    if (was.get("lock_date") or "") == (connection.metadata.get("lock_date") or ""):
        return False
    refused = Question.objects.filter(bridge__xero=connection, why=Why.REFUSED)
    refused.update(retry_at=None)
    return True
