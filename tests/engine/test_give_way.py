"""A long run lets a click for a few records go first, wherever it is, and loses nothing by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sync.core.records import Mode, Module
from sync.core.states import ChangeState, RunState
from sync.engine.connect import connect
from sync.engine.preview import preview_module
from sync.engine.receipt import planned_again
from sync.engine.run import CLICK_WAIT, Later, _work, execute
from sync.engine.work import GivesWay, Work
from sync.models import Bridge, Change, Run
from sync.services.runs import only_start, sync_start
from sync.store.bridges import bridge_claim, bridge_release
from sync.store.runs import PATIENCE, Claim, run_claim
from tests.portal import Portal

pytestmark = pytest.mark.django_db


def start(portal: Portal, *, preview: bool = False) -> Run:
    return sync_start(
        bridge=portal.fresh(),
        modes={Module.ACCOUNTS: Mode.BOTH},
        window="all",
        user=portal.user,
        enqueue=False,
        preview=preview,
    )


def click(portal: Portal, account: str, *, by_person: bool = True) -> Run:
    return only_start(
        bridge=portal.fresh(),
        mode=Mode.BOTH,
        only={Module.ACCOUNTS: [(account, "")]},
        user=portal.user if by_person else None,
        enqueue=False,
    )


@pytest.fixture
def account(portal: Portal) -> str:
    portal.fetch()
    return str(portal.zoho.insert("Accounts", {"Account_Name": "Acme"})["id"])


def test_a_long_run_waits_for_a_click_and_then_goes_on(portal: Portal, account: str) -> None:
    long, few = start(portal), click(portal, account)
    assert isinstance(execute(long.public_id, connect), Later)
    assert Run.objects.get(pk=long.pk).state == RunState.QUEUED
    assert portal.carry_on(few).state == RunState.SUCCEEDED
    assert portal.carry_on(long).state == RunState.SUCCEEDED
    assert [row["Name"] for row in portal.xero.list_contacts()] == ["Acme"]


def test_what_a_vendor_announced_waits_like_any_other(portal: Portal, account: str) -> None:
    long = start(portal)
    click(portal, account, by_person=False)
    assert portal.carry_on(long).state == RunState.SUCCEEDED


def test_a_click_that_does_not_move_holds_nobody_up_for_long(portal: Portal, account: str) -> None:
    long, few = start(portal), click(portal, account)
    Run.objects.filter(pk=few.pk).update(created_at=timezone.now() - PATIENCE)
    assert portal.carry_on(long).state == RunState.SUCCEEDED


def test_a_click_that_sleeps_holds_nobody_up(portal: Portal, account: str) -> None:
    long, few = start(portal), click(portal, account)
    Run.objects.filter(pk=few.pk).update(wake_at=timezone.now() + timedelta(hours=1))
    assert portal.carry_on(long).state == RunState.SUCCEEDED


def test_a_click_asks_often_for_a_bridge_that_is_held(portal: Portal, account: str) -> None:
    few = click(portal, account)
    fence = bridge_claim(bridge_id=portal.bridge.pk, now=timezone.now())
    assert fence
    assert execute(few.public_id, connect) == Later(CLICK_WAIT)
    bridge_release(bridge_id=portal.bridge.pk, fence=fence)
    assert portal.carry_on(few).state == RunState.SUCCEEDED


def at_work(run: Run) -> Work:
    claim = run_claim(public_id=run.public_id, now=timezone.now())
    assert isinstance(claim, Claim)
    return _work(claim.run, claim.fence, connect)


def test_planning_without_a_place_is_broken_off(portal: Portal, account: str) -> None:
    portal.fetch()
    work = at_work(start(portal, preview=True))
    assert len(list(planned_again(work, Module.ACCOUNTS))) == 1
    over = [work.is_over]
    click(portal, account)
    assert [*over, work.is_over] == [False, True]
    with pytest.raises(GivesWay):
        list(planned_again(work, Module.ACCOUNTS))


def test_a_run_that_breaks_off_ends_its_slice(portal: Portal, account: str) -> None:
    def and_click(bridge: Bridge, **asked: Any) -> Any:
        if not Run.objects.filter(scope__startswith="only").exists():
            click(portal, account)
        return connect(bridge, **asked)

    run = start(portal, preview=True)
    assert execute(run.public_id, and_click) == Later()
    portal.carry_on(Run.objects.get(scope__startswith="only"))
    assert portal.carry_on(run).state == RunState.SUCCEEDED


def test_a_preview_begun_anew_says_nothing_twice(portal: Portal, account: str) -> None:
    portal.fetch()
    work = at_work(start(portal, preview=True))
    for _ in range(2):
        assert preview_module(work, Module.ACCOUNTS)
        assert Change.objects.filter(state=ChangeState.PREVIEWED).count() == 1
        assert work.run.counts["accounts"]["planned"] == 1
