"""Who did what."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser

from sync.models import AuditEntry, Tenant


def audit(*, tenant: Tenant, user: AbstractBaseUser | None, action: str, detail: str = "") -> None:
    AuditEntry.objects.create(
        tenant=tenant,
        user_id=None if user is None else user.pk,
        action=action,
        detail=detail[:300],
    )
