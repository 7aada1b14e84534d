"""A press of the button while a long run of the same bridge is under way: the press goes first."""

from __future__ import annotations

from typing import Any

import pytest

from sync.core.records import Mode, Module
from sync.core.states import RunKind, RunState
from sync.models import Change, Run
from sync.services.runs import sync_start
from tests.engine.papers import Papers
from tests.portal import Portal
from tests.press import button_of
from tests.worker import Worker, until, worker

MANY = 10_000
PATIENCE = 60  # seconds: how long a busy machine takes is no matter of right and wrong


def goes_on(run: Run, at_work: Worker) -> None:
    before = Change.objects.filter(run=run).count()
    until(lambda: Change.objects.filter(run=run).count() > before, 30, at_work.said)


@pytest.mark.slow
def test_a_press_is_answered_in_the_midst_of_a_run_of_10_000(portal: Portal, settings: Any) -> None:
    settings.BUTTON_WAIT_SECONDS = PATIENCE
    for number in range(MANY):
        portal.zoho.insert("Accounts", {"Account_Name": f"Company {number}"})
    portal.fetch()
    papers, button = Papers(portal), button_of(portal)
    invoices = [papers.new_at_zoho(f"Pressed {at}", [("W-1", "2", "10")]) for at in range(3)]
    environment = {**portal.vendors.settings(), "REAP_SECONDS": "0.5"}
    long = sync_start(
        bridge=portal.fresh(),
        modes={Module.ACCOUNTS: Mode.CRM_TO_XERO},
        window="all",
        user=portal.user,
        enqueue=False,
    )
    with worker(environment, beat=True) as at_work:
        until(lambda: Change.objects.filter(run=long).exists(), 90, at_work.said)
        for invoice in invoices:
            said = button.call("sync", "Invoices", invoice).json()
            assert said["state"] == "done", said
            goes_on(long, at_work)
        long.refresh_from_db()
        assert long.state == RunState.RUNNING  # the presses came in its midst
    assert Run.objects.filter(kind=RunKind.SYNC, scope="").count() == 1
