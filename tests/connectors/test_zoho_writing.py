"""Writing to the pretend Zoho CRM, and reading its receipts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from connectors.base import Outgoing, Refused, Stored, Wanted
from connectors.errors import OutcomeUnknown, RejectedError, TransientError
from connectors.sandbox.faults import Fault
from connectors.sandbox.http import Reply, json_reply
from tests.connectors.zoho_rig import (
    CONTACTS,
    Rig,
    answering,
    create,
    json_of,
    raw,
    refusal,
    sandbox,
    scripted,
)


@pytest.fixture
def rig():
    with sandbox() as made:
        yield made


def stored(details: dict[str, Any]) -> dict[str, Any]:
    return {"code": "SUCCESS", "details": details, "message": "record added", "status": "success"}


def test_creates_are_stored_in_order(rig: Rig) -> None:
    crm = rig.connector()
    batch = [create(Last_Name=f"N{n}") for n in range(100)]
    receipts = crm.write("Contacts", batch, key="k")
    ids = [receipt.id for receipt in receipts if isinstance(receipt, Stored)]
    assert [rig.held("Contacts", each)["Last_Name"] for each in ids] == [
        f"N{n}" for n in range(100)
    ]
    assert rig.budget.taken == 10


def test_an_update_touches_only_what_it_names(rig: Rig) -> None:
    made = rig.vendor.org.insert("Contacts", {"Last_Name": "A", "Email": "a@example.com"})
    crm = rig.connector()
    batch = [Outgoing(made["id"], {"Last_Name": "B"})]
    assert crm.write("Contacts", batch, key="k") == [Stored(made["id"])]
    now = rig.held("Contacts", made["id"])
    assert (now["Last_Name"], now["Email"]) == ("B", "a@example.com")


def test_nothing_to_write_is_no_call(rig: Rig) -> None:
    crm = rig.connector()
    assert crm.write("Contacts", [], key="k") == []
    assert crm.calls == 0


def test_creates_and_updates_do_not_share_a_batch(rig: Rig) -> None:
    with pytest.raises(ValueError, match="not of both"):
        rig.connector().write("Contacts", [create(Last_Name="A"), Outgoing("1", {})], key="k")


def test_one_refused_element_does_not_stop_the_others(rig: Rig) -> None:
    crm = rig.connector()
    batch = [create(Last_Name="A"), create(Email="b@example.com"), create(Last_Name="C")]
    first, second, third = crm.write("Contacts", batch, key="k")
    assert isinstance(first, Stored)
    assert isinstance(third, Stored)
    assert isinstance(second, Refused)
    assert (second.code, second.field) == ("required", "Last_Name")


def test_all_refused_is_still_a_word_on_each(rig: Rig) -> None:
    gone = Outgoing("4876876000009999999", {"Last_Name": "A"})
    (receipt,) = rig.connector().write("Contacts", [gone], key="k")
    assert isinstance(receipt, Refused)
    assert receipt.code == "not_found"


def test_a_locked_record_says_who_can_help(rig: Rig) -> None:
    made = rig.vendor.org.insert("Contacts", {"Last_Name": "A"})["id"]
    rig.vendor.org.lock_record(made)
    (receipt,) = rig.connector().write("Contacts", [Outgoing(made, {"Last_Name": "B"})], key="k")
    assert isinstance(receipt, Refused)
    assert receipt.code == "locked"
    assert "Unlock it" in receipt.reason


def test_our_writes_start_no_automation_unless_told_to() -> None:
    answer = scripted(json_reply({"data": [stored({"id": "1"})]}, 201))
    with answering(answer) as (crm, seen):
        crm.write("Contacts", [create(Last_Name="A")], key="k")
    assert json_of(seen.requests[0])["trigger"] == []


@pytest.mark.parametrize(
    ("triggers", "sent"), [(None, {}), (["workflow"], {"trigger": ["workflow"]})]
)
def test_automations_can_be_let_run(rig: Rig, triggers: list[str] | None, sent: object) -> None:
    rig.connector(triggers=triggers).write("Contacts", [create(Last_Name="A")], key="k")
    body = json_of(rig.seen.requests[-1])
    assert {name: body[name] for name in body if name == "trigger"} == sent


def test_money_is_sent_exactly(rig: Rig) -> None:
    batch = [create(Product_Name="P", Unit_Price=Decimal("1234567.89"))]
    rig.connector().write("Products", batch, key="k")
    assert b'"Unit_Price":1234567.89' in rig.seen.requests[-1].body


def test_a_lines_tax_is_named_by_name_and_percentage(rig: Rig) -> None:
    org = rig.vendor.org
    account = org.insert("Accounts", {"Account_Name": "Acme"})["id"]
    product = org.insert("Products", {"Product_Name": "P"})["id"]
    line: dict[str, object] = {
        "Product_Name": {"id": product},
        "Quantity": Decimal(2),
        "List_Price": Decimal("9.99"),
    }
    taxes: list[list[dict[str, object]]] = [
        [{"name": "Standard Rate"}],
        [{"name": "Zero Rate", "percentage": 0}],
        [],
    ]
    lines = [{**line, "Line_Tax": tax} for tax in taxes]
    payload = {"Subject": "S", "Account_Name": {"id": account}, "Invoiced_Items": lines}
    crm = rig.connector()
    for _ in range(2):
        (receipt,) = crm.write("Invoices", [Outgoing("", payload)], key="k")
        assert isinstance(receipt, Stored)
    sent = json_of(rig.seen.requests[-1])["data"][0]["Invoiced_Items"]
    assert [each["Line_Tax"] for each in sent] == [
        [{"name": "Standard Rate", "percentage": 20}],
        [{"name": "Zero Rate", "percentage": 0}],
        [],
    ]
    assert rig.seen.paths() == ["org/taxes", "Invoices", "Invoices"]


def test_a_tax_we_cannot_look_up_is_sent_as_it_is() -> None:
    answer = scripted(
        refusal("NO_PERMISSION", 403), json_reply({"data": [stored({"id": "1"})]}, 201)
    )
    with answering(answer) as (crm, seen):
        crm.write("Invoices", [create(Invoiced_Items=[{"Line_Tax": [{"name": "GST"}]}])], key="k")
    (line,) = json_of(seen.requests[-1])["data"][0]["Invoiced_Items"]
    assert line == {"Line_Tax": [{"name": "GST"}]}


def test_what_we_wrote_is_what_we_read_even_where_queries_lag(rig: Rig) -> None:
    made = rig.vendor.org.insert(
        "Contacts", {"Last_Name": "Before"}, at=rig.vendor.clock().replace(year=2025)
    )["id"]
    rig.vendor.lag_lists(reads=1_000)
    crm = rig.connector()
    (fresh,) = crm.write("Contacts", [create(Last_Name="New")], key="k")
    crm.write("Contacts", [Outgoing(made, {"Last_Name": "After"})], key="k")
    assert isinstance(fresh, Stored)
    found = crm.get_many("Contacts", CONTACTS, [made, fresh.id])
    names = {record.id: record.payload["Last_Name"] for record in found}
    assert names == {made: "After", fresh.id: "New"}


def test_a_lost_answer_leaves_the_outcome_unknown(rig: Rig) -> None:
    rig.vendor.faults.add(Fault("lost", method="POST", path="/Contacts$"))
    with pytest.raises(OutcomeUnknown):
        rig.connector().write("Contacts", [create(Last_Name="A")], key="k")
    assert len(rig.vendor.org.list("Contacts")) == 1


UNKNOWN = {
    "no body": Reply(204),
    "one word for two": json_reply({"data": [stored({"id": "1"})]}, 201),
    "no list": json_reply({"data": "SUCCESS"}, 201),
    "cut short": raw('{"data": [{"code": "SUC', 201),
    "a web page": raw("<html>", 200, "text/html"),
    "a success without an id": json_reply({"data": [stored({}), stored({"id": "2"})]}, 201),
    "trouble after the fact": refusal("INTERNAL_ERROR", 500),
    "trouble under another status": refusal("INTERNAL_ERROR", 400),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_an_answer_that_does_not_tell_leaves_the_outcome_unknown(case: str) -> None:
    with (
        answering(scripted(UNKNOWN[case])) as (crm, _),
        pytest.raises(OutcomeUnknown, match="look"),
    ):
        crm.write("Contacts", [create(Last_Name="A"), create(Last_Name="B")], key="k")


@pytest.mark.parametrize("details", [{}, {"Modified_Time": "lately"}])
def test_an_update_is_known_by_the_id_we_sent(details: dict[str, Any]) -> None:
    with answering(scripted(json_reply({"data": [stored(details)]}))) as (crm, _):
        assert crm.write("Contacts", [Outgoing("7", {})], key="k") == [Stored("7")]


def test_ids_that_come_as_numbers_are_texts() -> None:
    answer = scripted(json_reply({"data": [stored({"id": 4876876000000300001})]}, 201))
    with answering(answer) as (crm, _):
        assert crm.write("Contacts", [create()], key="k") == [Stored("4876876000000300001")]


def test_a_request_refused_as_a_whole() -> None:
    answer = scripted(refusal("NO_PERMISSION", 403, "permission denied"))
    with answering(answer) as (crm, _), pytest.raises(RejectedError) as caught:
        crm.write("Contacts", [create(Last_Name="A")], key="k")
    assert caught.value.words == "NO_PERMISSION: permission denied"
    assert not isinstance(caught.value, TransientError)


def test_a_record_that_moved_under_us() -> None:
    item = {"code": "ALREADY_MODIFIED", "details": {"id": "7"}, "message": "m", "status": "error"}
    with answering(scripted(json_reply({"data": [item]}, 412))) as (crm, _):
        (receipt,) = crm.write("Contacts", [Outgoing("7", {})], key="k")
    assert isinstance(receipt, Refused)
    assert receipt.moved


def test_read_back_after_a_write_costs_one_query(rig: Rig) -> None:
    crm = rig.connector()
    receipts = crm.write("Contacts", [create(Last_Name=f"N{n}") for n in range(100)], key="k")
    ids = [receipt.id for receipt in receipts if isinstance(receipt, Stored)]
    assert len(crm.get_many("Contacts", Wanted(("Last_Name",)), ids)) == 100
    assert rig.seen.paths() == ["Contacts", "coql"]


def test_records_are_put_into_the_recycle_bin_by_one_call(rig: Rig) -> None:
    crm = rig.connector()
    made = [rig.vendor.org.insert("Contacts", {"Last_Name": name})["id"] for name in "ab"]
    missing = "4876876000009999999"
    batch = [Outgoing(each, {}, removes=True) for each in (*made, missing)]
    before = crm.calls
    first, second, third = crm.write("Contacts", batch, key="k")
    assert crm.calls == before + 1
    assert [first, second] == [Stored(each) for each in made]
    assert isinstance(third, Refused)
    assert rig.vendor.org.list("Contacts") == []
