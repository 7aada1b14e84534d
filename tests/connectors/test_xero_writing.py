"""Writing to the pretend Xero: creates, updates, one receipt for each, and what goes wrong."""

from decimal import Decimal
from typing import Any

import pytest

from connectors import errors
from connectors.base import Outgoing, Refused, Stored
from connectors.budget import FreeBudget
from connectors.door import Door
from connectors.sandbox.faults import Fault
from connectors.sandbox.http import Reply, json_reply
from connectors.xero.connector import XeroConnector
from connectors.xero.rejections import KNOWN, UNKNOWN_REASON, refused
from tests.connectors.conftest import QUICK, Tokens
from tests.connectors.xero_rig import ALL, creating, read, sandbox

LINE = {"Description": "Work", "Quantity": Decimal("2"), "UnitAmount": Decimal("12.3456")}


@pytest.fixture
def rig():
    with sandbox() as made:
        yield made


@pytest.fixture
def by_hand(scripted):
    """Make a connector whose vendor answers what the test tells it."""
    door = Door(Tokens(), FreeBudget(), scheme="Bearer", patience=QUICK)
    return XeroConnector(door, "org-1", scripted.url)


def document(contact: str, **more: Any) -> dict[str, Any]:
    base = {"Contact": {"ContactID": contact}, "Date": "2026-11-01", "LineItems": [LINE]}
    return {**base, **more}


def test_creates_are_stored_and_shown_as_stored(rig) -> None:
    acme = rig.contact("Acme")
    payload = document(acme, Type="ACCREC", InvoiceNumber="INV-1", DueDate="2026-12-01")
    connector = rig.connector()
    (receipt,) = connector.write("Invoices", [Outgoing("", payload)], key="k-1")
    assert isinstance(receipt, Stored)
    assert receipt.record is not None
    stored: Any = receipt.record.payload
    assert stored["LineItems"][0]["UnitAmount"] == Decimal("12.3456"), "not rounded to cents"
    assert not {"StatusAttributeString", "ValidationErrors", "HasErrors"} & set(stored)
    ((seen,),) = (page.records for page in read(connector, "Invoices"))
    assert (seen.id, seen.version) == (receipt.id, receipt.record.version)
    assert seen.payload["LineItems"] == stored["LineItems"]
    (asked, _) = (each for each in rig.asked if "Invoices" in each.path)
    assert (asked.method, asked.query) == ("PUT", {"summarizeErrors": "false", "unitdp": "4"})
    assert asked.headers["idempotency-key"] == f"{rig.org.organisation_id}:k-1"
    assert b'"UnitAmount":12.3456' in asked.body, "a number, and not by way of a float"


@pytest.mark.parametrize("resource", ["Contacts", "Items", "Invoices", "PurchaseOrders"])
def test_every_resource_is_created_and_updated(rig, resource) -> None:
    acme = rig.contact("Acme")
    payloads: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "Contacts": ({"Name": "Beta"}, {"FirstName": "Bea"}),
        "Items": ({"Code": "B"}, {"Code": "B", "Name": "Bolt"}),
        "Invoices": (document(acme, Type="ACCREC"), {"Reference": "our ref"}),
        "PurchaseOrders": (document(acme), {"Reference": "our ref"}),
    }
    first, then = payloads[resource]
    connector = rig.connector()
    (made,) = connector.write(resource, [Outgoing("", first)], key="k")
    assert isinstance(made, Stored)
    rig.clock.ahead(seconds=5)
    (changed,) = connector.write(resource, [Outgoing(made.id, then)], key="k")
    assert isinstance(changed, Stored)
    assert changed.id == made.id
    assert changed.record is not None
    assert then.items() <= changed.record.payload.items()
    (page,) = read(connector, resource)
    versions = {record.id: record.version for record in page.records}
    assert versions[made.id] == changed.record.version, "spelled in two ways, one version"
    methods = [each.method for each in rig.asked if resource in each.path]
    assert methods[:2] == ["PUT", "POST"]


