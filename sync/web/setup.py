"""Setup: the guide, both connections, the way to a vendor's consent page and back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sync.core.records import Side
from sync.core.words import SIDES
from sync.engine.post import NotSent
from sync.services.connections import (
    Choose,
    Connected,
    NotConnected,
    connect_begin,
    connect_choose,
    connect_finish,
    disconnect,
)
from sync.services.guide import guide_of
from sync.services.webservice import test_mail_send, webservice_save
from sync.store.bridges import bridges_on
from sync.store.mails import outbox_get
from sync.store.tenants import bridges_of
from sync.store.views import connections_of
from sync.web.access import Visit, for_bridge
from sync.web.crm_fields import card_of
from sync.web.guide import lines_of
from sync.web.news import news_context
from sync.web.webservice import WebserviceForm
from sync.web.words import person

if TYPE_CHECKING:
    from sync.models import Bridge

CHOICE = "connect_choice"  # what a consent opened, until one organisation is chosen


# "Connect ..." is a form that ends at a vendor's consent page, and vendors lead on from there to
# a data centre or a log-in page of their own: browsers hold all of that against form-action.
@csp_replace({"form-action": None})
@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    return _page(request, bridge, WebserviceForm(tenant=bridge.tenant))


@csp_replace({"form-action": None})
@require_POST
@for_bridge(connect=True)
def webservice(request: Visit, bridge: Bridge) -> HttpResponse:
    """Save Webservice Settings; with the other button, send a test mail there as well."""
    form = WebserviceForm(request.POST, tenant=bridge.tenant)
    if not form.is_valid():
        return _page(request, bridge, form)
    webservice_save(
        bridge=bridge,
        notify_email=form.cleaned_data["notify_email"],
        time_zone=form.cleaned_data["timezone"],
        user=request.user,
    )
    messages.success(request, "Webservice Settings are saved.")
    if form.is_test:
        _send_test(request, bridge)
    return redirect("sync:setup", bridge.public_id)


def _page(request: Visit, bridge: Bridge, form: WebserviceForm) -> HttpResponse:
    guide = guide_of(bridge=bridge)
    context = {
        "bridge": bridge,
        "guide": guide,
        "steps": lines_of(bridge, guide),
        "cards": _cards(bridge),
        "news": news_context(bridge),
        "fields": card_of(bridge, guide.fields),
        "webservice": form,
        "outbox": outbox_get(tenant=bridge.tenant),
    }
    return render(request, "sync/setup.html", context, status=422 if form.errors else 200)


def _send_test(request: Visit, bridge: Bridge) -> None:
    try:
        messages.success(request, test_mail_send(bridge=bridge))
    except NotSent as why:
        messages.error(request, f"The mail server did not take the test mail: {why.sentence}")


@require_POST
@for_bridge(connect=True)
def begin(request: Visit, bridge: Bridge, side: Side) -> HttpResponse:
    try:
        url = connect_begin(
            bridge=bridge, user=request.user, side=side, redirect_uri=callback_url(side)
        )
    except NotConnected as why:
        messages.error(request, why.sentence)
        return redirect("sync:setup", bridge.public_id)
    return redirect(url)


@require_GET
@login_required
def callback(request: HttpRequest, side: Side) -> HttpResponse:
    """Where a vendor sends people back to. The `state` they bring leads to the bridge."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    try:
        done = connect_finish(
            user=user, side=side, query=request.GET.dict(), redirect_uri=callback_url(side)
        )
    except NotConnected as why:
        return _not_connected(request, why)
    return _connected(request, done)


@require_http_methods(["GET", "POST"])
@for_bridge(connect=True)
def choose(request: Visit, bridge: Bridge) -> HttpResponse:
    """One of several organisations that a consent opened."""
    choice = request.session.get(CHOICE)
    if not choice or choice["bridge"] != str(bridge.public_id):
        messages.error(request, "There is nothing to choose from any more. Please connect again.")
        return redirect("sync:setup", bridge.public_id)
    wanted = request.POST.get("organisation", "")
    if wanted not in [one for one, _ in choice["organisations"]]:
        sentence = "Choose one of these organisations." if request.method == "POST" else ""
        context = {"bridge": bridge, "choice": choice["organisations"], "sentence": sentence}
        return render(request, "sync/choose.html", context, status=400 if sentence else 200)
    del request.session[CHOICE]
    try:
        done = connect_choose(user=request.user, state=choice["state"], organisation_id=wanted)
    except NotConnected as why:
        return _not_connected(request, why)
    return _connected(request, done)


@require_http_methods(["GET", "POST"])
@for_bridge(connect=True)
def leave(request: Visit, bridge: Bridge, side: Side) -> HttpResponse:
    """Say what a disconnect keeps, then do it."""
    connection = connections_of(bridge=bridge).get(side)
    if connection is None or connection.state == connection.State.DISCONNECTED:
        return redirect("sync:setup", bridge.public_id)
    if request.method == "POST":
        disconnect(bridge=bridge, side=side, user=request.user)
        messages.success(request, f"{SIDES[side]} is disconnected. Everything else is kept.")
        return redirect("sync:setup", bridge.public_id)
    context = {
        "bridge": bridge,
        "side": side,
        "vendor": SIDES[side],
        "connection": connection,
        "pairs": bridges_on(connection=connection),
    }
    return render(request, "sync/disconnect.html", context)


def callback_url(side: Side) -> str:
    """Return the redirect URL that the vendor's app is registered with."""
    return f"{settings.PORTAL_URL}{reverse(f'sync:callback-{side}')}"


def _connected(request: HttpRequest, done: Connected | Choose) -> HttpResponse:
    bridge_id: UUID = done.bridge.public_id
    if isinstance(done, Choose):
        request.session[CHOICE] = {
            "bridge": str(bridge_id),
            "state": done.consent_state,
            "organisations": [[one, name] for one, name in done.organisations],
        }
        return redirect("sync:choose", bridge_id)
    messages.success(request, done.sentence)
    return redirect("sync:setup", bridge_id)


def _not_connected(request: HttpRequest, why: NotConnected) -> HttpResponse:
    messages.error(request, why.sentence)
    bridges = [bridge.public_id for bridge in bridges_of(user=request.user)]
    if why.bridge is not None and why.bridge.public_id in bridges:
        return redirect("sync:setup", why.bridge.public_id)
    return redirect("sync:setup", bridges[0]) if bridges else redirect("sync:home")


def _cards(bridge: Bridge) -> list[dict[str, object]]:
    found = connections_of(bridge=bridge)
    return [
        {
            "side": side,
            "vendor": SIDES[side],
            "connection": found.get(side),
            "by": person(found[side].connected_by) if side in found else "",
        }
        for side in Side
    ]
