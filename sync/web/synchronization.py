"""Synchronization: what to carry across, Sync Now, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sync.core.records import Side
from sync.core.states import RunKind
from sync.core.words import SIDES
from sync.services.record import named_sync
from sync.services.runs import NotYet, sync_start, sync_start_with_mail
from sync.services.schedules import next_in_words, schedule_save
from sync.store.schedules import schedule_get
from sync.store.views import Readiness, readiness_get, runs_latest
from sync.web.access import Visit, for_bridge
from sync.web.forms import SyncForm
from sync.web.schedule_form import ScheduleForm
from sync.web.words import run_words

if TYPE_CHECKING:
    from sync.models import Bridge


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    ready = readiness_get(bridge=bridge)
    return _page(request, bridge, ready, SyncForm(synced=ready.synced))


@require_POST
@for_bridge(operate=True)
def start(request: Visit, bridge: Bridge) -> HttpResponse:
    form = SyncForm(request.POST)
    if form.is_valid() and (text := form.one_asked()):
        return _one(request, bridge, text, form)
    if form.is_valid():
        preview = "preview" in request.POST
        try:
            run = (sync_start_with_mail if form.cleaned_data["notify"] else sync_start)(
                bridge=bridge,
                modes=form.modes(),
                window=form.window_asked(),
                user=request.user,
                preview=preview,
            )
        except NotYet as why:
            form.add_error(None, why.sentence)
        else:
            if preview:
                return redirect("sync:preview", bridge.public_id, run.public_id)
            return redirect("sync:synchronization", bridge.public_id)
    return _page(request, bridge, readiness_get(bridge=bridge), form)


def _one(request: Visit, bridge: Bridge, text: str, form: SyncForm) -> HttpResponse:
    """Sync the one record that is called so; show what fits where it is not just one."""
    try:
        run = None
        if "preview" not in request.POST:
            notify = form.cleaned_data["notify"]
            modes = form.modes()
            run = named_sync(
                bridge=bridge, text=text, modes=modes, user=request.user, notify=notify
            )
        if run:
            return redirect("sync:run", bridge.public_id, run.public_id)
    except NotYet as why:
        form.add_error("which", why.sentence)
        return _page(request, bridge, readiness_get(bridge=bridge), form)
    found = reverse("sync:records", args=[bridge.public_id])
    return redirect(f"{found}?{urlencode({'q': text})}")


@require_POST
@for_bridge(operate=True)
def keep(request: Visit, bridge: Bridge) -> HttpResponse:
    """Save Auto Sync Settings; or only show as many times as were asked for."""
    ready, auto = readiness_get(bridge=bridge), ScheduleForm(request.POST)
    form = SyncForm(synced=ready.synced)
    if request.POST.get("do") == "times" or not auto.is_valid():
        return _page(request, bridge, ready, form, auto)
    wish = auto.wish()
    schedule_save(bridge=bridge, wish=wish, user=request.user)
    coming = next_in_words(wish, bridge.tenant)
    said = f"Next: {coming} ({bridge.tenant.timezone})." if coming else "It is off."
    messages.success(request, f"Automatic Synchronization is saved. {said}")
    return redirect("sync:synchronization", bridge.public_id)


def _page(
    request: Visit,
    bridge: Bridge,
    ready: Readiness,
    form: SyncForm,
    auto: ScheduleForm | None = None,
) -> HttpResponse:
    runs = runs_latest(bridge=bridge, kind=RunKind.SYNC)
    saved = schedule_get(bridge=bridge)
    refused = auto is not None and request.POST.get("do") != "times"
    context = {
        "bridge": bridge,
        "form": form,
        "auto": auto or ScheduleForm(saved=saved),
        "auto_refused": refused,
        "saved": saved,
        "coming": next_in_words(saved, bridge.tenant),
        "runs": [run_words(run) for run in runs],
        "ready": ready,
        "hindrance": hindrance(ready),
    }
    status = 422 if form.errors or refused else 200
    return render(request, "sync/synchronization.html", context, status=status)


def hindrance(ready: Readiness) -> str:
    """Say why a sync cannot start yet; "" when it can."""
    missing = [SIDES[side] for side in Side if not ready.connected[side]]
    if missing:
        return f"Connect {' and '.join(missing)} first."
    unread = [SIDES[side] for side in Side if not ready.fetched[side]]
    if unread:
        records = f"Fetch the records of {' and '.join(unread)} first"
        return f"{records}, so that nothing is created twice."
    return ""
