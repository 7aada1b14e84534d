"""What vendors announced: gathered for a moment, then settled by a run; and staying subscribed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from sync.core.states import RunState
from sync.engine.listen import look_open, news_open
from sync.engine.subscribe import subscribe
from sync.store.events import bridges_with_events, gather_begun, gather_called
from sync.store.subscriptions import listening_claim, subscriptions_claim, subscriptions_missing
from sync.tasks.queues import queue_for
from sync.tasks.run import run_slice

MOMENT = 1.0  # seconds in which a bridge's news is gathered, so that one run reads it together
AGAIN = 2.0
UNHEARD = timedelta(seconds=30)  # news older than this was missed
REST = timedelta(minutes=5)  # after a run for news that failed


def call_gather(bridge_id: UUID) -> None:
    """Have a bridge's news gathered soon; called once however much of it comes at a time."""
    if gather_called(bridge_id=bridge_id):
        gather.apply_async(
            [str(bridge_id)], countdown=MOMENT, queue=queue_for(bridge_id, clicked=False)
        )


@shared_task(name="sync.gather", ignore_result=True)
def gather(bridge_id: str) -> None:
    """Start a run for a bridge's news. One that is at work may have looked already: call again."""
    gather_begun(bridge_id=UUID(bridge_id))
    found = news_open(UUID(bridge_id))
    if found is None:
        return
    run, opened = found
    queue = queue_for(UUID(bridge_id), clicked=False)
    if opened:
        run_slice.apply_async([str(run.public_id)], queue=queue)
    elif run.state != RunState.WAITING:
        gather.apply_async([bridge_id], countdown=AGAIN, queue=queue)


@shared_task(name="sync.listen", ignore_result=True)
def listen() -> None:
    """Take up news that was missed, and renew what is about to end."""
    now = timezone.now()
    for bridge_id in bridges_with_events(before=now - UNHEARD, rested=now - REST):
        call_gather(bridge_id)
    for bridge_id in listening_claim(now=now):
        look.apply_async([str(bridge_id)], queue=queue_for(bridge_id, clicked=False))
    due = subscriptions_claim(now=now)
    for connection_id in [*due, *(one.pk for one in subscriptions_missing())]:
        keep_subscribed.apply_async([connection_id], queue="t00")


@shared_task(name="sync.look", ignore_result=True)
def look(bridge_id: str) -> None:
    """Look at what no vendor tells of; now and then at everything."""
    found = look_open(UUID(bridge_id), timezone.now())
    if found is not None and found[1]:
        queue = queue_for(UUID(bridge_id), clicked=False)
        run_slice.apply_async([str(found[0].public_id)], queue=queue)


@shared_task(name="sync.keep_subscribed", ignore_result=True)
def keep_subscribed(connection_id: int) -> None:
    subscribe(connection_id, timezone.now())
