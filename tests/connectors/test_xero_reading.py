"""Reading the pretend Xero: pages, changes, what is gone, records by id and by name."""

from decimal import Decimal
from typing import Any, cast

import pytest

from connectors import errors
from connectors.base import Page
from connectors.sandbox.faults import Fault
from connectors.sandbox.http import Reply
from connectors.xero import reading
from connectors.xero.connector import XeroConnector
from connectors.xero.resources import RESOURCES
from tests.connectors.xero_rig import ALL, read, sandbox

PAGED = ("Contacts", "Invoices", "PurchaseOrders")


@pytest.fixture
def rig():
    with sandbox() as made:
        yield made


def ids(pages: list[Page]) -> list[str]:
    return [record.id for page in pages for record in page.records]


def of_each(rig, count: int = 1) -> None:
    for n in range(count):
        contact = rig.contact(f"Company {n}")
        rig.invoice(contact, f"INV-{n}")
        rig.order(contact, f"PO-{n}")
        rig.org.save_item({"Code": f"ITEM-{n}", "SalesDetails": {"UnitPrice": 1.2345}})


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_first_reading_is_complete_and_one_call(rig, resource) -> None:
    of_each(rig, 3)
    connector = rig.connector()
    (page,) = read(connector, resource)
    assert len(page.records) == 3
    assert (page.is_last, page.complete, page.resume) == (True, True, "")
    assert page.watermark == "2026-11-22T11:58:00", "two minutes before Xero's clock"
    assert (connector.calls, rig.paths()) == (1, [f"GET {resource}"])
    assert connector.bytes_received > 0
    assert "if-modified-since" not in rig.asked[-1].headers


@pytest.mark.parametrize("resource", PAGED)
def test_pages_are_read_until_they_end_and_not_one_more(rig, resource, monkeypatch) -> None:
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    of_each(rig, 4)
    connector = rig.connector()
    first, last = read(connector, resource)
    assert len(set(ids([first, last]))) == 4
    assert (first.is_last, first.watermark, first.complete) == (False, "", False)
    assert (last.is_last, last.complete) == (True, True)
    assert connector.calls == 2, "the page after a full last one would be empty"
    assert rig.asked[-1].query["order"] == RESOURCES[resource].id_key


def test_a_page_that_was_announced_and_is_empty_is_no_end(rig, monkeypatch) -> None:
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    of_each(rig, 4)
    body = '{"DateTimeUTC":"/Date(1789269376195)/","pagination":{"pageCount":2},"Contacts":[]}'
    rig.vendor.faults.add(Fault("status", path="/Contacts", skip=1, status=200, body=body))
    with pytest.raises(errors.TransientError, match="none of the contacts that it had announced"):
        read(rig.connector(), "Contacts")


def test_a_reading_goes_on_where_it_stopped(rig, monkeypatch) -> None:
    monkeypatch.setattr(reading, "PAGE_SIZE", 1)
    of_each(rig, 3)
    whole = read(rig.connector(), "Invoices")
    rig.clock.ahead(minutes=10)
    rest = read(rig.connector(), "Invoices", resume=whole[0].resume)
    assert ids(rest) == ids(whole[1:])
    assert rest[-1].watermark == whole[-1].watermark, "the first page's, not a later one's"
    assert rest[-1].complete


def test_changes_resume_with_the_same_condition(rig, monkeypatch) -> None:
    monkeypatch.setattr(reading, "PAGE_SIZE", 1)
    of_each(rig, 2)
    mark = "2026-11-22T11:00:00"
    first, *_ = read(rig.connector(), "Contacts", watermark=mark)
    (last,) = read(rig.connector(), "Contacts", resume=first.resume)
    assert rig.asked[-1].headers["if-modified-since"] == mark
    assert rig.asked[-1].query["page"] == "2"
    assert not last.complete


@pytest.mark.parametrize("resource", PAGED)
def test_only_changes_are_read_afterwards(rig, resource) -> None:
    of_each(rig, 2)
    connector = rig.connector()
    (first,) = read(connector, resource)
    rig.clock.ahead(minutes=10)
    of_each_again = rig.contact("Company 9")
    rig.invoice(of_each_again, "INV-9")
    rig.order(of_each_again, "PO-9")
    (second,) = read(connector, resource, watermark=first.watermark)
    assert len(second.records) == 3, "the two minutes before the first reading come again"
    (third,) = read(connector, resource, watermark=second.watermark)
    assert (len(third.records), third.complete) == (1, False)
    assert rig.asked[-1].headers["if-modified-since"] == "2026-11-22T12:08:00"


