"""Setup: changes that announce themselves: the switch, who tells us, and what a day has left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from sync.core.records import Side
from sync.core.tables import ORDER
from sync.core.words import SIDES
from sync.services.news import NewsState, listening_change, news_state
from sync.web.access import NOT_SETTLE, Visit, for_bridge
from sync.web.forms import ModesForm

if TYPE_CHECKING:
    from datetime import timedelta

    from sync.core.forecast import Quota
    from sync.models import Bridge, Listening


class ListeningForm(ModesForm):
    is_on = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, saved: Listening | None = None) -> None:
        kept = saved.modes if saved and saved.modes else {}
        modules = list(kept) or [module.value for module in ORDER]
        modes = {f"mode_{module}": mode for module, mode in kept.items()}
        initial = {"modules": modules, "is_on": bool(saved and saved.on), **modes}
        super().__init__(data, initial=initial, prefix="news")
        self.fields["modules"].required = False

    def clean(self) -> None:
        if self.cleaned_data.get("is_on") and not self.cleaned_data.get("modules"):
            self.add_error("modules", "Tick at least one module.")


@require_POST
@for_bridge(admin=NOT_SETTLE)
def keep(request: Visit, bridge: Bridge) -> HttpResponse:
    form = ListeningForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was saved. Tick at least one module.")
    else:
        is_on = form.cleaned_data["is_on"]
        listening_change(bridge=bridge, on=is_on, modes=form.modes(), user=request.user)
        said = "on" if is_on else "off"
        messages.success(request, f"Changes announce themselves: {said}.")
    return redirect(f"{reverse('sync:setup', args=[bridge.public_id])}#news")


def news_context(bridge: Bridge) -> dict[str, Any]:
    """Return what the card shows."""
    state = news_state(bridge=bridge)
    return {
        "form": ListeningForm(saved=state.listening),
        "state": state,
        "sides": [_side(state, side) for side in Side],
    }


def _side(state: NewsState, side: Side) -> dict[str, Any]:
    return {
        "vendor": SIDES[side],
        "sentence": _sentence(state, side),
        "trouble": state.troubles.get(side, ""),
        "quota": _quota(state.quotas.get(side)),
    }


def _sentence(state: NewsState, side: Side) -> str:
    """Say how we hear of changes on this side."""
    silent = state.silent[side]
    every = in_words(state.every)
    if not silent:
        return "tells us of every change at once."
    if side in state.telling:
        names = " and ".join(_plain(one) for one in silent)
        return f"tells us of contacts and invoices at once. Its {names} we look at every {every}."
    return f"cannot tell us. We look every {every}."


def _plain(resource: str) -> str:
    return {"Items": "items", "PurchaseOrders": "purchase orders"}.get(resource, resource)


def _quota(quota: Quota | None) -> dict[str, Any] | None:
    if quota is None or not quota.limit:
        return None
    return {
        "used": quota.used,
        "limit": quota.limit,
        "left": quota.left,
        "kept": quota.kept,
        "waits": quota.free == 0,
    }


def in_words(every: timedelta) -> str:
    minutes = round(every.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{round(minutes / 60)} hours"
