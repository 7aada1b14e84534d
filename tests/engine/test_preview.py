"""Preview, approve some, write just these: over both pretend vendors."""

from __future__ import annotations

from collections import Counter

import pytest

from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunState
from sync.models import Change, Link, Run
from sync.services.runs import NotYet, approved_start, sync_start
from sync.store.approvals import Picked, approve, groups_of
from tests.engine.papers import Papers
from tests.portal import THREE, Portal

ALL = Picked()


def preview(portal: Portal, *modules: Module) -> Run:
    run = sync_start(
        bridge=portal.fresh(),
        modes=portal.both(*modules),
        window="all",
        user=portal.user,
        enqueue=False,
        preview=True,
    )
    return portal.carry_on(run)


def write(portal: Portal, seen: Run) -> Run:
    run = approved_start(
        bridge=portal.fresh(), preview_id=seen.public_id, user=portal.user, enqueue=False
    )
    return portal.carry_on(run)


def say_yes(seen: Run, **which: object) -> int:
    return approve(run=seen, picked=Picked(**which), yes=True)  # type: ignore[arg-type]  # any


def writes(portal: Portal) -> list[str]:
    """Return the calls that changed anything at a vendor, but for reads that are POSTs."""
    calls = [one for side in Side for one in portal.vendors.calls[side]]
    return [one for one in calls if not one.startswith("GET") and "/coql" not in one]


def states(seen: Run) -> Counter[str]:
    return Counter(Change.objects.filter(run=seen).values_list("state", flat=True))


@pytest.fixture
def papers(portal: Portal) -> Papers:
    """Return a portal that has fetched one account, three products and two invoices at Zoho."""
    made = Papers(portal)
    for name in ("one", "two"):
        made.new_at_zoho(name, [("W-1", "1", "10"), ("W-2", "2", "5")])
    portal.fetch()
    return made


def test_a_preview_shows_documents_together_with_their_new_parents(
    portal: Portal, papers: Papers
) -> None:
    before = len(writes(portal))
    seen = preview(portal)
    assert len(writes(portal)) == before
    assert [(one.module, one.side, one.creates) for one in groups_of(run=seen)] == [
        (Module.ACCOUNTS, Side.XERO, 1),
        (Module.PRODUCTS, Side.XERO, 3),
        (Module.INVOICES, Side.XERO, 2),
    ]
    invoice = Change.objects.filter(run=seen, module="invoices").first()
    assert invoice
    assert invoice.after["account"] == f"new\u2192{papers.account}"


def test_parents_of_modules_that_were_not_asked_for_are_previewed_too(
    portal: Portal, papers: Papers
) -> None:
    seen = preview(portal, Module.INVOICES)
    found = {one.module: one.creates for one in groups_of(run=seen)}
    assert found == {Module.ACCOUNTS: 1, Module.PRODUCTS: 2, Module.INVOICES: 2}
    say_yes(seen)
    run = write(portal, seen)
    assert run.state == RunState.SUCCEEDED, run.error
    assert states(seen) == {"carried": 5}


def test_all_that_was_approved_is_written_and_nothing_is_left(
    portal: Portal, papers: Papers
) -> None:
    seen = preview(portal)
    assert say_yes(seen) == 6
    run = write(portal, seen)
    assert run.state == RunState.SUCCEEDED, (run.error, run.counts)
    assert states(seen) == {"carried": 6}
    assert run.left == 0
    assert len(portal.xero.list_invoices()) == 2
    assert portal.sync(*THREE).left == 0


def test_only_what_was_approved_is_written(portal: Portal, papers: Papers) -> None:
    """One account and its invoices wait; only products go."""
    seen = preview(portal)
    say_yes(seen, module=Module.PRODUCTS)
    run = write(portal, seen)
    assert run.state == RunState.SUCCEEDED
    assert len(portal.xero.list_items()) == 3
    assert portal.xero.list_contacts() == []
    assert portal.xero.list_invoices() == []
    assert states(seen) == {"carried": 3, "previewed": 3}
    assert set(Link.objects.values_list("module", flat=True)) == {"products"}