def test_an_edit_made_while_we_read_hides_nothing(rig, monkeypatch) -> None:
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    contacts = [rig.contact(f"Company {n}") for n in range(6)]
    seen = []
    for page in rig.connector().changed_since("Contacts", ALL):
        seen += [record.id for record in page.records]
        rig.clock.ahead(seconds=1)
        rig.org.save_contact({"ContactID": seen[0], "FirstName": f"Edited {len(seen)}"})
    assert set(seen) == set(contacts)


@pytest.mark.parametrize("says_304", [True, False])
def test_nothing_changed(says_304) -> None:
    with sandbox(not_modified=says_304) as rig:
        rig.contact("Acme")
        mark = "2026-11-22T12:30:00"
        rig.clock.ahead(hours=1)
        connector = rig.connector()
        (page,) = read(connector, "Contacts", watermark=mark)
        assert (page.records, page.is_last, page.complete) == (
            [] if not says_304 else (),
            True,
            False,
        )
        assert page.watermark == (mark if says_304 else "2026-11-22T12:58:00")
        assert connector.calls == 1


def test_unchanged_is_no_answer_to_a_question_for_everything(rig) -> None:
    rig.vendor.faults.add(Fault("not_modified", path="Contacts", times=None))
    with pytest.raises(errors.ContractError, match="had not asked"):
        read(rig.connector(), "Contacts")
    with pytest.raises(errors.ContractError, match="had not asked"):
        read(rig.connector(), "Contacts", resume="2 2026-11-22T11:00:00 2026-11-22T11:58:00")


def test_items_come_whole_every_time(rig) -> None:
    of_each(rig, 2)
    connector = rig.connector()
    (first,) = read(connector, "Items")
    rig.clock.ahead(hours=1)
    rig.org.delete_item(first.records[0].id)
    (second,) = read(connector, "Items", watermark=first.watermark)
    assert ids([second]) == [first.records[1].id]
    assert second.complete, "what is not in it is gone"
    assert "if-modified-since" not in rig.asked[-1].headers


def test_what_means_gone(rig) -> None:
    acme, old = rig.contact("Acme"), rig.contact("Old")
    rig.org.archive_contact(old)
    live, dropped, voided = (rig.invoice(acme, f"INV-{n}") for n in range(3))
    rig.org.save_invoice({"InvoiceID": dropped, "Status": "DELETED"})
    rig.org.save_invoice({"InvoiceID": voided, "Status": "AUTHORISED"})
    rig.org.save_invoice({"InvoiceID": voided, "Status": "VOIDED"})
    order = rig.order(acme, "PO-1")
    rig.org.save_order({"PurchaseOrderID": order, "Status": "DELETED"})
    gone = {
        record.id: record.gone
        for resource in PAGED
        for page in read(rig.connector(), resource)
        for record in page.records
    }
    assert gone == {
        acme: False,
        old: True,
        live: False,
        dropped: True,
        voided: False,
        order: True,
    }


def test_a_document_carries_lines_and_exact_money(rig) -> None:
    rig.invoice(rig.contact("Acme"), "INV-1")
    ((record,),) = (page.records for page in read(rig.connector(), "Invoices"))
    payload: Any = record.payload
    (line,) = payload["LineItems"]
    assert (line["UnitAmount"], line["LineAmount"]) == (Decimal("12.3456"), Decimal("24.69"))
    assert payload["Total"] == Decimal("29.63")
    assert payload["DateString"] == "2026-11-01T00:00:00"
    assert record.modified_at == rig.clock.now
    assert set(payload["Contact"]) == {"ContactID", "Name"}
    assert "HasErrors" not in payload


def test_an_orders_own_time_is_believed_and_not_its_contacts(rig) -> None:
    rig.order(rig.contact("Acme"), "PO-1")
    ((record,),) = (page.records for page in read(rig.connector(), "PurchaseOrders"))
    assert record.modified_at == rig.clock.now
    assert set(cast("dict[str, str]", record.payload["Contact"])) == {"ContactID", "Name"}


