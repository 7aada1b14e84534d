"""What was planned = written + refused + unknown, whatever answers were lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.faults import Fault
from sync.core.records import Module, Side
from sync.models import Run
from tests.portal import THREE, Portal
from tests.simulation.patience import forget_limits, to_the_end

EACH = 3  # new accounts a side
MISHAPS = {
    "cut after it was done": Fault("clip", method="POST|PUT"),
    "lost after it was done": Fault("lost", method="POST|PUT"),
    "failed before it was done": Fault("status", method="POST|PUT", status=500),
    "failed after it was done": Fault("after", method="POST|PUT", status=500),
}


@pytest.fixture(autouse=True)
def _patience(settings: Any) -> None:
    settings.LOST_ANSWER_SECONDS = 0


def holds(run: Run) -> bool:
    return all(
        one["planned"] == one["written"] + one["refused"] + one["unknown"]
        and min(one.values()) >= 0
        for one in run.counts.values()
    )


def new_accounts(portal: Portal) -> None:
    portal.fetch()
    for at in range(EACH):
        portal.zoho.insert("Accounts", {"Account_Name": f"From the CRM {at}"})
        portal.xero.save_contact({"Name": f"From Xero {at}"})


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("mishap", MISHAPS)
def test_every_write_is_counted_once(portal: Portal, side: Side, mishap: str) -> None:
    forget_limits(portal)
    new_accounts(portal)
    place = "/Contacts" if side is Side.XERO else "/crm/.*/Accounts"
    faults = portal.vendors.xero.faults if side is Side.XERO else portal.vendors.zoho.faults
    fault = MISHAPS[mishap]
    faults.add(Fault(fault.kind, fault.method, place, status=fault.status))
    run = to_the_end(portal, portal.sync(Module.ACCOUNTS))
    assert holds(run), run.counts
    assert run.counts[Module.ACCOUNTS]["written"] == 2 * EACH
    assert run.left == 0


def test_a_run_that_ended_before_the_answer_was_found_is_counted_later(portal: Portal) -> None:
    forget_limits(portal)
    new_accounts(portal)
    portal.vendors.xero.faults.add(Fault("lost", method="PUT", path="/Contacts"))
    silent = Fault("status", "GET", "/Contacts", times=None, skip=1, status=500)
    portal.vendors.xero.faults.add(silent)
    first = to_the_end(portal, portal.sync(Module.ACCOUNTS))
    assert first.counts[Module.ACCOUNTS]["unknown"] == EACH
    portal.vendors.xero.faults.clear()
    second = to_the_end(portal, portal.sync(*THREE))
    first.refresh_from_db()
    assert first.counts[Module.ACCOUNTS]["unknown"] == 0
    assert first.counts[Module.ACCOUNTS]["written"] == 2 * EACH
    assert holds(first), first.counts
    assert holds(second), second.counts
