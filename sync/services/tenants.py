"""What a person may ask for about companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from sync.core.records import Mode
from sync.core.tables import ORDER
from sync.store import tenants
from sync.store.audit import audit
from sync.store.subscriptions import listening_save

if TYPE_CHECKING:
    from sync.models import Bridge, Tenant


def tenant_open(*, user: AbstractBaseUser, company: str) -> Tenant:
    """Open a company for its first person, who owns it, with one bridge to be connected."""
    return tenants.tenant_create(owner=user, name=" ".join(company.split()))


def bridge_add(*, tenant: Tenant, user: AbstractBaseUser) -> tuple[Bridge, bool]:
    """Return a bridge with nothing connected, and whether it had to be made."""
    bridge, is_new = tenants.bridge_empty(tenant=tenant)
    if is_new:
        audit(tenant=tenant, user=user, action="pair added")
    return bridge, is_new


def demo_open(*, email: str, password: str, company: str) -> None:
    """Let this person log in and own this company, which listens; do nothing that is done."""
    user = tenants.person_ensure(email=email, password=password)
    if not tenants.owns_tenant(user=user):
        tenant_open(user=user, company=company)
        for bridge in tenants.bridges_of(user=user):
            listening_save(
                bridge=bridge,
                on=True,
                modes=dict.fromkeys(ORDER, Mode.BOTH),
                now=timezone.now(),
                user=None,
            )
