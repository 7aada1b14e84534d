"""Take back what a run has written: what would happen, and the start of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser

from sync.core.records import Mode, Module, Side
from sync.core.states import RunKind, RunState
from sync.core.undo import Stays, Why
from sync.engine.touched import draft
from sync.engine.undo import Reversal, reversals
from sync.services.runs import NotYet, must_be_ready, start
from sync.store import rules, undo
from sync.store.runs import run_draft, run_get

if TYPE_CHECKING:
    from sync.models import Bridge, Run

MOST = 300  # records of a module and side that are looked at while a person waits
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an undo would do, by what was last seen. `more`: only the first were looked at."""

    back: int
    removed: int
    stays: dict[Why, int]
    examples: tuple[tuple[Module, Reversal], ...]  # of what cannot go back
    more: bool


def outlook_of(*, bridge: Bridge, run: Run) -> Outlook:
    """Say beforehand what can go back and what cannot."""
    found, more = [], False
    work = draft(
        run_draft(bridge=bridge, options={"undo": str(run.public_id)}),
        rules.rules_get(bridge_id=bridge.pk).choices,
    )
    for module in undo.modules_written(run=run):
        for side in Side:
            ids = undo.records_written(
                run_id=str(run.public_id),
                bridge_id=bridge.pk,
                module=module,
                side=side,
                after="",
                limit=MOST + 1,
            )
            more = more or len(ids) > MOST
            table = work.tables[module]
            found += [(module, one) for one in reversals(work, table, side, ids[:MOST])]
    return _outlook(found, more=more)


def undo_start(
    *, bridge: Bridge, run_id: UUID, user: AbstractBaseUser | None, enqueue: bool = True
) -> Run:
    """Take back what a run has written; a second click joins. Raises NotYet."""
    run = run_get(bridge=bridge, public_id=run_id)
    why = hindrance(run)
    if run is None or why:
        raise NotYet(why)
    modes = {module.value: Mode.BOTH.value for module in undo.modules_written(run=run)}
    must_be_ready(bridge)
    options = {"undo": str(run.public_id), "modes": modes}
    made = start(bridge, RunKind.UNDO, options, user, enqueue=enqueue)
    if made.options["undo"] != str(run.public_id):
        raise NotYet("Another run is being taken back. Wait until that is done.")
    return made


def hindrance(run: Run | None) -> str:
    """Say why a run cannot be taken back; "" where it can."""
    if run is None or run.kind != RunKind.SYNC:
        return "Only a synchronization can be taken back."
    if RunState(run.state).is_open:
        return "This run is not over yet. Stop it, or wait."
    if not undo.written_count(run=run):
        return "This run has written nothing."
    return ""


def _outlook(found: list[tuple[Module, Reversal]], *, more: bool) -> Outlook:
    staying = [(module, one) for module, one in found if isinstance(one.verdict, Stays)]
    going = [one for _, one in found if not isinstance(one.verdict, Stays)]
    return Outlook(
        back=sum(1 for one in going if not one.done.creates),
        removed=sum(1 for one in going if one.done.creates),
        stays=dict(Counter(_whys(staying))),
        examples=tuple(staying[:SHOWN]),
        more=more,
    )


def _whys(staying: list[tuple[Module, Reversal]]) -> Iterator[Why]:
    return (one.verdict.why for _, one in staying if isinstance(one.verdict, Stays))
