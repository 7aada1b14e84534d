"""The portal's fields in Zoho CRM: created, repaired, and filled in by a sync."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.sandbox.faults import Fault
from connectors.sandbox.zoho.fields import Field
from sync.core.crm_fields import FIELDS
from sync.core.crm_report import Report, State
from sync.core.records import Mode, Module, Side
from sync.models import AuditEntry, Change, Connection
from sync.services.crm_fields import crm_fields_check, crm_fields_create
from tests.portal import Portal

EVERY = sum(len(field.modules) for field in FIELDS)


def create(portal: Portal) -> Report:
    return crm_fields_create(bridge=portal.fresh(), user=portal.user)


def states(report: Report) -> set[State]:
    return {one.state for one in report.fields}


def state(report: Report, module: Module, label: str) -> tuple[State, str]:
    found = [one for one in report.fields if (one.module, one.label) == (module, label)]
    (one,) = found
    return one.state, one.words


@pytest.fixture
def themed(portal: Portal) -> Portal:
    """Open a portal that has fetched both sides, so that Xero's themes are known."""
    portal.fetch()
    return portal


def test_all_fields_are_created_once_and_known_to_the_tables(themed: Portal) -> None:
    before = crm_fields_check(bridge=themed.fresh())
    assert states(before) == {State.MISSING}
    assert not before.is_complete
    first = create(themed)
    assert (first.trouble, states(first), len(first.fields)) == ("", {State.CREATED}, EVERY)
    assert first.is_complete
    assert {one.state for one in first.sections} == {State.CREATED}
    connection = themed.fresh().zoho
    assert connection
    known = connection.metadata["fields"]
    assert {"Email", "Xero_ID"} <= {name for name, *_ in known["Accounts"]}
    themed.vendors.calls[Side.ZOHO].clear()
    again = create(themed)
    assert states(again) == {State.PRESENT}
    assert {one.state for one in again.sections} == {State.PRESENT}
    assert {call.split()[0] for call in themed.vendors.calls[Side.ZOHO]} == {"GET"}
    assert states(crm_fields_check(bridge=themed.fresh())) == {State.PRESENT}
    assert AuditEntry.objects.filter(action="CRM fields created").count() == 2


def test_a_run_that_broke_off_is_gone_on_with(themed: Portal) -> None:
    themed.vendors.zoho.faults.add(
        Fault("after", path="/settings/fields", method="POST", skip=2, status=500)
    )
    broken = create(themed)
    assert broken.trouble
    rest = create(themed)
    assert (rest.trouble, rest.is_complete) == ("", True)
    labels = [field.label for field in themed.zoho.fields["Invoices"].values()]
    assert len(labels) == len(set(labels))


def test_themes_that_came_later_are_added_and_the_chosen_ones_kept(themed: Portal) -> None:
    create(themed)
    theme = {"BrandingThemeID": themed.xero.new_id(), "Name": "Very grand", "SortOrder": 9}
    themed.xero.themes.put({**next(iter(themed.xero.themes)), **theme})
    themed.fetch()
    missing = crm_fields_check(bridge=themed.fresh())
    where = (Module.INVOICES, "Branding Theme")
    assert state(missing, *where) == (State.MISSING, "These choices are missing: Very grand.")
    assert state(create(themed), *where)[0] is State.REPAIRED
    assert themed.zoho.fields["Invoices"]["Branding_Theme"].options[-1] == "Very grand"
    assert state(create(themed), *where)[0] is State.PRESENT


def test_themes_are_asked_for_before_anything_was_fetched(portal: Portal) -> None:
    assert Connection.objects.get(side="xero").metadata_at is None
    report = create(portal)
    assert not [one for one in report.fields if one.state is State.MISSING]


def test_without_xero_only_the_themes_wait(portal: Portal) -> None:
    Connection.objects.filter(side="xero").update(state="lost")
    report = create(portal)
    missing = [one for one in report.fields if one.state is State.MISSING]
    assert {one.label for one in missing} == {"Branding Theme"}
    assert "fetch its records" in missing[0].words
    assert "Branding_Theme" not in portal.zoho.fields["Invoices"]


def test_a_field_of_another_kind_is_reported_and_not_doubled(themed: Portal) -> None:
    themed.zoho.add_field("Invoices", Field("Mine", "text", label="paid  amount", custom=True))
    report = create(themed)
    kind, words = state(report, Module.INVOICES, "Paid Amount")
    assert kind is State.BY_HAND
    assert "another kind (text)" in words
    assert "Modules and Fields > Invoices" in words
    assert "Paid_Amount" not in themed.zoho.fields["Invoices"]
    assert not report.is_complete


