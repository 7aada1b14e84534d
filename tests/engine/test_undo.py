"""Take back what a run has written: over both pretend vendors, and never carried again."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.models import Answer, Change, Link, Question, Run
from sync.services.runs import NotYet
from sync.services.undo import outlook_of, undo_start
from tests.engine.desks import AccountDesk, Desk, ProductDesk
from tests.engine.papers import Papers
from tests.portal import Portal

DESKS = {"accounts": AccountDesk, "products": ProductDesk}


def undo(portal: Portal, run: Run) -> Run:
    made = undo_start(bridge=portal.fresh(), run_id=run.public_id, user=portal.user, enqueue=False)
    return portal.carry_on(made)


def assert_quiet(portal: Portal, *modules: Module) -> None:
    """Nothing bounces back: a sync over everything has nothing to write."""
    run = portal.sync(*modules)
    assert sum(one["planned"] for one in run.counts.values()) == 0, run.counts
    assert run.left == 0
    assert not Change.objects.filter(state__in=["planned", "sent", "unknown"]).exists()


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("desk_class", DESKS.values(), ids=DESKS)
def test_an_edit_goes_back_and_stays_back(
    portal: Portal, desk_class: type[AccountDesk | ProductDesk], side: Side
) -> None:
    """The side that was written is as before; the edit stays where a person made it."""
    desk: Desk = desk_class(portal)
    made = desk.add(side, {"name": "one", "one": "111"})
    portal.fetch()
    portal.sync(desk.module)
    link = Link.objects.get()
    other = link.xero_id if side is Side.ZOHO else link.zoho_id
    desk.edit(side, made, {"one": "222"})
    run = portal.sync(desk.module)
    assert desk.read(side.other, other)["one"] == "222"
    back = undo(portal, run)
    assert back.state == RunState.SUCCEEDED, (back.error, back.counts)
    assert desk.read(side.other, other)["one"] == "111"
    assert desk.read(side, made)["one"] == "222"
    assert_quiet(portal, desk.module)
    assert desk.read(side.other, other)["one"] == "111"


def test_a_new_edit_of_what_was_taken_back_is_carried(portal: Portal) -> None:
    desk = AccountDesk(portal)
    made = desk.add(Side.ZOHO, {"name": "one", "one": "111"})
    portal.fetch()
    portal.sync(desk.module)
    desk.edit(Side.ZOHO, made, {"one": "222"})
    undo(portal, portal.sync(desk.module))
    desk.edit(Side.ZOHO, made, {"one": "333"})
    portal.sync(desk.module)
    assert desk.read(Side.XERO, Link.objects.get().xero_id)["one"] == "333"


def test_other_edits_are_still_carried_after_it(portal: Portal) -> None:
    """What was edited since, in fields that the run did not write, is not forgotten."""
    desk = AccountDesk(portal)
    made = desk.add(Side.ZOHO, {"name": "one", "one": "111"})
    portal.fetch()
    portal.sync(desk.module)
    desk.edit(Side.ZOHO, made, {"one": "222"})
    run = portal.sync(desk.module)
    desk.edit(Side.ZOHO, made, {"two": "9"})
    undo(portal, run)
    xero = Link.objects.get().xero_id
    assert desk.read(Side.XERO, xero) == {"name": "one", "one": "111", "two": ""}
    portal.sync(desk.module)
    assert desk.read(Side.XERO, xero) == {"name": "one", "one": "111", "two": "9"}
    assert_quiet(portal, desk.module)


def test_what_was_changed_since_stays_and_says_so(portal: Portal) -> None:
    desk = AccountDesk(portal)
    ids = [desk.add(Side.ZOHO, {"name": name, "one": "111"}) for name in ("one", "two")]
    portal.fetch()
    portal.sync(desk.module)
    for each in ids:
        desk.edit(Side.ZOHO, each, {"one": "222"})
    run = portal.sync(desk.module)
    links = dict(Link.objects.values_list("zoho_id", "xero_id"))
    desk.edit(Side.XERO, links[ids[0]], {"one": "999"})
    back = undo(portal, run)
    assert back.state == RunState.PARTLY
    assert desk.read(Side.XERO, links[ids[0]])["one"] == "999"
    assert desk.read(Side.XERO, links[ids[1]])["one"] == "111"
    note = Change.objects.get(run=back, code="stays")
    assert (note.title, note.state) == ("one", "moot")
    assert "changed again since" in note.reason


def test_new_companies_are_archived_and_not_made_again(portal: Portal) -> None:
    desk = AccountDesk(portal)
    zoho = desk.add(Side.ZOHO, {"name": "from zoho", "one": "1"})
    xero = desk.add(Side.XERO, {"name": "from xero", "one": "2"})
    portal.fetch()
    run = portal.sync(desk.module)
    found = outlook_of(bridge=portal.fresh(), run=run)
    assert (found.removed, found.stays) == (2, {})
    back = undo(portal, run)
    assert back.state == RunState.SUCCEEDED, (back.error, back.counts)
    assert set(desk.all(Side.ZOHO)) == {zoho}
    archived = {row["ContactID"]: row["ContactStatus"] for row in portal.xero.list_contacts()}
    assert archived.get(xero) == "ACTIVE"
    assert {status for each, status in archived.items() if each != xero} <= {"ARCHIVED"}
    assert Link.objects.count() == 0
    alone = set(Answer.objects.filter(used_at=None).values_list("zoho_id", "xero_id", "choice"))
    assert alone == {(zoho, "", "ignore"), ("", xero, "ignore")}
    assert_quiet(portal, desk.module)
    assert set(desk.all(Side.ZOHO)) == {zoho}


def test_documents_are_deleted_or_voided_before_their_accounts(portal: Portal) -> None:
    papers = Papers(portal)
    draft = papers.new_at_zoho("draft", [("W-1", "1", "10")])
    papers.new_at_zoho("approved", [("W-1", "2", "10")], Status="Approved")
    portal.fetch()
    run = portal.sync()
    assert Counter(row["Status"] for row in portal.xero.list_invoices()) == {
        "DRAFT": 1,
        "AUTHORISED": 1,
    }
    back = undo(portal, run)
    statuses = Counter(row["Status"] for row in portal.xero.invoices)
    assert statuses == {"DELETED": 1, "VOIDED": 1}
    assert back.state == RunState.PARTLY, "Xero has no archive for items"
    kept = Change.objects.filter(run=back, code="stays")
    assert {one.module for one in kept} == {"products"}
    assert_quiet(portal)
    assert draft in {row["id"] for row in portal.zoho.list("Invoices")}


def test_a_paid_invoice_stays(portal: Portal) -> None:
    papers = Papers(portal)
    papers.new_at_zoho("paid", [("W-1", "1", "10")], Status="Approved")
    portal.fetch()
    run = portal.sync()
    (invoice,) = portal.xero.list_invoices()
    paid = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": 10, "Date": "2026-11-05"}
    portal.xero.add_payment({**paid, "Account": {"Code": "090"}})
    undo(portal, run)
    assert portal.xero.list_invoices()[0]["Status"] == "PAID"
    note = Change.objects.get(code="stays", module="invoices")
    assert "locked" in note.reason


def test_lines_go_back_line_by_line(portal: Portal) -> None:
    papers = Papers(portal)
    zoho = papers.new_at_zoho("one", [("W-1", "1", "10"), ("W-2", "1", "5")])
    portal.fetch()
    portal.sync()
    before = _lines(portal)
    papers.edit_zoho_line(zoho, 0, Quantity=4)
    papers.drop_zoho_line(zoho, 1)
    papers.add_zoho_line(zoho, "W-3", "2", 7)
    run = portal.sync()
    assert _lines(portal) != before
    back = undo(portal, run)
    assert back.state == RunState.SUCCEEDED, (back.error, back.counts)
    assert _lines(portal) == before
    assert_quiet(portal)


def _lines(portal: Portal) -> list[tuple[Any, ...]]:
    (invoice,) = portal.xero.list_invoices()
    whole = portal.xero.invoices.get(invoice["InvoiceID"]) or {}
    found = [
        (line.get("ItemCode"), float(line["Quantity"]), float(line["UnitAmount"]))
        for line in whole["LineItems"]
    ]
    return sorted(found)


def test_done_twice_it_does_nothing_more(portal: Portal) -> None:
    desk = AccountDesk(portal)
    made = desk.add(Side.ZOHO, {"name": "one", "one": "1"})
    portal.fetch()
    portal.sync(desk.module)
    desk.edit(Side.ZOHO, made, {"one": "2"})
    run = portal.sync(desk.module)
    undo(portal, run)
    again = undo(portal, run)
    assert again.state == RunState.SUCCEEDED
    assert again.counts["accounts"]["planned"] == 0


def test_what_has_written_nothing_cannot_be_taken_back(portal: Portal) -> None:
    run = portal.fetch()
    with pytest.raises(NotYet, match="Only a synchronization"):
        undo(portal, run)
    with pytest.raises(NotYet, match="written nothing"):
        undo(portal, portal.sync(Module.ACCOUNTS))
    assert Question.objects.count() == 0
