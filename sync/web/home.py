"""The way in: to the page a person needs first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from sync.store.tenants import bridges_of
from sync.store.views import connected_sides


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    bridges = bridges_of(user=request.user)
    if not bridges:
        return render(request, "sync/no_tenant.html")
    first = bridges[0]
    ready = all(connected_sides(bridge=first).values())
    return redirect("sync:synchronization" if ready else "sync:setup", first.public_id)
