"""One record by its number, code or name, which nobody has read yet."""

from __future__ import annotations

import pytest

from sync.core.records import Mode, Module, Side
from sync.core.states import RunState
from sync.core.tables import ORDER
from sync.models import Link, Run
from sync.services.record import named_sync
from tests.engine.papers import Papers
from tests.portal import Portal

LINES = [("W-1", "2", "10")]
MODES = dict.fromkeys(ORDER, Mode.BOTH)


@pytest.fixture
def papers(portal: Portal) -> Papers:
    """Fetch both sides while they are empty: whatever comes is new."""
    portal.fetch()
    return Papers(portal)


def named(portal: Portal, text: str) -> Run:
    run = named_sync(bridge=portal.fresh(), text=text, modes=MODES, user=portal.user, enqueue=False)
    assert run
    return portal.carry_on(run)


def test_an_invoice_that_was_just_written_in_the_crm(papers: Papers) -> None:
    invoice = papers.new_at_zoho("Work", LINES)
    other = papers.new_at_zoho("Other", LINES)
    made = papers.portal.zoho.get("Invoices", invoice)
    assert made
    run = named(papers.portal, str(made["Invoice_Number"]))
    assert (run.state, run.error) == (RunState.SUCCEEDED, "")
    linked = Link.objects.filter(module=Module.INVOICES).values_list("zoho_id", flat=True)
    assert (list(linked), other in linked) == ([invoice], False)


def test_an_invoice_that_was_just_written_in_xero_and_its_customer(papers: Papers) -> None:
    contact = papers.portal.xero.save_contact({"Name": "New Customer Ltd"})
    line = {"Description": "Work", "Quantity": 2, "UnitAmount": 10, "AccountCode": "200"}
    row = {"Type": "ACCREC", "Contact": {"ContactID": contact["ContactID"]}, "LineItems": [line]}
    papers.portal.xero.save_invoice({**row, "InvoiceNumber": "X-77", "Date": "2026-11-01",
                                     "DueDate": "2026-12-01"})  # fmt: skip
    assert named(papers.portal, "x-77").state == RunState.SUCCEEDED
    (invoice,) = papers.portal.zoho.list("Invoices")
    assert invoice["Account_Name"]["name"] == "New Customer Ltd"


@pytest.mark.parametrize(
    ("module", "text"), [("Accounts", "Fresh Ltd"), ("Accounts", "fresh@example.test")]
)
def test_an_account_by_its_name_or_e_mail(papers: Papers, module: str, text: str) -> None:
    portal = papers.portal
    portal.zoho.insert(module, {"Account_Name": "Fresh Ltd"})
    portal.xero.save_contact({"Name": "Fresh Ltd", "EmailAddress": "fresh@example.test"})
    before = len(portal.xero.list_contacts())
    assert named(portal, text).state == RunState.SUCCEEDED
    assert Link.objects.filter(module=Module.ACCOUNTS).count() == 1
    assert len(portal.xero.list_contacts()) == before


def test_what_nobody_has_is_said(papers: Papers) -> None:
    run = named(papers.portal, "1061")
    assert run.state == RunState.FAILED
    assert "Neither Zoho CRM nor Xero has a record called '1061'" in run.error


def test_two_of_one_name_are_not_told_apart(papers: Papers) -> None:
    for _ in range(2):
        papers.portal.zoho.insert("Accounts", {"Account_Name": "Twins Ltd"})
    run = named(papers.portal, "Twins Ltd")
    assert (run.state, run.counts) == (RunState.FAILED, {})
    assert "Several Accounts are called 'Twins Ltd'" in run.error


def test_only_a_few_calls_are_made(papers: Papers) -> None:
    for calls in papers.portal.vendors.calls.values():
        calls.clear()
    named(papers.portal, "1061")
    assert len(papers.portal.vendors.calls[Side.XERO]) <= len(ORDER) + 2
