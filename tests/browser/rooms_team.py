"""The rooms of the team: members, invitations, the audit log."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from sync.engine.guests import guest_token
from sync.models import AuditEntry, Invitation, Membership, Role
from tests.browser.rooms import Where, at, maria, room
from tests.web.people import Person, connect_both, person

LONG = "maximiliana.vandenbroucke-fitzgerald@accounting.brightwater-trading.example"


@room
def team_alone() -> Where:
    return at(maria(), "team/")


@room
def team_full() -> Where:
    one = full()
    return at(one, "team/")


@room
def team_seen_by_a_viewer() -> Where:
    one = full()
    viewer = person("victor", role=Role.VIEWER, tenant=one.bridge.tenant)
    return at(viewer, "team/")


@room
def team_remove() -> Where:
    one = full()
    return at(one, f"team/members/{Membership.objects.get(role=Role.OPERATOR).pk}/remove/")


@room
def team_leave() -> Where:
    return at(maria(), "team/leave/")


@room
def audit_empty() -> Where:
    return at(maria(), "team/log/")


@room
def audit_full() -> Where:
    one = full()
    said = (
        ("Zoho CRM connected", "Brightwater (Zoho CRM)"),
        ("settings saved", "Field Mapping: Accounts"),
        ("role changed", f"{LONG}, Viewer -> Operator"),
    )
    for number in range(60):
        action, detail = said[number % 3]
        AuditEntry.objects.create(
            tenant=one.bridge.tenant, user=one.user, action=action, detail=detail
        )
    AuditEntry.objects.create(tenant=one.bridge.tenant, user=None, action="automatic look")
    return at(one, "team/log/")


@room
def invitation_for_a_stranger() -> Where:
    return Where(invited(maria(), "nina@example.com"))


@room
def invitation_for_me() -> Where:
    guest = person("guest", company="Another Ltd")
    return Where(invited(maria(), guest.user.email), guest)


@room
def invitation_for_somebody_else() -> Where:
    guest = person("guest", company="Another Ltd")
    return Where(invited(maria(), LONG), guest)


@room
def invitation_over() -> Where:
    return Where(reverse("sync:invitation", args=["nonsense"]), status=410)


@room
def signup_invited() -> Where:
    return Where(f"/accounts/signup/?next={invited(maria(), 'nina@example.com')}")


def full() -> Person:
    one = maria()
    connect_both(one)
    tenant = one.bridge.tenant
    adam = person("adam", role=Role.ADMIN, tenant=tenant)
    Authenticator.objects.create(user=adam.user, type=Authenticator.Type.TOTP, data={})
    operator = person("olga", role=Role.OPERATOR, tenant=tenant)
    operator.user.email = LONG
    operator.user.save()
    invited(one, "nina@example.com")
    invited(one, f"new.{LONG}", Role.VIEWER, timedelta(hours=-1))
    return one


def invited(
    one: Person, email: str, role: Role = Role.OPERATOR, lasts: timedelta = timedelta(days=6)
) -> str:
    made = Invitation.objects.create(
        tenant=one.bridge.tenant,
        email=email,
        role=role,
        invited_by=one.user,
        expires_at=timezone.now() + lasts,
    )
    return reverse("sync:invitation", args=[guest_token(str(made.public_id))])


@room
def company_data() -> Where:
    return at(full(), "team/data/")