def test_an_edition_without_unique_fields_and_layouts_gets_the_rest(themed: Portal) -> None:
    themed.zoho.switches.unique_fields = False
    themed.zoho.switches.layouts_writable = False
    report = create(themed)
    kind, words = state(report, Module.VENDORS, "Xero ID")
    assert kind is State.CREATED
    assert "not set to refuse duplicate values" in words
    assert not themed.zoho.fields["Vendors"]["Xero_ID"].unique
    assert report.is_complete
    by_hand = {one.module: one.words for one in report.sections}
    assert {one.state for one in report.sections} == {State.BY_HAND}
    assert "name it 'xero2zoho Application'" in by_hand[Module.VENDORS]
    assert "Add to Xero, Xero ID, Xero Contact URL." in by_hand[Module.VENDORS]


def test_a_sync_fills_in_what_only_xero_knows(themed: Portal) -> None:
    create(themed)
    account = themed.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})["id"]
    product = {"Product_Name": "Widget", "Product_Code": "W-1", "Unit_Price": 10}
    item = themed.zoho.insert("Products", product)["id"]
    line = {"Product_Name": {"id": item}, "Quantity": 3, "List_Price": 9.99}
    invoice = {
        "Subject": "First",
        "Account_Name": {"id": account},
        "Invoice_Date": "2026-11-01",
        "Due_Date": "2026-12-01",
        "Status": "Created",
        "Invoiced_Items": [line],
    }
    themed.zoho.insert("Invoices", invoice)
    run = themed.sync(Module.INVOICES, window="last")
    assert (run.state, run.error, run.left) == ("succeeded", "", 0)
    (made,), (held,) = themed.xero.list_invoices(), themed.zoho.list("Invoices")
    assert held["Xero_ID"] == made["InvoiceID"]
    assert (held["Owed_Amount"], held["Paid_Amount"]) == (29.97, 0)
    assert (
        str(made["InvoiceID"])
        in parse_qs(urlsplit(held["Xero_Invoice_URL"]).query)["redirecturl"][0]
    )
    (contact,), (company,) = themed.xero.list_contacts(), themed.zoho.list("Accounts")
    assert company["Xero_ID"] == contact["ContactID"]
    assert (
        themed.xero.profile.short_code
        in parse_qs(urlsplit(company["Xero_Contact_URL"]).query)["shortcode"]
    )
    assert themed.zoho.list("Products")[0]["Xero_ID"] == themed.xero.list_items()[0]["ItemID"]
    written = Change.objects.count()
    again = themed.sync(Module.INVOICES)
    assert (again.left, Change.objects.count()) == (0, written)


def test_a_payment_comes_back(themed: Portal) -> None:
    create(themed)
    contact = themed.xero.save_contact({"Name": "Acme"})
    themed.xero.save_item({"Code": "W-1", "Name": "Widget"})
    line = {"ItemCode": "W-1", "Description": "Widget", "Quantity": 1, "UnitAmount": 10}
    sale = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact["ContactID"]},
        "Date": "2026-11-01",
        "DueDate": "2026-12-01",
        "Status": "AUTHORISED",
        "LineAmountTypes": "NoTax",
        "LineItems": [{**line, "AccountCode": "200"}],
    }
    invoice = themed.xero.save_invoice(sale)
    run = themed.sync(window="last")
    assert (run.left, themed.zoho.list("Invoices")[0]["Owed_Amount"]) == (0, 10), run.counts
    paid = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Date": "2026-11-02", "Amount": 4}
    themed.xero.add_payment({**paid, "Account": {"Code": "090"}})
    assert themed.sync(window="last").left == 0
    (held,) = themed.zoho.list("Invoices")
    assert (held["Paid_Amount"], held["Owed_Amount"]) == (4, 6)


def test_what_comes_from_xero_brings_its_id_along_at_once(themed: Portal) -> None:
    create(themed)
    contact = themed.xero.save_contact({"Name": "Brightwater"})
    run = themed.sync(Module.ACCOUNTS, window="last")
    assert (run.counts["accounts"]["written"], run.left) == (1, 0)
    assert themed.zoho.list("Accounts")[0]["Xero_ID"] == contact["ContactID"]


def test_records_linked_before_the_fields_were_there_are_filled_by_the_next_sync(
    portal: Portal,
) -> None:
    portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    create(portal)
    run = portal.sync(Module.ACCOUNTS, window="last")
    assert (run.left, run.counts["accounts"]["written"]) == (0, 1)
    create(portal)
    assert portal.sync(Module.ACCOUNTS, window="last").counts["accounts"]["planned"] == 0
    assert portal.zoho.list("Accounts")[0]["Xero_ID"] == portal.xero.list_contacts()[0]["ContactID"]
    assert portal.sync(Module.ACCOUNTS).counts["accounts"]["planned"] == 0