def test_what_is_none_is_left_out_and_an_empty_text_clears(rig) -> None:
    acme = rig.contact("Acme", FirstName="Ann", LastName="Lee")
    patch = {
        "FirstName": "",
        "LastName": None,
        "Phones": ({"PhoneType": "FAX", "PhoneNumber": None},),
    }
    rig.connector().write("Contacts", [Outgoing(acme, patch)], key="k")
    assert b"null" not in rig.asked[-1].body
    (stored,) = rig.org.list_contacts()
    assert (stored.get("FirstName") or "", stored["LastName"]) == ("", "Lee")


def test_a_batch_of_good_and_bad(rig) -> None:
    rig.contact("Acme")
    names = ["One", "acme", "Two"]
    one, acme, two = rig.connector().write("Contacts", [creating(Name=n) for n in names], key="k")
    assert isinstance(one, Stored)
    assert isinstance(two, Stored)
    assert isinstance(acme, Refused)
    assert (acme.code, acme.field) == ("duplicate_name", "Name")
    assert acme.words.startswith("The contact name acme is already assigned")
    assert acme.reason.startswith("Another contact in Xero already has this name.")
    assert {each["Name"] for each in rig.org.list_contacts()} == {"Acme", "One", "Two"}


def test_the_same_batch_twice_is_stored_once(rig) -> None:
    connector = rig.connector()
    first = connector.write("Contacts", [creating(Name="One")], key="k")
    assert connector.write("Contacts", [creating(Name="One")], key="k") == first
    assert len(rig.org.list_contacts()) == 1


def test_an_edit_there_and_back_is_not_answered_from_memory(rig) -> None:
    acme = rig.contact("Acme")
    connector = rig.connector()
    for name in ("A", "B", "A"):
        connector.write("Contacts", [Outgoing(acme, {"FirstName": name})], key="same")
    assert rig.org.list_contacts()[0]["FirstName"] == "A"


def test_a_key_of_any_length_fits(rig) -> None:
    rig.connector().write("Contacts", [creating(Name="One")], key="k" * 200)
    assert len(rig.asked[-1].headers["idempotency-key"]) == 64


def test_nothing_to_write_costs_no_call(rig) -> None:
    connector = rig.connector()
    assert connector.write("Contacts", [], key="k") == []
    assert connector.calls == 0


def test_a_batch_does_not_mix(rig) -> None:
    with pytest.raises(ValueError, match="creates or updates"):
        rig.connector().write("Contacts", [creating(Name="x"), Outgoing("id", {})], key="k")


LOST = {
    "after a 500": Fault("after", method="PUT"),
    "after an HTML 503": Fault("html", method="PUT"),
    "hung up": Fault("lost", method="PUT"),
    "slow": Fault("slow", method="PUT", seconds=30),
    "cut": Fault("cut", method="PUT"),
    "clipped": Fault("clip", method="PUT"),
    "empty": Fault("empty", method="PUT"),
    "204": Fault("empty", method="PUT", status=204),
    "304": Fault("not_modified", method="PUT"),
    "other shape": Fault("status", method="PUT", status=200, body="{}"),
    "one too few": Fault("status", method="PUT", status=200, body='{"Contacts":[]}'),
    "not ours": Fault("status", method="PUT", status=200, body='{"Contacts":[{"Name":"x"}]}'),
}


@pytest.mark.parametrize("what", LOST)
def test_an_answer_that_was_lost(rig, what) -> None:
    connector = rig.connector()
    rig.vendor.faults.add(LOST[what])
    with pytest.raises(errors.OutcomeUnknown) as caught:
        connector.write("Contacts", [creating(Name="Acme")], key="k")
    assert type(caught.value) is errors.OutcomeUnknown
    assert "look" in caught.value.message
    found = connector.find("Contacts", ALL, name="Name", values=["Acme"])
    assert len(found) <= 1, "and whether it landed can be looked up"


