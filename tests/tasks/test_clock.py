"""The tick, from the rows to the queues; and a real beat with a real worker."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from sync.core.states import RunStart, RunState
from sync.engine.clock import Woken
from sync.models import Run, Schedule
from sync.tasks import clock
from sync.tasks.queues import SHARDS, queue_for
from syncportal.celery import app
from tests.portal import Portal
from tests.worker import broker, until, worker


@pytest.fixture
def empty_queues() -> None:
    app.control.purge()


def waiting() -> list[tuple[str, str, Any]]:
    """Take what stands in the broker's queues, as (queue, task, arguments)."""
    found = []
    with app.connection_for_read() as connection, connection.channel() as channel:
        for name in (f"t{shard:02}" for shard in range(SHARDS)):
            queue = app.amqp.queues[name].bind(channel)
            while message := queue.get(no_ack=True):
                found.append((name, message.headers["task"], message.decode()[0]))
    return found


def test_runs_are_spread_over_the_shards_in_few_messages(empty_queues: None) -> None:
    woken = [Woken(uuid4(), uuid4()) for _ in range(500)]
    clock.enqueue(woken)
    found = waiting()
    assert len(found) <= SHARDS * 2
    assert {task for _, task, _ in found} == {"sync.wake"}
    order = {str(one.run_id): number for number, one in enumerate(woken)}
    told = [(queue, run_id) for queue, _, (_, run_ids) in found for run_id in run_ids]
    assert {run_id for _, run_id in told} == set(order)
    for one in woken:
        assert (queue_for(one.bridge_id, clicked=False), str(one.run_id)) in told
    for _, _, (_, run_ids) in found:
        assert run_ids == sorted(run_ids, key=order.__getitem__)  # taking turns is kept


def test_a_shard_wakes_its_runs_one_by_one(empty_queues: None) -> None:
    clock.wake("t03", ["a", "b"])
    assert waiting() == [("t03", "sync.run_slice", ["a"]), ("t03", "sync.run_slice", ["b"])]


def test_a_real_beat_and_worker_fire_a_saved_schedule(portal: Portal) -> None:
    portal.fetch()
    portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    Schedule.objects.create(
        bridge=portal.bridge,
        is_on=True,
        days=[0, 1, 2, 3, 4, 5, 6],
        times=[time(9)],
        modes={"accounts": "both"},
        next_run_at=timezone.now() - timedelta(seconds=1),
        saved_at=timezone.now(),
    )
    environment = {**portal.vendors.settings(), **broker("clock"), "TICK_SECONDS": "0.5"}
    with worker(environment, beat=True) as one:
        until(
            lambda: Run.objects.filter(kind="sync", ended_at__isnull=False).exists(), 60, one.said
        )
    made = Run.objects.get(kind="sync")
    assert (made.started_by, made.state, made.left) == (RunStart.CLOCK, RunState.SUCCEEDED, 0)
    assert [row["Name"] for row in portal.xero.list_contacts()] == ["Acme Ltd"]
    assert Schedule.objects.filter(next_run_at__gt=timezone.now()).exists()
