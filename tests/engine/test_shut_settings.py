"""A CRM login that may not see the settings: records are synced, in the fields that are sure."""

from __future__ import annotations

import pytest

from connectors.sandbox.faults import Fault
from sync.core.records import Side
from sync.core.states import RunState
from sync.models import Change
from tests.engine.papers import Papers
from tests.portal import Portal

REFUSED = '{"code":"NO_PERMISSION","message":"no","status":"error"}'


@pytest.fixture
def shut(portal: Portal) -> Portal:
    fault = Fault("status", path="/settings/fields", times=None, status=403, body=REFUSED)
    portal.vendors.zoho.faults.add(fault)
    return portal


def test_only_fields_that_every_crm_has_are_read_and_written(shut: Portal) -> None:
    papers = Papers(shut)
    papers.new_at_zoho("mine", [("W-1", "1", "10")])
    shut.xero.save_contact({"Name": "Theirs", "EmailAddress": "a@b.test"})
    shut.fetch()
    assert "Accounts" not in shut.fresh().zoho.metadata["fields"]  # type: ignore[union-attr]  # connected
    run = shut.sync()
    assert (run.state, run.left, run.error) == (RunState.SUCCEEDED, 0, "")
    assert len(shut.xero.list_invoices()) == 1
    assert {row["Account_Name"] for row in shut.zoho.list("Accounts")} == {"Paper Ltd", "Theirs"}
    assert shut.sync().counts["invoices"]["planned"] == 0
    said = {name for change in Change.objects.filter(side=Side.ZOHO) for name in change.after}
    assert "name" in said
    assert not said & {"xero_id", "xero_url", "paid", "email"}, "no CRM has these by itself"
