"""The card of the portal's fields in Zoho CRM: what is there, and what is left to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from sync.core.crm_report import FieldState, Report, State, report_read
from sync.services.crm_fields import crm_fields_start
from sync.services.guide import guide_of
from sync.store.setup_steps import LOST_AFTER, Taken
from sync.web.access import Visit, for_bridge
from sync.web.guide import lines_of

if TYPE_CHECKING:
    from sync.models import Bridge

THERE = (State.PRESENT, State.CREATED, State.REPAIRED)


@dataclass(frozen=True, slots=True)
class Said:
    label: str
    module: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """`can_ask`: Zoho CRM is connected. `notes`: of fields that can be used as they are."""

    can_ask: bool
    is_busy: bool
    is_known: bool
    is_complete: bool
    trouble: str
    present: int
    created: int
    repaired: int
    all: int
    lacking: int
    by_hand: Sequence[Said]
    missing: Sequence[Said]
    notes: Sequence[Said]
    to_arrange: Sequence[Said]
    at: datetime | None


def card_of(bridge: Bridge, taken: Taken) -> Card:
    report = report_read(taken.report)
    there = sum(report.count(state) for state in THERE)
    return Card(
        can_ask=bridge.zoho is not None and bridge.zoho.state == "connected",
        is_busy=taken.begun_at is not None and taken.begun_at + LOST_AFTER > timezone.now(),
        is_known=bool(report.fields or report.trouble),
        is_complete=report.is_complete,
        trouble=report.trouble,
        present=there,
        created=report.count(State.CREATED),
        repaired=report.count(State.REPAIRED),
        all=len(report.fields),
        lacking=len(report.fields) - there,
        by_hand=_said(report, State.BY_HAND),
        missing=_said(report, State.MISSING),
        notes=[one for state in THERE for one in _said(report, state) if one.words],
        to_arrange=[
            Said("", _module(one.module), one.words) for one in report.sections if one.words
        ],
        at=taken.at,
    )


@require_GET
@for_bridge()
def card(request: Visit, bridge: Bridge) -> HttpResponse:
    """Render the card alone: it asks for itself while a worker is at it."""
    guide = guide_of(bridge=bridge)
    context = {
        "bridge": bridge,
        "guide": guide,
        "steps": lines_of(bridge, guide),
        "fields": card_of(bridge, guide.fields),
    }
    return render(request, "sync/_crm_fields_now.html", context)


@require_POST
@for_bridge(connect=True)
def ask(request: Visit, bridge: Bridge) -> HttpResponse:
    """Look at the portal's fields in the CRM, or have them created."""
    if bridge.zoho is None or bridge.zoho.state != "connected":
        messages.error(request, "Zoho CRM is not connected. Connect it first.")
    else:
        act = request.POST.get("act") == "create"
        if not crm_fields_start(bridge=bridge, user=request.user, act=act):
            messages.info(request, "The fields are being looked at already.")
    return redirect(f"{reverse('sync:setup', args=[bridge.public_id])}#fields")


def _said(report: Report, state: State) -> list[Said]:
    return [_words(one) for one in report.fields if one.state is state]


def _words(one: FieldState) -> Said:
    return Said(one.label, _module(one.module), one.words)


def _module(module: str) -> str:
    return module.replace("_", " ").title()
