"""A run's own page, and the progress of an open one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sync.core.records import Module
from sync.core.states import ChangeState, RunKind
from sync.services.found import found_known
from sync.services.held import names_asked
from sync.services.runs import NotYet, run_stop, sync_go_on
from sync.services.undo import hindrance
from sync.store.undo import undo_of
from sync.store.views_runs import (
    QUESTIONS_A_PAGE,
    QUESTIONS_BESIDE,
    changes_page,
    questions_page,
    run_for_page,
    titles_of,
)
from sync.web.access import Visit, for_bridge
from sync.web.changes import change_words, titles_for
from sync.web.questions import question_words
from sync.web.words import RunWords, run_words

if TYPE_CHECKING:
    from sync.models import Bridge, Run

WRITTEN, REFUSED, HELD = "written", "refused", "held"
SHOWS = {
    "": (),
    WRITTEN: (ChangeState.LANDED,),
    REFUSED: (ChangeState.REFUSED,),
    "unknown": (ChangeState.UNKNOWN, ChangeState.SENT, ChangeState.HELD),
}


@require_GET
@for_bridge()
def report(request: Visit, bridge: Bridge, run_id: UUID) -> HttpResponse:
    run = _run_or_404(bridge, run_id)
    if run.kind == RunKind.PREVIEW:
        return redirect("sync:preview", bridge.public_id, run_id)
    show, module = request.GET.get("show", ""), _module(request.GET.get("module", ""))
    if show not in SHOWS and show != HELD:
        show = ""
    context = {
        "bridge": bridge,
        "said": run_words(run),
        "show": show,
        "module": module,
        "may_undo": not hindrance(run),
        "undo": _undo(run),
        **(_changes(run, show, module, request.GET.get("after", "")) if show != HELD else {}),
        **(_questions(run, module, alone=show == HELD) if show in ("", HELD) else {}),
    }
    return render(request, "sync/run.html", context)


@require_GET
@for_bridge()
def progress(request: Visit, bridge: Bridge, run_id: UUID) -> HttpResponse:
    """Render the part of a page that asks for itself again while its run is open."""
    said = run_words(_run_or_404(bridge, run_id))
    where = request.headers.get("HX-Current-URL", "")
    whole = "/preview/" in where or "/history/" in where
    if not said.is_open and (said.run.kind == RunKind.PREVIEW or whole):
        return HttpResponse(headers={"HX-Refresh": "true"})  # the page shows what came of it
    context: dict[str, object] = {"bridge": bridge, "said": said}
    if not said.is_open and not said.plans:
        context["found"] = found_known(bridge=bridge)
    return render(request, "sync/_progress.html", context)


@require_POST
@for_bridge(operate=True)
def stop(_request: Visit, bridge: Bridge, run_id: UUID) -> HttpResponse:
    said = run_words(_run_or_404(bridge, run_id))
    run_stop(bridge=bridge, run_id=run_id)
    if said.run.kind in (RunKind.PREVIEW, RunKind.UNDO):
        return redirect("sync:run", bridge.public_id, run_id)
    return redirect("sync:synchronization" if said.plans else "sync:fetch", bridge.public_id)


@require_POST
@for_bridge(operate=True)
def go_on(request: Visit, bridge: Bridge, run_id: UUID) -> HttpResponse:
    """Start a run anew that stopped to ask whether it may write so much."""
    _run_or_404(bridge, run_id)
    try:
        sync_go_on(bridge=bridge, run_id=run_id, user=request.user)
    except NotYet as why:
        messages.error(request, why.sentence)
    return redirect("sync:synchronization", bridge.public_id)


def _undo(run: Run) -> RunWords | None:
    """Return the run that took this one back, if one has."""
    found = undo_of(run=run)
    return run_words(found) if found else None


def _changes(run: Run, show: str, module: Module | None, after: str) -> dict[str, object]:
    last = int(after) if after.isdecimal() and len(after) < 19 else 0
    page = changes_page(run=run, states=SHOWS[show], module=module, after=last)
    titles = titles_for(run.bridge_id, page.rows)
    return {
        "changes": [change_words(change, titles) for change in page.rows],
        "last": page.rows[-1].pk if page.rows and page.more else 0,
        "is_first": not last,
    }


def _questions(run: Run, module: Module | None, *, alone: bool) -> dict[str, object]:
    size = QUESTIONS_A_PAGE if alone else QUESTIONS_BESIDE
    page = questions_page(run=run, module=module, size=size)
    titles = titles_of(bridge_id=run.bridge_id, wanted=names_asked(page.rows))
    return {
        "questions": [question_words(one, titles) for one in page.rows],
        "more_held": page.more,
    }


def _run_or_404(bridge: Bridge, run_id: UUID) -> Run:
    run = run_for_page(bridge=bridge, public_id=run_id)
    if run is None:
        raise Http404
    return run


def _module(name: str) -> Module | None:
    return Module(name) if name in list(Module) else None
