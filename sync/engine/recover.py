"""Writes whose outcome is unknown: look before anything is sent again.

The vendors' idempotency keys live for minutes and replay errors, so nothing here leans on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from sync.core.lost import is_met
from sync.core.reading import frozen, thaw
from sync.core.records import Module, Side
from sync.core.states import RunKind
from sync.core.table import Table
from sync.core.verdicts import Question, Why
from sync.engine.observe import store_gone
from sync.engine.read_back import read_back_late
from sync.engine.search import become, by_ids, find_lost, is_said, seen_in
from sync.engine.undo import back_in_agreement
from sync.engine.work import Work
from sync.store import journal, links, questions, records
from sync.store.links import Agreement, Move
from sync.store.questions import Subject
from sync.store.records import Incoming, Kept
from sync.store.tally import run_tally, runs_tally

if TYPE_CHECKING:
    from sync.models import Change

CHUNK = 100
NEVER_SENT = "The worker stopped before this was sent; it was planned anew."
NOT_THERE = "The answer was lost, and the record shows that nothing was done; planned anew."
ASKED = "The answer was lost, and only a person can tell whether it was done."
ANSWERED = "The answer was lost, and somebody said what to do; planned anew."
NO_NAME = "There is nothing that it could be looked for by."
CLOCKS = timedelta(minutes=5)  # how far the vendors' clocks and ours may be apart


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a lost create must not be sent again unasked, and the record it may have become."""

    words: str
    remote_id: str = ""


def recover(work: Work) -> float:
    """Find out what became of unanswered writes.

    Returns the seconds until those that are not to be seen yet may be given up; 0 for none.
    """
    unsent = journal.changes_never_sent(bridge_id=work.bridge_id)
    with work.held():
        journal.changes_moot(ids=unsent, reason=NEVER_SENT, now=work.now())
        if unsent:
            run_tally(run=work.run)
            work.keep()
        for module, named in work.only.items():  # what somebody has settled in Review
            ids = journal.changes_held(run=work.run, module=module, pairs=named)
            journal.changes_moot(ids=ids, reason=ANSWERED, now=work.now())
    waits = [0.0]
    for module in work.tables:
        for side in work.connectors:
            waits.append(_recover_side(work, module, side))
            read_back_late(work, work.tables[module], side)
    return max(waits)


def _recover_side(work: Work, module: Module, side: Side) -> float:
    doubted = journal.changes_in_doubt(
        bridge_id=work.bridge_id, module=module, side=side, limit=CHUNK
    )
    if not doubted:
        return 0.0
    work.run.options = {**work.run.options, "doubted": True}  # once settled, plan again
    table = work.tables[module]
    updates = [change for change in doubted if not change.creates]
    creates = [change for change in doubted if change.creates]
    left = _settle_updates(work, table, side, updates)
    lost, doubts = _settle_creates(work, table, side, creates)
    return _give_up(work, table, [*left, *lost], doubts)


def _settle_updates(work: Work, table: Table, side: Side, changes: list[Change]) -> list[Change]:
    """Believe that an update landed if the record says so now; the next plan sees both equal."""
    ids = [change.remote_id for change in changes]
    sight = seen_in(work, table, side, by_ids(work, table, side, ids))
    done: dict[int, str] = {}
    left: list[Change] = []
    for change in changes:
        row = become(table, side, change, sight.rows)
        if row:
            done[change.pk] = row.remote_id
        else:
            left.append(change)
    with work.held():
        _store(work, side, sight.rows)
        store_gone(work, side, [table.module], sight, work.now())
        _follow(work, table, side, changes, done)
        journal.changes_land(remote_ids=done, now=work.now())
        _agree_as_before(work, table, side, changes, done)
        _count_anew(work, changes)
        work.keep()
    return left


def _count_anew(work: Work, changes: Iterable[Change]) -> None:
    """Count what is known now of these writes, in this run and in those that sent them."""
    runs_tally(run_ids={change.run_id for change in changes} - {work.run.pk})
    run_tally(run=work.run)


def _agree_as_before(
    work: Work, table: Table, side: Side, changes: Iterable[Change], done: Mapping[int, str]
) -> None:
    """Agree at once on what an undo has put back: compared, it would look like a new edit."""
    back = {
        done[one.pk]: list(one.before)
        for one in changes
        if one.pk in done and one.run.kind == RunKind.UNDO
    }
    if back:
        links.links_agree(
            bridge_id=work.bridge_id,
            module=table.module,
            agreements=back_in_agreement(work, table, side, back),
            now=work.now(),
        )


def _follow(
    work: Work, table: Table, side: Side, changes: Iterable[Change], done: Mapping[int, str]
) -> None:
    """Let links follow the records that go by another id since the write."""
    moved = [one for one in changes if done.get(one.pk, one.remote_id) != one.remote_id]
    moves = [Move(one.source_id, one.remote_id, done[one.pk]) for one in moved]
    links.links_move(bridge_id=work.bridge_id, module=table.module, side=side, moves=moves)