@pytest.mark.parametrize("resource", ["Contacts", "Invoices"])
def test_many_by_id_with_few_calls(rig, resource, monkeypatch) -> None:
    monkeypatch.setattr(reading, "FEW", 2)
    of_each(rig, 5)
    connector = rig.connector()
    wanted = ids(read(connector, resource))
    got = connector.get_many(resource, ALL, [*wanted, wanted[0], "0" * 8 + "-" + "0" * 27])
    assert sorted(record.id for record in got) == sorted(wanted)
    assert connector.calls == 1 + 3
    if resource == "Invoices":
        assert all(record.payload["LineItems"] for record in got)


@pytest.mark.parametrize("resource", RESOURCES)
def test_none_by_id_costs_no_call(rig, resource) -> None:
    connector = rig.connector()
    assert connector.get_many(resource, ALL, []) == []
    assert connector.calls == 0


def test_an_archived_contact_is_found_by_its_id(rig) -> None:
    old = rig.contact("Old")
    rig.org.archive_contact(old)
    (record,) = rig.connector().get_many("Contacts", ALL, [old])
    assert record.gone


@pytest.mark.parametrize(("resource", "calls"), [("Items", 1), ("PurchaseOrders", 3)])
def test_by_id_where_there_is_no_list_of_ids(rig, resource, calls) -> None:
    of_each(rig, 3)
    connector = rig.connector()
    wanted = ids(read(connector, resource))[:2]
    got = connector.get_many(resource, ALL, [*wanted, "0" * 36])
    assert sorted(record.id for record in got) == sorted(wanted)
    assert connector.calls == 1 + calls


def test_one_item_by_its_id_and_one_that_is_not_there(rig) -> None:
    of_each(rig, 2)
    connector = rig.connector()
    (wanted, _) = ids(read(connector, "Items"))
    assert [each.id for each in connector.get_many("Items", ALL, [wanted])] == [wanted]
    assert connector.get_many("Items", ALL, ["0" * 36]) == []
    assert rig.paths()[1:] == [f"GET Items/{wanted}", f"GET Items/{'0' * 36}"]


def test_very_many_orders_are_looked_for_in_the_list(rig, monkeypatch) -> None:
    monkeypatch.setattr(reading, "ONE_BY_ONE", 2)
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    of_each(rig, 5)
    connector = rig.connector()
    wanted = ids(read(connector, "PurchaseOrders"))
    before = connector.calls
    got = connector.get_many("PurchaseOrders", ALL, wanted[:3])
    assert [record.id for record in got] == wanted[:3]
    assert connector.calls == before + 2, "it stops when all are found"


NAMES = ['O\'Brien & "Sons"', "Back\\slash", "Straße, Köln", "100% pure"]


def test_contacts_are_found_by_name_whatever_is_in_it(rig) -> None:
    for name in (*NAMES, "Somebody else"):
        rig.contact(name)
    connector = rig.connector()
    found = connector.find("Contacts", ALL, name="Name", values=[NAMES[0].upper(), *NAMES[1:], ""])
    assert sorted(str(each.payload["Name"]) for each in found) == sorted(NAMES)
    assert connector.calls == 1
    assert connector.find("Contacts", ALL, name="Name", values=["Nobody", ""]) == []
    assert connector.find("Contacts", ALL, name="Name", values=[""]) == []
    assert connector.calls == 2


def test_long_names_are_asked_for_in_several_addresses() -> None:
    values = ["x" * 255] * 6 + ["y"] * 41
    cut = list(reading.chunks(values))
    assert [len(each) for each in cut] == [5, 40, 2]
    assert [value for each in cut for value in each] == values


def test_items_are_found_by_code(rig) -> None:
    of_each(rig, 3)
    found = rig.connector().find("Items", ALL, name="Code", values=["ITEM-0", "item-2", "ITEM-9"])
    assert sorted(str(each.payload["Code"]) for each in found) == ["ITEM-0", "ITEM-2"]


def test_invoices_are_found_by_number_and_by_reference(rig) -> None:
    acme = rig.contact("Acme")
    rig.invoice(acme, "INV-1", Reference="PO 7")
    rig.invoice(acme, "A, B")
    connector = rig.connector()
    (one,) = connector.find("Invoices", ALL, name="InvoiceNumber", values=["inv-1"])
    assert rig.asked[-1].query["InvoiceNumbers"] == "inv-1"
    assert one.payload["LineItems"], "with its lines"
    (two,) = connector.find("Invoices", ALL, name="InvoiceNumber", values=["A, B"])
    assert two.payload["InvoiceNumber"] == "A, B"
    assert rig.asked[-1].query["where"] == 'InvoiceNumber=="A, B"'
    (three,) = connector.find("Invoices", ALL, name="Reference", values=["PO 7"])
    assert three.id == one.id