def test_an_update_answered_with_another_record(by_hand, scripted) -> None:
    other = {"ContactID": "b", "UpdatedDateUTC": "/Date(1)/"}
    scripted.will(json_reply({"Contacts": [other]}))
    with pytest.raises(errors.OutcomeUnknown, match="other records"):
        by_hand.write("Contacts", [Outgoing("a", {})], key="k")


def test_stored_but_not_shown_whole(by_hand, scripted) -> None:
    scripted.will(json_reply({"Contacts": [{"ContactID": "A", "StatusAttributeString": "OK"}]}))
    assert by_hand.write("Contacts", [Outgoing("a", {})], key="k") == [Stored("A", None)]


def test_a_warning_is_no_refusal(by_hand, scripted) -> None:
    row = {"ContactID": "a", "StatusAttributeString": "WARNING", "UpdatedDateUTC": "/Date(1)/"}
    scripted.will(json_reply({"Contacts": [row]}))
    (receipt,) = by_hand.write("Contacts", [creating(Name="x")], key="k")
    assert isinstance(receipt, Stored)


@pytest.mark.parametrize(
    "row",
    [
        {"StatusAttributeString": "ERROR"},
        {"HasErrors": True},
        {"HasValidationErrors": True, "ValidationErrors": [{"Message": ""}]},
    ],
)
def test_an_error_without_words_is_still_one(by_hand, scripted, row) -> None:
    scripted.will(json_reply({"Contacts": [{"ContactID": "a", **row}]}))
    (receipt,) = by_hand.write("Contacts", [creating(Name="x")], key="k")
    assert receipt == Refused("Xero gave no reason.", UNKNOWN_REASON)


def refusal(*messages: str) -> Reply:
    rows = [{"ValidationErrors": [{"Message": text}] if text else []} for text in messages]
    body = {"ErrorNumber": 10, "Message": "A validation exception occurred", "Elements": rows}
    return json_reply(body, 400)


def test_a_whole_refusal_that_blames_each(by_hand, scripted) -> None:
    scripted.will(refusal("Invoice # must be unique.", "What is this?"))
    one, two = by_hand.write("Invoices", [creating(), creating()], key="k")
    assert one.code == "duplicate_number"
    assert two == Refused("What is this?", UNKNOWN_REASON)


@pytest.mark.parametrize("messages", [("bad", ""), ("bad",), ("bad", "bad", "bad")])
def test_a_whole_refusal_that_blames_only_some(by_hand, scripted, messages) -> None:
    scripted.will(refusal(*messages))
    with pytest.raises(errors.OutcomeUnknown, match="nothing of the others"):
        by_hand.write("Invoices", [creating(), creating()], key="k")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (json_reply({"Message": "JSON data was unreadable"}, 400), "JSON data was unreadable"),
        (json_reply({"Detail": "no such scope"}, 403), "no such scope"),
        (json_reply({"Message": "x" * 5_000}, 400), "x" * 1_000),
        (Reply(400), ""),
        (Reply(413, b"<html>too large</html>"), ""),
        (Reply(404, b"", {"Content-Type": "text/html"}), ""),
    ],
)
def test_a_whole_refusal_that_blames_nobody(by_hand, scripted, reply, words) -> None:
    scripted.will(reply)
    with pytest.raises(errors.RejectedError, match="Xero refused the request") as caught:
        by_hand.write("Invoices", [creating()], key="k")
    assert caught.value.words == words


def test_a_key_used_for_another_request_is_refused_whole(rig) -> None:
    connector = rig.connector()
    connector.write("Contacts", [creating(Name="One")], key="k")
    with pytest.raises(errors.RejectedError) as caught:
        connector.write("Contacts", [creating(Name="Two")], key="k")
    assert "is used with a different request" in caught.value.words


