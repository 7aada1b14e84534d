"""Carry plans out: journal first, then batches; every element's own answer is believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import uuid4

from connectors.base import LOCK_DATE, Outgoing, Refused, Stored
from connectors.errors import ConnectorError, OutcomeUnknown, RejectedError
from sync.core.identity import write_key
from sync.core.reading import rendered
from sync.core.records import Side
from sync.core.table import Table
from sync.core.verdicts import ARCHIVED, Agree, Forget, Question, Why, Write
from sync.engine.agreement import Decision, agreed, asks, digests_of, landed, renamed, twins_linked
from sync.engine.answer import answers_close
from sync.engine.read_back import read_back
from sync.engine.work import Work
from sync.store import journal, links, questions, records
from sync.store.connections import lock_date_doubt
from sync.store.journal import Entry
from sync.store.links import Agreement, Move
from sync.store.questions import Refusal

Sent = tuple[Decision, int, str]  # a decision, its change's row, its change's key


def carry_out(work: Work, table: Table, decisions: Sequence[Decision]) -> list[int]:
    """Journal, send and settle; return the links that have more to be planned."""
    sent = _journal(work, table, decisions)
    for side in Side:
        for creates in (True, False):
            group = [one for one in sent if _goes(one[0], side, creates=creates)]
            for batch in _batches(group, work.connectors[side].batch_size):
                _send(work, table, side, batch)
    return _again(work, table, decisions)


def _goes(decision: Decision, side: Side, *, creates: bool) -> bool:
    write = decision.write
    return write is not None and write.side is side and creates is not bool(write.id)


def _batches(group: list[Sent], size: int) -> Iterator[list[Sent]]:
    for start in range(0, len(group), size):
        yield group[start : start + size]


def _journal(work: Work, table: Table, decisions: Sequence[Decision]) -> list[Sent]:
    """Write down all that was decided, and settle at once what needs no request."""
    writing = [
        (decision, write, uuid4().hex) for decision in decisions if (write := decision.write)
    ]
    with work.held():
        rows = journal.changes_enter(
            run=work.run,
            entries=[entry_of(table, decision, write, key) for decision, write, key in writing],
        )
        questions.questions_replace(
            run=work.run,
            module=table.module,
            settled=[decision.subject for decision in decisions],
            sending=[decision.subject for decision, _, _ in writing],
            asked=[
                (decision.subject, question)
                for decision in decisions
                for question in decision.questions
            ],
        )
        _settle_unwritten(work, table, decisions)
        ids = [decision.ids() for decision in decisions]
        records.records_wake(
            bridge_id=work.bridge_id,
            table=table,
            ids={side: [each[side] for each in ids if each[side]] for side in Side},
        )
        work.count(
            table.module,
            planned=len(writing),
            held=sum(1 for decision in decisions if asks(decision.questions)),
            skipped=sum(
                1 for decision in decisions if decision.questions and not asks(decision.questions)
            ),
        )
        work.keep()
    return [(decision, row.pk, key) for (decision, _, key), row in zip(writing, rows, strict=True)]


def _settle_unwritten(work: Work, table: Table, decisions: Sequence[Decision]) -> None:
    now = work.now()
    scope = {"bridge_id": work.bridge_id}
    equal = [
        agreed(decision.pair, decision.made, now)
        for decision in decisions
        if decision.pair and isinstance(decision.made, Agree) and not decision.made.writes
    ]
    twins = twin_agreements(work, table, decisions)
    links.links_agree(**scope, module=table.module, agreements=[*equal, *twins], now=now)
    forgotten = [
        decision.pair.link_id
        for decision in decisions
        if decision.pair and isinstance(decision.made, Forget)
    ]
    links.links_drop(**scope, ids=forgotten)
    answers_close(work, [decision for decision in decisions if not decision.write])


def twin_agreements(work: Work, table: Table, decisions: Sequence[Decision]) -> list[Agreement]:
    """Make the links of lone records to their sure twins; one query a side for their digests."""
    joined = [decision for decision in decisions if decision.link_to]
    found = {
        side: records.records_get(
            bridge_id=work.bridge_id,
            table=table,
            side=side,
            ids=[decision.ids()[side] for decision in joined],
        )
        for side in Side
    }
    return [
        twins_linked(decision, [found[side][decision.ids()[side]].digest for side in Side])
        for decision in joined
    ]


def entry_of(table: Table, decision: Decision, write: Write, key: str) -> Entry:
    source = decision.ids()[write.side.other]
    held = decision.held_on(write.side)
    return Entry(
        module=table.module,
        side=write.side,
        remote_id=write.id,
        source_id=source,
        title=decision.subject.title,
        before={name: held.get(name) for name in write.fields},
        after=write.fields,
        key=key,
    )


def _send(work: Work, table: Table, side: Side, batch: list[Sent]) -> None:
    """Send one batch. From the mark to the answer its outcome is unknown, and the rows say so."""
    with work.held():
        journal.changes_send(ids=[pk for _, pk, _ in batch], now=work.now())
    outgoing = [_outgoing(table, decision.write) for decision, _, _ in batch if decision.write]
    key = write_key(str(work.bridge_id), [key for _, _, key in batch], {})
    try:
        receipts = work.connectors[side].write(table.target(side), outgoing, key=key)
    except RejectedError as exc:
        _rejected(work, table, side, batch, exc)
        return
    except ConnectorError as exc:
        _failed(work, table, batch, exc)
        raise
    _answered(work, table, side, batch, receipts)


def _outgoing(table: Table, write: Write) -> Outgoing:
    removes = ARCHIVED in write.fields and write.side not in table.ends
    return Outgoing(write.id, rendered(table, write, create=not write.id), removes)


def _rejected(work: Work, table: Table, side: Side, batch: list[Sent], exc: RejectedError) -> None:
    """Find out what the vendor minds: it refused the whole request, so nothing of it landed."""
    if len(batch) == 1:
        refused = Refused(words=exc.words, reason=exc.message)
        _answered(work, table, side, batch, [refused])
        return
    half = len(batch) // 2
    _send(work, table, side, batch[:half])
    _send(work, table, side, batch[half:])


def _failed(work: Work, table: Table, batch: list[Sent], exc: ConnectorError) -> None:
    ids = [pk for _, pk, _ in batch]
    with work.held():
        if isinstance(exc, OutcomeUnknown):
            journal.changes_unknown(ids=ids, reason=exc.message)
            work.count(table.module, unknown=len(batch))
        else:
            journal.changes_moot(ids=ids, reason=exc.message, now=work.now())
            work.count(table.module, planned=-len(batch))
        work.keep()


def _answered(
    work: Work,
    table: Table,
    side: Side,
    batch: list[Sent],
    receipts: Sequence[Stored | Refused],
) -> None:
    """Believe each element's own answer, in one transaction; then see what the side stored."""
    now = work.now()
    taken = [
        (decision, pk, receipt)
        for (decision, pk, _), receipt in zip(batch, receipts, strict=True)
        if isinstance(receipt, Stored)
    ]
    refused = [
        (decision, pk, receipt)
        for (decision, pk, _), receipt in zip(batch, receipts, strict=True)
        if isinstance(receipt, Refused)
    ]
    with work.held():
        journal.changes_land(remote_ids={pk: stored.id for _, pk, stored in taken}, now=now)
        for decision, _, stored in taken:
            if renamed(decision, stored.id):
                _move(work, table, side, decision, stored.id)
        links.links_agree(
            bridge_id=work.bridge_id,
            module=table.module,
            agreements=[landed(decision, stored.id, now) for decision, _, stored in taken],
            now=now,
        )
        done = [decision for decision, _, _ in taken]
        questions.refusals_forget(
            bridge_id=work.bridge_id, module=table.module, subjects=[one.subject for one in done]
        )
        answers_close(work, done)
        for decision, pk, receipt in refused:
            _refuse(work, table, decision, pk, receipt)
        work.count(table.module, written=len(taken), refused=len(refused))
        work.keep()
    seen = [stored.record for _, _, stored in taken if stored.record]
    read_back(work, table, side, [stored.id for _, _, stored in taken], seen)


