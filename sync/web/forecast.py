"""Beside Sync Now: what the chosen synchronization would cost, asked for again as it changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_GET

from sync.core.records import Mode
from sync.core.tables import ORDER
from sync.core.words import SIDES
from sync.services.forecast import Forecast, forecast_sync
from sync.store.waiting import MOST
from sync.web.access import Visit, for_bridge
from sync.web.forms import LAST, SyncForm

if TYPE_CHECKING:
    from sync.models import Bridge


@require_GET
@for_bridge()
def part(request: Visit, bridge: Bridge) -> HttpResponse:
    form = SyncForm(request.GET)
    is_chosen = form.is_valid()
    modes = form.modes() if is_chosen else dict.fromkeys(ORDER, Mode.BOTH)
    if is_chosen and form.one_asked():
        return render(request, "sync/_forecast_one.html")
    window = form.window_asked() if is_chosen else LAST
    found, waiting = forecast_sync(bridge=bridge, modes=modes, window=window)
    context = {
        "bridge": bridge,
        "forecast": forecast_words(found),
        "waiting": waiting,
        "at_least": waiting >= MOST,
    }
    part_only = "HX-Request" in request.headers
    name = "sync/_forecast_part.html" if part_only else "sync/forecast.html"
    return render(request, name, context)


def forecast_words(found: Iterable[Forecast]) -> list[dict[str, object]]:
    return [
        {
            "vendor": SIDES[one.side],
            "calls": one.cost.calls,
            "received": filesizeformat(one.cost.received),
            "left": one.quota.left if one.quota else None,
            "day": one.quota.limit if one.quota else 0,
            "kept": one.quota.kept if one.quota else 0,
            "enough": one.enough,
        }
        for one in found
    ]
