"""Records: found by number, name or e-mail; one of them with both sides, its history and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sync.core.records import Module, Side
from sync.core.table import Row, Table
from sync.core.tables import TABLES
from sync.core.trace import Mark
from sync.core.words import SIDES
from sync.services.record import RecordPage, record_page, record_sync
from sync.services.runs import NotYet
from sync.store.views_records import FOUND, RecordSeen, records_found
from sync.store.views_runs import titles_of
from sync.web.access import Visit, for_bridge
from sync.web.changes import Name, Titles, change_words, titles_for, value_words
from sync.web.words import run_words

if TYPE_CHECKING:
    from sync.models import Bridge

ICONS = {Mark.YES: "circle-check", Mark.NO: "alert-circle", Mark.NOTE: "info-circle"}
TONES = {Mark.YES: "green", Mark.NO: "red", Mark.NOTE: "secondary"}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field as both sides say it now, and as each said it when they last agreed."""

    label: str
    zoho: str
    xero: str
    agreed: str
    edited: tuple[bool, bool]  # since they agreed: in Zoho CRM, in Xero


@require_GET
@for_bridge()
def search(request: Visit, bridge: Bridge) -> HttpResponse:
    text = request.GET.get("q", "").strip().replace("\0", "")[:100]
    found = records_found(bridge=bridge, text=text) if text else []
    rows = [
        (one, TABLES[Module(one.module)].label, SIDES[Side(one.side)])
        for one in found
        if one.module in TABLES
    ]
    context = {"bridge": bridge, "text": text, "rows": rows, "more": len(found) == FOUND}
    return render(request, "sync/records.html", context)


@require_GET
@for_bridge()
def page(
    request: Visit, bridge: Bridge, module: Module, side: Side, record_id: str
) -> HttpResponse:
    found = record_page(bridge=bridge, module=module, side=side, record_id=record_id)
    if found is None:
        raise Http404
    seen = found.seen
    titles = titles_for(bridge.pk, seen.changes)
    context = {
        "bridge": bridge,
        "seen": seen,
        "table": found.table,
        "side": SIDES[side],
        "steps": [(ICONS[one.mark], TONES[one.mark], one.sentence) for one in found.steps],
        "fields": list(_fields(found)),
        "halves": [_half(found, each) for each in Side],
        "changes": [(change_words(one, titles), run_words(one.run)) for one in seen.changes],
    }
    return render(request, "sync/record.html", context)


@require_POST
@for_bridge(operate=True)
def sync(
    request: Visit, bridge: Bridge, module: Module, side: Side, record_id: str
) -> HttpResponse:
    try:
        run = record_sync(
            bridge=bridge, module=module, side=side, record_id=record_id, user=request.user
        )
    except NotYet as why:
        messages.error(request, why.sentence)
        return redirect("sync:record", bridge.public_id, module, side, record_id)
    if run is None:
        raise Http404
    return redirect("sync:run", bridge.public_id, run.public_id)


def _half(found: RecordPage, side: Side) -> dict[str, object]:
    return {
        "vendor": SIDES[side],
        "record": found.seen.records.get(side),
        "url": found.links[side],
    }


def _fields(found: RecordPage) -> Iterator[FieldRow]:
    seen, table = found.seen, found.table
    titles = titles_of(bridge_id=seen.own.bridge_id, wanted=set(_named(seen, table)))
    for row in table.rows:
        now = {side: _now(seen, side).get(row.name) for side in Side}
        was = {side: _was(seen, side).get(row.name) for side in Side}
        agreed = seen.link is not None and seen.link.agreed_at is not None
        said = {side: _said(row, side, now[side], titles) for side in Side}
        bases = [_said(row, side, was[side], titles) for side in Side] if agreed else []
        if any(said.values()) or any(bases):
            yield FieldRow(
                label=row.label,
                zoho=said[Side.ZOHO],
                xero=said[Side.XERO],
                agreed=" / ".join(dict.fromkeys(one for one in bases if one)),
                edited=(_edited(seen, row, Side.ZOHO), _edited(seen, row, Side.XERO)),
            )


def _edited(seen: RecordSeen, row: Row, side: Side) -> bool:
    was = _was(seen, side)
    return row.name in was and _now(seen, side).get(row.name) != was[row.name]


def _now(seen: RecordSeen, side: Side) -> dict[str, object]:
    return seen.records[side].fields if side in seen.records else {}


def _was(seen: RecordSeen, side: Side) -> dict[str, object]:
    if seen.link is None:
        return {}
    return (seen.link.zoho_base if side is Side.ZOHO else seen.link.xero_base) or {}


def _named(seen: RecordSeen, table: Table) -> Iterator[Name]:
    for row in table.rows:
        for side in Side:
            for value in (_now(seen, side).get(row.name), _was(seen, side).get(row.name)):
                if row.ref and value:
                    yield side, row.ref, str(value)


def _said(row: Row, side: Side, value: object, titles: Titles) -> str:
    if row.ref and value:
        return titles.get((side, row.ref, str(value)), str(value))
    return value_words(row, value)
