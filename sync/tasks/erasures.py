"""Companies that are to be erased, slice by slice."""

from __future__ import annotations

from uuid import UUID

from celery import Task, shared_task
from django.utils import timezone

from sync.engine import erase as engine
from sync.engine.run import Finished, Later
from sync.store.erasures import erasures_open
from sync.tasks.queues import queue_for


@shared_task(bind=True, name="sync.erase", acks_late=True, ignore_result=True, max_retries=None)
def erase(self: Task, public_id: str) -> None:
    match engine.erase(UUID(public_id)):
        case Finished():
            return
        case Later(seconds=seconds):
            raise self.retry(countdown=seconds)


@shared_task(name="sync.erase_left", ignore_result=True)
def erase_left() -> None:
    """Take up erasures whose worker died or whose message was lost."""
    for public_id in erasures_open(now=timezone.now()):
        enqueue(public_id)


def enqueue(public_id: UUID) -> None:
    erase.apply_async([str(public_id)], queue=queue_for(public_id, clicked=False))
