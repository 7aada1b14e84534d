"""Tenants, who belongs to them, and what each person may do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet

from sync.models import Bridge, Membership, Role, Tenant

MAY_OPERATE = frozenset({Role.OWNER, Role.ADMIN, Role.OPERATOR})
MAY_CONNECT = frozenset({Role.OWNER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place at one bridge."""

    bridge: Bridge
    role: Role

    @property
    def may_operate(self) -> bool:
        """Fetch, sync, stop."""
        return self.role in MAY_OPERATE

    @property
    def may_connect(self) -> bool:
        """Connect, disconnect, change settings and the team."""
        return self.role in MAY_CONNECT

    @property
    def owns(self) -> bool:
        """Take all data along, or have it erased."""
        return self.role == Role.OWNER


def seat_get(*, user: AbstractBaseUser | AnonymousUser, bridge_id: UUID) -> Seat | None:
    """Return the person's seat; None where the bridge does not exist or is not theirs."""
    bridge = _seen_by(user).filter(public_id=bridge_id).first()
    if bridge is None:
        return None
    held = Membership.objects.filter(user=user.pk or 0, tenant_id=bridge.tenant_id).first()
    return Seat(bridge, Role(held.role)) if held else None


def bridges_of(*, user: AbstractBaseUser | AnonymousUser) -> list[Bridge]:
    """Every bridge that the person may see, oldest first."""
    return list(_seen_by(user).order_by("pk"))


def _seen_by(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Bridge]:
    # What the organisations say of themselves is long, and few pages show it.
    seen = Bridge.objects.select_related("tenant", "zoho", "xero").defer(
        "zoho__metadata", "xero__metadata"
    )
    return seen.filter(tenant__membership__user=user.pk or 0)


@transaction.atomic
def tenant_create(*, owner: AbstractBaseUser, name: str) -> Tenant:
    """Make a company with its owner and one bridge that has no sides yet."""
    tenant = Tenant.objects.create(name=name, notify_email=getattr(owner, "email", ""))
    Membership.objects.create(tenant=tenant, user_id=owner.pk, role=Role.OWNER)
    Bridge.objects.create(tenant=tenant)
    return tenant


@transaction.atomic
def bridge_empty(*, tenant: Tenant) -> tuple[Bridge, bool]:
    """Return the tenant's bridge that has no side yet, made if there is none. Two clicks: one."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    found = Bridge.objects.filter(tenant=tenant, zoho=None, xero=None).first()
    if found is not None:
        return found, False
    return Bridge.objects.create(tenant=tenant), True


def owns_tenant(*, user: AbstractBaseUser) -> bool:
    return Membership.objects.filter(user_id=user.pk, role=Role.OWNER).exists()


@transaction.atomic
def person_ensure(*, email: str, password: str) -> User:
    """Return the person with this e-mail address, confirmed, who logs in with this password."""
    user, _ = User.objects.get_or_create(username=email, defaults={"email": email})
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user


def tenant_settle(*, tenant: Tenant, notify_email: str, timezone: str) -> None:
    """Keep where mails go and how late it is there. Whoever says where wants them again."""
    tenant.notify_email, tenant.timezone, tenant.mails_stopped_at = notify_email, timezone, None
    tenant.save(update_fields=["notify_email", "timezone", "mails_stopped_at"])


def mails_stop(*, public_id: UUID, to: str, now: datetime) -> bool:
    """Send no more mails to this address of the tenant; False where it is not theirs any more."""
    mine = Tenant.objects.filter(public_id=public_id, notify_email=to)
    return bool(mine.update(mails_stopped_at=now))