def test_orders_are_found_by_number_one_by_one(rig) -> None:
    of_each(rig, 2)
    connector = rig.connector()
    found = connector.find(
        "PurchaseOrders", ALL, name="PurchaseOrderNumber", values=["PO-1", "PO-7"]
    )
    assert [each.payload["PurchaseOrderNumber"] for each in found] == ["PO-1"]
    assert rig.paths() == ["GET PurchaseOrders/PO-1", "GET PurchaseOrders/PO-7"]


@pytest.mark.parametrize(
    ("name", "value"), [("PurchaseOrderNumber", "PO/1"), ("Reference", "our ref")]
)
def test_orders_that_no_address_can_name_are_looked_for(rig, name, value) -> None:
    acme = rig.contact("Acme")
    rig.order(acme, "PO/1", Reference="our ref")
    rig.order(acme, "PO-2", Reference="another")
    (found,) = rig.connector().find("PurchaseOrders", ALL, name=name, values=[value])
    assert found.payload["PurchaseOrderNumber"] == "PO/1"
    assert rig.paths() == ["GET PurchaseOrders"]


BROKEN = {
    "HTML 503": (Fault("html"), errors.TransientError),
    "HTML 200": (Fault("html", status=200), errors.ContractError),
    "truncated JSON": (Fault("clip"), errors.ContractError),
    "a cut line": (Fault("cut"), errors.TransientError),
    "204": (Fault("empty", status=204), errors.ContractError),
    "an empty 200": (Fault("empty"), errors.ContractError),
    "304": (Fault("not_modified"), errors.ContractError),
    "429": (Fault("status", status=429, headers={"Retry-After": "26"}), errors.RateLimited),
    "500": (Fault("status"), errors.TransientError),
    "nothing": (Fault("lost"), errors.TransientError),
    "nothing for long": (Fault("hang", seconds=30), errors.TransientError),
    "no list": (Fault("status", status=200, body='{"Status":"OK"}'), errors.ContractError),
    "a null list": (Fault("status", status=200, body='{"Contacts":null}'), errors.ContractError),
    "a record without id": (
        Fault("status", status=200, body='{"Contacts":[{"Name":"x"}]}'),
        errors.ContractError,
    ),
    "a record without time": (
        Fault("status", status=200, body='{"Contacts":[{"ContactID":"x"}]}'),
        errors.ContractError,
    ),
    "an odd time": (
        Fault("status", status=200, body='{"DateTimeUTC":"now","Contacts":[]}'),
        errors.ContractError,
    ),
    "a bad request": (
        Fault("status", status=400, body='{"Message":"Bad filter"}'),
        errors.RejectedError,
    ),
    "a plain 403": (Fault("status", status=403, body="{}"), errors.RejectedError),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_reading_meets(rig, what) -> None:
    fault, kind = BROKEN[what]
    rig.contact("Acme")
    connector = rig.connector()
    rig.vendor.faults.add(fault)
    with pytest.raises(kind) as caught:
        read(connector, "Contacts")
    assert type(caught.value) is kind
    assert connector.calls == 1
    assert len(ids(read(connector, "Contacts"))) == 1, "and the next reading is well"


def test_a_null_a_gap_and_a_new_word_cost_nothing(scripted, door) -> None:
    body = (
        b'{"DateTimeUTC":"/Date(1789269376195)/","Contacts":[{"ContactID":"a","Name":null,'
        b'"ContactStatus":"HIBERNATING","Addresses":null,"Novelty":{"x":[1]},'
        b'"UpdatedDateUTC":"/Date(1573755038314)/"}]}'
    )
    scripted.will(Reply(200, body, {"Content-Type": "application/json"}))
    (page,) = read(XeroConnector(door, "org", scripted.url), "Contacts")
    (record,) = page.records
    assert (record.id, record.version, record.gone) == ("a", "1573755038314", False)
    assert page.is_last, "no pagination, and fewer than a page holds"


def test_a_grant_that_was_revoked(rig) -> None:
    connector = rig.connector()
    rig.vendor.revoke_grants()
    with pytest.raises(errors.ReauthorizationRequired, match="Connect Xero again"):
        read(connector, "Contacts")
