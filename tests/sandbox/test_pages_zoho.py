"""The pages of the pretend Zoho CRM, used as a salesperson would."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.sandbox.world import World, open_world
from connectors.sandbox.zoho.fields import Field
from tests.sandbox.browse import Page, Person

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[World]:
    made = open_world(clock=lambda: NOW)
    yield made
    made.stop()


@pytest.fixture
def person(world) -> Person:
    return Person(world.zoho_url)


def one(world: World, module: str, **wanted: str) -> Any:
    rows = world.zoho_org.list(module)
    return next(row for row in rows if all(row[name] == value for name, value in wanted.items()))


def edit(person: Person, page: Page) -> Page:
    return person.open(page.read.links["Edit"])


def test_the_front_page_leads_everywhere(person):
    front = person.open("/")
    assert "Pretend Zoho CRM Brightwater Ltd" in front.text
    for where in front.read.links.values():
        assert person.open(where).status == 200


@pytest.mark.parametrize(
    ("slug", "words"),
    [("accounts", "Dockside Motors"), ("contacts", "Iona Wells"), ("vendors", "Jetty"),
     ("products", "MUG-01"), ("products", "CLOCK-02"), ("invoices", "BW-2006"),
     ("invoices", "BW-2010"), ("purchase-orders", "BPO-902")],
)  # fmt: skip
def test_a_form_that_is_sent_as_it_stands_changes_no_value(world, person, slug, words):
    page = person.find(slug, words)
    record_id = page.url.rsplit("/", 1)[1]
    module = next(each for each in world.zoho_org.tables if each.replace("_", "-").lower() == slug)
    before = dict(world.zoho_org.tables[module].rows[record_id])
    lines = {name: dict(table.rows) for name, table in world.zoho_org.tables.items()}
    assert person.send(edit(person, page).form("/edit")).status == 200
    after = dict(world.zoho_org.tables[module].rows[record_id])
    assert before == {**after, "Modified_Time": before["Modified_Time"]}
    for name in ("Invoiced_Items", "Purchase_Items"):
        assert world.zoho_org.tables[name].rows == lines[name]


def test_an_account_is_edited_and_emptied(world, person):
    form = edit(person, person.find("accounts", "Dockside")).form("/edit")
    shown = person.send(form, Phone="", Billing_Street="Unit 5\r\nDock Road", Fax="01947 1")
    assert "Unit 5" in shown.text
    row = one(world, "Accounts", Account_Name="Dockside Motors")
    assert (row["Phone"], row["Billing_Street"]) == (None, "Unit 5\nDock Road")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Account_Name": ""}, "Account Name: required field not found [MANDATORY_NOT_FOUND]"),
        ({"Phone": "1" * 31}, "Phone: invalid data (30 characters at most) [INVALID_DATA]"),
        ({"Currency": "XXX"}, "Currency: invalid data (one of "),
        ({"Exchange_Rate": "dear"}, "Exchange Rate: invalid data (expected: double)"),
        ({"Parent_Account": "12"}, "Parent Account: the id given seems to be invalid"),
    ],
)
def test_a_refusal_is_said_and_nothing_typed_is_lost(person, typed, said):
    form = edit(person, person.find("accounts", "Dockside")).form("/edit")
    shown = person.send(form, **{"Website": "https://typed.example", **typed})
    assert shown.status == 422
    assert said in shown.text
    assert shown.form("/edit").fields["Website"] == "https://typed.example"


def test_a_value_that_is_unique_names_the_other_record(world, person):
    for name in ("Xero_ID", "Second_ID"):
        world.zoho_org.add_field("Accounts", Field(name, unique=True, custom=True))
    first = edit(person, person.find("accounts", "Dockside")).form("/edit")
    person.send(first, Xero_ID="x1", Second_ID="x2")
    other = edit(person, person.find("accounts", "Foxglove")).form("/edit")
    holder = one(world, "Accounts", Account_Name="Dockside Motors")["id"]
    assert (
        f"duplicate data (record {holder} has it already)" in person.send(other, Xero_ID="X1").text
    )
    both = person.send(other, Xero_ID="x1", Second_ID="x2").text
    assert "Xero ID: duplicate data" in both
    assert "Second ID: duplicate data" in both


def test_a_record_that_is_locked_says_so(world, person):
    page = person.find("accounts", "Dockside")
    world.zoho_org.lock_record(page.url.rsplit("/", 1)[1])
    assert "the record is locked" in person.send(page.form("/do/delete")).text


def test_a_product_takes_a_tax_and_a_tick(world, person):
    form = person.open("/records/products/new").form("/new")
    made = person.send(form, Product_Name="Kite", Unit_Price="12.345", Tax="Reduced Rate")
    row = one(world, "Products", Product_Name="Kite")
    assert row["Unit_Price"] == 12.35
    assert [tax["value"] for tax in row["Tax"]] == ["Reduced Rate"]
    assert row["Product_Active"] is True
    person.send(edit(person, made).form("/edit"), Product_Active="", Tax="", Qty_in_Stock="3")
    row = one(world, "Products", Product_Name="Kite")
    assert (row["Product_Active"], row["Tax"], row["Qty_in_Stock"]) == (False, [], 3)


def test_a_whole_number_is_sent_as_one(world, person):
    world.zoho_org.add_field("Accounts", Field("Seats", "integer", 9, custom=True))
    form = edit(person, person.find("accounts", "Dockside")).form("/edit")
    assert "Seats: invalid data" in person.send(form, Seats="4.5").text
    person.send(form, Seats="-4")
    assert one(world, "Accounts", Account_Name="Dockside Motors")["Seats"] == -4


def test_a_moment_is_shown_so_that_it_can_be_sent_back(world, person):
    world.zoho_org.add_field("Accounts", Field("Seen", "datetime", 120, custom=True))
    form = edit(person, person.find("accounts", "Dockside")).form("/edit")
    shown = person.send(form, Seen="2026-11-01T12:00:00+01:00")
    assert "2026-11-01 12:00" in shown.text
    again = edit(person, shown).form("/edit")
    assert person.send(again, Seen=again.fields["Seen"], Fax="1").status == 200
    assert one(world, "Accounts", Fax="1")["Seen"] == "2026-11-01T12:00:00+01:00"


def test_an_invoice_is_made_with_lines_marked_and_deleted(world, person):
    account = one(world, "Accounts", Account_Name="Blue Anchor Inn")["id"]
    mug = one(world, "Products", Product_Code="MUG-01")["id"]
    form = person.open("/records/invoices/new").form("/new")
    refused = person.send(form, Subject="Empty", Account_Name=account)
    assert "Invoiced Items: required field not found" in refused.text
    made = person.send(refused.form("/new"),
                       **{"lines.0.Product_Name": mug, "lines.0.Quantity": "4",
                          "lines.0.Line_Tax": "Standard Rate"})  # fmt: skip
    assert "BW-2101" in made.text
    assert "40.80" in made.text
    assert "Delivered" in person.send(made.form("/do/status-2")).text
    listed = person.send(made.form("/do/delete"))
    assert "Empty" not in listed.text
    assert person.open(made.url).status == 404


def test_lines_keep_their_ids_when_one_changes_one_goes_and_one_is_added(world, person):
    page = person.find("invoices", "BW-2006")
    before = one(world, "Invoices", Invoice_Number="BW-2006")["Invoiced_Items"]
    soap = one(world, "Products", Product_Code="SOAP-01")["id"]
    person.send(edit(person, page).form("/edit"),
                **{"lines.0.Quantity": "8", "lines.1.gone": "on",
                   "lines.3.Product_Name": soap, "lines.3.Quantity": "1"})  # fmt: skip
    after = one(world, "Invoices", Invoice_Number="BW-2006")["Invoiced_Items"]
    assert [row["id"] for row in after[:2]] == [before[0]["id"], before[2]["id"]]
    assert [row["Quantity"] for row in after] == [8, 2, 1]
    assert after[2]["List_Price"] == 7.4  # the product's own price
    assert after[2]["Line_Tax"] == []


def test_a_wrong_line_is_named(person):
    form = edit(person, person.find("invoices", "BW-2006")).form("/edit")
    shown = person.send(form, **{"lines.1.Quantity": "many"})
    assert "Invoiced Items[1].Quantity: invalid data (expected: double)" in shown.text
    assert shown.form("/edit").fields["lines.1.Quantity"] == "many"


def test_a_lookup_leads_to_its_record(person):
    page = person.find("invoices", "BW-2006")
    assert "Briar Cottage Holidays" in person.open(page.read.links["Briar Cottage Holidays"]).text


def test_nothing_that_was_stored_becomes_markup(world, person):
    world.zoho_org.insert("Accounts", {"Account_Name": "<script>alert(1)</script>"})
    page = person.find("accounts", "<script>")
    assert "<script>alert(1)</script>" in page.text  # as words
    for where in (page.url, f"{page.url}/edit", f"{person.url}/records/invoices/new"):
        assert b"<script" not in person.pool.request("GET", where).data


def test_an_edit_here_is_what_the_portal_reads(world, person):
    form = edit(person, person.find("accounts", "Dockside")).form("/edit")
    person.send(form, Phone="01947 000000")
    row = world.zoho_org.get(
        "Accounts", one(world, "Accounts", Account_Name="Dockside Motors")["id"]
    )
    assert row is not None
    assert row["Phone"] == "01947 000000"
    assert row["Modified_Time"].startswith("2026-11-22T10:30:00")
