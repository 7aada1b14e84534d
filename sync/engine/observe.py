"""Read a resource once, and remember what was seen: pages -> rows, cursor in the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors.base import Page
from sync.core.codecs import Unreadable
from sync.core.keys import handle_of, keys_of, title_of
from sync.core.reading import Reader, digest, frozen, reader
from sync.core.records import Module, Payload, RemoteRecord, Side
from sync.core.table import Table
from sync.core.verdicts import Question, Why
from sync.engine.absent import with_absent
from sync.engine.work import Work
from sync.store import cursors, parts, questions, records, sweep
from sync.store.questions import Subject
from sync.store.records import Incoming
from sync.store.rules import rules_version


@dataclass(frozen=True, slots=True)
class Eye:
    """How one module looks at what a side holds."""

    module: Module
    side: Side
    table: Table
    read: Reader
    sees: Callable[[Payload], object]
    is_gone: Callable[[Payload], bool]
    lock: Callable[[Payload], str]
    keeps: bool  # what is deleted there keeps its name or number

    def parts_of(self, record: RemoteRecord) -> Iterable[RemoteRecord]:
        held = self.table.parts.get(self.side)
        return held.split(record) if held else (record,)

    def shows_all_of(self, record: RemoteRecord) -> bool:
        """Tell whether all parts of the record are to be seen in it."""
        held = self.table.parts.get(self.side)
        return held is not None and held.complete(record.payload)

    def incoming(self, record: RemoteRecord) -> Incoming:
        """Put a record into our own words. Raises Unreadable."""
        fields = self.read(record.payload)
        said = frozen(fields)
        return Incoming(
            self.module,
            record.id,
            handle_of(self.table, self.side, record.id, fields),
            title_of(self.table, fields)[:255],
            keys_of(self.table, fields),
            said,
            digest(said),
            record.version,
            record.modified_at,
            self.lock(record.payload),
        )


def eye_of(table: Table, side: Side) -> Eye:
    """Look up once what every record of this side is looked at with."""
    return Eye(
        table.module,
        side,
        table,
        reader(table, side),
        sees=table.lens.get(side, lambda _: True),
        is_gone=table.gone.get(side, lambda _: False),
        lock=table.lock.get(side, lambda _: ""),
        keeps=side in table.keeps_unique,
    )


@dataclass(slots=True)
class Sight:
    """What one page showed, sorted by what to do with it."""

    rows: list[Incoming]
    gone: list[str]
    wholes: list[str]  # what was seen with all of its parts
    unreadable: list[tuple[Module, RemoteRecord, str]]
    ended: list[Incoming] = field(default_factory=list)  # of `gone`, for the numbers they keep


def eyes_of(work: Work, side: Side, modules: Iterable[Module]) -> list[Eye]:
    return [eye_of(work.tables[module], side) for module in modules]


def look(eyes: Sequence[Eye], seen: Iterable[RemoteRecord]) -> Sight:
    sight = Sight([], [], [], [])
    for record in seen:
        if record.gone:
            sight.gone.append(record.id)
            _keep_ended(eyes, record, sight)
            continue
        for eye in eyes:
            if eye.sees(record.payload):
                _look_at(eye, record, sight)
    return sight


def _keep_ended(eyes: Sequence[Eye], record: RemoteRecord, sight: Sight) -> None:
    for eye in eyes:
        if eye.keeps and record.payload:
            with suppress(Unreadable):  # then the vendor has to say it
                sight.ended.append(eye.incoming(record))


def _look_at(eye: Eye, record: RemoteRecord, sight: Sight) -> None:
    if eye.is_gone(record.payload):
        sight.gone.append(record.id)
        return
    if eye.shows_all_of(record):
        sight.wholes.append(record.id)
    for part in eye.parts_of(record):
        try:
            sight.rows.append(eye.incoming(part))
        except Unreadable as exc:
            sight.unreadable.append((eye.module, part, str(exc)))


def store_gone(
    work: Work, side: Side, modules: Iterable[Module], sight: Sight, now: datetime
) -> None:
    """Note what this showed to be gone: whole records, and parts that their record has no more.

    Called after its rows were stored, in the same transaction and as of the same moment: that is
    how a part that came is known from one that came later.
    """
    scope = {"bridge_id": work.bridge_id}
    some = list(modules)
    records.records_gone(**scope, side=side, modules=some, ids=sight.gone)
    for module in some:
        if side in work.tables[module].parts:
            parts.parts_gone(
                **scope,
                side=side,
                module=module,
                wholes=[*sight.wholes, *sight.gone],
                parts=[row.remote_id for row in sight.rows if row.module is module]
                + [part.id for of, part, _ in sight.unreadable if of is module],
                now=now,
            )


def read_resource(work: Work, side: Side, resource: str, *, whole: bool) -> bool:
    """Read on from where the run is; tell whether the resource is read to its end.

    `whole`: from the beginning, as a fetch does; otherwise from the earliest cursor. What other
    settings want to know more of is read from the beginning by whoever comes first.
    """
    modules = work.modules_of(side, resource)
    start = _start(work, side, modules, whole=whole)
    if not (start["watermark"] or start["resume"] or start["first"]):
        with work.held():
            records.seen_clear(bridge_id=work.bridge_id, side=side, modules=modules)
    eyes = eyes_of(work, side, modules)
    for page in _pages(work, side, resource, modules, start):
        _remember(work, side, eyes, _confirmed(work, side, resource, page, start), start)
        if work.is_over and not page.is_last:
            return False
    return True


def _confirmed(work: Work, side: Side, resource: str, page: Page, start: dict[str, Any]) -> Page:
    """Return the last page of a complete reading with what that should have shown."""
    if not (page.complete and _may_sweep(page, start)):
        return page
    return with_absent(work, side, resource, work.modules_of(side, resource), page)


def _start(work: Work, side: Side, modules: list[Module], *, whole: bool) -> dict[str, Any]:
    """Where to go on: kept in the run, so that a new slice or worker finds it.

    What was begun under other settings is begun anew.
    """
    place = dict(work.run.place)
    if place and place.get("rules", work.rules) == work.rules:
        return place
    unread = cursors.cursors_unread(bridge_id=work.bridge_id, side=side, modules=modules)
    mark = cursors.watermark_earliest(bridge_id=work.bridge_id, side=side, modules=modules)
    known = records.records_exist(bridge_id=work.bridge_id, side=side, modules=modules)
    return {
        "watermark": "" if whole or unread else mark,
        "resume": "",
        "first": not known,
        "dormant": not mark,
        "rules": work.rules,
    }


def _pages(
    work: Work, side: Side, resource: str, modules: list[Module], start: dict[str, Any]
) -> Iterator[Page]:
    return work.connectors[side].changed_since(
        resource,
        work.wanted(side, modules),
        watermark=start["watermark"],
        resume=start["resume"],
    )


def _remember(work: Work, side: Side, eyes: list[Eye], page: Page, start: dict[str, Any]) -> None:
    """Store one page, and with the last one the cursor, in one transaction."""
    now = work.now()
    modules = [eye.module for eye in eyes]
    bridge_id = work.bridge_id
    sight = look(eyes, page.records)
    with work.held():
        changed = records.records_store(
            bridge_id=bridge_id,
            side=side,
            rows=sight.rows,
            now=now,
            dormant=start["dormant"],
            first=start["first"],
        )
        if sight.ended:
            records.records_store(
                bridge_id=bridge_id, side=side, rows=sight.ended, now=now, dormant=True
            )
        store_gone(work, side, modules, sight, now)
        for eye in eyes:
            mine = [row.remote_id for row in sight.rows if row.module is eye.module]
            fresh = changed.get(eye.module, 0)
            work.count(eye.module, read=len(mine), unchanged=len(mine) - fresh)
            if _may_sweep(page, start):
                records.seen_add(
                    bridge_id=bridge_id, side=side, ids={eye.module: [*mine, *_unread(eye, sight)]}
                )
        hold_unreadable(work, side, sight)
        if page.is_last:
            _finish(work, side, modules, page, start)
        else:
            work.run.place = {**start, "resume": page.resume}
        work.keep("place")


def _may_sweep(page: Page, start: dict[str, Any]) -> bool:
    """Tell whether this reading may end by calling gone what it did not meet.

    A reading from a watermark may, if it turns out to have held everything in its one page.
    """
    whole = not start["watermark"] or (page.complete and not start["resume"])
    return not start["first"] and whole


def _unread(eye: Eye, sight: Sight) -> list[str]:
    return [record.id for module, record, _ in sight.unreadable if module is eye.module]


def hold_unreadable(work: Work, side: Side, sight: Sight) -> None:
    """Hold what we cannot read, and say what was odd about it: it must not be lost."""
    for module, record, odd in sight.unreadable:
        ids = {Side.ZOHO: "", Side.XERO: "", side: record.id}
        subject = Subject(ids[Side.ZOHO], ids[Side.XERO], record.id)
        question = Question(Why.INCOMPLETE, detail=odd)
        questions.questions_replace(
            run=work.run, module=module, settled=[subject], asked=[(subject, question)]
        )
        work.count(module, read=1, held=1)


def _finish(
    work: Work, side: Side, modules: list[Module], page: Page, start: dict[str, Any]
) -> None:
    now, bridge_id = work.now(), work.bridge_id
    if page.complete and _may_sweep(page, start):
        sweep.records_sweep(bridge_id=bridge_id, side=side, modules=modules, now=now)
    if start["first"]:
        records.records_analyse()
    records.seen_clear(bridge_id=bridge_id, side=side, modules=modules)
    whole = not start["watermark"] and rules_version(bridge_id=bridge_id) == work.rules
    cursors.cursors_advance(
        bridge_id=bridge_id,
        side=side,
        modules=modules,
        watermark=page.watermark,
        now=now,
        complete=whole,
    )
    work.run.place = {}
