"""A listing that lacks what is there deletes nothing, whatever the rules say of deletions."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from connectors.sandbox.faults import Fault
from sync.core.choices import Choices, Deletions, ModuleChoices
from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.models import Link, Record
from sync.store.rules import rules_save
from tests.portal import Portal

MANY = 12
EMPTY = '{"DateTimeUTC": "/Date(1789269376195)/", "Items": [], "Contacts": []}'


@pytest.fixture
def company(portal: Portal) -> Portal:
    """Return a dozen accounts in step, under the rule that ends what the other side deleted."""
    for at in range(MANY):
        portal.zoho.insert("Accounts", {"Account_Name": f"Company {at}"})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    rule = Choices(modules={Module.ACCOUNTS: ModuleChoices(deletions=Deletions.REMOVE)})
    scope: dict[str, Any] = {"bridge_id": portal.bridge.pk, "user": portal.user}
    rules_save(**scope, choices=rule, seen=0, now=timezone.now())
    return portal


def live(side: Side) -> int:
    mine = Record.objects.filter(side=side, module=Module.ACCOUNTS, gone=False)
    return mine.count()


def shows_nothing(portal: Portal, side: Side, *, times: int | None) -> None:
    if side is Side.ZOHO:
        fault = Fault("empty", "POST", "/coql", times=times, status=204)
        portal.vendors.zoho.faults.add(fault)
    else:
        fault = Fault("status", "GET", "/Contacts", times=times, status=200, body=EMPTY)
        portal.vendors.xero.faults.add(fault)


@pytest.mark.parametrize("side", Side)
def test_a_side_that_shows_nothing_has_deleted_nothing(company: Portal, side: Side) -> None:
    shows_nothing(company, side, times=None)
    run = company.fetch()
    assert f"did not show {MANY} of the" in run.error
    assert run.state == RunState.PARTLY
    company.vendors.zoho.faults.clear()
    company.vendors.xero.faults.clear()
    run = company.sync(Module.ACCOUNTS)
    assert (run.counts[Module.ACCOUNTS]["planned"], live(side)) == (0, MANY)
    assert Link.objects.count() == MANY
    assert len(company.xero.list_contacts()) == MANY


@pytest.mark.parametrize("side", Side)
def test_a_few_that_a_listing_skipped_are_asked_for_by_their_ids(
    portal: Portal, side: Side
) -> None:
    for name in ("One Ltd", "Two Ltd"):
        portal.zoho.insert("Accounts", {"Account_Name": name})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    shows_nothing(portal, side, times=1 if side is Side.XERO else 2)  # the CRM is asked twice
    run = portal.fetch()
    assert (run.state, run.error, live(side)) == (RunState.SUCCEEDED, "", 2)


def test_what_is_not_there_by_its_id_either_is_gone(portal: Portal) -> None:
    for name in ("One Ltd", "Two Ltd"):
        portal.zoho.insert("Accounts", {"Account_Name": name})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    portal.zoho.delete("Accounts", portal.zoho.list("Accounts")[0]["id"])
    portal.fetch()
    assert live(Side.ZOHO) == 1
