"""Invitations: seats that wait for somebody."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser

from sync.core.team import may_give
from sync.models import Invitation, Membership, Tenant


def invitation_keep(
    *, tenant: Tenant, email: str, role: str, by: AbstractBaseUser, expires_at: datetime
) -> Invitation:
    """Invite this address; a link that it was sent before no longer works."""
    fresh = {"public_id": uuid.uuid4(), "role": role, "invited_by": by, "expires_at": expires_at}
    kept, _ = Invitation.objects.update_or_create(
        tenant=tenant, email=email.lower(), accepted_at=None, defaults=fresh
    )
    return kept


def invitations_of(*, tenant: Tenant) -> list[Invitation]:
    """Return all that nobody has accepted, those whose time is over as well."""
    waiting = Invitation.objects.filter(tenant=tenant, accepted_at=None)
    return list(waiting.select_related("invited_by").order_by("email"))


def invitation_of(*, tenant: Tenant, public_id: UUID) -> Invitation | None:
    return Invitation.objects.filter(tenant=tenant, public_id=public_id, accepted_at=None).first()


def invitation_open(*, public_id: UUID, now: datetime) -> Invitation | None:
    """Return the invitation while it can be accepted.

    Its inviter must still be one who may give what it gives: it never outlives their power.
    """
    waiting = Invitation.objects.filter(public_id=public_id, accepted_at=None, expires_at__gt=now)
    found = waiting.select_related("tenant", "invited_by").first()
    if found is None:
        return None
    by = Membership.objects.filter(tenant=found.tenant, user=found.invited_by).first()
    return found if by and may_give(by.role, found.role) else None


def invitation_used(*, public_id: UUID) -> Tenant | None:
    """Return where an accepted invitation led to."""
    used = Invitation.objects.filter(public_id=public_id, accepted_at__isnull=False)
    found = used.select_related("tenant").first()
    return found.tenant if found else None


def invitation_accept(*, invitation: Invitation, user: AbstractBaseUser, now: datetime) -> bool:
    """Give the person their seat; False where they have one already, which stays as it is."""
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now)
    _, is_new = Membership.objects.get_or_create(
        tenant=invitation.tenant, user_id=user.pk, defaults={"role": invitation.role}
    )
    return is_new


def invitation_drop(*, invitation: Invitation) -> None:
    invitation.delete()


def has_address(*, user: AbstractBaseUser, email: str) -> bool:
    """Tell whether the address is this person's own: their first one, or one they confirmed."""
    own = str(getattr(user, "email", "")).lower() == email.lower()
    confirmed = EmailAddress.objects.filter(user_id=user.pk, verified=True, email__iexact=email)
    return own or confirmed.exists()
