"""Settings > Fetch: read both sides from the beginning to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sync.core.records import Side
from sync.core.states import RunKind
from sync.services.found import found_known, found_now
from sync.services.runs import NotYet, fetch_start
from sync.store.views import readiness_get, runs_latest
from sync.web.access import Visit, for_bridge
from sync.web.forms import FetchForm
from sync.web.words import run_words

if TYPE_CHECKING:
    from sync.models import Bridge


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    ready = readiness_get(bridge=bridge)
    context = {
        "bridge": bridge,
        "runs": [run_words(run) for run in runs_latest(bridge=bridge, kind=RunKind.FETCH)],
        "found": found_known(bridge=bridge),
        "ready": ready,
        "sides": [(side, ready.connected[side]) for side in Side],
    }
    return render(request, "sync/fetch.html", context)


@require_GET
@for_bridge()
def found(request: Visit, bridge: Bridge) -> HttpResponse:
    """Render what was found, counted anew where that is old. The page asks for this by itself."""
    context = {"bridge": bridge, "found": found_now(bridge=bridge), "waited": True}
    if "HX-Request" not in request.headers:
        return redirect("sync:fetch", bridge.public_id)
    return render(request, "sync/_found.html", context)


@require_POST
@for_bridge(operate=True)
def start(request: Visit, bridge: Bridge) -> HttpResponse:
    form = FetchForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose which side to fetch.")
        return redirect("sync:fetch", bridge.public_id)
    try:
        fetch_start(bridge=bridge, sides=[form.asked()], user=request.user)
    except NotYet as why:
        messages.error(request, why.sentence)
    return redirect("sync:fetch", bridge.public_id)
