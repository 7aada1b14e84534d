"""Pairs in agreement, some of them edited on one side, and how long it takes to plan them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.product.company import bridge_new, clean, work_on
from benchmarks.zoho_rows import account
from sync.core.reading import digest, frozen, reader
from sync.core.records import Module, Side
from sync.core.tables import TABLES
from sync.engine.receipt import planned_again
from sync.engine.work import Work
from sync.models import Bridge
from sync.store.records import Incoming, records_store

TABLE = TABLES[Module.ACCOUNTS]
READ = reader(TABLE, Side.ZOHO)
AT = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5_000
LINK = """
INSERT INTO sync_link (bridge_id, module, zoho_id, xero_id, zoho_base, xero_base, zoho_digest,
                       xero_digest, unread, held_fields, agreed_at, created_at)
SELECT bridge_id, module, remote_id, remote_id, fields, fields, digest, digest, '', '{}', now(),
       now()
FROM sync_record WHERE bridge_id = %s AND side = 'zoho'
"""


@dataclass(frozen=True, slots=True)
class Planned:
    pairs: int
    pending: int
    wall: float
    cpu: float


def plan_pending(counts: Sequence[int], rounds: int) -> list[Planned]:
    """Plan all pairs with nothing pending, then with one in a hundred, side by side."""
    clean()
    works = {count: _work(count) for count in counts}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = _side_by_side(works, rounds)
    for count, work in works.items():
        _store(work, Side.ZOHO, range(0, count, 100), phone="+44 1632 960001")
    return found + _side_by_side(works, rounds)


def _side_by_side(works: dict[int, Work], rounds: int) -> list[Planned]:
    runs: dict[int, list[Planned]] = {count: [] for count in works}
    for _ in range(rounds + 1):  # the first is to warm up
        for count, work in works.items():
            runs[count].append(_planned(count, work))
    return [
        Planned(
            count,
            some[0].pending,
            median(one.wall for one in some[1:]),
            median(one.cpu for one in some[1:]),
        )
        for count, some in runs.items()
    ]


def _planned(count: int, work: Work) -> Planned:
    wall, cpu = time.perf_counter(), time.process_time()
    pending = sum(1 for _ in planned_again(work, Module.ACCOUNTS))
    return Planned(count, pending, time.perf_counter() - wall, time.process_time() - cpu)


def pairs_of(count: int) -> Bridge:
    """Make a bridge with that many linked pairs in agreement."""
    return _work(count).run.bridge


def _work(count: int) -> Work:
    work = work_on(bridge_new())
    for side in Side:
        _store(work, side, range(count))
    with connection.cursor() as cursor:
        cursor.execute(LINK, [work.bridge_id])
    return work


def _store(work: Work, side: Side, numbers: Sequence[int], **edited: str) -> None:
    for start in range(0, len(numbers), BATCH):
        rows = list(_rows(numbers[start : start + BATCH], edited))
        with transaction.atomic():
            records_store(
                bridge_id=work.bridge_id, side=side, rows=rows, now=timezone.now(), dormant=False
            )


def _rows(numbers: Iterable[int], edited: dict[str, str]) -> Iterator[Incoming]:
    for n in numbers:
        row = account(n)
        fields = {**READ(row), **edited}
        said = frozen(fields)
        yield Incoming(
            Module.ACCOUNTS,
            row["id"],
            row["id"],
            str(fields["name"]),
            (f"name:customer {n}",),
            said,
            digest(said),
            "1",
            AT,
            "",
        )
