"""Purchase orders go across with their lines, taxes and vendor, and overwrite nobody's order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sync.core.records import Module
from sync.models import Change, Link, Question, Run
from tests.portal import Portal

ORDERS = Module.PURCHASE_ORDERS
TAX = "INPUT2"


@pytest.fixture
def desk(portal: Portal) -> Desk:
    return Desk(portal)


class Desk:
    """One vendor, one product, and orders over them, on either vendor's screen."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.vendor = portal.zoho.insert("Vendors", {"Vendor_Name": "Mill Ltd"})["id"]
        self.product = portal.zoho.insert(
            "Products", {"Product_Name": "Flour", "Product_Code": "F-1"}
        )["id"]

    def new_at_zoho(self, number: str | None, **more: object) -> str:
        line = {"Product_Name": {"id": self.product}, "Quantity": 3, "List_Price": "9.99"}
        row = {
            "Subject": "Flour for May",
            "PO_Number": number,
            "Vendor_Name": {"id": self.vendor},
            "PO_Date": "2026-11-01",
            "Due_Date": "2026-12-01",
            "Purchase_Items": [line],
        }
        return str(self.portal.zoho.insert("Purchase_Orders", {**row, **more})["id"])

    def new_at_xero(self, number: str, **more: object) -> str:
        line = {"Description": "Flour", "ItemCode": "F-1", "Quantity": 2, "UnitAmount": "5.55",
                "AccountCode": "300", "TaxType": TAX}  # fmt: skip
        row = {
            "PurchaseOrderNumber": number,
            "Contact": {"ContactID": self.contact()},
            "Date": "2026-11-02",
            "LineItems": [line],
        }
        made = self.portal.xero.save_order({**row, **more}, create_only=True)
        return str(made["PurchaseOrderID"])

    def contact(self) -> str:
        return str(self.portal.xero.list_contacts()[0]["ContactID"])

    def at_zoho(self, order: str) -> dict[str, Any]:
        found = self.portal.zoho.get("Purchase_Orders", order)
        assert found
        return found

    def orders(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.portal.xero.list_orders()]

    def sync(self) -> Run:
        run = self.portal.sync(ORDERS)
        assert run.left == 0
        return run

    def rests(self) -> bool:
        counts = self.portal.sync(ORDERS).counts
        return [one["planned"] for one in counts.values()] == [0] * len(counts)


def asked() -> set[tuple[str, str]]:
    return {*Question.objects.values_list("why", "field")}


def test_an_order_takes_its_vendor_and_product_along(desk: Desk) -> None:
    desk.new_at_zoho("PO-7")
    desk.portal.fetch()
    desk.sync()
    (order,) = desk.orders()
    assert (order["PurchaseOrderNumber"], order["Status"]) == ("PO-7", "DRAFT")
    assert str(order["DeliveryDate"])[:10] == "2026-12-01"
    assert Decimal(str(order["Total"])) == Decimal("29.97")
    (line,) = order["LineItems"]
    assert (line["ItemCode"], line["AccountCode"]) == ("F-1", "300")
    assert desk.rests()


def test_a_tax_is_said_in_the_words_of_purchases(desk: Desk) -> None:
    tax = desk.portal.zoho.taxes[0].name
    line = {"Product_Name": {"id": desk.product}, "Quantity": 1, "List_Price": 100}
    desk.new_at_zoho("PO-8", Purchase_Items=[{**line, "Line_Tax": [{"name": tax}]}])
    desk.portal.fetch()
    desk.sync()
    (order,) = desk.orders()
    assert order["LineItems"][0]["TaxType"] == TAX
    assert desk.rests()


