"""Once a night: every bridge is compared, spread over the shards."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from sync.engine.drift import drift_compare
from sync.store.bridges import bridge_get
from sync.store.drift import bridges_to_compare
from sync.tasks.queues import queue_for

AT_ONCE = 500


@shared_task(name="sync.drift", ignore_result=True)
def compare_all(after: int = 0) -> None:
    """Send every bridge to be compared. A bridge that is sent twice is compared twice: no harm."""
    while some := bridges_to_compare(after=after, limit=AT_ONCE):
        for bridge in some:
            queue = queue_for(bridge.public_id, clicked=False)
            compare_one.apply_async([str(bridge.public_id)], queue=queue)
        after = some[-1].pk


@shared_task(name="sync.drift_one", acks_late=True, ignore_result=True)
def compare_one(bridge_id: str) -> None:
    bridge = bridge_get(public_id=UUID(bridge_id))
    if bridge is not None:
        drift_compare(bridge)
