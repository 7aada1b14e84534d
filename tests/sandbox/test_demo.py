"""The demo company: what it promises to testers is there, and the rest is equal."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.sandbox.demo import ODDITIES
from connectors.sandbox.demo.filling import lock_date, script
from connectors.sandbox.world import World, open_world

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ZOHO = {
    "accounts": ("Accounts", "Account_Name"),
    "vendors": ("Vendors", "Vendor_Name"),
    "contacts": ("Contacts", "Full_Name"),
    "products": ("Products", "Product_Code"),
    "invoices": ("Invoices", "Invoice_Number"),
    "orders": ("Purchase_Orders", "PO_Number"),
}
ODD_NUMBERS = {"BW-2001", "BW-2002", "BW-2009"}  # not meant to be equal
STATES = {"DRAFT": "Created", "SUBMITTED": "Created", "AUTHORISED": "Approved"}
STATES |= {"PAID": "Delivered", "VOIDED": "Cancelled", "BILLED": "Delivered"}


@pytest.fixture(scope="module")
def demo() -> Iterator[World]:
    world = open_world(clock=lambda: NOW)
    yield world
    world.stop()


def sales(world: World) -> dict[str, dict[str, Any]]:
    rows = world.xero_org.list_invoices()
    return {row["InvoiceNumber"]: row for row in rows if row["Type"] == "ACCREC"}


def names_in_zoho(world: World, module: str) -> set[str]:
    table, name = ZOHO[module]
    rows = world.zoho_org.list(table)
    return {str(row.get(each)) for row in rows for each in (name, "Product_Name")}


def names_in_xero(world: World, module: str) -> set[str]:
    org = world.xero_org
    lists = {"products": (org.list_items, "Code"), "invoices": (org.list_invoices, "InvoiceNumber"),
             "orders": (org.list_orders, "PurchaseOrderNumber")}  # fmt: skip
    if module in lists:
        rows, name = lists[module]
        return {row[name] for row in rows()}
    people = (person for row in org.list_contacts() for person in row["ContactPersons"])
    named = {f"{person['FirstName']} {person['LastName']}" for person in people}
    return named | {row["Name"] for row in org.list_contacts()}


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda each: f"{each.module}: {each.name}")
def test_every_oddity_can_be_found_where_the_list_says(demo, oddity):
    if oddity.zoho:
        assert oddity.zoho in names_in_zoho(demo, oddity.module)
    if oddity.xero:
        assert oddity.xero in names_in_xero(demo, oddity.module)


def test_it_is_as_big_as_promised(demo):
    tables = demo.zoho_org.tables
    sizes = {name: len(tables[table].rows) for name, (table, _) in ZOHO.items()}
    promised = {"accounts": 60, "contacts": 90, "vendors": 20, "products": 60, "invoices": 120,
                "orders": 30}  # fmt: skip
    assert all(abs(sizes[name] - size) <= size / 8 for name, size in promised.items()), sizes
    org = demo.xero_org
    assert [len(org.items), len(org.orders)] == [59, 30]
    assert 110 <= len(sales(demo)) <= 130
    assert 75 <= len(org.contacts) <= 100


def test_invoices_on_both_sides_are_equal_to_the_cent(demo):
    books, compared = sales(demo), 0
    for row in demo.zoho_org.list("Invoices"):
        other = books.get(row["Invoice_Number"])
        if other is None or row["Invoice_Number"] in ODD_NUMBERS:
            continue
        compared += 1
        assert row["Grand_Total"] == other["Total"], row["Invoice_Number"]
        assert row["Currency"] == other["CurrencyCode"]
        assert row["Exchange_Rate"] == other["CurrencyRate"]
        assert row["Subject"] == other["Reference"]
        assert (row["Invoice_Date"], row["Due_Date"]) == (other["Date"], other["DueDate"])
        assert row["Status"] == STATES[other["Status"]]
        pairs = zip(row["Invoiced_Items"], other["LineItems"], strict=True)
        for mine, theirs in pairs:
            assert mine["Quantity"] == theirs["Quantity"]
            assert mine["Tax"] == theirs["TaxAmount"]
            assert mine["Description"] == theirs["Description"]
    assert compared >= 80


def test_tax_inclusive_discounted_part_paid_and_locked_ones_are_among_the_equal(demo):
    both = {row["Invoice_Number"] for row in demo.zoho_org.list("Invoices")} - ODD_NUMBERS
    shared = [row for number, row in sales(demo).items() if number in both]
    lock = demo.xero_org.profile.period_lock_date
    assert sum(row["LineAmountTypes"] == "Inclusive" for row in shared) >= 5
    assert any(row["TotalDiscount"] for row in shared)
    assert any(row["AmountPaid"] and row["AmountDue"] for row in shared)
    assert sum(row["Date"] <= lock for row in shared) >= 10
    states = Counter(row["Status"] for row in shared)
    assert set(states) == {"DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED"}


def test_orders_on_both_sides_are_equal_to_the_cent(demo):
    orders = {row["PurchaseOrderNumber"]: row for row in demo.xero_org.list_orders()}
    both = [row for row in demo.zoho_org.list("Purchase_Orders") if row["PO_Number"] in orders]
    assert len(both) == 20
    for row in both:
        assert row["Grand_Total"] == orders[row["PO_Number"]]["Total"]


def test_companies_on_both_sides_say_the_same(demo):
    books = {row["Name"]: row for row in demo.xero_org.list_contacts()
             if row["ContactStatus"] == "ACTIVE"}  # fmt: skip
    compared = 0
    for row in demo.zoho_org.list("Accounts"):
        other = books.get(row["Account_Name"])
        if other is None or not row["Website"] or row["Account_Name"] in odd_names():
            continue
        compared += 1
        address = next(each for each in other["Addresses"] if each["AddressType"] == "POBOX")
        phones = {each["PhoneType"]: each.get("PhoneNumber") for each in other["Phones"]}
        assert row["Phone"] == phones["DEFAULT"]
        assert row["Billing_Street"] == address["AddressLine1"]
        assert row["Billing_Code"] == address["PostalCode"]
    assert compared >= 30


def odd_names() -> set[str]:
    return {each.zoho for each in ODDITIES if each.module == "accounts"}


def test_one_cent_apart_is_one_cent_apart(demo):
    (mine,) = [row for row in demo.zoho_org.list("Invoices") if row["Invoice_Number"] == "BW-2001"]
    assert (mine["Grand_Total"], sales(demo)["BW-2001"]["Total"]) == (10, 9.99)


def test_two_worlds_are_the_same_world_with_the_same_ids(demo):
    again = open_world(clock=lambda: NOW)
    again.stop()
    assert again.dump() == demo.dump()


def test_dates_count_back_from_the_day_it_is_opened_and_nothing_lies_ahead(demo):
    later = NOW + timedelta(days=100)
    again = open_world(clock=lambda: later)
    again.stop()
    moved = {row["InvoiceNumber"]: row["Date"] for row in again.xero_org.list_invoices()}
    then, now = (datetime.fromisoformat(day) for day in (sales(demo)["BW-1050"]["Date"],
                                                        moved["BW-1050"]))  # fmt: skip
    assert now - then == timedelta(days=100)
    rows = [row for shelf in demo.xero_org.shelves().values() for row in shelf]
    assert max(row.get("UpdatedDateUTC", 0) for row in rows) <= NOW.timestamp() * 1000


def test_a_number_given_by_hand_does_not_meet_one_that_is_there(demo):
    again = open_world(clock=lambda: NOW)
    org = again.zoho_org
    product = next(iter(org.tables["Products"].rows))
    line = {"Product_Name": product, "Quantity": 1}
    made = org.insert("Invoices", {"Subject": "New", "Invoiced_Items": [line]})
    again.stop()
    assert made["Invoice_Number"] == "BW-2101"
    taken = {row["Invoice_Number"] for row in demo.zoho_org.list("Invoices")}
    assert made["Invoice_Number"] not in taken


def test_the_lock_date_is_the_end_of_the_month_four_months_ago():
    days = [
        datetime(2026, month, day, tzinfo=UTC).date() for month, day in ((11, 22), (1, 1), (3, 31))
    ]
    assert [lock_date(day) for day in days] == ["2026-07-31", "2025-09-30", "2025-11-30"]


def test_the_script_names_each_thing_once():
    written = script()
    for things in (written.customers, written.invoices, written.orders):
        keys = [getattr(each, "called", getattr(each, "key", "")) for each in things]
        assert [key for key, count in Counter(keys).items() if count > 1] == []
