"""A tenant's members. Whoever changes them holds the tenant's row, so that one owner stays."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser, User

from sync.models import Membership, Role, Tenant


@dataclass(frozen=True, slots=True)
class Member:
    """`two_factor`: logging in takes more than the password."""

    id: int
    user: User
    role: Role
    two_factor: bool


def team_lock(*, tenant: Tenant) -> None:
    """Wait for whoever else changes this team. To be called within a transaction."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)


def members_of(*, tenant: Tenant) -> list[Member]:
    """Return everybody, in the order in which they came."""
    rows = list(Membership.objects.filter(tenant=tenant).select_related("user").order_by("pk"))
    users = [row.user_id for row in rows]
    twice = set(Authenticator.objects.filter(user__in=users).values_list("user_id", flat=True))
    return [Member(row.pk, row.user, Role(row.role), row.user_id in twice) for row in rows]


def member_of(*, tenant: Tenant, member_id: int) -> Member | None:
    row = Membership.objects.filter(tenant=tenant, pk=member_id).select_related("user").first()
    return Member(row.pk, row.user, Role(row.role), two_factor=False) if row else None


def role_of(*, tenant: Tenant, user: AbstractBaseUser) -> Role | None:
    row = Membership.objects.filter(tenant=tenant, user_id=user.pk).first()
    return Role(row.role) if row else None


def is_member(*, tenant: Tenant, email: str) -> bool:
    return Membership.objects.filter(tenant=tenant, user__email__iexact=email).exists()


def owners_count(*, tenant: Tenant) -> int:
    return Membership.objects.filter(tenant=tenant, role=Role.OWNER).count()


def role_put(*, member: Member, role: str) -> None:
    Membership.objects.filter(pk=member.id).update(role=role)


def member_drop(*, tenant: Tenant, user: AbstractBaseUser) -> None:
    Membership.objects.filter(tenant=tenant, user_id=user.pk).delete()
