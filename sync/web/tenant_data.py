"""Team > Company data: take all of it along, or have all of it erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from sync.services.tenant_data import NotErased, data_erase, data_export
from sync.web.access import Visit, for_bridge
from sync.web.downloads import zip_answer

if TYPE_CHECKING:
    from sync.models import Bridge

ABOUT = """All that the portal keeps of {company}, as of {now:%Y-%m-%d %H:%M} UTC.

One file for each kind, one row a line, as JSON. Log-ins, passwords and secrets are not in it.

records.jsonl      what Zoho CRM and Xero were last seen to hold, in the portal's words
links.jsonl        which record of Zoho CRM is which record of Xero, and what both last agreed on
runs.jsonl         every synchronization, fetch, preview and undo
changes.jsonl      every change that was written or refused, before and after
questions.jsonl    what waits for a person; answers.jsonl: what was answered
settings.jsonl     rules and mappings
audit.jsonl        who did what
"""


class EraseForm(forms.Form):
    company = forms.CharField(
        label="Name of the company",
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Type the name of the company."},
    )


@require_GET
@for_bridge(own=True)
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    return _page(request, bridge, EraseForm())


@require_POST
@for_bridge(own=True)
def export(request: Visit, bridge: Bridge) -> HttpResponseBase:
    files = data_export(tenant=bridge.tenant, user=request.user)
    now = timezone.now()
    about = ABOUT.format(company=bridge.tenant.name, now=now)
    return zip_answer(f"portal-data-{now:%Y-%m-%d}.zip", files, about)


@require_POST
@for_bridge(own=True)
def erase(request: Visit, bridge: Bridge) -> HttpResponse:
    form = EraseForm(request.POST)
    if form.is_valid():
        try:
            data_erase(tenant=bridge.tenant, user=request.user, typed=form.cleaned_data["company"])
        except NotErased as why:
            form.add_error("company", why.sentence)
        else:
            messages.success(
                request,
                f"{bridge.tenant.name} is shut, and is being erased. That takes some minutes.",
            )
            return redirect("sync:home")
    return _page(request, bridge, form)


def _page(request: Visit, bridge: Bridge, form: EraseForm) -> HttpResponse:
    context = {"bridge": bridge, "form": form}
    status = 422 if form.errors else 200
    return render(request, "sync/tenant_data.html", context, status=status)