def test_a_document_waits_for_a_parent_that_was_not_approved(
    portal: Portal, papers: Papers
) -> None:
    seen = preview(portal)
    say_yes(seen, module=Module.INVOICES)
    write(portal, seen)
    assert portal.xero.list_invoices() == []
    moved = Change.objects.filter(run=seen, state=ChangeState.MOVED)
    assert moved.count() == 2
    assert all("held now" in one.reason for one in moved)


@pytest.mark.parametrize("side", Side)
def test_what_moved_meanwhile_is_not_written(portal: Portal, side: Side) -> None:
    ids = {name: portal.zoho.insert("Accounts", {"Account_Name": name})["id"] for name in "ab"}
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    links = dict(Link.objects.values_list("zoho_id", "xero_id"))
    for each in ids.values():
        portal.zoho.update("Accounts", each, {"Phone": "1"})
    seen = preview(portal, Module.ACCOUNTS)
    assert say_yes(seen) == 2
    if side is Side.ZOHO:
        portal.zoho.update("Accounts", ids["a"], {"Phone": "2"})
    else:
        phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "3"}]
        portal.xero.save_contact({"ContactID": links[ids["a"]], "Phones": phones})
    run = write(portal, seen)
    assert states(seen) == {"carried": 1, "moved": 1}
    moved = Change.objects.get(run=seen, state=ChangeState.MOVED)
    assert moved.title == "a"
    assert moved.reason.startswith("Moved meanwhile")
    assert run.counts["accounts"]["moved"] == 1
    assert run.counts["accounts"]["written"] == 1


def test_an_edit_that_was_not_approved_stays_for_the_next_run(portal: Portal) -> None:
    """Each side edited a field of the same record; only one of the two was approved."""
    zoho = portal.zoho.insert("Accounts", {"Account_Name": "a"})["id"]
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    xero = Link.objects.get().xero_id
    portal.zoho.update("Accounts", zoho, {"Phone": "1"})
    phones = [{"PhoneType": "FAX", "PhoneNumber": "9"}]
    portal.xero.save_contact({"ContactID": xero, "Phones": phones})
    seen = preview(portal, Module.ACCOUNTS)
    groups = [(one.side, one.creates, one.updates, one.removes) for one in groups_of(run=seen)]
    assert groups == [(Side.XERO, 0, 1, 0), (Side.ZOHO, 0, 1, 0)]
    say_yes(seen, side=Side.ZOHO)
    run = write(portal, seen)
    assert states(seen) == {"carried": 1, "previewed": 1}
    assert run.left == 1
    (row,) = portal.zoho.list("Accounts")
    assert (row["Fax"], row["Phone"]) == ("9", "1")
    assert portal.sync(Module.ACCOUNTS).counts["accounts"]["written"] == 1
    held = {
        one["PhoneType"]: one.get("PhoneNumber") for one in portal.xero.list_contacts()[0]["Phones"]
    }
    assert (held["DEFAULT"], held["FAX"]) == ("1", "9")


def test_without_a_yes_nothing_starts(portal: Portal, papers: Papers) -> None:
    seen = preview(portal)
    with pytest.raises(NotYet):
        write(portal, seen)
    say_yes(seen)
    approve(run=seen, picked=ALL, yes=False)
    with pytest.raises(NotYet):
        write(portal, seen)
    assert states(seen) == {"previewed": 6}


def test_people_go_with_their_new_company(portal: Portal) -> None:
    account = portal.zoho.insert("Accounts", {"Account_Name": "Paper Ltd"})["id"]
    person = {"First_Name": "Ada", "Last_Name": "Byron", "Email": "ada@paper.example"}
    portal.zoho.insert("Contacts", {**person, "Account_Name": {"id": account}})
    portal.fetch()
    modules = (Module.ACCOUNTS, Module.CONTACTS)
    seen = preview(portal, *modules)
    assert {one.module: one.creates for one in groups_of(run=seen)} == dict.fromkeys(modules, 1)
    say_yes(seen)
    run = write(portal, seen)
    assert states(seen) == {"carried": 2}, [one.reason for one in Change.objects.filter(run=seen)]
    assert run.left == 0
    (contact,) = portal.xero.list_contacts()
    assert (contact["Name"], contact["EmailAddress"]) == ("Paper Ltd", "ada@paper.example")
