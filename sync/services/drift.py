"""What a person may ask of the nightly comparison: to see the last one, and to have one now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from sync.core.drift import Report, gaps, read, sentence
from sync.core.records import Module
from sync.store.drift import drift_last
from sync.tasks.drift import compare_one
from sync.tasks.queues import INTERACTIVE

if TYPE_CHECKING:
    from sync.models import Bridge


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison that was made. `gaps`: Xero's linked money less the CRM's."""

    at: datetime
    report: Report
    sentence: str
    gaps: Mapping[tuple[Module, str], Decimal]


def compared_last(*, bridge: Bridge) -> Compared | None:
    found = drift_last(bridge_id=bridge.pk)
    if found is None:
        return None
    report = read(found.report)
    return Compared(found.at, report, sentence(report), gaps(report))


def compare_start(*, bridge: Bridge) -> None:
    """Have a worker compare both sides now."""
    told = [str(bridge.public_id)]
    transaction.on_commit(lambda: compare_one.apply_async(told, queue=INTERACTIVE))