WORDS = [
    ("The contact name Acme is already assigned to another contact.", "duplicate_name"),
    ("The contact number 7 is already assigned to another contact.", "duplicate_number"),
    (
        "The Account Number already exists. Please enter a different one.",
        "duplicate_account_number",
    ),
    ("The specified contact details matched an archived contact. Archived", "archived"),
    ("Invoice # must be unique.", "duplicate_number"),
    ("Price List Item with Code 'abc' already exists", "duplicate_code"),
    ("Invoice not of valid status for modification", "locked"),
    ("This document cannot be edited as it has a payment or credit note allocated", "paid"),
    ("The status VOIDED cannot be applied to the invoice because it has payments or", "paid"),
    ("PurchaseOrder status change is invalid", "deleted_number"),
    ("Deleted PurchaseOrders cannot be updated", "deleted_number"),
    ("Invoice not of valid type for creation", "wrong_type"),
    ("Account code '999' is not a valid code for this document.", "account"),
    ("Account code '200' has been archived, or has been deleted. Please", "account"),
    ("The TaxType code 'x' cannot be used with account code 'y'", "tax"),
    ("The document date cannot be before the period lock date, currently set at", "lock_date"),
    ("The document date cannot be before the end of year lock date, currently", "lock_date"),
    ("Organisation is not subscribed to currency EUR", "currency"),
    ("The invoice total does not equal the sum of the lines.", "total"),
    ("You have reached the limit of invoices you can approve", "plan_limit"),
    ("A Contact must be specified for this type of transaction", "contact"),
    ("The value of Name exceeds the maximum length of 255 characters.", "too_long"),
    ("Something that Xero has never said before", ""),
]


@pytest.mark.parametrize(("words", "code"), WORDS)
def test_xeros_words_are_sorted(words, code) -> None:
    found = refused([words])
    assert (found.words, found.code) == (words, code)
    assert found.reason[0].isupper()
    assert found.reason.endswith(".")


def test_every_known_text_is_tried() -> None:
    assert {code for _, code in WORDS} - {""} == {known.code for known in KNOWN}


def test_the_known_one_of_several_decides_and_all_are_shown() -> None:
    found = refused(["Odd.", "Invoice # must be unique."])
    assert (found.words, found.code) == ("Odd. Invoice # must be unique.", "duplicate_number")


def test_the_vendors_own_refusals_are_known_to_us(rig) -> None:
    acme = rig.contact("Acme")
    paid = rig.invoice(acme, "INV-1", Status="AUTHORISED")
    rig.org.add_payment({"Invoice": {"InvoiceID": paid}, "Account": {"Code": "090"}, "Amount": 1})
    old = rig.contact("Old")
    rig.org.archive_contact(old)
    rig.org.save_item({"Code": "A"})
    rig.org.lock_until("2026-10-31")
    connector = rig.connector()

    def said(resource: str, *batch: Outgoing) -> list[str]:
        receipts = connector.write(resource, batch, key=f"k-{connector.calls}")
        return [getattr(each, "code", "stored") for each in receipts]

    late = document(acme, Type="ACCREC", Date="2026-10-01", DueDate="2026-10-01")
    odd = document(acme, Type="ACCREC", LineItems=[{**LINE, "AccountCode": "999"}])
    wrong = [late | {"Status": "AUTHORISED"}, odd | {"Status": "AUTHORISED"}]
    assert said("Invoices", *(Outgoing("", each) for each in wrong)) == ["lock_date", "account"]
    assert said("Invoices", creating(**document(acme, Type="ACCREC", InvoiceNumber="INV-1"))) == [
        "duplicate_number"
    ]
    assert said("Invoices", Outgoing(paid, {"Status": "VOIDED"})) == ["paid"]
    assert said("Contacts", Outgoing(old, {"FirstName": "x"})) == ["archived"]
    assert said("Items", creating(Code="A")) == ["duplicate_code"]
