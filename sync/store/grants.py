"""Tokens at rest. Refreshing is serialised on the row, because a refresh token works once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from sync.core.records import Side
from sync.models import Connection, Grant, Tenant


class Fresh(Protocol):
    """What an exchange brings."""

    @property
    def access_token(self) -> str: ...
    @property
    def refresh_token(self) -> str: ...
    @property
    def expires_in(self) -> int: ...


def grant_create(
    *, tenant: Tenant, side: Side, token: Fresh, accounts_url: str, api_url: str
) -> Grant:
    return Grant.objects.create(
        tenant=tenant,
        side=side,
        access_token=token.access_token,
        refresh_token=token.refresh_token,
        expires_at=timezone.now() + timedelta(seconds=token.expires_in),
        accounts_url=accounts_url,
        api_url=api_url,
    )


def grant_token(*, grant_id: int) -> tuple[str, datetime]:
    """Return the access token and when it ends."""
    row = Grant.objects.only("access_token", "expires_at").get(pk=grant_id)
    return row.access_token, row.expires_at


def grant_refresh(*, grant_id: int, stale: str, exchange: Callable[[str], Fresh]) -> str:
    """Return an access token other than `stale`; the new tokens are stored before use.

    The one place that waits for a vendor while it holds a row: two workers sending the same
    refresh token would log the tenant out.
    """
    with transaction.atomic(durable=True):
        row = Grant.objects.select_for_update().get(pk=grant_id)
        if row.access_token != stale:
            return row.access_token  # another worker refreshed it while we waited
        fresh = exchange(row.refresh_token)
        row.access_token = fresh.access_token
        row.refresh_token = fresh.refresh_token
        row.expires_at = timezone.now() + timedelta(seconds=fresh.expires_in)
        row.save(update_fields=["access_token", "refresh_token", "expires_at"])
    return fresh.access_token


def grant_users(*, grant_id: int) -> int:
    """Count the connections that use the grant."""
    return Connection.objects.filter(grant_id=grant_id).count()


def grant_delete(*, grant_id: int) -> None:
    Grant.objects.filter(pk=grant_id).delete()
