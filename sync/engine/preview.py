"""Say what a run would write, field by field, and write nothing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from sync.core.records import Mode, Module
from sync.core.states import ChangeState
from sync.core.table import Table
from sync.engine.agreement import asks
from sync.engine.carry import entry_of
from sync.engine.receipt import chunks_left
from sync.engine.settle import Planned, decide, decision_of, parents_of
from sync.engine.work import Work
from sync.store import journal, questions
from sync.store.journal import Entry
from sync.store.pending import Pair
from sync.store.records import Kept


def preview_module(work: Work, module: Module) -> bool:
    """Plan a module to its end; what it would write stands in the run as previewed changes."""
    with work.held():  # a worker that was cut off has left some
        journal.previews_forget(run=work.run, module=module)
        work.recount(module, "planned", "held", "skipped")
        work.keep()
    table, mode = work.tables[module], work.modes[module]
    for pairs, lone in chunks_left(work, module):
        _keep(work, module, _decided(work, table, mode, pairs, lone))
    return True


def _decided(
    work: Work, table: Table, mode: Mode, pairs: Sequence[Pair], lone: Sequence[Kept]
) -> list[Planned]:
    """Plan these with what they need: it is previewed before them, and named in them."""
    decided = decide(work, table, mode, pairs=pairs, lone=lone)
    if _bring(work, mode, decided):
        decided = decide(work, table, mode, pairs=pairs, lone=lone)
    return decided


def _bring(work: Work, mode: Mode, decided: Sequence[Planned]) -> bool:
    parents = parents_of(work, mode, decided)
    for table, found in parents:
        planned = _decided(work, table, mode, (), found)
        every = (entry for one in planned for entry in _entries(table, one))
        entries = [entry for entry in every if not entry.remote_id]
        with work.held():
            journal.changes_enter(run=work.run, entries=entries, state=ChangeState.PREVIEWED)
            work.count(table.module, planned=len(entries))
            work.keep()
    return bool(parents)


def _entries(table: Table, one: Planned) -> list[Entry]:
    decision = decision_of(one, whole=True)
    return [entry_of(table, decision, write, uuid4().hex) for write in one.writes]


def _keep(work: Work, module: Module, batch: list[Planned]) -> None:
    entries = [entry for one in batch for entry in _entries(work.tables[module], one)]
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
