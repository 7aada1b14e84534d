"""The clock: what is due gets one run, whoever looks and however late."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from sync.core.records import Mode, Module, Side
from sync.core.states import Notify, RunStart, RunState
from sync.engine.clock import wake_due
from sync.models import Bridge, Connection, Cursor, Run, Schedule
from sync.services.runs import sync_start
from sync.store import runs
from sync.store.schedules import schedules_lock_due
from tests.web.people import Person, connect_both, fetched, person, schedule

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def scheduled(name: str = "alice", **values: Any) -> Person:
    """Return a company that is ready, and due every day at nine."""
    return on_schedule(person(name), **values)


def on_schedule(one: Person, **values: Any) -> Person:
    connect_both(one)
    fetched(one)
    schedule(one, **{"next_run_at": MONDAY, **values})
    return one


@pytest.mark.django_db
def test_what_is_due_gets_its_run_and_its_next_time() -> None:
    one = scheduled()
    assert wake_due(MONDAY - SECOND) == []
    (woken,) = wake_due(MONDAY + SECOND)
    made = Run.objects.get()
    assert (woken.run_id, woken.bridge_id) == (made.public_id, one.bridge.public_id)
    assert made.options == {
        "modes": {"invoices": "xero_to_crm", "accounts": "both"},
        "window": "last",
    }
    assert (made.state, made.started_by, made.requested_by) == ("queued", RunStart.CLOCK, None)
    assert (made.notify, made.scope, made.kind) == (Notify.NEWS, "", "sync")
    saved = Schedule.objects.get()
    assert saved.next_run_at == MONDAY + timedelta(hours=4)
    assert (saved.fired_at, saved.skipped_because) == (MONDAY + SECOND, "")
    assert wake_due(MONDAY + SECOND) == []


@pytest.mark.django_db
def test_ticks_that_were_missed_are_made_up_for_once() -> None:
    scheduled()
    late = MONDAY + timedelta(days=3, hours=1)
    assert len(wake_due(late)) == 1
    assert wake_due(late) == []
    assert Schedule.objects.get().next_run_at == MONDAY + timedelta(days=3, hours=4)


@pytest.mark.django_db
def test_a_time_is_the_tenants_own() -> None:
    one = scheduled()
    one.bridge.tenant.timezone = "America/New_York"
    one.bridge.tenant.save()
    wake_due(MONDAY)
    assert Schedule.objects.get().next_run_at == MONDAY + timedelta(hours=5)


@pytest.mark.django_db
def test_what_is_switched_off_is_never_due() -> None:
    scheduled(is_on=False)
    assert wake_due(MONDAY + timedelta(days=1)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "because"),
    [
        ("lost", "Xero no longer accepts the log-in. Reconnect it in Setup."),
        ("disconnected", "Xero is not connected. Connect it in Setup."),
    ],
)
def test_without_a_log_in_nothing_is_started_and_it_is_said_why(state: str, because: str) -> None:
    scheduled()
    Connection.objects.filter(side=Side.XERO).update(state=state)
    for days in range(3):
        assert wake_due(MONDAY + timedelta(days=days)) == []
    assert not Run.objects.exists()
    saved = Schedule.objects.get()
    assert saved.skipped_because == because
    assert saved.skipped_at == MONDAY + timedelta(days=2)
    assert saved.next_run_at == MONDAY + timedelta(days=2, hours=4)
    Connection.objects.update(state="connected")
    assert len(wake_due(MONDAY + timedelta(days=3))) == 1
    assert Schedule.objects.get().skipped_because == ""


@pytest.mark.django_db
def test_what_was_not_fetched_is_not_started_either() -> None:
    scheduled()
    Cursor.objects.filter(side=Side.ZOHO, module=Module.PRODUCTS).delete()  # invoices need them
    assert wake_due(MONDAY) == []
    because = Schedule.objects.get().skipped_because
    assert because == "Records of Zoho CRM are to be fetched first, in Settings > Fetch."
    Schedule.objects.update(modes={"accounts": "both"})
    assert len(wake_due(MONDAY + timedelta(days=1))) == 1


@pytest.mark.django_db
def test_a_bridge_that_was_never_connected_is_told_so() -> None:
    one = scheduled()
    one.bridge.zoho = None
    one.bridge.save()
    assert wake_due(MONDAY) == []
    assert Schedule.objects.get().skipped_because.startswith("Zoho CRM is not connected.")


@pytest.mark.django_db
def test_a_run_that_is_still_under_way_is_not_doubled() -> None:
    scheduled()
    wake_due(MONDAY)
    assert wake_due(MONDAY + timedelta(hours=5)) == []
    assert Run.objects.count() == 1
    assert Schedule.objects.get().skipped_because == "The run before was still under way."


@pytest.mark.django_db
def test_more_than_one_batch_and_tenants_take_turns(monkeypatch: Any) -> None:
    monkeypatch.setattr("sync.engine.clock.BATCH", 2)
    large, small = scheduled("large"), scheduled("small", next_run_at=MONDAY + SECOND)
    for _ in range(3):
        more = Bridge.objects.create(tenant=large.bridge.tenant)
        on_schedule(Person(large.user, more, large.client))
    woken = wake_due(MONDAY + timedelta(minutes=1))
    assert len(woken) == 5
    assert woken[1].bridge_id == small.bridge.public_id


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_start_each_bridge_once() -> None:
    everyone = {scheduled(f"tenant {number}").bridge.public_id for number in range(12)}
    barrier, woken = threading.Barrier(4), []

    def tick() -> None:
        try:
            barrier.wait(10)
            woken.extend(wake_due(MONDAY))
        finally:
            connection.close()

    ticks = [threading.Thread(target=tick) for _ in range(4)]
    for one in ticks:
        one.start()
    for one in ticks:
        one.join(30)
    assert sorted(one.bridge_id for one in woken) == sorted(everyone)
    assert Run.objects.count() == len(everyone)


@pytest.mark.django_db(transaction=True)
def test_what_another_tick_has_taken_is_left_to_it() -> None:
    scheduled()
    seen = []

    def other() -> None:
        with transaction.atomic():
            seen.extend(schedules_lock_due(now=MONDAY, limit=10))
        connection.close()

    with transaction.atomic():
        assert len(schedules_lock_due(now=MONDAY, limit=10)) == 1
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert seen == []


@pytest.mark.django_db
def test_a_tick_that_dies_before_the_queue_is_told_loses_nothing(settings: Any) -> None:
    scheduled()
    (woken,) = wake_due(MONDAY)  # and no message is sent
    now = Run.objects.get().created_at
    assert runs.runs_to_nudge(now=now + timedelta(minutes=9)) == []  # may stand in line
    assert runs.runs_to_nudge(now=now + timedelta(minutes=11)) == [(woken.run_id, False)]


@pytest.mark.django_db
def test_a_click_overtakes_a_run_that_waits_in_line() -> None:
    one = scheduled()
    wake_due(MONDAY)
    asked = {Module.INVOICES: Mode.BOTH}
    made = sync_start(bridge=one.bridge, modes=asked, window="30", user=one.user, enqueue=False)
    made.refresh_from_db()
    assert Run.objects.count() == 1
    assert made.options == {"modes": {"invoices": "both"}, "window": "30d"}
    assert (made.started_by, made.requested_by) == (RunStart.CLICK, one.user)
    Run.objects.update(state=RunState.RUNNING, started_by=RunStart.CLOCK, options={})
    sync_start(bridge=one.bridge, modes=asked, window="30", user=one.user, enqueue=False)
    assert Run.objects.get().options == {}  # under way: joined as it is
