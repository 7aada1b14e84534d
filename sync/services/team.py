"""What a person may ask for about the people of a company."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction
from django.utils import timezone

from sync.core import team
from sync.core.team import INVITED_FOR, LABELS, MOST_A_DAY
from sync.engine.guests import guest_read
from sync.store import invitations, mails
from sync.store import team as rows
from sync.store.audit import audit
from sync.store.team import Member

if TYPE_CHECKING:
    from sync.models import Bridge, Invitation, Tenant

CHOOSE = "Choose a role of the list."
GONE = "This person does not belong to the team any more."
OVER = (
    "This invitation does not work any more: it was accepted, taken back, or is too old. "
    "Ask the person who invited you to send another."
)
TOO_MANY = f"{MOST_A_DAY} invitations a day are enough. Invite more people tomorrow."


class NotDone(Exception):
    """It may not be, or cannot be any more; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Team:
    members: list[Member]
    invitations: list[Invitation]

    @property
    def owners(self) -> int:
        return sum(member.role == team.OWNER for member in self.members)


def team_of(*, tenant: Tenant) -> Team:
    return Team(rows.members_of(tenant=tenant), invitations.invitations_of(tenant=tenant))


def invite(*, bridge: Bridge, by: User, email: str, role: str) -> None:
    """Write an invitation and its mail, both or neither. Raises NotDone."""
    tenant, now = bridge.tenant, timezone.now()
    with _changing(tenant):
        _refuse("" if team.may_give(_role(tenant, by), role) else team.NOT_MORE)
        if rows.is_member(tenant=tenant, email=email):
            raise NotDone(f"{email} belongs to the team already.")
        if mails.invitations_mailed(tenant=tenant, since=now - timedelta(days=1)) >= MOST_A_DAY:
            raise NotDone(TOO_MANY)
        until = now + INVITED_FOR
        made = invitations.invitation_keep(
            tenant=tenant, email=email, role=role, by=by, expires_at=until
        )
        told = {"by": by.email, "role": LABELS[role], "invitation": str(made.public_id)}
        key = f"invitation:{made.public_id}"
        mails.mail_post_to_guest(bridge=bridge, to=email, key=key, now=now, facts=told)
        _audit(tenant, by, "person invited", made.email, LABELS[role])


def invitation_revoke(*, tenant: Tenant, by: User, invitation_id: UUID) -> None:
    """Take an invitation back; one that is gone already is gone. Raises NotDone."""
    with _changing(tenant):
        found = invitations.invitation_of(tenant=tenant, public_id=invitation_id)
        if found is not None:
            may = team.may_give(_role(tenant, by), found.role)
            _refuse("" if may else team.OWNERS_ALONE)
            invitations.invitation_drop(invitation=found)
            _audit(tenant, by, "invitation taken back", found.email)


def role_change(*, tenant: Tenant, by: User, member_id: int, role: str) -> Member:
    """Give a member another role. Raises NotDone."""
    _refuse("" if role in LABELS else CHOOSE)
    with _changing(tenant):
        member = _changeable(tenant, by, member_id, to=role)
        if member.role != role:
            rows.role_put(member=member, role=role)
            moved = f"{LABELS[member.role]} -> {LABELS[role]}"
            _audit(tenant, by, "role changed", member.user.email, moved)
    return member


def member_remove(*, tenant: Tenant, by: User, member_id: int) -> Member:
    """End a member's access: every page asks for the seat anew, so it ends now. Raises NotDone."""
    with _changing(tenant):
        member = _changeable(tenant, by, member_id, to=None)
        rows.member_drop(tenant=tenant, user=member.user)
        _audit(tenant, by, "member removed", member.user.email, LABELS[member.role])
    return member


def leave(*, tenant: Tenant, user: User) -> None:
    """Give one's own seat up. Raises NotDone."""
    with _changing(tenant):
        mine = _role(tenant, user)
        _refuse(team.refusal_to_go(mine, owners=rows.owners_count(tenant=tenant)))
        rows.member_drop(tenant=tenant, user=user)
        _audit(tenant, user, "left the team", user.email, LABELS[mine])


def invitation_look(token: str) -> Invitation | None:
    """Return what a link offers; None where it does not work (any more)."""
    found = guest_read(token)
    return invitations.invitation_open(public_id=found, now=timezone.now()) if found else None


def is_for(*, invitation: Invitation, user: AbstractBaseUser) -> bool:
    return invitations.has_address(user=user, email=invitation.email)


def has_joined(token: str, *, user: AbstractBaseUser) -> bool:
    """Tell whether this link has led the person to where they belong now."""
    found = guest_read(token)
    led_to = invitations.invitation_used(public_id=found) if found else None
    return led_to is not None and rows.role_of(tenant=led_to, user=user) is not None


def join(token: str, *, user: AbstractBaseUser) -> Tenant:
    """Take the seat that a link offers. Raises NotDone."""
    offered = invitation_look(token)
    if offered is None:
        raise NotDone(OVER)
    with _changing(offered.tenant):
        found = invitation_look(token)  # once more: two clicks, or taken back just now
        if found is None:
            raise NotDone(OVER)
        if not is_for(invitation=found, user=user):
            raise NotDone(f"This invitation is for {found.email}.")
        now = timezone.now()
        if invitations.invitation_accept(invitation=found, user=user, now=now):
            audit(
                tenant=found.tenant,
                user=user,
                action="invitation accepted",
                detail=f"{found.email}, {LABELS[found.role]}, by {found.invited_by}",
            )
    return found.tenant


@contextmanager
def _changing(tenant: Tenant) -> Iterator[None]:
    with transaction.atomic():
        rows.team_lock(tenant=tenant)
        yield


def _changeable(tenant: Tenant, by: User, member_id: int, *, to: str | None) -> Member:
    member = rows.member_of(tenant=tenant, member_id=member_id)
    if member is None:
        raise NotDone(GONE)
    owners = rows.owners_count(tenant=tenant)
    _refuse(team.refusal(_role(tenant, by), member.role, to=to, owners=owners))
    return member


def _role(tenant: Tenant, user: User) -> str:
    """Return the role as it is now, under the lock: the page's may be a moment old."""
    role = rows.role_of(tenant=tenant, user=user)
    if role is None:
        raise NotDone(GONE)
    return role


def _refuse(sentence: str) -> None:
    if sentence:
        raise NotDone(sentence)


def _audit(tenant: Tenant, by: User, action: str, *said: str) -> None:
    audit(tenant=tenant, user=by, action=action, detail=", ".join(said))
