"""A lost answer that was never found: what it kept back is written in the very same run."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.faults import Fault
from sync.core.states import RunState
from tests.engine.papers import Papers
from tests.portal import Portal
from tests.simulation.patience import forget_limits, to_the_end


def test_nothing_is_left_when_the_run_says_so(portal: Portal, settings: Any) -> None:
    settings.LOST_ANSWER_SECONDS = 0
    forget_limits(portal)
    papers = Papers(portal)
    papers.new_at_zoho("one", [("W-1", "1", "10")])
    portal.fetch()
    # The account's create dies before it is done, and the invoice waits for the account.
    portal.vendors.xero.faults.add(Fault("status", method="PUT", path="/Contacts", status=500))
    run = to_the_end(portal, portal.sync())
    assert (run.state, run.left) == (RunState.SUCCEEDED, 0)
    assert len(portal.xero.list_contacts()) == len(portal.xero.list_invoices()) == 1
    assert portal.sync().counts["invoices"]["planned"] == 0
