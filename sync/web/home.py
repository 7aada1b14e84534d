"""The way in: to the dashboard of a person's first bridge."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from sync.store.tenants import bridges_of


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    bridges = bridges_of(user=request.user)
    if not bridges:
        return render(request, "sync/no_tenant.html")
    return redirect("sync:dashboard", bridges[0].public_id)
