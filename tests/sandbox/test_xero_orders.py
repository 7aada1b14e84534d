"""XERO.md 5 and 3: purchase orders, whose numbers overwrite and whose contacts tell local time."""

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.sandbox.xero import Profile
from tests.sandbox.xero_client import ZERO, World, world

LINE = {"Description": "steel", "Quantity": 1, "UnitAmount": 100, "AccountCode": "300"}


@pytest.fixture
def xero():
    with world() as made:
        made.org.save_contact({"Name": "ABC Furniture"})
        yield made


def order(xero: World, **more: Any) -> dict[str, Any]:
    contact = {"ContactID": xero.org.list_contacts()[0]["ContactID"]}
    return {"Contact": contact, "LineItems": [LINE], "Date": "2026-11-02", **more}


def messages(row: Any) -> list[str]:
    return [each["Message"] for each in row["ValidationErrors"]]


def test_a_created_order(xero) -> None:
    (row,) = xero.write("PurchaseOrders", order(xero, DeliveryDate="2026-12-01"))
    assert (row["PurchaseOrderNumber"], row["Status"], row["Type"]) == (
        "PO-0001",
        "DRAFT",
        "PURCHASEORDER",
    )
    assert (row["SubTotal"], row["TotalTax"], row["Total"]) == (100.0, 20.0, 120.0)
    assert row["DeliveryDateString"] == "2026-12-01T00:00:00"
    assert "Reference" not in row, "missing when unset, unlike an invoice's"
    assert row["TotalDiscount"] == 0.0


def test_prices_take_four_decimals_without_being_asked(xero) -> None:
    (row,) = xero.write("PurchaseOrders", order(xero, LineItems=[{**LINE, "UnitAmount": 1.23456}]))
    assert row["LineItems"][0]["UnitAmount"] == 1.2346
    (row,) = xero.rows("PurchaseOrders")
    assert row["LineItems"][0]["UnitAmount"] == 1.2346


def test_lists_always_page_and_always_have_lines_and_know_no_where(xero) -> None:
    for day in range(1, 4):
        xero.org.save_order(order(xero, Date=f"2026-11-0{day}"))
    for _ in range(105):
        xero.org.save_order(order(xero, Status="SUBMITTED", Date="2026-10-01"))
    assert len(xero.rows("PurchaseOrders")) == 100
    assert all(row["LineItems"] for row in xero.rows("PurchaseOrders"))
    assert "pagination" not in xero.api("GET", "PurchaseOrders").json()
    assert len(xero.rows("PurchaseOrders", page=2, where='Status=="DRAFT"')) == 8
    assert len(xero.rows("PurchaseOrders", Status="DRAFT")) == 3
    assert len(xero.rows("PurchaseOrders", DateFrom="2026-11-02", DateTo="2026-11-30")) == 2
    found = xero.rows("PurchaseOrders", order="Date DESC", page=1, pageSize=2)
    assert [row["DateString"][:10] for row in found] == ["2026-11-03", "2026-11-02"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"Contact": {"Name": "Nobody yet"}}, "A Contact must be specified for this type of"),
        ({"Contact": {}}, "A Contact must be specified for this type of transaction"),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"DeliveryInstructions": "x" * 501}, "maximum length of 500"),
        ({"Status": "PAID"}, "PurchaseOrder status change is invalid"),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
    ],
)
def test_refused(xero, more, said) -> None:
    (row,) = xero.write("PurchaseOrders", order(xero, **more))
    assert said in messages(row)[0]
    assert row["PurchaseOrderID"] == ZERO
    assert len(xero.org.orders) == 0
    assert len(xero.org.contacts) == 1


def test_a_post_with_a_taken_number_overwrites_in_silence(xero) -> None:
    (made,) = xero.write("PurchaseOrders", order(xero, PurchaseOrderNumber="P-1"))
    other = {**LINE, "Description": "brass"}
    (row,) = xero.write("PurchaseOrders", order(xero, PurchaseOrderNumber="P-1", LineItems=[other]))
    assert row["PurchaseOrderID"] == made["PurchaseOrderID"]
    assert row["StatusAttributeString"] == "OK"
    assert [line["Description"] for line in row["LineItems"]] == ["brass"]
    said = xero.said("PurchaseOrders", order(xero, PurchaseOrderNumber="P-1"), method="PUT")
    assert said == ["Order number must be unique"]


def test_a_deleted_order_keeps_its_number_for_ever(xero) -> None:
    (made,) = xero.write("PurchaseOrders", order(xero, PurchaseOrderNumber="P-1"))
    gone = {"PurchaseOrderID": made["PurchaseOrderID"], "Status": "DELETED"}
    assert xero.said("PurchaseOrders", gone) == []
    (row,) = xero.write("PurchaseOrders", order(xero, PurchaseOrderNumber="P-1"))
    assert messages(row) == [
        "PurchaseOrder status change is invalid",
        "Deleted PurchaseOrders cannot be updated",
    ]
    assert row["PurchaseOrderID"] == ZERO


def test_renamed_while_it_is_deleted_it_frees_its_number(xero) -> None:
    (made,) = xero.write("PurchaseOrders", order(xero, PurchaseOrderNumber="P-1"))
    gone = {"PurchaseOrderID": made["PurchaseOrderID"], "Status": "DELETED"}
    assert xero.said("PurchaseOrders", {**gone, "PurchaseOrderNumber": "P-1 (deleted)"}) == []
    assert xero.said("PurchaseOrders", order(xero, PurchaseOrderNumber="P-1")) == []
    assert len(xero.org.orders) == 2


@pytest.mark.parametrize(
    ("start", "to", "ok"),
    [
        ("SUBMITTED", "AUTHORISED", True),
        ("AUTHORISED", "DELETED", True),
        ("BILLED", "DELETED", True),
        ("AUTHORISED", "DRAFT", False),
        ("DELETED", "DRAFT", False),
    ],
)
def test_status_moves(xero, start, to, ok) -> None:
    made = xero.org.save_order(order(xero, Status=start))
    said = xero.said("PurchaseOrders", {"PurchaseOrderID": made["PurchaseOrderID"], "Status": to})
    assert bool(said) is not ok


def test_the_nested_contact_tells_the_local_time_as_if_it_were_utc() -> None:
    profile = Profile(timezone="NEWZEALANDSTANDARDTIME", zone="Pacific/Auckland")
    with world(profile=profile) as xero:
        xero.clock.now = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)  # +12 h
        xero.org.save_contact({"Name": "Winter"})
        winter = xero.write("PurchaseOrders", order(xero))[0]["Contact"]
        assert winter["UpdatedDateUTC"] == "/Date(1789419600000+0000)/"
        assert xero.rows("Contacts")[0]["UpdatedDateUTC"] == "/Date(1789376400000+0000)/"
        xero.clock.now = datetime(2026, 10, 14, 9, 0, tzinfo=UTC)  # +13 h: daylight saving
        xero.org.save_contact({"ContactID": winter["ContactID"], "FirstName": "x"})
        summer = xero.rows("PurchaseOrders")[0]["Contact"]
        assert summer["UpdatedDateUTC"] == "/Date(1792015200000+0000)/"