def _settle_creates(
    work: Work, table: Table, side: Side, changes: list[Change]
) -> tuple[list[Change], dict[int, Doubt]]:
    """Believe that a create landed if an unlinked record says what was sent.

    Returns those not found, and what is doubtful about some of them, by row.
    """
    seen = find_lost(work, table, side, changes)
    rows = {row.remote_id: row for row in seen_in(work, table, side, seen).rows}
    taken = links.links_of(bridge_id=work.bridge_id, module=table.module, side=side, ids=list(rows))
    free = {key: row for key, row in rows.items() if key not in taken}
    born: dict[int, str] = {}
    left = []
    for change in changes:
        twin = next((row for row in free.values() if is_said(table, row, change)), None)
        if twin is None:
            left.append(change)
        else:
            born[change.pk] = twin.remote_id
            del free[twin.remote_id]
    _link_born(work, table, side, changes, born, rows)
    with work.held():
        _store(work, side, free.values())  # for the next plan to meet, if their keys say so
    doubts: dict[int, Doubt] = {}
    for change in left:
        if doubt := _doubt(table, side, change, free.values()):
            doubts[change.pk] = doubt
            free.pop(doubt.remote_id, None)  # it can have become one of them only
    return left, doubts


def _doubt(table: Table, side: Side, change: Change, free: Iterable[Incoming]) -> Doubt | None:
    """Return why it must not be sent again unasked; None where it may be.

    A record that shares a key with it is the planner's to ask about.
    """
    ours = table.finders[side][1]
    sought = change.after.get(ours)
    if not sought:
        return Doubt(NO_NAME)
    sent = thaw(table, change.after)
    for row in free:
        holds = thaw(table, records.decoded(row.fields))
        called = str(holds.get(ours)).casefold() == str(sought).casefold()
        if called and _may_be(change, row) and not is_met(table, holds, sent):
            named = row.title or sought
            words = f"A new {table.one}, {named}, is there and differs from this one."
            return Doubt(words, row.remote_id)
    return None


def _may_be(change: Change, row: Incoming) -> bool:
    """Tell whether the record may have been written by that request, by its time."""
    return change.sent_at is None or row.modified_at >= change.sent_at - CLOCKS


def _link_born(
    work: Work,
    table: Table,
    side: Side,
    changes: Iterable[Change],
    born: Mapping[int, str],
    rows: Mapping[str, Incoming],
) -> None:
    """Link what was found to the record it was made from.

    If that one has not moved since, this is the agreement that the lost answer would have made;
    otherwise the next plan compares the two.
    """
    made_of = [(change, rows[born[change.pk]]) for change in changes if change.pk in born]
    sources = records.records_get(
        bridge_id=work.bridge_id,
        table=table,
        side=side.other,
        ids=[change.source_id for change, _ in made_of],
    )
    now = work.now()
    with work.held():
        _store(work, side, [row for _, row in made_of])
        links.links_agree(
            bridge_id=work.bridge_id,
            module=table.module,
            agreements=[
                _born(side, change, sources.get(change.source_id), row, now)
                for change, row in made_of
            ],
            now=now,
        )
        journal.changes_land(remote_ids=born, now=now)
        _count_anew(work, changes)
        work.keep()


def _born(
    side: Side, change: Change, source: Kept | None, row: Incoming, now: datetime
) -> Agreement:
    ids = {side: row.remote_id, side.other: change.source_id}
    bare = Agreement(zoho_id=ids[Side.ZOHO], xero_id=ids[Side.XERO])
    if source is None or source.seen_at is None or source.seen_at > change.created_at:
        return bare
    bases = {side: row.fields, side.other: frozen(source.record.fields or {})}
    digests = {side: row.digest, side.other: source.digest}
    return replace(
        bare,
        zoho_base=bases[Side.ZOHO],
        xero_base=bases[Side.XERO],
        zoho_digest=digests[Side.ZOHO],
        xero_digest=digests[Side.XERO],
        agreed_at=now,
    )


def _give_up(work: Work, table: Table, left: list[Change], doubts: Mapping[int, Doubt]) -> float:
    """Call moot what had time enough to appear, or ask about it; return how long the rest has."""
    patience = timedelta(seconds=settings.LOST_ANSWER_SECONDS)
    now = work.now()
    over = [change for change in left if change.sent_at and change.sent_at + patience <= now]
    asked = [change for change in over if change.pk in doubts]
    moot = [change.pk for change in over if change.pk not in doubts]
    with work.held():
        journal.changes_moot(ids=moot, reason=NOT_THERE, now=now)
        _ask(work, table, asked, doubts)
        _count_anew(work, over)
        work.keep("options")
    rest = [
        change.sent_at + patience - now for change in left if change not in over and change.sent_at
    ]
    return max((each.total_seconds() for each in rest), default=0.0)


def _ask(work: Work, table: Table, changes: list[Change], doubts: Mapping[int, Doubt]) -> None:
    """Leave these where they are, neither done nor to be done, until a person has looked."""
    subjects = {change.pk: _subject(change) for change in changes}
    journal.changes_hold(remote_ids={pk: doubts[pk].remote_id for pk in subjects}, reason=ASKED)
    questions.questions_replace(
        run=work.run,
        module=table.module,
        settled=list(subjects.values()),
        asked=[(one, Question(Why.LOST, detail=doubts[pk].words)) for pk, one in subjects.items()],
    )
    work.count(table.module, held=len(changes))


def _subject(change: Change) -> Subject:
    of_zoho = change.side == Side.XERO
    ids = (change.source_id, "") if of_zoho else ("", change.source_id)
    return Subject(*ids, change.title)


def _store(work: Work, side: Side, rows: Iterable[Incoming]) -> None:
    records.records_store(
        bridge_id=work.bridge_id, side=side, rows=rows, now=work.now(), dormant=False
    )
