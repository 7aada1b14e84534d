"""Preview: every change before it is written, with a yes or no to each."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sync.core.records import Module, Side
from sync.core.states import ChangeState
from sync.core.tables import TABLES
from sync.core.words import SIDES
from sync.services.forecast import forecast_preview
from sync.services.preview import approve_picked, approve_ticked, groups_in, preview_of
from sync.services.runs import NotYet, approved_start
from sync.store.approvals import Picked, picked_page, runs_for
from sync.web.access import Visit, for_bridge
from sync.web.changes import change_words, titles_for
from sync.web.forecast import forecast_words
from sync.web.words import run_words

if TYPE_CHECKING:
    from sync.models import Bridge, Run

ACTIONS = {"create": "Create", "update": "Update", "remove": "Remove"}
STATES = {
    ChangeState.PREVIEWED: "Not approved",
    ChangeState.APPROVED: "Approved",
    ChangeState.CARRIED: "Written",
    ChangeState.MOVED: "Moved meanwhile",
}
FOLLOWING = 3  # runs that are shown on the page


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge, run_id: UUID) -> HttpResponse:
    run = _preview_or_404(bridge, run_id)
    picked, after = _picked(request.GET), _number(request.GET.get("after", ""))
    found = picked_page(run=run, picked=picked, after=after)
    titles = titles_for(bridge.pk, found.rows)
    groups = groups_in(run=run)
    context = {
        "bridge": bridge,
        "said": run_words(run),
        "groups": [(TABLES[one.module].label, SIDES[one.side], one) for one in groups],
        "total": sum(one.total for one in groups),
        "left": sum(one.total - one.carried - one.moved for one in groups),
        "approved": sum(one.approved for one in groups),
        "moved": sum(one.moved for one in groups),
        "carried": sum(one.carried for one in groups),
        "changes": [change_words(change, titles) for change in found.rows],
        "last": found.rows[-1].pk if found.rows and found.more else 0,
        "is_first": not after,
        "forecast": forecast_words(forecast_preview(bridge=bridge, groups=groups)),
        "fits": picked.of(run).count(),
        "following": [run_words(one) for one in runs_for(preview=run)[:FOLLOWING]],
        **_choices(picked),
    }
    return render(request, "sync/preview.html", context)


@require_POST
@for_bridge(operate=True)
def approval(request: Visit, bridge: Bridge, run_id: UUID) -> HttpResponse:
    """Take what is ticked, or a yes or no to all that fit; then go on, or write it."""
    run = _preview_or_404(bridge, run_id)
    picked, asked = _picked(request.POST), request.POST.get("do", "")
    if asked in ("all", "none"):
        done = approve_picked(run=run, picked=picked, yes=asked == "all")
        word = "approved" if asked == "all" else "no longer approved"
        messages.success(request, f"{done:,} change{'' if done == 1 else 's'} {word}.")
        return _back(bridge, run_id, picked, 0)
    shown, ticked = (_numbers(request.POST.getlist(name)) for name in ("shown", "tick"))
    approve_ticked(run=run, shown=shown, ticked=ticked)
    if asked == "write":
        return _write(request, bridge, run_id, picked)
    return _back(bridge, run_id, picked, _number(request.POST.get("after", "")) if asked else 0)


def _write(request: Visit, bridge: Bridge, run_id: UUID, picked: Picked) -> HttpResponse:
    try:
        approved_start(bridge=bridge, preview_id=run_id, user=request.user)
    except NotYet as why:
        messages.error(request, why.sentence)
    return _back(bridge, run_id, picked, 0)


def _preview_or_404(bridge: Bridge, run_id: UUID) -> Run:
    run = preview_of(bridge=bridge, run_id=run_id)
    if run is None:
        raise Http404
    return run


def _back(bridge: Bridge, run_id: UUID, picked: Picked, after: int) -> HttpResponse:
    where = reverse("sync:preview", args=[bridge.public_id, run_id])
    query = {**_query(picked), **({"after": after} if after else {})}
    return redirect(f"{where}?{urlencode(query)}" if query else where)


def _picked(asked: QueryDict) -> Picked:
    module, side = asked.get("module", ""), asked.get("side", "")
    action, state = asked.get("action", ""), asked.get("state", "")
    return Picked(
        module=Module(module) if module in list(Module) else None,
        side=Side(side) if side in list(Side) else None,
        action=action if action in ACTIONS else "",
        state=ChangeState(state) if state in STATES else None,
        text=asked.get("q", "").strip().replace("\0", "")[:100],
    )


def _query(picked: Picked) -> dict[str, str]:
    every = {
        "module": picked.module or "",
        "side": picked.side or "",
        "action": picked.action,
        "state": picked.state or "",
        "q": picked.text,
    }
    return {name: value for name, value in every.items() if value}


def _choices(picked: Picked) -> dict[str, object]:
    """Return what the page can be narrowed to, and what it is."""
    return {
        "picked": picked,
        "query": urlencode(_query(picked)),
        "narrowed": _query(picked),
        "modules": [(module.value, table.label) for module, table in TABLES.items()],
        "sides": [(side.value, SIDES[side]) for side in Side],
        "actions": list(ACTIONS.items()),
        "states": [(state.value, said) for state, said in STATES.items()],
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _numbers(texts: list[str]) -> list[int]:
    return [number for text in texts[:500] if (number := _number(text))]
