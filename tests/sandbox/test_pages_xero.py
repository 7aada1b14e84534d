"""The pages of the pretend Xero, used as a bookkeeper would."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors.sandbox.world import World, open_world
from tests.sandbox.browse import Page, Person

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[World]:
    made = open_world(clock=lambda: NOW)
    yield made
    made.stop()


@pytest.fixture
def person(world) -> Person:
    return Person(world.xero_url)


def invoice(world: World, number: str):
    return next(row for row in world.xero_org.list_invoices() if row["InvoiceNumber"] == number)


def edit(person: Person, page: Page) -> Page:
    return person.open(page.read.links["Edit"])


def test_the_front_page_leads_everywhere(person):
    front = person.open("/")
    assert "Pretend Xero Brightwater Ltd" in front.text
    for where in front.read.links.values():
        assert person.open(where).status == 200
    sheet = person.pool.request("GET", f"{person.url}/sandbox/chrome.css")
    assert sheet.headers["Content-Type"] == "text/css"
    assert b"prefers-color-scheme: dark" in sheet.data


@pytest.mark.parametrize(
    ("slug", "words"),
    [("contacts", "Dockside Motors"), ("contacts", "Temple Quay"), ("contacts", "Hazelmere"),
     ("items", "MUG-01"), ("items", "NOTE-01"), ("invoices", "BW-2007"), ("invoices", "BW-2005"),
     ("invoices", "INV-0901"), ("invoices", "INV-0904"), ("invoices", "BW-2004"),
     ("orders", "BPO-902"), ("bills", "BW-1003"), ("lock-dates", "Lock")],
)  # fmt: skip
def test_a_form_that_is_sent_as_it_stands_changes_nothing(world, person, slug, words):
    before = [dict(row) for shelf in world.xero_org.shelves().values() for row in shelf]
    form = edit(person, person.find(slug, words)).form("/edit")
    assert person.send(form).status == 200
    after = [dict(row) for shelf in world.xero_org.shelves().values() for row in shelf]
    assert after == before


def test_a_contact_is_edited_part_by_part(world, person):
    form = edit(person, person.find("contacts", "Foxglove")).form("/edit")
    shown = person.send(form, **{"EmailAddress": "", "Phones.MOBILE.PhoneNumber": "07700 900123",
                                 "Addresses.STREET.City": "Leeds", "TaxNumber": "GB1"})  # fmt: skip
    assert "07700 900123" in shown.text
    (row,) = [row for row in world.xero_org.list_contacts() if row["Name"] == "Foxglove Florists"]
    assert (row["EmailAddress"], row["TaxNumber"]) == ("", "GB1")
    cities = {each["AddressType"]: each.get("City") for each in row["Addresses"]}
    assert cities["STREET"] == "Leeds"
    assert cities["POBOX"]  # the other entries stay
    assert {each["PhoneType"]: each.get("PhoneNumber") for each in row["Phones"]}["DEFAULT"]


def test_a_name_that_is_taken_is_refused_in_xeros_words_and_nothing_typed_is_lost(person):
    form = edit(person, person.find("contacts", "Foxglove")).form("/edit")
    shown = person.send(form, Name="Blue Anchor Inn", FirstName="Just <typed>")
    assert shown.status == 422
    assert "The contact name Blue Anchor Inn is already assigned to another contact." in shown.text
    assert shown.form("/edit").fields["FirstName"] == "Just <typed>"


def test_people_are_added_changed_and_removed(world, person):
    page = person.find("contacts", "Hazelmere")
    form = edit(person, page).form("/edit")
    person.send(form, **{"people.0.FirstName": "Petra", "people.1.gone": "on"})
    (row,) = [row for row in world.xero_org.list_contacts() if row["Name"] == "Hazelmere Spa Hotel"]
    names = [each["FirstName"] + each["LastName"] for each in row["ContactPersons"]]
    assert names == ["PetraTwo", "PersonFour", "PersonFive", "PersonSix"]
    form = edit(person, page).form("/edit")
    person.send(form, **{"people.4.LastName": "New", "people.4.included": "on"})
    (row,) = [row for row in world.xero_org.list_contacts() if row["Name"] == "Hazelmere Spa Hotel"]
    assert row["ContactPersons"][-1]["LastName"] == "New"
    assert row["ContactPersons"][-1]["IncludeInEmails"] is True


def test_archiving_and_restoring(world, person):
    archived = person.send(person.find("contacts", "Foxglove").form("/do/archive"))
    assert "ARCHIVED" in archived.text
    refused = person.send(edit(person, archived).form("/edit"), FirstName="No")
    assert "Archived contacts cannot currently be edited" in refused.text
    assert "ACTIVE" in person.send(archived.form("/do/restore")).text
    old = person.open("/records/contacts?q=kestrel-old")
    page = person.open(next(v for k, v in old.read.links.items() if k == "Kestrel Prints"))
    clash = person.send(page.form("/do/restore"))
    assert clash.status == 422
    assert "already assigned" in clash.text


def test_a_new_invoice_is_made_approved_paid_unpaid_and_voided(world, person):
    form = person.open("/records/invoices/new").form("/new")
    contact = next(
        row for row in world.xero_org.list_contacts() if row["Name"] == "Blue Anchor Inn"
    )
    made = person.send(form, Contact=contact["ContactID"], Date="2026-11-20", DueDate="2026-12-20",
                       **{"lines.0.ItemCode": "MUG-01", "lines.0.Quantity": "4"})  # fmt: skip
    assert "DRAFT" in made.text
    assert "40.80" in made.text
    approved = person.send(made.form("/do/authorised"))
    refused = person.send(approved.form("/do/pay"), Amount="50")
    assert "Payment amount exceeds the amount outstanding" in refused.text
    part = person.send(approved.form("/do/pay"), Amount="10.80", Date="2026-11-21")
    assert "30.00" in part.text
    assert "payments or credit notes" in person.send(part.form("/do/voided")).text
    paid = person.send(part.form("/do/pay"))
    assert "PAID" in paid.text
    unpaid = person.send(paid.form("/do/unpay-0"))
    assert "AUTHORISED" in unpaid.text
    assert "VOIDED" in person.send(person.send(unpaid.form("/do/unpay-0")).form("/do/voided")).text


def test_a_deed_that_came_too_late_is_said(person):
    form = person.find("invoices", "BW-2004").form("/do/voided")
    person.send(form)
    late = person.send(form)
    assert late.status == 422
    assert "cannot be done any more" in late.text


def test_submitting_sending_back_and_deleting_a_draft(person):
    submitted = person.send(person.find("invoices", "BW-2008").form("/do/submitted"))
    draft = person.send(submitted.form("/do/draft"))
    assert "DELETED" in person.send(draft.form("/do/deleted")).text


def test_lines_keep_their_ids_when_one_changes_one_goes_and_one_is_added(world, person):
    before = invoice(world, "BW-2006")["LineItems"]
    form = edit(person, person.find("invoices", "BW-2006")).form("/edit")
    person.send(form, **{"lines.0.Quantity": "8", "lines.1.gone": "on",
                         "lines.3.Description": "New", "lines.3.Quantity": "1",
                         "lines.3.UnitAmount": "0.1275", "lines.3.AccountCode": "200",
                         "lines.3.TaxType": "OUTPUT2"})  # fmt: skip
    after = invoice(world, "BW-2006")["LineItems"]
    kept = [line["LineItemID"] for line in after]
    assert kept[:2] == [before[0]["LineItemID"], before[2]["LineItemID"]]
    assert [line["Quantity"] for line in after] == [8, 2, 1]
    assert after[2]["UnitAmount"] == 0.1275


@pytest.mark.parametrize("number", ["1e400", "9" * 40, "NaN", "many"])
def test_a_number_that_is_none_or_endless_is_refused_in_words(person, number):
    for slug, words, name in (("invoices", "BW-2006", "lines.0.UnitAmount"),
                              ("items", "MUG-01", "SalesDetails.UnitPrice")):  # fmt: skip
        form = edit(person, person.find(slug, words)).form("/edit")
        shown = person.send(form, **{name: number})
        assert shown.status == 422
        assert "number" in shown.text


def test_a_discount_that_is_emptied_is_gone(world, person):
    form = edit(person, person.find("invoices", "BW-2005")).form("/edit")
    person.send(form, **{"lines.0.DiscountAmount": ""})
    assert [line["DiscountAmount"] for line in invoice(world, "BW-2005")["LineItems"]] == [0, 2.96]


def test_lines_of_a_part_paid_invoice_are_refused_but_its_due_date_is_not(world, person):
    page = edit(person, person.find("invoices", "BW-2007"))
    refused = person.send(page.form("/edit"), **{"lines.0.Quantity": "9"})
    assert refused.status == 422
    assert "cannot be edited as it has a payment" in refused.text
    assert refused.form("/edit").fields["lines.0.Quantity"] == "9"
    person.send(page.form("/edit"), DueDate="2027-01-31")
    assert invoice(world, "BW-2007")["DueDate"] == "2027-01-31"


def test_the_lock_date_can_be_moved_and_counts(world, person):
    form = edit(person, person.find("lock-dates", "")).form("/edit")
    assert "2026-12-31" in person.send(form, period_lock_date="2026-12-31").text
    late = edit(person, person.find("invoices", "BW-2006")).form("/edit")
    assert "period lock date" in person.send(late, Reference="x").text
    assert "not a date" in person.send(form, period_lock_date="31 December").text
    person.send(form, period_lock_date="")
    assert world.xero_org.profile.period_lock_date == ""


def test_items_are_made_edited_and_deleted(world, person):
    form = person.open("/records/items/new").form("/new")
    typed = {
        "Code": "NEW-01",
        "SalesDetails.UnitPrice": "0.1275",
        "SalesDetails.AccountCode": "200",
    }
    made = person.send(form, **typed)
    assert "0.1275" in made.text
    again = person.send(form, **typed)
    assert "Price List Item with Code 'NEW-01' already exists" in again.text
    changed = person.send(edit(person, made).form("/edit"), IsPurchased="")
    assert world.xero_org.items.one_called("code", "new-01")["IsPurchased"] is False
    listed = person.send(changed.form("/do/delete"))
    assert "Items" in listed.text
    assert world.xero_org.items.one_called("code", "new-01") is None
    assert person.open(made.url).status == 404


def test_orders_are_made_billed_and_deleted(world, person):
    form = person.open("/records/orders/new").form("/new")
    refused = person.send(form, **{"lines.0.ItemCode": "MUG-01"})
    assert "A Contact must be specified" in refused.text
    contact = next(
        row for row in world.xero_org.list_contacts() if row["Name"] == "Bexley Packaging Ltd"
    )
    made = person.send(form, Contact=contact["ContactID"], **{"lines.0.ItemCode": "MUG-01"})
    billed = person.send(person.send(made.form("/do/authorised")).form("/do/billed"))
    assert "BILLED" in billed.text
    gone = person.send(billed.form("/do/deleted"))
    assert [form.action for form in gone.read.forms if "/do/" in form.action] == []
    assert (
        "Deleted PurchaseOrders cannot be updated"
        in person.send(edit(person, gone).form("/edit"), Reference="x").text
    )


def test_a_payment_has_a_page_and_can_be_removed_there(world, person):
    page = person.find("payments", "BW-2007")
    assert "BW-2007" in page.read.links
    removed = person.send(page.form("/do/remove"))
    assert "DELETED" in removed.text
    assert invoice(world, "BW-2007")["AmountPaid"] == 0


def test_lists_search_and_turn(person):
    first = person.open("/records/invoices")
    assert "124 records, 1 to 50 shown" in first.text
    third = person.open(person.open(first.read.links["Next"]).read.links["Next"])
    assert "101 to 124 shown" in third.text
    assert "Next" not in third.read.links
    assert "Previous" in third.read.links
    assert "7 records" in person.open("/records/invoices?q=inv-090&page=nonsense").text
    assert "1 record " in person.open("/records/invoices?q=bw-2007").text
    assert "0 records" in person.open("/records/invoices?q=%3Cscript%3E").text


def test_nothing_that_was_stored_becomes_markup(world, person):
    world.xero_org.save_item({"Code": "<b>&\"'", "Name": "<script>alert(1)</script>"})
    for path in ("/records/items?q=script", person.find("items", "<script>").url):
        page = person.open(path)
        assert "<script>alert(1)</script>" in page.text  # as words
        answer = person.pool.request("GET", person.url + path if path[0] == "/" else path)
        assert b"<script" not in answer.data


def test_xeros_own_links_lead_to_the_record(world, person):
    row = invoice(world, "BW-2004")
    inner = f"/AccountsReceivable/View.aspx%3FInvoiceID%3D{row['InvoiceID']}"
    login = "/organisationlogin/default.aspx?shortcode=!Bw7Tr&redirecturl="
    assert "BW-2004" in person.open(login + inner).text
    contact = row["Contact"]["ContactID"]
    assert "ACME Limited" in person.open(f"/Contacts/View/{contact}").text
    assert person.open(f"/AccountsPayable/View.aspx?InvoiceID={row['InvoiceID']}").status == 200
    for elsewhere in ("https://evil.example", "//evil.example", "/%0d%0aX: y"):
        answer = person.pool.request("GET", person.url + login + elsewhere, redirect=False)
        assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/records/none", "/records/none/new", "/records/items/x",
                                  "/records/accounts/new", "/records/items/x/edit"])  # fmt: skip
def test_what_is_not_there_is_said(person, path):
    page = person.open(path)
    assert page.status == 404
    assert "Nothing here" in page.text


@pytest.mark.parametrize("path", ["accounts/new", "tax-rates/OUTPUT2/edit"])
def test_what_is_only_shown_cannot_be_changed(person, path):
    answer = person.pool.request("POST", f"{person.url}/records/{path}")
    assert answer.status == 422
    assert b"cannot be changed here" in answer.data


def test_a_new_contact_is_kept_with_all_its_parts(world, person):
    form = person.open("/records/contacts/new").form("/new")
    made = person.send(form, Name="New Ltd", **{"Phones.DEFAULT.PhoneNumber": "1",
                       "Addresses.POBOX.City": "York", "people.0.FirstName": "Ann"})  # fmt: skip
    (row,) = [row for row in world.xero_org.list_contacts() if row["Name"] == "New Ltd"]
    assert "York" in made.text
    assert [each["FirstName"] for each in row["ContactPersons"]] == ["Ann"]
    again = person.send(form, Name="new ltd")
    assert "already assigned to another contact" in again.text


@pytest.mark.parametrize("path", ["none/new", "items/x/edit", "items/x/do/delete"])
def test_what_cannot_be_sent_is_said(person, path):
    assert person.pool.request("POST", f"{person.url}/records/{path}").status == 404
