"""What needs a person, worst first: a sentence, and the very place where it is settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse

from sync.core.answers import Kind
from sync.core.records import Side
from sync.core.states import RunState
from sync.core.words import SIDES
from sync.services.dashboard import Dashboard
from sync.web.words import run_words

if TYPE_CHECKING:
    from sync.models import Bridge, Run

FEW = 0.1  # of a day's calls: worth a word
NAMES = {
    Kind.MATCHES: ("probable match", "probable matches"),
    Kind.DUPLICATES: ("duplicate", "duplicates"),
    Kind.EDITS: ("conflict", "conflicts"),
    Kind.DELETIONS: ("deletion", "deletions"),
    Kind.TOTALS: ("differing total", "differing totals"),
    Kind.LOCKED: ("locked document", "locked documents"),
    Kind.REFUSED: ("refused record", "refused records"),
    Kind.FIX: ("record to fix", "records to fix"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """`tone` is Tabler's colour, `icon` tells the same without it."""

    tone: str
    icon: str
    text: str
    url: str
    act: str
    detail: str = ""


def needs_of(bridge: Bridge, seen: Dashboard) -> list[Need]:
    return [
        *_logins(bridge),
        *_runs(bridge, seen),
        *_questions(bridge, seen),
        *_compared(seen, bridge),
        *_calls(seen, bridge),
    ]


def _logins(bridge: Bridge) -> Iterator[Need]:
    for side, found in ((Side.ZOHO, bridge.zoho), (Side.XERO, bridge.xero)):
        if found is not None and found.state == "lost":
            url = f"{_url('setup', bridge)}#side-{side}"
            text = f"The log-in to {SIDES[side]} is lost"
            yield Need("red", "plug-off", text, url, "Reconnect", found.lost_because)


def _runs(bridge: Bridge, seen: Dashboard) -> Iterator[Need]:
    for run in (seen.last_sync, seen.last_fetch):
        if run is not None and run.state in (RunState.FAILED, RunState.BRAKED):
            yield _run(bridge, run)


def _run(bridge: Bridge, run: Run) -> Need:
    said = run_words(run)
    url = reverse("sync:run", args=[bridge.public_id, run.public_id])
    if run.state == RunState.BRAKED:
        return Need("orange", "alert-triangle", "A run waits for your word", url, "Look", run.error)
    text = f"The last {said.kind.lower()} failed"
    return Need("red", "alert-circle", text, url, "Look", said.sentence)


def _questions(bridge: Bridge, seen: Dashboard) -> Iterator[Need]:
    for kind, (one, many) in NAMES.items():
        if number := seen.kinds[kind]:
            refused = kind is Kind.REFUSED
            yield Need(
                "red" if refused else "orange",
                "alert-circle" if refused else "list-check",
                f"{intcomma(number)} {one if number == 1 else many}",
                f"{_url('review', bridge)}?kind={kind}",
                "Review",
            )


def _compared(seen: Dashboard, bridge: Bridge) -> Iterator[Need]:
    if seen.compared is not None and seen.compared.report.wrong:
        text, detail = "Both sides do not come to the same", seen.compared.sentence
        yield Need("red", "alert-circle", text, _url("drift", bridge), "Look", detail)


def _calls(seen: Dashboard, bridge: Bridge) -> Iterator[Need]:
    for side, found in seen.calls.items():
        if found is not None and found[0] < found[1] * FEW:
            left = f"{intcomma(found[0])} of a day's {intcomma(found[1])}"
            text = f"{left} calls to {SIDES[side]} are left"
            detail = "Runs go on by themselves when there are calls again. Clicks go first."
            yield Need("orange", "clock", text, _url("history", bridge), "History", detail)


def _url(name: str, bridge: Bridge) -> str:
    return reverse(f"sync:{name}", args=[bridge.public_id])
