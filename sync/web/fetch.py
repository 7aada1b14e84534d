"""Settings > Fetch: read both sides from the beginning to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sync.core.states import RunKind
from sync.core.words import SIDES
from sync.services.runs import NotYet, fetch_start
from sync.store.views import modules_found, readiness_get, run_latest
from sync.web.access import Visit, for_bridge
from sync.web.forms import FetchForm
from sync.web.words import run_words

if TYPE_CHECKING:
    from sync.models import Bridge


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    run = run_latest(bridge=bridge, kind=RunKind.FETCH)
    ready = readiness_get(bridge=bridge)
    context = {
        "bridge": bridge,
        "said": run_words(run) if run else None,
        "found": modules_found(bridge=bridge),
        "ready": ready,
        "sides": list(SIDES),
    }
    return render(request, "sync/fetch.html", context)


@require_POST
@for_bridge(operate=True)
def start(request: Visit, bridge: Bridge) -> HttpResponse:
    form = FetchForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose which side to fetch.")
        return redirect("sync:fetch", bridge.public_id)
    try:
        run = fetch_start(bridge=bridge, sides=form.sides(), user=request.user)
    except NotYet as why:
        messages.error(request, why.sentence)
    else:
        _say_if_other(request, run.options.get("sides", ()), form.sides()[0])
    return redirect("sync:fetch", bridge.public_id)


def _say_if_other(request: Visit, under_way: list[str], side: str) -> None:
    """Tell when the click joined a fetch that is already open, of the other side."""
    if side not in under_way:
        messages.warning(
            request, "The other side is being fetched. Start this one when that has ended."
        )
