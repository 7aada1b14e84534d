"""Team: who belongs to the company, what each may do, who is invited, and who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sync.core.team import LABELS, MAY_DO, RANKS, refusal, refusal_to_go, roles_to_give
from sync.services import team
from sync.services.team import CHOOSE, NotDone, Team
from sync.store.audit import audit_page
from sync.web.access import NOT_TEAM, Visit, for_bridge
from sync.web.widgets import QuickSelect
from sync.web.words import person

if TYPE_CHECKING:
    from sync.models import Bridge
    from sync.store.team import Member

HIGHEST_FIRST = tuple(reversed(RANKS))


class InviteForm(forms.Form):
    email = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={
            "required": "Say whom to invite.",
            "invalid": "This is not an e-mail address: write it like name@example.com.",
        },
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, mine: str) -> None:
        """Offer what somebody with the role `mine` may give."""
        super().__init__(data, initial={"role": RANKS[0]})
        self.fields["role"] = forms.ChoiceField(
            label="Role",
            choices=[(role, LABELS[role]) for role in roles_to_give(mine)],
            widget=QuickSelect(attrs={"class": "form-select"}),
            error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A member on the page. `roles`: to choose from, none where nothing may be changed."""

    member: Member
    name: str
    is_me: bool
    role: str
    roles: list[tuple[str, str]]
    may_remove: bool


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    return _page(request, bridge, InviteForm(mine=request.seat.role))


@require_POST
@for_bridge(admin=NOT_TEAM)
def invite(request: Visit, bridge: Bridge) -> HttpResponse:
    form = InviteForm(request.POST, mine=request.seat.role)
    if form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            team.invite(bridge=bridge, by=request.user, email=email, role=role)
        except NotDone as why:
            form.add_error("email", why.sentence)
        else:
            messages.success(request, f"An invitation to {email} goes out within a minute.")
            return redirect("sync:team", bridge.public_id)
    return _page(request, bridge, form)


@require_POST
@for_bridge(admin=NOT_TEAM)
def revoke(request: Visit, bridge: Bridge, invitation_id: UUID) -> HttpResponse:
    try:
        team.invitation_revoke(tenant=bridge.tenant, by=request.user, invitation_id=invitation_id)
    except NotDone as why:
        messages.error(request, why.sentence)
    else:
        messages.success(request, "The invitation is taken back: its link does not work any more.")
    return redirect("sync:team", bridge.public_id)


@require_POST
@for_bridge(admin=NOT_TEAM)
def role(request: Visit, bridge: Bridge, member_id: int) -> HttpResponse:
    wanted = request.POST.get("role", "")
    try:
        member = team.role_change(
            tenant=bridge.tenant, by=request.user, member_id=member_id, role=wanted
        )
    except NotDone as why:
        messages.error(request, why.sentence)
    else:
        messages.success(request, f"{person(member.user)} is now: {LABELS[wanted]}.")
    return redirect("sync:team", bridge.public_id)


@require_http_methods(["GET", "POST"])
@for_bridge(admin=NOT_TEAM)
def remove(request: Visit, bridge: Bridge, member_id: int) -> HttpResponse:
    """Say what a removal means, then do it."""
    found = next((one for one in _lines(request, bridge) if one.member.id == member_id), None)
    if found is None or found.is_me:  # whoever goes by their own will leaves
        raise Http404
    if request.method == "GET":
        return render(request, "sync/team_remove.html", {"bridge": bridge, "line": found})
    try:
        team.member_remove(tenant=bridge.tenant, by=request.user, member_id=member_id)
    except NotDone as why:
        messages.error(request, why.sentence)
    else:
        messages.success(request, f"{found.name} is removed, and sees nothing here any more.")
        _say_where_mails_go(request, bridge, found.member.user)
    return redirect("sync:team", bridge.public_id)


@require_http_methods(["GET", "POST"])
@for_bridge()
def leave(request: Visit, bridge: Bridge) -> HttpResponse:
    """Let somebody go by their own will, whatever their role."""
    if request.method == "GET":
        return render(request, "sync/team_leave.html", {"bridge": bridge})
    try:
        team.leave(tenant=bridge.tenant, user=request.user)
    except NotDone as why:
        messages.error(request, why.sentence)
        return redirect("sync:team", bridge.public_id)
    messages.success(request, f"You have left {bridge.tenant.name}.")
    return redirect("sync:home")


@require_GET
@for_bridge()
def log(request: Visit, bridge: Bridge) -> HttpResponse:
    before = request.GET.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    entries, more = audit_page(tenant=bridge.tenant, before=last)
    lines = [(entry, person(entry.user)) for entry in entries]
    context = {"bridge": bridge, "lines": lines, "more": more, "is_first": last is None}
    return render(request, "sync/team_log.html", context)


def _page(request: Visit, bridge: Bridge, form: InviteForm) -> HttpResponse:
    found = team.team_of(tenant=bridge.tenant)
    mine = request.seat.role
    context = {
        "bridge": bridge,
        "form": form,
        "members": [_line(request, found, member) for member in found.members],
        "invitations": found.invitations,
        "may_leave": not refusal_to_go(mine, owners=found.owners),
        "roles": [(LABELS[role], MAY_DO[role]) for role in HIGHEST_FIRST],
        "mine": roles_to_give(mine),
        "now": timezone.now(),
        "owns": request.seat.owns,
    }
    return render(request, "sync/team.html", context, status=422 if form.errors else 200)


def _lines(request: Visit, bridge: Bridge) -> list[Line]:
    found = team.team_of(tenant=bridge.tenant)
    return [_line(request, found, member) for member in found.members]


def _line(request: Visit, found: Team, member: Member) -> Line:
    mine, owners = request.seat.role, found.owners
    free = [
        (role, LABELS[role])
        for role in HIGHEST_FIRST
        if not refusal(mine, member.role, to=role, owners=owners)
    ]
    is_me = member.user.pk == request.user.pk
    may = not is_me and not refusal(mine, member.role, to=None, owners=owners)
    return Line(member, person(member.user), is_me, LABELS[member.role], free, may)


def _say_where_mails_go(request: Visit, bridge: Bridge, user: User) -> None:
    if user.email and bridge.tenant.notify_email.lower() == user.email.lower():
        messages.warning(
            request,
            f"Mails of the portal still go to {user.email}. Change that in Setup, "
            "Webservice Settings.",
        )
