"""Review: what only a person can settle, with the answers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sync.core.answers import VALUES, Choice, Kind, bulk_of
from sync.core.records import Module
from sync.core.tables import TABLES
from sync.services.review import (
    Filter,
    Outcome,
    ReviewPage,
    Tick,
    answer_all,
    answer_give,
    ask_again,
    first_kind,
    owners_set,
    review_page,
)
from sync.services.runs import NotYet
from sync.store.rules import SavedMeanwhile
from sync.store.views_review import ignored_count, ignored_page
from sync.store.views_runs import run_for_page, titles_of
from sync.web.access import Visit, for_bridge
from sync.web.changes import label_of
from sync.web.review_words import ABOUT, CHOICES, KINDS, item_words, names_shown
from sync.web.words import person, run_words

if TYPE_CHECKING:
    from sync.models import Bridge

IGNORED = "ignored"
TICKED, ALL = "ticked", "all"


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    after = _number(request.GET.get("after", ""))
    context: dict[str, object] = {"bridge": bridge, "run": _run(bridge, request.GET.get("run", ""))}
    if request.GET.get("kind") == IGNORED:
        return render(request, "sync/ignored.html", context | _ignored(bridge, after))
    asked = _filter(bridge, request.GET)
    found = review_page(bridge=bridge, asked=asked, after=after)
    context |= _shown(bridge, asked, found) | {"is_first": not after}
    return render(request, "sync/review.html", context)


@require_POST
@for_bridge(operate=True)
def answer(request: Visit, bridge: Bridge) -> HttpResponse:
    """Take one button's answer, or one answer for all that is ticked or shown."""
    asked = _filter(bridge, request.POST)
    try:
        done = _answered(request, bridge, asked)
    except NotYet as why:
        messages.error(request, why.sentence)
        return _back(bridge, asked, None)
    except SavedMeanwhile:
        messages.error(
            request,
            (
                "It is being carried out, but somebody has just changed the settings: nothing was "
                "set for later."
            ),
        )
        return _back(bridge, asked, None)
    if done is not None:
        _tell(request, done)
    return _back(bridge, asked, done)


@require_POST
@for_bridge(operate=True)
def again(request: Visit, bridge: Bridge) -> HttpResponse:
    """Ask once more about what somebody wanted left alone."""
    ids = [number for each in request.POST.getlist("answer") if (number := _number(each))]
    try:
        done = ask_again(bridge=bridge, user=request.user, ids=ids)
    except NotYet as why:
        messages.error(request, why.sentence)
    else:
        messages.success(request, f"{done} taken back. They are looked at again now.")
    return redirect(f"{reverse('sync:review', args=[bridge.public_id])}?kind={IGNORED}")


def _answered(request: Visit, bridge: Bridge, asked: Filter) -> Outcome | None:
    one = _button(request.POST.get("one", ""))
    if one is not None:
        tick, choice, other = one
        return _give(request, bridge, [tick], choice, other)
    return _in_bulk(request, bridge, asked, _choice(request.POST.get("bulk", "")))


def _in_bulk(
    request: Visit, bridge: Bridge, asked: Filter, choice: Choice | None
) -> Outcome | None:
    ticks = [tick for each in request.POST.getlist("tick") if (tick := _tick(each))]
    if choice is None or choice not in bulk_of(asked.kind):
        messages.error(request, "Choose an answer.")
        return None
    if request.POST.get("scope") == ALL:
        done = answer_all(bridge=bridge, user=request.user, asked=asked, choice=choice)
        _from_now_on(request, bridge, done, choice)
        return done
    if not ticks:
        messages.error(request, "Tick at least one.")
        return None
    return _give(request, bridge, ticks, choice, "")


def _give(
    request: Visit, bridge: Bridge, ticks: Sequence[Tick], choice: Choice, other: str
) -> Outcome:
    done = answer_give(bridge=bridge, user=request.user, ticks=ticks, choice=choice, other=other)
    _from_now_on(request, bridge, done, choice)
    return done


def _from_now_on(request: Visit, bridge: Bridge, done: Outcome, choice: Choice) -> None:
    if request.POST.get("from_now_on") and choice in VALUES and done.fields:
        owners_set(bridge=bridge, user=request.user, fields=done.fields, choice=choice)