def _move(work: Work, table: Table, side: Side, decision: Decision, now_called: str) -> None:
    """Let the link follow a record that goes by another id since this write."""
    move = Move(decision.ids()[side.other], decision.ids()[side], now_called)
    links.links_move(bridge_id=work.bridge_id, module=table.module, side=side, moves=[move])


def _refuse(work: Work, table: Table, decision: Decision, pk: int, receipt: Refused) -> None:
    journal.change_refuse(
        pk=pk, code=receipt.code, words=receipt.words, reason=receipt.reason, now=work.now()
    )
    question = Question(Why.REFUSED, detail=receipt.reason)
    questions.questions_replace(
        run=work.run,
        module=table.module,
        settled=[decision.subject],
        asked=[(decision.subject, one) for one in (*decision.questions, question)],
    )
    if receipt.code == LOCK_DATE and work.run.bridge.xero:
        lock_date_doubt(connection=work.run.bridge.xero)
    said = Refusal(receipt.words, receipt.field, digests_of(decision), work.now())
    questions.refusal_note(run=work.run, module=table.module, subject=decision.subject, said=said)


def _again(work: Work, table: Table, decisions: Sequence[Decision]) -> list[int]:
    """Return the links with more to plan: a second side to write, a twin just found, or news."""
    ids = [
        decision.ids()[Side.ZOHO]
        for decision in decisions
        if decision.unfinished or decision.link_to
    ]
    found = links.links_of(bridge_id=work.bridge_id, module=table.module, side=Side.ZOHO, ids=ids)
    refused = questions.subjects_refused(run=work.run, module=table.module) if found else set()
    more = [link.pk for link in found.values() if (link.zoho_id, link.xero_id) not in refused]
    return list(dict.fromkeys([*more, *_with_news(work, table, decisions)]))


def _with_news(work: Work, table: Table, decisions: Sequence[Decision]) -> Iterator[int]:
    """Find the links whose write made the written side say something of its own: a new id."""
    for side in Side:
        told = table.told_by(side)
        ids = [
            decision.ids()[side.other]
            for decision in decisions
            if told and decision.write and decision.write.side is side
        ]
        found = links.links_of(
            bridge_id=work.bridge_id, module=table.module, side=side.other, ids=ids
        )
        yield from (link.pk for link in found.values() if told & set(link.held_fields))
