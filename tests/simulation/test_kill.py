"""kill -9 of the worker in the middle of a sync, then a new worker."""

from __future__ import annotations

import pytest

from connectors.sandbox.faults import Fault
from sync.core.records import Mode, Module
from sync.core.states import ChangeState, RunState
from sync.models import Change, Link, Run
from sync.services.runs import sync_start
from tests.portal import Portal
from tests.worker import broker, until, worker

MANY = 130
RUNNING = [state for state in RunState if state.is_open]
IN_DOUBT = [ChangeState.SENT, ChangeState.UNKNOWN]


@pytest.mark.parametrize("moment", ["before_the_vendor", "after_the_vendor"])
def test_nothing_is_lost_and_nothing_doubled(portal: Portal, moment: str, settings: object) -> None:
    for number in range(MANY):
        portal.zoho.insert("Accounts", {"Account_Name": f"Company {number}"})
        portal.xero.save_contact({"Name": f"Client {number}"})
    portal.fetch()
    fault = {
        "before_the_vendor": Fault("hang", method="PUT", path=".*/Contacts", times=1, seconds=60),
        "after_the_vendor": Fault("lost", method="PUT", path=".*/Contacts", times=1),
    }[moment]
    environment = {
        **portal.vendors.settings(),
        **broker(moment),
        "LEASE_SECONDS": "2",
        "REAP_SECONDS": "0.5",
        "LOST_ANSWER_SECONDS": "1",
    }
    run = sync_start(
        bridge=portal.fresh(),
        modes={Module.ACCOUNTS: Mode.BOTH},
        window="all",
        user=portal.user,
        enqueue=False,
    )
    portal.vendors.xero.faults.add(fault)
    with worker(environment, beat=True) as first:
        until(lambda: Run.objects.filter(pk=run.pk, step__gt=3).exists(), 40, first.said)
        until(
            lambda: Change.objects.filter(
                state__in=[ChangeState.SENT, ChangeState.UNKNOWN]
            ).exists(),
            30,
            first.said,
        )
        first.kill()
    with worker(environment, beat=True) as second:
        until(lambda: Run.objects.get(pk=run.pk).state not in RUNNING, 60, second.said)
    run.refresh_from_db()
    assert run.state == RunState.SUCCEEDED, run.error
    names = [row["Name"] for row in portal.xero.list_contacts()]
    assert len(names) == len(set(names)) == 2 * MANY
    accounts = [row["Account_Name"] for row in portal.zoho.list("Accounts")]
    assert len(accounts) == len(set(accounts)) == 2 * MANY
    assert Link.objects.count() == 2 * MANY
    assert run.left == 0
    assert not Change.objects.filter(state__in=IN_DOUBT).exists()
