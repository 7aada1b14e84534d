"""The nightly comparison as a page: sums side by side, and every pair that is not as it should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sync.core.drift import Line, Odd, Wrong
from sync.core.records import Side
from sync.core.tables import TABLES
from sync.core.words import SIDES
from sync.services.drift import Compared, compare_start, compared_last
from sync.web.access import Visit, for_bridge

if TYPE_CHECKING:
    from sync.models import Bridge

WRONG = {
    Wrong.TOTALS: "Different totals",
    Wrong.CURRENCIES: "Different currencies",
    Wrong.MISSING: "A record is gone",
}


@dataclass(frozen=True, slots=True)
class Sums:
    """A side's records of one status and currency."""

    label: str
    side: str
    line: Line


@dataclass(frozen=True, slots=True)
class OddWords:
    wrong: str
    module: str
    odd: Odd
    url: str


@require_GET
@for_bridge()
def page(request: Visit, bridge: Bridge) -> HttpResponse:
    seen = compared_last(bridge=bridge)
    context = {
        "bridge": bridge,
        "compared": seen,
        "sums": list(_sums(seen)) if seen else [],
        "odd": [_odd(bridge, one) for one in seen.report.odd] if seen else [],
    }
    return render(request, "sync/drift.html", context)


@require_POST
@for_bridge(operate=True)
def now(request: Visit, bridge: Bridge) -> HttpResponse:
    compare_start(bridge=bridge)
    messages.info(request, "Both sides are being compared. Reload this page in a few seconds.")
    return redirect("sync:drift", bridge.public_id)


def _sums(seen: Compared) -> Iterator[Sums]:
    for line in seen.report.lines:
        yield Sums(TABLES[line.module].label, SIDES[line.side], line)


def _odd(bridge: Bridge, one: Odd) -> OddWords:
    side, record_id = (Side.ZOHO, one.zoho_id) if one.zoho_id else (Side.XERO, one.xero_id)
    url = reverse("sync:record", args=[bridge.public_id, one.module, side, record_id])
    return OddWords(WRONG[one.wrong], TABLES[one.module].label, one, url)
