"""An answer of the engine becomes a verb of the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from celery.exceptions import Retry
from django.utils import timezone

from connectors.sandbox.faults import Fault
from sync.core.records import Mode, Module
from sync.core.states import RunState
from sync.models import Run
from sync.services.runs import sync_start
from sync.tasks.queues import INTERACTIVE, SHARDS, queue_for
from sync.tasks.run import reap, run_slice
from tests.portal import Portal


@pytest.fixture
def run(portal: Portal) -> Run:
    """Return a synchronization that nobody has begun."""
    portal.fetch()
    return sync_start(
        bridge=portal.fresh(),
        modes={Module.ACCOUNTS: Mode.BOTH},
        window="all",
        user=portal.user,
        enqueue=False,
    )


def sleeps(run: Run) -> float:
    """Return the seconds until the run may go on."""
    assert run.wake_at is not None
    return (run.wake_at - timezone.now()).total_seconds()


def test_a_slice_that_ends_the_run_ends_there(run: Run) -> None:
    run_slice(str(run.public_id))
    run.refresh_from_db()
    assert run.state == RunState.SUCCEEDED


def test_a_slice_without_time_goes_on_in_another(run: Run, settings: Any) -> None:
    settings.SLICE_SECONDS = 0
    with pytest.raises(Retry):
        run_slice(str(run.public_id))
    run.refresh_from_db()
    assert run.state == RunState.RUNNING


def test_a_vendor_that_asks_to_wait_is_waited_for_by_the_queue(run: Run, portal: Portal) -> None:
    portal.vendors.xero.faults.add(
        Fault("status", path="/Contacts", status=429, headers={"Retry-After": "30"})
    )
    with pytest.raises(Retry):
        run_slice(str(run.public_id))
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    assert 20 < sleeps(run) <= 30
    assert run.error


def test_a_long_wait_is_a_row_and_no_message(run: Run, portal: Portal) -> None:
    portal.vendors.xero.faults.add(
        Fault("status", path="/Contacts", status=429, headers={"Retry-After": "7200"})
    )
    run_slice(str(run.public_id))
    run.refresh_from_db()
    assert sleeps(run) > 3600


def test_the_reaper_wakes_what_nobody_is_at_once(run: Run, settings: Any) -> None:
    settings.LEASE_SECONDS = 0
    reap()
    run.refresh_from_db()
    woken = run.nudged_at
    assert woken is not None
    settings.LEASE_SECONDS = 3600
    reap()
    run.refresh_from_db()
    assert run.nudged_at == woken  # not twice in half a lease


def test_the_reaper_wakes_one_run_of_a_bridge_and_a_click_first(
    run: Run, portal: Portal, settings: Any
) -> None:
    settings.LEASE_SECONDS = 0
    events = [
        Run.objects.create(
            bridge=portal.bridge, kind="sync", scope=f"only{number}", started_by="event"
        )
        for number in range(3)
    ]
    Run.objects.filter(pk=run.pk).update(started_by="event")
    clicked = events[1]
    Run.objects.filter(pk=clicked.pk).update(started_by="click")
    reap()
    assert list(Run.objects.exclude(nudged_at=None).filter(state="queued")) == [clicked]
    settings.LEASE_SECONDS = 3600
    Run.objects.filter(nudged_at=None, state="queued").update(
        created_at=timezone.now() - timedelta(hours=2)
    )
    reap()  # the next in line, as the first may be gone by now
    assert Run.objects.exclude(nudged_at=None).filter(state="queued").count() == 2


def test_the_reaper_lets_sleep_what_waits(run: Run, settings: Any) -> None:
    settings.LEASE_SECONDS = 0
    Run.objects.update(wake_at=timezone.now() + timedelta(hours=1))
    reap()
    run.refresh_from_db()
    assert run.nudged_at is None


def test_clicks_have_a_queue_of_their_own_and_the_rest_is_spread() -> None:
    assert queue_for(uuid4(), clicked=True) == INTERACTIVE
    used = {queue_for(uuid4(), clicked=False) for _ in range(500)}
    assert used <= {f"t{shard:02}" for shard in range(SHARDS)}
    assert len(used) > SHARDS / 2
