"""Once a minute: what is due, to the queues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from celery import current_app, shared_task
from django.utils import timezone

from sync.engine.clock import Woken, wake_due
from sync.tasks.queues import queue_for
from sync.tasks.run import run_slice

A_MESSAGE = 100  # runs: a message takes as long as forty of them in the database


@shared_task(name="sync.tick", ignore_result=True)
def tick() -> None:
    enqueue(wake_due(timezone.now()))


@shared_task(name="sync.wake", ignore_result=True)
def wake(queue: str, run_ids: Sequence[str]) -> None:
    """Put each run at the end of its queue, from a worker that serves it."""
    with current_app.producer_or_acquire() as producer:
        for run_id in run_ids:
            run_slice.apply_async([run_id], queue=queue, producer=producer)


def enqueue(woken: Iterable[Woken]) -> None:
    """Spread the runs over the shards, in their order. Clicks have a queue of their own."""
    shards: dict[str, list[str]] = defaultdict(list)
    for one in woken:
        shards[queue_for(one.bridge_id, clicked=False)].append(str(one.run_id))
    for queue, run_ids in shards.items():
        for first in range(0, len(run_ids), A_MESSAGE):
            wake.apply_async([queue, run_ids[first : first + A_MESSAGE]], queue=queue)
