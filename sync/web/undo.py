"""Undo: what of a run can go back, said beforehand; and the button that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sync.core.records import Module
from sync.core.tables import TABLES
from sync.core.undo import SENTENCES, Stays
from sync.core.words import SIDES
from sync.engine.undo import Reversal
from sync.services.runs import NotYet
from sync.services.undo import Outlook, hindrance, outlook_of, undo_start
from sync.store.views_runs import run_for_page
from sync.web.access import Visit, for_bridge
from sync.web.words import run_words

if TYPE_CHECKING:
    from sync.models import Bridge, Run


@require_GET
@for_bridge(operate=True)
def page(request: Visit, bridge: Bridge, run_id: UUID) -> HttpResponse:
    run = _run_or_404(bridge, run_id)
    why = hindrance(run)
    context: dict[str, object] = {"bridge": bridge, "said": run_words(run), "hindrance": why}
    if not why:
        context |= _words(outlook_of(bridge=bridge, run=run))
    return render(request, "sync/undo.html", context)


@require_POST
@for_bridge(operate=True)
def begin(request: Visit, bridge: Bridge, run_id: UUID) -> HttpResponse:
    _run_or_404(bridge, run_id)
    try:
        made = undo_start(bridge=bridge, run_id=run_id, user=request.user)
    except NotYet as why:
        messages.error(request, why.sentence)
        return redirect("sync:run", bridge.public_id, run_id)
    return redirect("sync:run", bridge.public_id, made.public_id)


def _words(found: Outlook) -> dict[str, object]:
    return {
        "outlook": found,
        "total": found.back + found.removed + sum(found.stays.values()),
        "reasons": [(number, SENTENCES[why]) for why, number in found.stays.items()],
        "staying": [_staying(module, one) for module, one in found.examples],
    }


def _staying(module: Module, one: Reversal) -> dict[str, str]:
    why = SENTENCES[one.verdict.why] if isinstance(one.verdict, Stays) else ""
    where = f"{TABLES[module].label} in {SIDES[one.done.side]}"
    return {"title": one.title or "Without a name", "where": where, "why": why}


def _run_or_404(bridge: Bridge, run_id: UUID) -> Run:
    run = run_for_page(bridge=bridge, public_id=run_id)
    if run is None:
        raise Http404
    return run
