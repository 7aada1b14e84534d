"""Write what a person approved in a preview and nothing else; say of the rest why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sync.core.approval import Approved, Intent, Name, is_as_approved, restricted, waits_for
from sync.core.records import Module, Side
from sync.core.stand_in import NOT_YET, ROW
from sync.core.table import Table
from sync.core.tables import TABLES
from sync.core.verdicts import Agree, Lexicon, Plan, Question, Why
from sync.core.words import sentence
from sync.engine.agreement import Decision
from sync.engine.carry import entry_of
from sync.engine.catch_all import with_catch_all
from sync.engine.work import Work
from sync.store import approvals, journal, links
from sync.store.journal import plain

if TYPE_CHECKING:
    from sync.models import Change
    from sync.models import Question as Asked

MOVED = (
    "Moved meanwhile: one of the two records, or what would be written, is no longer what the "
    "preview showed. Nothing was written; preview it again."
)
HELD = "Moved meanwhile: it is held now, and nothing was written."


def allowed_plans(work: Work, table: Table, decisions: Sequence[Decision]) -> list[Plan | None]:
    """Return each plan with its approved writes only; None where it has writes, all of them not.

    The decisions carry all their writes.
    """
    ids = [one for decision in decisions for one in decision.ids().values() if one]
    found = approvals.approved_of(
        run_id=work.approved_in, bridge_id=work.bridge_id, module=table.module, ids=ids
    )
    names = _names(work, table, found)
    return [_allowed(table, decision, found, names) for decision in decisions]


def _allowed(
    table: Table, decision: Decision, found: Sequence[Approved], names: dict[Name, str]
) -> Plan | None:
    ids = set(decision.ids().values()) - {""}
    own = [one for one in found if ids & {one.source_id, one.remote_id}]
    intents = _intents(table, decision)
    allowed = [now for now in intents if any(is_as_approved(table, one, now, names) for one in own)]
    return restricted(table, decision.made, intents, allowed, follows=bool(own))


def _intents(table: Table, decision: Decision) -> list[Intent]:
    writes = decision.made.writes if isinstance(decision.made, Agree) else ()
    entries = [(write, entry_of(table, decision, write, "")) for write in writes]
    return [
        Intent(write, entry.source_id, plain(entry.before), plain(entry.after))
        for write, entry in entries
    ]


def _names(work: Work, table: Table, found: Sequence[Approved]) -> dict[Name, str]:
    """Return what the records that were not there yet are called by now."""
    wanted: dict[tuple[Module, Side], set[str]] = {}
    for one in found:
        for module, handle in waits_for(table.rows, one.after):
            wanted.setdefault((module, one.side.other), set()).add(handle)
    names: dict[Name, str] = {}
    for (module, side), handles in wanted.items():
        known = links.translations(
            bridge_id=work.bridge_id, module=module, side=side, handles=sorted(handles)
        )
        names |= {(module, handle): there for handle, there in known.items()}
    stand_in = with_catch_all(work, table, Lexicon()).defaults.get(Side.ZOHO, {}).get(ROW)
    return {**names, (Module.PRODUCTS, NOT_YET): str(stand_in)} if stand_in else names


def explain_left(work: Work) -> bool:
    """Mark what was written of the approved, and say of the rest why it was not.

    While an answer is out it may still be written: then this is asked for again.
    """
    if journal.changes_are_out(run=work.run):
        return True
    preview = approvals.preview_get(bridge_id=work.bridge_id, public_id=work.approved_in)
    with work.held():
        approvals.approvals_close(preview=preview)
    while left := approvals.approvals_left(preview=preview):
        asked = approvals.questions_about(bridge_id=work.bridge_id, changes=left)
        reasons = {one.pk: _reason(one, asked.get(one.pk)) for one in left}
        with work.held():
            approvals.approvals_explain(reasons=reasons)
            for one in left:
                work.count(Module(one.module), moved=1)
            work.keep()
    return True


def _reason(change: Change, question: Asked | None) -> str:
    """Say why an approved change was not written."""
    if question is None:
        return MOVED
    table = TABLES[Module(change.module)]
    asked = Question(Why(question.why), question.field, detail=question.detail)
    return f"{HELD} {sentence(asked, table)}"
