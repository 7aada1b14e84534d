"""Webservice Settings on the page of Setup, and the page that stops mails."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sync.engine.post import unsubscribe_read
from sync.services.webservice import unsubscribe
from sync.web.widgets import QuickSelect

if TYPE_CHECKING:
    from sync.models import Tenant

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
FIRST_AN_ADDRESS = "Say first where mails should go."


@cache
def zones() -> list[tuple[str, object]]:
    """Return the world's time zones by region, as choices; UTC first."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS)
    regions = groupby(names, key=lambda name: name.split("/")[0])
    return [
        ("UTC", "UTC"),
        *((region, [_choice(name) for name in all_]) for region, all_ in regions),
    ]


def _choice(name: str) -> tuple[str, str]:
    return name, name.partition("/")[2].replace("_", " ").replace("/", ", ")


class WebserviceForm(forms.Form):
    notify_email = forms.EmailField(
        label="Notification Email",
        required=False,
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"}),
        error_messages={
            "invalid": "This is not an e-mail address: write it like name@example.com."
        },
    )
    timezone = forms.ChoiceField(
        label="Time zone",
        choices=zones,
        widget=QuickSelect(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": "Choose a time zone of the list."},
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, tenant: Tenant) -> None:
        initial = {"notify_email": tenant.notify_email, "timezone": tenant.timezone}
        super().__init__(data, initial=initial)
        self.is_test = bool(data) and (data or {}).get("do") == "test"

    def clean(self) -> None:
        if self.is_test and not self.cleaned_data.get("notify_email") and not self.errors:
            self.add_error("notify_email", FIRST_AN_ADDRESS)


@csrf_exempt  # a mail program posts here by itself (RFC 8058); the link's signature is the key
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mails to one address. Looking at the page stops nothing: scanners look, too."""
    read = unsubscribe_read(token)
    if read is None:
        raise Http404
    done = unsubscribe(token) if request.method == "POST" else None
    context = {"to": read[1], "asked": request.method == "POST", "done": done}
    return render(request, "sync/unsubscribe.html", context)
