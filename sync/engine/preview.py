"""Say what a run would write, field by field, and write nothing."""

from __future__ import annotations

from uuid import uuid4

from sync.core.records import Module
from sync.core.states import ChangeState
from sync.engine.agreement import asks
from sync.engine.carry import entry_of
from sync.engine.receipt import planned_again
from sync.engine.settle import Planned, decision_of
from sync.engine.work import Work
from sync.store import journal, questions

CHUNK = 200


def preview_module(work: Work, module: Module) -> bool:
    """Plan a module to its end; what it would write stands in the run as previewed changes."""
    batch: list[Planned] = []
    for one in planned_again(work, module):
        batch.append(one)
        if len(batch) == CHUNK:
            _keep(work, module, batch)
            batch = []
    _keep(work, module, batch)
    return True


def _keep(work: Work, module: Module, batch: list[Planned]) -> None:
    table = work.tables[module]
    entries = [
        entry_of(table, decision_of(one), write, uuid4().hex)
        for one in batch
        for write in one.writes
    ]
    with work.held():
        journal.changes_enter(run=work.run, entries=entries, state=ChangeState.PREVIEWED)
        questions.questions_replace(
            run=work.run,
            module=module,
            settled=[one.subject for one in batch],
            asked=[(one.subject, question) for one in batch for question in one.questions],
        )
        held = sum(1 for one in batch if asks(one.questions))
        skipped = sum(1 for one in batch if one.questions) - held
        work.count(module, planned=len(entries), held=held, skipped=skipped)
        work.keep()