def _tell(request: Visit, done: Outcome) -> None:
    if done.answered:
        noun = "answer is" if done.answered == 1 else "answers are"
        messages.success(request, f"{done.answered:,} {noun} being carried out.")
    if done.moved:
        noun = "One question has" if done.moved == 1 else f"{done.moved:,} questions have"
        messages.warning(request, f"{noun} changed since you saw it, or cannot be answered so.")


def _shown(bridge: Bridge, asked: Filter, found: ReviewPage) -> dict[str, object]:
    titles = titles_of(bridge_id=bridge.pk, wanted=names_shown(found.items))
    groups = [(one, label_of(one.module, one.field)) for one in found.groups]
    return {
        "kinds": _kinds(bridge, asked.kind, found),
        "asked": asked,
        "about": ABOUT[asked.kind],
        "items": [item_words(item, titles) for item in found.items],
        "modules": [(one.value, TABLES[one].label) for one in _modules(found)],
        "fields": sorted({(one.field, label) for one, label in groups if one.field != "*"}),
        "bulk": [(each.value, CHOICES[each]) for each in bulk_of(asked.kind)],
        "total": sum(one.questions for one in found.groups if _is_in(asked, one.module, one.field)),
        "has_values": asked.kind is Kind.EDITS,
        "last": found.items[-1].question.pk if found.items and found.more else 0,
    }


def _kinds(bridge: Bridge, now: Kind | None, found: ReviewPage) -> list[tuple[str, str, int, bool]]:
    """Return the tabs: name, label, how many, whether it is this one."""
    tabs = [
        (kind.value, KINDS[kind], number, kind is now)
        for kind, number in found.counts.items()
        if number or kind is now
    ]
    ignored = ignored_count(bridge=bridge)
    return [*tabs, (IGNORED, "Left alone", ignored, False)] if ignored else tabs


def _ignored(bridge: Bridge, after: int) -> dict[str, object]:
    found = ignored_page(bridge=bridge, after=after)
    rows = [
        {
            "answer": row,
            "module": TABLES[Module(row.module)].label,
            "label": "" if row.field == "*" else label_of(Module(row.module), row.field),
            "said": CHOICES[Choice(row.choice)],
            "by": person(row.by),
        }
        for row in found.rows
    ]
    return {"rows": rows, "last": found.rows[-1].pk if found.more else 0, "is_first": not after}


def _filter(bridge: Bridge, asked: QueryDict) -> Filter:
    kind, module = asked.get("kind", ""), asked.get("module", "")
    return Filter(
        kind=Kind(kind) if kind in list(Kind) else first_kind(bridge=bridge),
        module=Module(module) if module in list(TABLES) else None,
        field=asked.get("field", "")[:64],
    )


def _is_in(asked: Filter, module: Module, field: str) -> bool:
    return asked.module in (None, module) and asked.field in ("", field)


def _modules(found: ReviewPage) -> list[Module]:
    named = {one.module for one in found.groups}
    return [module for module in TABLES if module in named]


def _back(bridge: Bridge, asked: Filter, done: Outcome | None) -> HttpResponse:
    query = {"kind": asked.kind.value, "module": asked.module or "", "field": asked.field}
    if done is not None and done.runs:
        query["run"] = str(done.runs[0].public_id)
    where = reverse("sync:review", args=[bridge.public_id])
    return redirect(f"{where}?{urlencode({name: value for name, value in query.items() if value})}")


def _run(bridge: Bridge, name: str) -> object:
    try:
        run = run_for_page(bridge=bridge, public_id=UUID(name))
    except ValueError:
        return None
    return run_words(run) if run else None


def _button(text: str) -> tuple[Tick, Choice, str] | None:
    """Read "question:seal:choice:other", a single button's value."""
    parts = text.split(":")
    tick, choice = _tick(":".join(parts[:2])), _choice(parts[2] if len(parts) > 2 else "")
    if tick is None or choice is None:
        return None
    return tick, choice, parts[3] if len(parts) > 3 else ""


def _tick(text: str) -> Tick | None:
    question, _, seal = text.partition(":")
    return Tick(number, seal) if (number := _number(question)) and seal else None


def _choice(text: str) -> Choice | None:
    return Choice(text) if text in list(Choice) else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
