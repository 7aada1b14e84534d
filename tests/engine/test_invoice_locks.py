"""What Xero locks, numbers that two invoices share, and keys that change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sync.core.records import Mode, Module, Side
from sync.core.states import RunState
from sync.core.verdicts import Why
from sync.models import Change, Link, Question, Run
from tests.engine.desks import ProductDesk
from tests.engine.papers import Papers
from tests.portal import Portal

pytestmark = pytest.mark.django_db(transaction=True)
ONE = [("W-1", "1", "10")]


@pytest.fixture
def papers(portal: Portal) -> Papers:
    return Papers(portal)


def approved(papers: Papers) -> tuple[str, str]:
    """Write an invoice at Zoho, sync, approve it at Xero, sync; return both ids."""
    invoice = papers.new_at_zoho("one", ONE)
    papers.portal.fetch()
    papers.portal.sync()
    link = Link.objects.get(module="invoices")
    papers.save(link.xero_id, Status="AUTHORISED")
    papers.portal.sync(window="last")
    return invoice, link.xero_id


def pay(papers: Papers, invoice: str, amount: float) -> None:
    paid = {"Invoice": {"InvoiceID": invoice}, "Amount": amount}
    papers.portal.xero.add_payment({**paid, "Account": {"Code": "090"}})


def written(run: Run) -> int:
    return int(run.counts["invoices"]["written"])


@pytest.mark.parametrize("lock", ["paid", "part paid", "voided", "period"])
def test_a_locked_document_is_never_tried(papers: Papers, lock: str) -> None:
    zoho, xero = approved(papers)
    acts: dict[str, Any] = {
        "paid": lambda: pay(papers, xero, 10.0),
        "part paid": lambda: pay(papers, xero, 4.0),
        "voided": lambda: papers.save(xero, Status="VOIDED"),
        "period": lambda: papers.portal.xero.lock_until("2026-11-15"),
    }
    acts[lock]()
    papers.portal.fetch()  # which also reads the lock dates anew
    papers.portal.sync(Module.INVOICES, window="last")
    before = papers.xero_invoice(xero)
    calls = papers.portal.vendors.calls[Side.XERO]
    calls.clear()
    papers.edit_zoho_line(zoho, 0, Quantity=7)
    run = papers.portal.sync(Module.INVOICES, window="last")
    assert not [call for call in calls if call.startswith(("POST", "PUT"))]
    assert papers.xero_invoice(xero) == before
    # A status that is not carried explains itself; a lock is somebody's business.
    assert run.state == (RunState.SUCCEEDED if lock == "voided" else RunState.PARTLY)
    assert run.left == 0
    assert {each.why for each in Question.objects.all()} <= {Why.LOCKED, Why.STATUS, Why.TOTAL}
    assert Question.objects.exists()


def test_a_lock_that_is_lifted_heals_by_itself(papers: Papers) -> None:
    zoho, xero = approved(papers)
    pay(papers, xero, 10.0)
    papers.portal.sync(Module.INVOICES, window="last")
    papers.edit_zoho_line(zoho, 0, Quantity=7)
    papers.portal.sync(Module.INVOICES, window="last")
    (payment,) = papers.portal.xero.list_payments()
    papers.portal.xero.delete_payment(payment["PaymentID"])
    papers.portal.sync(Module.INVOICES, window="last")
    run = papers.portal.sync(Module.INVOICES, window="last")
    assert Decimal(str(papers.xero_invoice(xero)["Total"])) == 70
    assert run.left == 0
    assert not Question.objects.exists()


def test_a_payment_changes_the_status_and_nothing_else(papers: Papers) -> None:
    zoho, xero = approved(papers)
    lines = papers.zoho_line_ids(zoho)
    pay(papers, xero, 10.0)
    papers.portal.sync(Module.INVOICES, window="last")
    row = papers.portal.zoho.get("Invoices", zoho)
    assert row
    assert row["Status"] == "Delivered"
    assert papers.zoho_line_ids(zoho) == lines
    assert written(papers.portal.sync(Module.INVOICES, window="last")) == 0


def test_a_number_that_is_taken_is_not_overwritten(papers: Papers) -> None:
    """Xero would change the invoice of that number: the other one has to be asked about."""
    papers.portal.fetch()
    papers.portal.sync()
    contact = papers.portal.xero.list_contacts()[0]["ContactID"]
    zoho = papers.new_at_zoho("mine", ONE)
    row = papers.portal.zoho.get("Invoices", zoho)
    assert row
    line = {"ItemCode": "W-1", "Description": "x", "Quantity": 9, "UnitAmount": 9}
    theirs = papers.portal.xero.save_invoice(
        {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact},
            "InvoiceNumber": row["Invoice_Number"],
            "LineItems": [{**line, "AccountCode": "200"}],
        }
    )
    run = papers.portal.sync(Module.INVOICES, mode=Mode.CRM_TO_XERO, window="all")
    (only,) = papers.portal.xero.list_invoices()
    assert only == papers.xero_invoice(theirs["InvoiceID"])
    assert Decimal(str(only["Total"])) >= 81
    assert Question.objects.filter(why=Why.MATCH, module="invoices").exists()
    assert run.left == 0


def test_only_invoices_chosen_takes_their_parents_along(papers: Papers) -> None:
    papers.portal.fetch()
    papers.new_at_zoho("one", [("W-1", "1", "10"), ("W-3", "2", "5")])
    run = papers.portal.sync(Module.INVOICES, window="last")
    (invoice,) = papers.portal.xero.list_invoices()
    assert [line["ItemCode"] for line in invoice["LineItems"]] == ["W-1", "W-3"]
    assert {row["Code"] for row in papers.portal.xero.list_items()} == {"W-1", "W-3"}
    assert len(papers.portal.xero.list_contacts()) == 1
    assert run.left == 0


@pytest.mark.parametrize("side", Side)
def test_a_changed_product_code_is_carried(portal: Portal, side: Side) -> None:
    desk = ProductDesk(portal)
    made = desk.add(side, {"name": "thing", "code": "OLD"})
    portal.fetch()
    portal.sync(Module.PRODUCTS)
    desk.edit(side, made, {"code": "NEW"})
    portal.sync(Module.PRODUCTS, window="last")
    assert [row["code"] for row in desk.all(side.other).values()] == ["NEW"]
    done = Change.objects.count()
    portal.sync(Module.PRODUCTS, window="all")
    assert Change.objects.count() == done == 2


def test_a_cleared_product_code_is_held(portal: Portal) -> None:
    desk = ProductDesk(portal)
    made = desk.add(Side.ZOHO, {"name": "thing", "code": "C-1"})
    portal.fetch()
    portal.sync(Module.PRODUCTS)
    desk.edit(Side.ZOHO, made, {"code": "", "one": "words"})
    run = portal.sync(Module.PRODUCTS, window="last")
    (item,) = desk.all(Side.XERO).values()
    assert (item["code"], item["one"]) == ("C-1", "words"), "a held field holds only itself"
    assert Question.objects.get().field == "code"
    assert run.left == 0
