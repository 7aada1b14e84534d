"""Where an invitation's link leads: outside of every company, its signature is the key."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sync.core.team import LABELS, MAY_DO
from sync.services import team
from sync.services.team import NotDone
from sync.store.tenants import bridges_of
from sync.web.words import person


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Say what is offered. Looking accepts nothing: scanners of mails look, too."""
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST" and user is not None:
        return _join(request, user, token)
    offered = team.invitation_look(token)
    if offered is None:
        return _over(request, user, token)
    context = {
        "offered": offered,
        "by": person(offered.invited_by),
        "role": LABELS[offered.role],
        "may": MAY_DO[offered.role],
        "is_mine": user is not None and team.is_for(invitation=offered, user=user),
    }
    return render(request, "sync/invitation.html", context)


def _join(request: HttpRequest, user: User, token: str) -> HttpResponse:
    try:
        tenant = team.join(token, user=user)
    except NotDone as why:
        if team.has_joined(token, user=user):  # pressed twice
            return redirect("sync:home")
        return render(request, "sync/invitation.html", {"why": why.sentence}, status=410)
    messages.success(request, f"Welcome: you belong to {tenant.name} now.")
    mine = [one for one in bridges_of(user=user) if one.tenant_id == tenant.pk]
    return redirect("sync:dashboard", mine[0].public_id)


def _over(request: HttpRequest, user: User | None, token: str) -> HttpResponse:
    if user is not None and team.has_joined(token, user=user):
        return redirect("sync:home")
    return render(request, "sync/invitation.html", {"why": team.OVER}, status=410)
