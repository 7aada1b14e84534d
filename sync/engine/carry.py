"""Carry plans out: journal first, then batches; every element's own answer is believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import uuid4

from connectors.base import Outgoing, Refused, Stored
from connectors.errors import ConnectorError, OutcomeUnknown, RejectedError
from sync.core.identity import write_key
from sync.core.reading import rendered
from sync.core.records import Linked, Side
from sync.core.table import Table
from sync.core.verdicts import Agree, Forget, Question, Why, Write
from sync.engine.agreement import Job, agreed, asks, landed, twins_linked
from sync.engine.read_back import read_back
from sync.engine.work import Work
from sync.store import journal, links, questions, records
from sync.store.journal import Entry
from sync.store.links import Agreement

Sent = tuple[Job, int, str]  # a job, its change's row, its change's key


def carry_out(work: Work, table: Table, jobs: Sequence[Job]) -> list[int]:
    """Journal, send and settle; return the links that have more to be planned."""
    sent = _journal(work, table, jobs)
    for side in Side:
        for creates in (True, False):
            group = [one for one in sent if _goes(one[0], side, creates=creates)]
            for batch in _batches(group, work.connectors[side].batch_size):
                _send(work, table, side, batch)
    return _again(work, table, jobs)


def _goes(job: Job, side: Side, *, creates: bool) -> bool:
    write = job.write
    return write is not None and write.side is side and creates is not bool(write.id)


def _batches(group: list[Sent], size: int) -> Iterator[list[Sent]]:
    for start in range(0, len(group), size):
        yield group[start : start + size]


def _journal(work: Work, table: Table, jobs: Sequence[Job]) -> list[Sent]:
    """Write down all that was decided, and settle at once what needs no request."""
    writing = [(job, write, uuid4().hex) for job in jobs if (write := job.write)]
    with work.held():
        rows = journal.changes_enter(
            run=work.run,
            entries=[entry_of(table, job, write, key) for job, write, key in writing],
        )
        questions.questions_replace(
            run=work.run,
            module=table.module,
            settled=[job.subject for job in jobs],
            asked=[(job.subject, question) for job in jobs for question in job.questions],
        )
        _settle_unwritten(work, table, jobs)
        ids = [job.ids() for job in jobs]
        records.records_wake(
            bridge_id=work.bridge_id,
            table=table,
            ids={side: [each[side] for each in ids if each[side]] for side in Side},
        )
        work.count(
            table.module,
            planned=len(writing),
            held=sum(1 for job in jobs if asks(job.questions)),
            skipped=sum(1 for job in jobs if job.questions and not asks(job.questions)),
        )
        work.keep()
    return [(job, row.pk, key) for (job, _, key), row in zip(writing, rows, strict=True)]


def _settle_unwritten(work: Work, table: Table, jobs: Sequence[Job]) -> None:
    now = work.now()
    scope = {"bridge_id": work.bridge_id}
    equal = [
        agreed(job.pair, job.made, now)
        for job in jobs
        if job.pair and isinstance(job.made, Agree) and not job.made.writes
    ]
    twins = twin_agreements(work, table, jobs)
    links.links_agree(**scope, module=table.module, agreements=[*equal, *twins], now=now)
    forgotten = [job.pair.link_id for job in jobs if job.pair and isinstance(job.made, Forget)]
    links.links_drop(**scope, ids=forgotten)


def twin_agreements(work: Work, table: Table, jobs: Sequence[Job]) -> list[Agreement]:
    """Make the links of lone records to their sure twins; one query a side for their digests."""
    joined = [job for job in jobs if job.link_to]
    found = {
        side: records.records_get(
            bridge_id=work.bridge_id,
            table=table,
            side=side,
            ids=[job.ids()[side] for job in joined],
        )
        for side in Side
    }
    return [
        twins_linked(job, [found[side][job.ids()[side]].digest for side in Side]) for job in joined
    ]


def entry_of(table: Table, job: Job, write: Write, key: str) -> Entry:
    source = job.ids()[write.side.other]
    held = job.case.on(write.side).fields if isinstance(job.case, Linked) else None
    return Entry(
        module=table.module,
        side=write.side,
        remote_id=write.id,
        source_id=source,
        title=job.subject.title,
        before={name: (held or {}).get(name) for name in write.fields},
        after=write.fields,
        key=key,
    )


def _send(work: Work, table: Table, side: Side, batch: list[Sent]) -> None:
    """Send one batch. From the mark to the answer its outcome is unknown, and the rows say so."""
    with work.held():
        journal.changes_send(ids=[pk for _, pk, _ in batch], now=work.now())
    outgoing = [_outgoing(table, job.write) for job, _, _ in batch if job.write]
    key = write_key(str(work.bridge_id), [key for _, _, key in batch], {})
    try:
        receipts = work.connectors[side].write(table.resource[side], outgoing, key=key)
    except RejectedError as exc:
        _rejected(work, table, side, batch, exc)
        return
    except ConnectorError as exc:
        _failed(work, table, batch, exc)
        raise
    _answered(work, table, side, batch, receipts)


def _outgoing(table: Table, write: Write) -> Outgoing:
    return Outgoing(write.id, rendered(table, write, create=not write.id))


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
        (job, pk, receipt)
        for (job, pk, _), receipt in zip(batch, receipts, strict=True)
        if isinstance(receipt, Stored)
    ]
    refused = [
        (job, pk, receipt)
        for (job, pk, _), receipt in zip(batch, receipts, strict=True)
        if isinstance(receipt, Refused)
    ]
    with work.held():
        journal.changes_land(remote_ids={pk: stored.id for _, pk, stored in taken}, now=now)
        links.links_agree(
            bridge_id=work.bridge_id,
            module=table.module,
            agreements=[landed(job, stored.id, now) for job, _, stored in taken],
            now=now,
        )
        for job, pk, receipt in refused:
            _refuse(work, table, job, pk, receipt)
        work.count(table.module, written=len(taken), refused=len(refused))
        work.keep()
    seen = [stored.record for _, _, stored in taken if stored.record]
    read_back(work, table, side, [stored.id for _, _, stored in taken], seen)


def _refuse(work: Work, table: Table, job: Job, pk: int, receipt: Refused) -> None:
    journal.change_refuse(
        pk=pk, code=receipt.code, words=receipt.words, reason=receipt.reason, now=work.now()
    )
    question = Question(Why.REFUSED, detail=receipt.reason)
    questions.questions_replace(
        run=work.run,
        module=table.module,
        settled=[job.subject],
        asked=[(job.subject, one) for one in (*job.questions, question)],
    )


def _again(work: Work, table: Table, jobs: Sequence[Job]) -> list[int]:
    """Return the links with more to plan: a second side to write, or a twin just found."""
    ids = [job.ids()[Side.ZOHO] for job in jobs if job.unfinished or job.link_to]
    found = links.links_of(bridge_id=work.bridge_id, module=table.module, side=Side.ZOHO, ids=ids)
    return [link.pk for link in found.values()]
