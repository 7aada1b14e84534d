"""Documents that were deleted in the CRM, under the rule that ends their other half."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from connectors.sandbox.faults import Fault
from sync.core.choices import Choices, Deletions, ModuleChoices
from sync.core.records import Mode, Module
from sync.core.states import RunStart
from sync.models import Change, Question, Run
from sync.services.runs import sync_start
from sync.store.rules import rules_save
from tests.engine.papers import Papers
from tests.engine.test_orders import Desk
from tests.portal import Portal

BY_RULE = ModuleChoices(deletions=Deletions.REMOVE)
LINES = [("W-1", "2", "10")]
REFUSAL = (
    '{"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception '
    'occurred", "Elements": [{"ValidationErrors": [{"Message": "A Contact must be specified for '
    'this type of transaction"}]}]}'
)


@pytest.fixture(autouse=True)
def _rule(portal: Portal) -> None:
    choices = Choices(modules={Module.INVOICES: BY_RULE, Module.PURCHASE_ORDERS: BY_RULE})
    scope: dict[str, Any] = {"bridge_id": portal.bridge.pk, "user": portal.user}
    rules_save(**scope, choices=choices, seen=0, now=timezone.now())


@pytest.fixture
def papers(portal: Portal) -> Papers:
    papers = Papers(portal)
    portal.fetch()
    return papers


def drop(portal: Portal, resource: str, record: str) -> Run:
    portal.zoho.delete(resource, record)
    return portal.sync(Module.INVOICES, Module.PURCHASE_ORDERS, window="all")


def status_of(papers: Papers) -> str:
    (found,) = papers.portal.xero.list_invoices()
    return str(found["Status"])


@pytest.mark.parametrize(("status", "last"), [("Created", "DELETED"), ("Approved", "VOIDED")])
def test_an_invoice_ends_at_xero_and_nobody_is_asked(
    papers: Papers, status: str, last: str
) -> None:
    invoice = papers.new_at_zoho("Work", LINES, Status=status)
    papers.portal.sync(Module.INVOICES)
    drop(papers.portal, "Invoices", invoice)
    assert status_of(papers) == last
    again = papers.portal.sync(Module.INVOICES, window="all")
    assert (again.left, Question.objects.count()) == (0, 0)


def test_an_order_ends_at_xero(portal: Portal) -> None:
    desk = Desk(portal)
    order = desk.new_at_zoho("PO-1")
    portal.fetch()
    portal.sync(Module.PURCHASE_ORDERS)
    drop(portal, "Purchase_Orders", order)
    assert [one["Status"] for one in desk.orders()] == ["DELETED"]
    assert Question.objects.count() == 0


def test_a_refused_end_is_tried_once_in_a_run(papers: Papers) -> None:
    invoice = papers.new_at_zoho("Work", LINES)
    papers.portal.sync(Module.INVOICES)
    before = Change.objects.count()
    refusing = Fault("status", "POST", ".*/Invoices", times=None, status=400, body=REFUSAL)
    papers.portal.vendors.xero.faults.add(refusing)
    run = drop(papers.portal, "Invoices", invoice)
    assert Change.objects.count() == before + 1
    assert run.counts[Module.INVOICES]["refused"] == 1
    papers.portal.vendors.xero.faults.clear()
    papers.portal.sync(Module.INVOICES, window="all")
    assert status_of(papers) == "DELETED"


def test_a_command_for_everything_learns_of_it_at_once(papers: Papers) -> None:
    invoice = papers.new_at_zoho("Work", LINES)
    papers.portal.sync(Module.INVOICES)
    papers.portal.zoho.delete("Invoices", invoice)
    portal = papers.portal
    modes = {Module.INVOICES: Mode.BOTH}
    run = sync_start(bridge=portal.fresh(), modes=modes, window="all", user=None, enqueue=False)
    assert run.started_by == RunStart.COMMAND
    portal.carry_on(run)
    assert status_of(papers) == "DELETED"
