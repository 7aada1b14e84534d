"""Dashboard: how a bridge is, what needs a person, and what was written day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sync.core.health import Health, sentence
from sync.core.records import Side
from sync.core.words import SIDES
from sync.services.dashboard import (
    Dashboard,
    Neighbour,
    dashboard_of,
    neighbours_of,
    recounted,
    standing_of,
)
from sync.services.tenants import bridge_add
from sync.store.tenants import bridges_of
from sync.web.access import Visit, for_bridge
from sync.web.chart import chart_of
from sync.web.guide import lines_of
from sync.web.needs import needs_of
from sync.web.words import run_words

if TYPE_CHECKING:
    from sync.models import Bridge

# Label, Tabler's colour, icon.
HEALTH = {
    Health.NEW: ("Being set up", "blue", "circle-dashed"),
    Health.LOST: ("Log-in lost", "red", "plug-off"),
    Health.FAILED: ("Failed", "red", "alert-circle"),
    Health.BRAKED: ("Waits for your word", "orange", "alert-triangle"),
    Health.REFUSED: ("Refused records", "red", "alert-circle"),
    Health.HELD: ("Waits for you", "orange", "alert-triangle"),
    Health.RUNNING: ("At work", "blue", "refresh"),
    Health.PENDING: ("To be carried", "blue", "clock"),
    Health.AGREED: ("In agreement", "green", "circle-check"),
}


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    seen = dashboard_of(bridge=bridge)
    others = [each for each in bridges_of(user=request.user) if each.pk != bridge.pk]
    context = {
        **standing_words(bridge, seen),
        "steps": lines_of(bridge, seen.guide),
        "needs": needs_of(bridge, seen),
        "chart": chart_of(seen.days),
        "last": run_words(seen.last_sync) if seen.last_sync else None,
        "at_work": run_words(seen.at_work) if seen.at_work else None,
        "sides": [_side(bridge, seen, side) for side in Side],
        "neighbours": [_neighbour(each) for each in neighbours_of(bridges=others)],
    }
    return render(request, "sync/dashboard.html", context)


@require_GET
@for_bridge()
def standing(request: Visit, bridge: Bridge) -> HttpResponse:
    """Render the numbers, counted anew where they are old. The page asks for this by itself."""
    seen = dashboard_of(bridge=bridge)
    counted = standing_of(bridge=bridge)
    if counted is not None:
        seen = recounted(seen, counted)
    context = standing_words(bridge, seen) | {"is_stale": False}
    if "HX-Request" not in request.headers:
        return redirect("sync:dashboard", bridge.public_id)
    return render(request, "sync/_standing.html", context)


@require_POST
@for_bridge(connect=True)
def add(request: Visit, bridge: Bridge) -> HttpResponse:
    """Begin another pair of a CRM and an organisation."""
    made, is_new = bridge_add(tenant=bridge.tenant, user=request.user)
    if is_new:
        messages.success(request, "A new pair. Connect its two sides.")
    else:
        messages.info(request, "This pair is still empty: connect its two sides first.")
    return redirect("sync:setup", made.public_id)


def standing_words(bridge: Bridge, seen: Dashboard) -> dict[str, object]:
    label, tone, icon = HEALTH[seen.health]
    return {
        "bridge": bridge,
        "seen": seen,
        "guide": seen.guide,
        "is_stale": seen.is_stale,
        "label": label,
        "tone": tone,
        "icon": icon,
        "sentence": sentence(seen.health, seen.signs),
    }


def _side(bridge: Bridge, seen: Dashboard, side: Side) -> dict[str, object]:
    left = seen.calls.get(side)
    return {
        "vendor": SIDES[side],
        "connection": bridge.zoho if side is Side.ZOHO else bridge.xero,
        "left": left[0] if left else None,
        "limit": left[1] if left else None,
        "unit": "credits" if side is Side.ZOHO else "calls",
    }


def _neighbour(one: Neighbour) -> dict[str, object]:
    label, tone, icon = HEALTH[one.health]
    words = sentence(one.health, one.signs)
    return {"one": one, "label": label, "tone": tone, "icon": icon, "sentence": words}
