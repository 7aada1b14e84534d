"""A create whose answer was lost, at a vendor that stores otherwise than it was told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.sandbox.faults import Fault
from sync.core.answers import Choice
from sync.core.choices import Choices, Direction, ModuleChoices, RowChoice
from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunState
from sync.core.verdicts import Why
from sync.models import Change, Link, Question, Run
from tests.engine.papers import Papers
from tests.engine.reviews import give, whys
from tests.engine.test_choices_run import choose
from tests.portal import Portal
from tests.simulation.patience import forget_limits, to_the_end

PHONES = [{"PhoneType": "DEFAULT", "PhoneNumber": "(09) 123-4567"}]


@pytest.fixture(autouse=True)
def no_waiting(portal: Portal, settings: Any) -> None:
    settings.LOST_ANSWER_SECONDS = 0
    forget_limits(portal)


def lose(portal: Portal, side: Side, path: str, spoil: Callable[[], object]) -> None:
    """Let the vendor do the work, then spell it in its own way, and never answer."""
    vendor = portal.vendors.zoho if side is Side.ZOHO else portal.vendors.xero
    method = "POST" if side is Side.ZOHO else "PUT"
    vendor.faults.add(Fault("lost", method=method, path=path))
    inner = vendor.app.wrap
    done: list[bool] = []

    def wrap(request: Any, answer: Any) -> Any:
        reply = inner(request, answer)
        if not done and request.method == method and path.strip("$") in request.path:
            done.append(True)
            spoil()
        return reply

    vendor.app.wrap = wrap


def store(portal: Portal, **fields: str) -> None:
    (row,) = portal.zoho.list("Accounts")
    portal.zoho.update("Accounts", row["id"], fields)


def sync(portal: Portal, *modules: Module) -> Run:
    return to_the_end(portal, portal.sync(*modules, window="last"))


def test_a_fussy_crm_is_understood(portal: Portal) -> None:
    portal.fetch()
    portal.xero.save_contact({"Name": "Acme Ltd", "Phones": PHONES})
    stored = {"Account_Name": "ACME LTD", "Phone": "09 1234567"}
    lose(portal, Side.ZOHO, "/Accounts$", lambda: store(portal, **stored))
    run = sync(portal, Module.ACCOUNTS)
    assert (run.state, run.left, whys()) == (RunState.SUCCEEDED, 0, [])
    assert [row["Account_Name"] for row in portal.zoho.list("Accounts")] == ["ACME LTD"]
    assert Link.objects.count() == 1
    assert sync(portal, Module.ACCOUNTS).counts["accounts"]["planned"] == 0


def test_one_with_the_same_key_is_met_by_the_planner(portal: Portal) -> None:
    """It says something else, too: it is joined, and not made again."""
    portal.fetch()
    portal.xero.save_contact({"Name": "Acme Ltd", "Phones": PHONES})
    lose(portal, Side.ZOHO, "/Accounts$", lambda: store(portal, Phone="09 7654321"))
    run = sync(portal, Module.ACCOUNTS)
    assert len(portal.zoho.list("Accounts")) == Link.objects.count() == 1
    assert (run.left, whys()) == (0, [Why.CONFLICT])


@pytest.fixture
def lost(portal: Portal) -> Papers:
    """Lose a create of an invoice in the CRM, which then says something else."""
    papers = Papers(portal)
    first = papers.new_at_zoho("first", [("W-1", "1", "10")])
    portal.fetch()
    portal.sync()
    number_off(portal)
    papers.save(Link.objects.get(module="invoices").xero_id, Reference="first")
    contact = portal.xero.list_contacts()[0]["ContactID"]
    line = {"ItemCode": "W-1", "Description": "x", "Quantity": 5, "UnitAmount": 10}
    portal.xero.save_invoice(
        {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact},
            "InvoiceNumber": "A-1",
            "Reference": "Works",
            "LineItems": [{**line, "AccountCode": "200", "TaxType": "NONE"}],
        }
    )

    def spoil() -> None:
        row = next(each for each in portal.zoho.list("Invoices") if each["id"] != first)
        papers.edit_zoho_line(row["id"], 0, Quantity=7)

    lose(portal, Side.ZOHO, "/Invoices$", spoil)
    return papers


def number_off(portal: Portal) -> None:
    """Let numbers stay where they are."""
    row = {"number": RowChoice(direction=Direction.OFF)}
    choose(portal, Choices(modules={Module.INVOICES: ModuleChoices(rows=row)}))


def test_what_is_doubtful_is_asked(portal: Portal, lost: Papers) -> None:
    run = sync(portal, Module.INVOICES)
    assert run.state == RunState.PARTLY
    one = Question.objects.get(why=Why.LOST)
    assert "differs from this one" in one.detail
    assert Change.objects.get(state=ChangeState.HELD).source_id == one.xero_id
    assert len(portal.zoho.list("Invoices")) == 2
    for window in ("last", "all"):
        run = to_the_end(portal, portal.sync(Module.INVOICES, window=window))
    assert len(portal.zoho.list("Invoices")) == 2, "it was sent again unasked"
    assert len(portal.xero.list_invoices()) == 2, "what it may have become came back as a new one"
    assert Question.objects.filter(why=Why.LOST).count() == 1
    assert run.left == 0


def test_it_is_sent_again_when_somebody_says_so(portal: Portal, lost: Papers) -> None:
    sync(portal, Module.INVOICES)
    give(portal, Choice.RETRY, Question.objects.filter(why=Why.LOST))
    assert not Question.objects.filter(why=Why.LOST).exists()
    assert len(portal.zoho.list("Invoices")) == 3
    assert not Change.objects.filter(state=ChangeState.HELD).exists()


def test_it_is_left_alone_when_somebody_says_so(portal: Portal, lost: Papers) -> None:
    sync(portal, Module.INVOICES)
    give(portal, Choice.IGNORE, Question.objects.filter(why=Why.LOST))
    assert not Question.objects.filter(why=Why.LOST).exists()
    sync(portal, Module.INVOICES)
    assert len(portal.zoho.list("Invoices")) == 2


def test_nothing_to_look_for_is_asked(portal: Portal) -> None:
    papers = Papers(portal)
    papers.new_at_zoho("one", [("W-1", "1", "10")])
    number_off(portal)
    portal.fetch()
    portal.vendors.xero.faults.add(Fault("status", method="PUT", path="/Invoices", status=500))
    run = to_the_end(portal, portal.sync())
    assert run.state == RunState.PARTLY
    one = Question.objects.get(why=Why.LOST)
    assert "nothing that it could be looked for by" in one.detail
    assert portal.xero.list_invoices() == []
    give(portal, Choice.RETRY)
    assert len(portal.xero.list_invoices()) == 1
    assert Link.objects.filter(module="invoices").count() == 1
    assert not Question.objects.exists()
