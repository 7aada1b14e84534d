"""Read models for the button in Zoho CRM: one record, as both sides hold it, and why it waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.core.records import Module, Side
from sync.core.states import ChangeState
from sync.core.table import Table
from sync.models import Bridge, Change, Question, Run
from sync.store.links import links_of
from sync.store.records import Kept, records_get

MOST = 50  # changes and questions of one press that are told


@dataclass(frozen=True, slots=True)
class Seen:
    """A record of the CRM with its other half, as last seen. `questions`: why it is held."""

    zoho_id: str
    xero_id: str
    records: Mapping[Side, Kept]
    questions: Sequence[Question]

    @property
    def title(self) -> str:
        return next((kept.title for kept in self.records.values() if kept.title), "")


def record_seen(*, bridge: Bridge, table: Table, zoho_id: str) -> Seen:
    xero_id = xero_id_of(bridge=bridge, module=table.module, zoho_id=zoho_id)
    records: dict[Side, Kept] = {}
    for side, own in ((Side.ZOHO, zoho_id), (Side.XERO, xero_id)):
        found = records_get(bridge_id=bridge.pk, table=table, side=side, ids=[own])
        if own in found:
            records[side] = found[own]
    questions = Question.objects.filter(bridge=bridge, module=table.module, zoho_id=zoho_id)
    return Seen(zoho_id, xero_id, records, list(questions.order_by("pk")[:MOST]))


def xero_id_of(*, bridge: Bridge, module: Module, zoho_id: str) -> str:
    """Return the id of the other half; "" where there is none yet."""
    found = links_of(bridge_id=bridge.pk, module=module, side=Side.ZOHO, ids=[zoho_id])
    return next((link.xero_id for link in found.values()), "")


def changes_of(*, run: Run) -> list[Change]:
    """Return what a run wrote, in the order it was written."""
    landed = Change.objects.filter(run=run, state=ChangeState.LANDED)
    return list(landed.order_by("pk")[:MOST])


def questions_of_run(*, run: Run) -> list[Question]:
    """Return what this run was the last to hold."""
    return list(Question.objects.filter(run=run).order_by("pk")[:MOST])
