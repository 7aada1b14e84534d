"""Setup > Button in Zoho CRM: its secret, shown once, and how the button is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from connectors.zoho.deluge import MODULES, button_function, signing_function
from sync.core.signing import Trouble
from sync.services.button import button_key_drop, button_key_make, troubles
from sync.store.button import button_key_get
from sync.web.access import Visit, for_bridge
from sync.web.words import person

if TYPE_CHECKING:
    from sync.models import Bridge

UNSEEN = "paste-the-secret-here"
TROUBLES = {
    Trouble.FORGED: "not signed with the secret",
    Trouble.STALE: "too old, or a wrong clock",
    Trouble.FOREIGN: "for another organisation",
    Trouble.REPLAYED: "sent twice",
    Trouble.TOO_MANY: "too many in a minute",
}


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    return _page(request, bridge, secret="")


@require_POST
@never_cache
@for_bridge(connect=True)
def make(request: Visit, bridge: Bridge) -> HttpResponse:
    """Show a new secret in the very answer: it is nowhere to be read again."""
    if bridge.zoho is None:
        messages.error(request, "Connect Zoho CRM first: the button belongs to its organisation.")
        return redirect("sync:button", bridge.public_id)
    return _page(request, bridge, secret=button_key_make(bridge=bridge, user=request.user))


@require_POST
@for_bridge(connect=True)
def drop(request: Visit, bridge: Bridge) -> HttpResponse:
    button_key_drop(bridge=bridge, user=request.user)
    messages.success(request, "The button is switched off. Nothing in Zoho CRM can press it now.")
    return redirect("sync:button", bridge.public_id)


def _page(request: Visit, bridge: Bridge, secret: str) -> HttpResponse:
    key = button_key_get(bridge=bridge)
    # Both calls share what comes before their last word.
    address = settings.PORTAL_URL + reverse("sync:button-sync", args=[bridge.public_id])
    address = address.removesuffix("sync/")
    organisation = bridge.zoho.organisation_id if bridge.zoho else ""
    context = {
        "bridge": bridge,
        "key": key,
        "made_by": person(key.made_by) if key else "",
        "secret": secret,
        "address": address,
        "organisation": organisation,
        "signing": signing_function(
            address=address, organisation=organisation, secret=secret or UNSEEN
        ),
        "buttons": [(name.replace("_", " "), button_function(name)) for name in MODULES],
        "turned_away": ", ".join(
            f"{count} {TROUBLES[trouble]}" for trouble, count in troubles(bridge=bridge).items()
        ),
    }
    return render(request, "sync/button.html", context)
