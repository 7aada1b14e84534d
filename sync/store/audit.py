"""Who did what."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from sync.models import AuditEntry, Tenant

PAGE = 50


def audit(*, tenant: Tenant, user: AbstractBaseUser | None, action: str, detail: str = "") -> None:
    AuditEntry.objects.create(
        tenant=tenant,
        user_id=None if user is None else user.pk,
        action=action,
        detail=detail[:300],
    )


def audit_page(*, tenant: Tenant, before: int | None) -> tuple[list[AuditEntry], bool]:
    """Return a page, newest first, and whether more follow. `before`: the last entry seen."""
    found = AuditEntry.objects.filter(tenant=tenant)
    last = found.filter(pk=before).first() if before else None
    if last is not None:
        found = found.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    rows = list(found.select_related("user").order_by("-at", "-pk")[: PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE
