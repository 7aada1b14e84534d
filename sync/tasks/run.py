"""Slices of runs, and what wakes up those that nobody is at."""

from __future__ import annotations

from uuid import UUID

from celery import Task, shared_task
from django.utils import timezone

from sync.engine.connect import connect
from sync.engine.run import Finished, Later, execute
from sync.store.runs import run_is_short, runs_to_nudge
from sync.tasks.queues import queue_for

LONGEST_COUNTDOWN = 240.0  # below the broker's visibility time-out; longer waits are rows


@shared_task(
    bind=True,
    name="sync.run_slice",
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
    max_retries=None,  # the run's row, not the broker, counts attempts
)
def run_slice(self: Task, public_id: str) -> None:
    """Do a slice. A long run that a person began leaves the queue of clicks after its first."""
    match execute(UUID(public_id), connect):
        case Finished():
            return
        case Later(seconds=seconds) if seconds > LONGEST_COUNTDOWN:
            return  # the row says when; `reap` sends it then
        case Later(seconds=seconds):
            queue = queue_for(UUID(public_id), clicked=run_is_short(public_id=UUID(public_id)))
            raise self.retry(countdown=seconds, queue=queue)


@shared_task(name="sync.reap", ignore_result=True)
def reap() -> None:
    """Wake the runs whose worker died, whose message was lost, or whose wait is over."""
    for public_id, clicked in runs_to_nudge(now=timezone.now()):
        run_slice.apply_async([str(public_id)], queue=queue_for(public_id, clicked=clicked))
