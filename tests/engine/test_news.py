"""What vendors announce: read by id in one call, settled, and nothing made of our own echoes."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from connectors.sandbox.announcer import Mishap
from sync.core.records import Module, Side
from sync.core.states import RunStart, RunState
from sync.core.tables import TABLES
from sync.models import AuditEntry, Change, Event, Link, Question, Run, Subscription
from tests.newsroom import Newsroom, open_newsroom
from tests.portal import Portal
from tests.worker import until


@pytest.fixture
def room(portal: Portal, live_server: LiveServer, settings: Any) -> Newsroom:
    for number in range(3):
        portal.zoho.insert("Accounts", {"Account_Name": f"Buyer {number}"})
    return open_newsroom(portal, live_server, settings)


def account(room: Newsroom, name: str) -> str:
    rows = room.portal.zoho.list("Accounts")
    return str(next(row["id"] for row in rows if row["Account_Name"] == name))


def contact(room: Newsroom, name: str) -> dict[str, Any]:
    return next(row for row in room.portal.xero.list_contacts() if row["Name"] == name)


def test_one_channel_for_all_modules(room: Newsroom) -> None:
    [channel] = room.portal.zoho.channels.values()
    assert set(channel.events) == {f"{table.resource[Side.ZOHO]}.all" for table in TABLES.values()}
    subscription = Subscription.objects.get()
    assert subscription.expires_at == channel.expiry
    assert len(channel.token) <= 50
    assert len(channel.notify_url) <= 255


def test_an_edit_in_the_crm_goes_across(room: Newsroom) -> None:
    room.portal.zoho.update("Accounts", account(room, "Buyer 1"), {"Phone": "0123"})
    [event] = room.told()
    assert (event.side, event.resource) == ("zoho", "Accounts")
    run = room.settle()
    assert run is not None
    assert (run.state, run.started_by) == (RunState.SUCCEEDED, RunStart.EVENT)
    phones = [each.get("PhoneNumber") for each in contact(room, "Buyer 1")["Phones"]]
    assert "0123" in phones
    assert room.calls(Side.ZOHO) == ["POST /crm/v8/coql"]
    half, write, *echo = [call.split()[0] for call in room.calls(Side.XERO)]
    assert (half, write) == ("GET", "POST")
    assert echo in ([], ["GET"])  # told of our own write in time, the run looks and is done with it


def test_an_edit_in_the_books_goes_across(room: Newsroom) -> None:
    one = contact(room, "Buyer 2")
    room.portal.xero.save_contact({"ContactID": one["ContactID"], "Phones": [_phone("0456")]})
    room.told()
    run = room.settle()
    assert run is not None
    assert run.state == RunState.SUCCEEDED
    change = Change.objects.latest("pk")
    assert (change.side, change.title) == ("zoho", "Buyer 2")


def test_the_echo_of_our_own_write_leaves_nothing(room: Newsroom) -> None:
    room.portal.zoho.update("Accounts", account(room, "Buyer 1"), {"Phone": "0123"})
    room.told()
    room.settle()
    runs, changes = Run.objects.count(), Change.objects.count()
    room.quiet(2)  # the echo may have come while the run was still looking, or after it
    assert room.settle() is None
    assert (Run.objects.count(), Change.objects.count()) == (runs, changes)
    assert not Event.objects.exists()


def test_a_new_record_is_matched_before_it_is_made(room: Newsroom) -> None:
    """Somebody made the same company in both, and only one of the two was announced."""
    room.portal.vendors.xero.webhooks.announcer.order(Mishap("lost"))
    room.portal.xero.save_contact({"Name": "New Ltd", "EmailAddress": "a@new.test"})
    room.portal.zoho.insert("Accounts", {"Account_Name": "New Ltd"})
    room.told()
    room.settle()
    assert [row["Name"] for row in room.portal.xero.list_contacts()].count("New Ltd") == 1
    assert Link.objects.filter(module=Module.ACCOUNTS).count() == 4


def test_a_new_invoice_brings_what_it_needs(room: Newsroom) -> None:
    product = room.portal.zoho.insert(
        "Products", {"Product_Name": "Widget", "Product_Code": "W-1", "Unit_Price": 10}
    )
    room.portal.zoho.insert(
        "Invoices",
        {
            "Subject": "First",
            "Account_Name": {"id": account(room, "Buyer 0")},
            "Invoice_Date": "2026-11-01",
            "Due_Date": "2026-12-01",
            "Status": "Created",
            "Invoiced_Items": [
                {"Product_Name": {"id": product["id"]}, "Quantity": 3, "List_Price": 9.99}
            ],
        },
    )
    room.told(2)
    Event.objects.filter(resource="Products").delete()  # lost
    run = room.settle()
    assert run is not None
    assert len(room.portal.xero.list_invoices()) == 1
    assert Link.objects.filter(module=Module.PRODUCTS).count() == 1


def test_a_deletion_is_asked_about(room: Newsroom) -> None:
    room.portal.zoho.delete("Accounts", account(room, "Buyer 0"))
    [event] = room.told()
    assert event.deleted
    room.settle()
    assert Question.objects.filter(title="Buyer 0").count() == 1
    assert contact(room, "Buyer 0")["ContactStatus"] == "ACTIVE"


def test_a_deletion_that_is_not_true_is_not_believed(room: Newsroom) -> None:
    record_id = account(room, "Buyer 0")
    room.portal.zoho.told("Accounts", record_id, "delete")
    room.told()
    assert room.settle() is None
    assert not Question.objects.exists()


def test_doubled_and_late_news_writes_once(room: Newsroom) -> None:
    announcer = room.portal.vendors.zoho.announcer
    announcer.order(Mishap("doubled"), Mishap("late", seconds=0.5))
    room.portal.zoho.update("Accounts", account(room, "Buyer 1"), {"Phone": "1"})
    until(lambda: len(announcer.sent) == 2, 8)
    room.settle()
    room.portal.zoho.update("Accounts", account(room, "Buyer 1"), {"Phone": "2"})
    until(lambda: len(announcer.sent) == 3, 8)
    room.settle()
    assert room.settle() is None
    assert Change.objects.filter(title="Buyer 1", creates=False).count() == 2


def test_forged_news_is_refused_and_counted(room: Newsroom) -> None:
    room.portal.vendors.zoho.announcer.order(Mishap("forged"))
    room.portal.zoho.update("Accounts", account(room, "Buyer 1"), {"Phone": "1"})
    room.quiet(2)
    assert list(room.portal.vendors.zoho.announcer.sent)[-2:] == [404, 204]
    assert Event.objects.get().heard == 1
    assert AuditEntry.objects.filter(action="forged news refused").count() == 1


def test_what_is_edited_on_both_sides_is_asked(room: Newsroom) -> None:
    """The other side's edit was never announced: it is read before anything is written."""
    room.portal.vendors.xero.webhooks.announcer.order(Mishap("lost"))
    one = contact(room, "Buyer 2")
    room.portal.xero.save_contact(
        {"ContactID": one["ContactID"], "Phones": [_phone("in the books")]}
    )
    room.portal.zoho.update("Accounts", account(room, "Buyer 2"), {"Phone": "in the CRM"})
    room.told()
    run = room.settle()
    assert run is not None
    assert run.state == RunState.PARTLY
    assert Question.objects.get().field == "phone"
    assert not Change.objects.filter(creates=False).exists()


def _phone(number: str) -> dict[str, str]:
    return {"PhoneType": "DEFAULT", "PhoneNumber": number}