def test_what_a_person_types_over_xeros_own_word_is_put_right(themed: Portal) -> None:
    create(themed)
    contact = themed.xero.save_contact({"Name": "Brightwater"})
    themed.sync(Module.ACCOUNTS, window="last")
    (held,) = themed.zoho.list("Accounts")
    themed.zoho.update("Accounts", held["id"], {"Xero_ID": "mine", "Phone": "123"})
    run = themed.sync(Module.ACCOUNTS, window="last")
    assert (run.left, run.counts["accounts"]["held"]) == (0, 0)
    assert themed.zoho.list("Accounts")[0]["Xero_ID"] == contact["ContactID"]
    (there,) = themed.xero.list_contacts()
    assert "123" in {phone.get("PhoneNumber") for phone in there["Phones"]}


def test_a_one_way_mode_leaves_its_source_alone(themed: Portal) -> None:
    create(themed)
    themed.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    run = themed.sync(Module.ACCOUNTS, mode=Mode.CRM_TO_XERO, window="last")
    assert run.left == 0
    assert themed.zoho.list("Accounts")[0].get("Xero_ID") is None
    run = themed.sync(Module.ACCOUNTS, window="last")
    assert run.left == 0
    assert themed.zoho.list("Accounts")[0]["Xero_ID"] == themed.xero.list_contacts()[0]["ContactID"]


def test_a_field_that_the_crm_calls_otherwise_is_used_by_that_name(themed: Portal) -> None:
    odd = Field("Xero_ID1", "text", 150, label="Xero ID", custom=True)
    themed.zoho.add_field("Accounts", odd)
    report = create(themed)
    assert state(report, Module.ACCOUNTS, "Xero ID")[0] is State.PRESENT
    themed.xero.save_contact({"Name": "Brightwater"})
    assert themed.sync(Module.ACCOUNTS, window="last").left == 0
    (held,) = themed.zoho.list("Accounts")
    assert held["Xero_ID1"] == themed.xero.list_contacts()[0]["ContactID"]


def refusing(path: str, *, times: int | None) -> Fault:
    body = '{"code":"NO_PERMISSION","details":{},"message":"permission denied","status":"error"}'
    return Fault("status", path=path, method="GET", status=403, body=body, times=times)


def test_a_module_that_the_login_may_not_see_does_not_stop_the_others(themed: Portal) -> None:
    themed.vendors.zoho.faults.add(refusing("/settings/fields", times=1))
    report = create(themed)
    lost = [one for one in report.fields if one.state is State.MISSING]
    assert {one.module for one in lost} == {Module.ACCOUNTS}
    assert "does not show us the module Accounts" in lost[0].words
    assert {one.module for one in report.sections} == set(Module) - {Module.ACCOUNTS}


def test_layouts_that_cannot_be_read_are_for_an_administrator(themed: Portal) -> None:
    themed.vendors.zoho.faults.add(refusing("/settings/layouts", times=None))
    report = create(themed)
    assert report.is_complete
    assert {one.state for one in report.sections} == {State.BY_HAND}
    checked = crm_fields_check(bridge=themed.fresh())
    assert {one.state for one in checked.sections} == {State.MISSING}


def test_twins_that_both_have_something_to_tell_are_done_in_one_run(themed: Portal) -> None:
    create(themed)
    themed.zoho.insert("Accounts", {"Account_Name": "Acme Ltd", "Fax": "11"})
    contact = {"Name": "Acme Ltd", "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "22"}]}
    themed.xero.save_contact(contact)
    run = themed.sync(Module.ACCOUNTS, window="last")
    assert (run.left, run.counts["accounts"]["held"]) == (0, 0)
    (held,), (there,) = themed.zoho.list("Accounts"), themed.xero.list_contacts()
    assert (held["Phone"], held["Fax"], held["Xero_ID"]) == ("22", "11", there["ContactID"])
    assert {phone.get("PhoneNumber") for phone in there["Phones"]} >= {"11", "22"}
    assert themed.sync(Module.ACCOUNTS).counts["accounts"]["planned"] == 0


def test_a_crm_that_is_not_connected_says_so(portal: Portal) -> None:
    bridge = portal.fresh()
    bridge.zoho = None
    report = crm_fields_check(bridge=bridge)
    assert report == replace(Report(), trouble="Zoho CRM is not connected. Connect it in Setup.")
