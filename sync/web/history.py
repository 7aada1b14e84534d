"""History: the runs, narrowed as one likes; and the same, and a run's changes, as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sync.core.records import Module, Side
from sync.core.states import RunKind, RunStart, RunState
from sync.core.tables import TABLES
from sync.store.views_runs import RunFilter, changes_page, people_of, run_for_page, runs_page
from sync.web.access import Visit, for_bridge
from sync.web.changes import ChangeWords, change_words, titles_for
from sync.web.downloads import csv_answer
from sync.web.runs import SHOWS
from sync.web.words import KINDS, STARTS, STATES, RunWords, person, run_words

if TYPE_CHECKING:
    from sync.models import Bridge, Run

CHUNK = 500
COUNTS = ("read", "planned", "written", "held", "refused", "unknown")
RUN_HEADS = (
    *("Run", "Started", "Ended", "By", "Records", "Result", *map(str.capitalize, COUNTS)),
    *("Changes left", "Calls to Zoho CRM", "Calls to Xero", "Bytes of Zoho CRM", "Bytes of Xero"),
    "What happened",
)
CHANGE_HEADS = (
    *("Module", "Record", "Action", "State", "Field", "Before", "After", "Reason"),
    *("The vendor said", "Id"),
)


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    asked = _asked(request.GET)
    found = runs_page(bridge=bridge, before=_uuid(request.GET.get("before", "")), asked=asked)
    people = [(str(one.pk), person(one)) for one in people_of(bridge=bridge)]
    others = [(start.value, said[:1].upper() + said[1:]) for start, said in STARTS.items()]
    context = {
        "bridge": bridge,
        "runs": [run_words(run) for run in found.rows],
        "more": found.more,
        "is_first": "before" not in request.GET,
        "asked": asked,
        "who": request.GET.get("who", ""),
        "query": urlencode(_query(request.GET)),
        "kinds": [(kind.value, said) for kind, said in KINDS.items()],
        "states": [(state.value, said) for state, (said, _, _) in STATES.items()],
        "modules": [(module.value, table.label) for module, table in TABLES.items()],
        "people": people + others,
    }
    return render(request, "sync/history.html", context)


@require_GET
@for_bridge()
def runs_csv(request: Visit, bridge: Bridge) -> HttpResponseBase:
    return csv_answer("runs.csv", _run_rows(bridge, _asked(request.GET)))


@require_GET
@for_bridge()
def changes_csv(request: Visit, bridge: Bridge, run_id: UUID) -> HttpResponseBase:
    run = run_for_page(bridge=bridge, public_id=run_id)
    if run is None:
        raise Http404
    show, module = request.GET.get("show", ""), request.GET.get("module", "")
    asked = Module(module) if module in list(Module) else None
    name = f"changes-{run.created_at:%Y-%m-%d-%H%M}.csv"
    return csv_answer(name, _change_rows(run, show, asked))


def _run_rows(bridge: Bridge, asked: RunFilter) -> Iterator[Sequence[object]]:
    yield RUN_HEADS
    # The rows go out when the page is done, and with it the tenant's own time.
    zone, last, more = ZoneInfo(bridge.tenant.timezone), None, True
    while more:
        found = runs_page(bridge=bridge, before=last, asked=asked, size=CHUNK)
        yield from (_run_row(run_words(run), zone) for run in found.rows)
        more, last = found.more, found.rows[-1].public_id if found.rows else None


def _run_row(said: RunWords, zone: ZoneInfo) -> Sequence[object]:
    run = said.run
    return (
        *(said.kind, _time(run.created_at, zone), _time(run.ended_at, zone), said.by, said.asked),
        *(said.state, *(getattr(said.total, name) for name in COUNTS), run.left),
        *(run.calls.get(side, 0) for side in Side),
        *(run.received.get(side, 0) for side in Side),
        said.sentence,
    )


def _change_rows(run: Run, show: str, module: Module | None) -> Iterator[Sequence[object]]:
    yield CHANGE_HEADS
    last, more = 0, True
    while more:
        found = changes_page(
            run=run, states=SHOWS.get(show, ()), module=module, after=last, size=CHUNK
        )
        titles = titles_for(run.bridge_id, found.rows)
        for change in found.rows:
            yield from _field_rows(change_words(change, titles), change.remote_id)
        more, last = found.more, found.rows[-1].pk if found.rows else 0


def _field_rows(said: ChangeWords, remote_id: str) -> Iterator[Sequence[object]]:
    """One row for each field; a document's lines are one, with how many there are."""
    first = (said.module, said.title, said.action, said.state)
    last = (said.reason, said.words, remote_id)
    for field in said.fields:
        yield (*first, field.label, field.cell.old, field.cell.new, *last)
    if said.lines:
        yield (*first, "Lines", "", str(len(said.lines.lines)), *last)
    if not said.fields and not said.lines:
        yield (*first, "", "", "", *last)


def _time(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _asked(asked: QueryDict) -> RunFilter:
    kind, state = asked.get("kind", ""), asked.get("state", "")
    module, who = asked.get("module", ""), asked.get("who", "")
    return RunFilter(
        kind=RunKind(kind) if kind in list(RunKind) else None,
        state=RunState(state) if state in list(RunState) else None,
        module=Module(module) if module in list(Module) else None,
        start=RunStart(who) if who in list(RunStart) else None,
        person=int(who) if who.isdecimal() and len(who) < 10 else 0,
    )


def _query(asked: QueryDict) -> dict[str, str]:
    names = ("kind", "state", "module", "who")
    return {name: value for name in names if (value := asked.get(name, "")[:40])}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
