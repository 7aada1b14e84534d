"""Reading the pretend Zoho CRM over HTTP: what changed, what is gone, what is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.base import Wanted
from connectors.errors import RejectedError, TransientError
from connectors.sandbox.faults import Fault
from tests.connectors.zoho_rig import CONTACTS, SCOPES, Rig, everything, refusal, sandbox

OLD = "2026-01-01T00:00:00+00:00"
NO_COQL = tuple(scope for scope in SCOPES if "coql" not in scope)


@pytest.fixture
def rig():
    with sandbox() as made:
        yield made


def people(rig: Rig, count: int) -> list[str]:
    return [rig.vendor.org.insert("Contacts", {"Last_Name": f"P{n}"})["id"] for n in range(count)]


def test_a_first_reading_is_everything_and_says_so(rig: Rig) -> None:
    ids = people(rig, 3)
    read, last = everything(rig.connector().changed_since("Contacts", CONTACTS))
    assert read == ids
    assert last.complete
    assert last.watermark


def test_an_empty_module_is_one_empty_page(rig: Rig) -> None:
    read, last = everything(rig.connector().changed_since("Contacts", CONTACTS))
    assert read == []
    assert last.complete


def test_pages_of_two_thousand_and_a_resume_between_them(rig: Rig) -> None:
    ids = people(rig, 4_100)
    crm = rig.connector()
    pages = list(crm.changed_since("Contacts", CONTACTS))
    assert [len(page.records) for page in pages] == [2000, 2000, 100]
    assert crm.calls == 3
    assert rig.budget.taken == 9
    again, last = everything(crm.changed_since("Contacts", CONTACTS, resume=pages[0].resume))
    assert again == ids[2000:]
    assert last.watermark == pages[-1].watermark
    assert last.complete
    assert crm.bytes_received > 0


def test_a_page_that_was_announced_and_is_empty_is_no_end(rig: Rig) -> None:
    people(rig, 2001)
    rig.vendor.faults.add(Fault("empty", path="/coql", skip=1, status=204))
    with pytest.raises(TransientError, match="announced more contacts and showed none"):
        everything(rig.connector().changed_since("Contacts", CONTACTS))


def test_a_later_reading_is_what_changed_since(rig: Rig) -> None:
    people(rig, 3)
    crm = rig.connector()
    _, first = everything(crm.changed_since("Contacts", CONTACTS))
    rig.vendor.org.update("Contacts", people(rig, 1)[0], {"Email": "a@example.com"})
    read, last = everything(crm.changed_since("Contacts", CONTACTS, watermark=first.watermark))
    assert len(read) == 4  # all are younger than the overlap
    assert not last.complete
    assert last.watermark >= first.watermark


def test_a_reading_without_news_is_one_call_for_each_feed(rig: Rig) -> None:
    crm = rig.connector()
    read, last = everything(crm.changed_since("Contacts", CONTACTS, watermark=OLD))
    assert read == []
    assert rig.seen.paths() == ["Contacts/deleted", "coql"]
    assert not last.complete


def test_a_watermark_never_goes_back(rig: Rig) -> None:
    ahead = "2099-01-01T00:00:00+00:00"
    _, last = everything(rig.connector().changed_since("Contacts", CONTACTS, watermark=ahead))
    assert last.watermark == ahead


def test_an_edit_made_while_we_read_hides_nothing(rig: Rig) -> None:
    """Times are whole seconds, so an edit may show in the next reading only: see the overlap."""
    ids = people(rig, 2_500)
    crm = rig.connector()
    reading = crm.changed_since("Contacts", CONTACTS, watermark=OLD)
    seen = [record.id for record in next(reading).records]
    edited = (ids[2_400], ids[3])
    for each in edited:
        rig.vendor.org.update("Contacts", each, {"Email": "edited@example.com"})
    rest, last = everything(reading)
    assert set(seen) | set(rest) == set(ids)
    again = crm.changed_since("Contacts", CONTACTS, watermark=last.watermark)
    emails = {record.id: record.payload["Email"] for page in again for record in page.records}
    assert [emails[each] for each in edited] == ["edited@example.com"] * 2


def test_a_delta_can_go_on_after_any_page(rig: Rig) -> None:
    ids = people(rig, 2_500)
    crm = rig.connector()
    pages = list(crm.changed_since("Contacts", CONTACTS, watermark=OLD))
    read, last = everything(crm.changed_since("Contacts", CONTACTS, resume=pages[0].resume))
    assert read == ids[2_000:]
    assert last.watermark == pages[-1].watermark
    assert rig.seen.paths().count("Contacts/deleted") == 1


def test_the_deleted_are_gone_and_those_gone_for_good_too(rig: Rig) -> None:
    ids = people(rig, 2)
    crm = rig.connector()
    _, first = everything(crm.changed_since("Contacts", CONTACTS))
    for each in ids:
        rig.vendor.org.delete("Contacts", each)
    rig.vendor.org.purge("Contacts", ids[1])
    pages = list(crm.changed_since("Contacts", CONTACTS, watermark=first.watermark))
    gone = [record for page in pages for record in page.records]
    assert {record.id for record in gone} == set(ids)
    assert all(record.gone and record.payload == {} for record in gone)
    assert pages[-1].watermark


def test_more_deleted_than_the_feed_lists_asks_for_a_complete_reading(rig: Rig) -> None:
    body = refusal("DISCRETE_PAGINATION_LIMIT_EXCEEDED").body.decode()
    rig.vendor.faults.add(Fault("status", path="/deleted", status=400, body=body))
    with pytest.raises(RejectedError, match="Fetch CRM Records"):
        list(rig.connector().changed_since("Contacts", CONTACTS, watermark=OLD))


def test_all_pages_of_the_deleted_feed_are_read(rig: Rig) -> None:
    ids = people(rig, 450)
    for each in ids:
        rig.vendor.org.delete("Contacts", each)
    crm = rig.connector()
    gone, last = crm.changed_since("Contacts", CONTACTS, watermark=OLD)
    assert {record.id for record in gone.records} == set(ids)
    assert rig.seen.paths() == ["Contacts/deleted"] * 3 + ["coql"]
    (again,) = crm.changed_since("Contacts", CONTACTS, resume=gone.resume)
    assert again == last


def test_the_deleted_feed_can_be_looked_at_less_often(rig: Rig) -> None:
    crm = rig.connector(sweep_every=timedelta(hours=1))
    _, first = everything(crm.changed_since("Contacts", CONTACTS))
    (made,) = people(rig, 1)
    rig.vendor.org.delete("Contacts", made)
    _, second = everything(crm.changed_since("Contacts", CONTACTS, watermark=first.watermark))
    assert rig.seen.paths() == ["coql", "coql"]
    assert second.watermark.endswith(first.watermark)
    later = rig.connector(now=lambda: datetime.now(UTC) + timedelta(hours=2))
    read, third = everything(later.changed_since("Contacts", CONTACTS, watermark=second.watermark))
    assert read == [made]  # from where the feed was left, not from the last change
    assert " " not in third.watermark


def test_a_deleted_feed_that_may_not_be_read_is_not_passed_over(rig: Rig) -> None:
    body = refusal("NO_PERMISSION").body.decode()
    rig.vendor.faults.add(Fault("status", path="/deleted", status=403, body=body))
    with pytest.raises(RejectedError, match="lacks a permission"):
        list(rig.connector().changed_since("Contacts", CONTACTS, watermark=OLD))


def test_a_field_the_organisation_lacks_is_left_out(rig: Rig) -> None:
    people(rig, 1)
    crm = rig.connector()
    wanted = Wanted(("Last_Name", "Xero_Contact_ID", "Add_to_Xero"))
    (page,) = crm.changed_since("Contacts", wanted)
    assert set(page.records[0].payload) == {"id", "Modified_Time", "Last_Name"}
    list(crm.changed_since("Contacts", wanted))
    assert rig.seen.paths() == ["coql", "settings/fields", "coql", "coql"]


def test_without_coql_the_list_reads_the_same(rig: Rig) -> None:
    ids = people(rig, 450)
    crm = rig.connector(scopes=NO_COQL)
    pages = list(crm.changed_since("Contacts", CONTACTS))
    assert [len(page.records) for page in pages] == [200, 200, 50]
    assert [record.id for page in pages for record in page.records] == ids
    assert pages[-1].complete
    again, last = everything(crm.changed_since("Contacts", CONTACTS, resume=pages[0].resume))
    assert again == ids[200:]
    assert last.watermark == pages[-1].watermark


def test_without_coql_a_delta_keeps_its_header_on_every_page(rig: Rig) -> None:
    ids = people(rig, 250)
    crm = rig.connector(scopes=NO_COQL)
    read, last = everything(crm.changed_since("Contacts", CONTACTS, watermark=OLD))
    assert read == ids
    assert not last.complete
    lists = [each for each in rig.seen.requests if each.path.endswith("/Contacts")]
    assert [each.headers["if-modified-since"] for each in lists] == [OLD, OLD]


def test_a_page_token_of_another_day_starts_the_listing_anew(rig: Rig) -> None:
    ids = people(rig, 250)
    crm = rig.connector(scopes=NO_COQL)
    page = next(iter(crm.changed_since("Contacts", CONTACTS)))
    other = Wanted(("Last_Name",))  # bound to its parameters, the token is as good as expired
    read, last = everything(crm.changed_since("Contacts", other, resume=page.resume))
    assert read == ids
    assert last.complete


def test_a_refused_listing_is_refused(rig: Rig) -> None:
    body = refusal("NO_PERMISSION").body.decode()
    rig.vendor.faults.add(Fault("status", path="/Contacts$", status=403, body=body))
    with pytest.raises(RejectedError, match="lacks a permission"):
        list(rig.connector(scopes=NO_COQL).changed_since("Contacts", CONTACTS))


def test_without_coql_more_than_fifty_fields_come_in_several_calls(rig: Rig) -> None:
    ids = people(rig, 3)
    rig.vendor.org.update("Contacts", ids[0], {"Email": "wide@example.com"})
    wanted = Wanted((*(f"Custom_{n}" for n in range(120)), "Email"))
    crm = rig.connector(scopes=NO_COQL)
    (page,) = crm.changed_since("Contacts", wanted)
    assert [record.payload["Email"] for record in page.records] == ["wide@example.com", None, None]
    lists = [each for each in rig.seen.requests if each.path.endswith("/Contacts")]
    assert [len(each.query["fields"].split(",")) for each in lists] == [50, 50, 27]
    assert [record.id for record in crm.get_many("Contacts", wanted, ids)] == ids


def test_records_by_id_without_those_that_are_not_there(rig: Rig) -> None:
    ids = people(rig, 150)
    crm = rig.connector()
    found = crm.get_many("Contacts", CONTACTS, [*ids, ids[0], "4876876000009999999"])
    assert [record.id for record in found] == ids
    assert rig.seen.paths() == ["coql", "Contacts/4876876000009999999"]


@pytest.mark.parametrize("scopes", [SCOPES, NO_COQL])
def test_find_by_equality(rig: Rig, scopes: tuple[str, ...]) -> None:
    odd = r"O'Brien \ \'"
    wanted = [
        rig.vendor.org.insert("Contacts", {"Last_Name": name})["id"] for name in (odd, "Zoë", "x")
    ]
    found = rig.connector(scopes=scopes).find(
        "Contacts", Wanted(("Email",)), name="Last_Name", values=[odd, "zoË", "nobody", ""]
    )
    assert [record.id for record in found] == wanted[:2]


def test_find_by_a_field_that_is_not_there_says_so(rig: Rig) -> None:
    with pytest.raises(RejectedError, match="no field 'Xero_Contact_ID'"):
        rig.connector().find("Contacts", CONTACTS, name="Xero_Contact_ID", values=["a"])