def test_an_order_of_xero_comes_with_the_vendor_that_is_only_a_contact_there(desk: Desk) -> None:
    desk.portal.fetch()
    desk.portal.sync(Module.PRODUCTS, Module.VENDORS)
    name = desk.portal.xero.save_contact({"Name": "Not a supplier yet"}, create_only=True)
    order = desk.new_at_xero("X-1", Contact={"ContactID": name["ContactID"]})
    desk.sync()
    link = Link.objects.get(module=ORDERS, xero_id=order)
    found = desk.at_zoho(link.zoho_id)
    assert (found["PO_Number"], found["Vendor_Name"]["name"]) == ("X-1", "Not a supplier yet")
    assert found["Purchase_Items"][0]["Quantity"] == 2
    assert desk.rests()


def test_a_number_that_both_have_is_proposed_and_overwrites_nothing(desk: Desk) -> None:
    desk.portal.fetch()
    desk.portal.sync(Module.PRODUCTS, Module.VENDORS)
    desk.new_at_zoho("PO-9")
    desk.new_at_xero("PO-9")
    before = desk.orders()
    desk.sync()
    assert desk.orders() == before
    assert asked() == {("match", "*")}


def test_a_number_that_is_linked_already_is_taken(desk: Desk) -> None:
    desk.new_at_zoho("PO-1")
    desk.portal.fetch()
    desk.sync()
    before = desk.orders()
    desk.new_at_zoho("PO-1", Subject="Another")
    desk.sync()
    assert desk.orders() == before
    assert asked() == {("taken", "*")}


def test_a_deleted_order_keeps_its_number_which_is_seen_before_the_call(desk: Desk) -> None:
    desk.portal.fetch()
    desk.portal.sync(Module.PRODUCTS, Module.VENDORS)
    gone = desk.new_at_xero("PO-2")
    desk.portal.xero.save_order({"PurchaseOrderID": gone, "Status": "DELETED"})
    desk.new_at_zoho("PO-2")
    desk.sync()
    assert asked() == {("in_use", "number")}
    assert "a deleted one, which keeps it" in Question.objects.get(module=ORDERS).detail
    assert not Change.objects.filter(module=ORDERS).exists()


def test_an_order_without_a_number_is_not_sent(desk: Desk) -> None:
    desk.new_at_zoho(None)
    desk.portal.fetch()
    desk.sync()
    assert desk.orders() == []
    assert ("no_key", "*") in asked()


def test_edits_go_both_ways_and_lines_keep_their_ids(desk: Desk) -> None:
    mine = desk.new_at_zoho("PO-3")
    desk.portal.fetch()
    desk.sync()
    (order,) = desk.orders()
    line = desk.at_zoho(mine)["Purchase_Items"][0]["id"]
    desk.portal.zoho.update(
        "Purchase_Orders",
        mine,
        {"Status": "Approved", "Purchase_Items": [{"id": line, "Quantity": 4}]},
    )
    desk.sync()
    (after,) = desk.orders()
    assert (after["Status"], after["LineItems"][0]["Quantity"]) == ("AUTHORISED", 4)
    assert after["LineItems"][0]["LineItemID"] == order["LineItems"][0]["LineItemID"]
    desk.portal.xero.save_order(
        {"PurchaseOrderID": order["PurchaseOrderID"], "DeliveryDate": "2026-12-24"}
    )
    desk.sync()
    assert desk.at_zoho(mine)["Due_Date"] == "2026-12-24"
    assert desk.at_zoho(mine)["Purchase_Items"][0]["id"] == line
    assert desk.rests()


def test_a_billed_order_is_locked(desk: Desk) -> None:
    mine = desk.new_at_zoho("PO-4")
    desk.portal.fetch()
    desk.sync()
    (order,) = desk.orders()
    desk.portal.xero.save_order(
        {"PurchaseOrderID": order["PurchaseOrderID"], "Status": "AUTHORISED"}
    )
    desk.portal.xero.save_order({"PurchaseOrderID": order["PurchaseOrderID"], "Status": "BILLED"})
    desk.sync()
    assert desk.at_zoho(mine)["Status"] == "Delivered"
    desk.portal.zoho.update("Purchase_Orders", mine, {"Subject": "Too late"})
    desk.sync()
    assert asked() == {("locked", "subject")}
