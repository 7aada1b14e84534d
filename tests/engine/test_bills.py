"""A tenant may choose that a purchase order of the CRM is a bill in Xero."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from sync.core.choices import Choices
from sync.core.choices_json import read, written
from sync.core.chosen import chosen_table
from sync.core.records import Module, Side
from sync.core.tables.purchase_orders import PURCHASE_ORDERS
from sync.models import Link, Question
from sync.services.settings import NotSaved, settings_get, settings_save
from sync.store.rules import rules_save
from tests.engine.test_orders import ORDERS, Desk
from tests.portal import Portal


@pytest.fixture
def desk(portal: Portal) -> Desk:
    rules_save(
        bridge_id=portal.bridge.pk,
        choices=Choices(bills=True),
        seen=0,
        user=None,
        now=datetime.now(UTC),
    )
    return Desk(portal)


def bills(desk: Desk) -> list[dict[str, Any]]:
    return [dict(row) for row in desk.portal.xero.list_invoices() if row["Type"] == "ACCPAY"]


def test_an_order_becomes_a_bill(desk: Desk) -> None:
    mine = desk.new_at_zoho("PO-7", Status="Approved")
    desk.portal.fetch()
    desk.sync()
    (bill,) = bills(desk)
    assert (bill["InvoiceNumber"], bill["Status"]) == ("PO-7", "AUTHORISED")
    assert Decimal(str(bill["Total"])) == Decimal("29.97")
    assert bill["LineItems"][0]["AccountCode"] == "300"
    assert desk.orders() == []
    assert desk.rests()
    payment = {"Invoice": {"InvoiceID": bill["InvoiceID"]}, "Amount": "29.97"}
    desk.portal.xero.add_payment({**payment, "Account": {"Code": "090"}})
    desk.sync()
    assert desk.at_zoho(mine)["Status"] == "Delivered"
    assert desk.rests()


def test_a_bill_becomes_an_order_and_a_sale_does_not(desk: Desk) -> None:
    desk.portal.fetch()
    desk.portal.sync(Module.PRODUCTS, Module.VENDORS)
    line = {"Description": "Flour", "ItemCode": "F-1", "Quantity": 2, "UnitAmount": "5.55"}
    common = {"Contact": {"ContactID": desk.contact()}, "Date": "2026-11-02"}
    for kind, account in (("ACCPAY", "300"), ("ACCREC", "200")):
        lines = [{**line, "AccountCode": account}]
        row = {**common, "Type": kind, "InvoiceNumber": "S-1", "LineItems": lines}
        desk.portal.xero.save_invoice(row, create_only=True)
    desk.sync()
    link = Link.objects.get(module=ORDERS)
    assert desk.at_zoho(link.zoho_id)["PO_Number"] == "S-1"
    assert len(desk.portal.zoho.list("Purchase_Orders")) == 1
    assert desk.rests()


def test_a_discount_that_a_bill_cannot_hold_is_seen_before(desk: Desk) -> None:
    line = {"Product_Name": {"id": desk.product}, "Quantity": 1, "List_Price": 100, "Discount": 5}
    desk.new_at_zoho("PO-8", Purchase_Items=[line])
    desk.portal.fetch()
    desk.sync()
    assert bills(desk) == []
    assert {*Question.objects.values_list("why", flat=True)} == {"total"}


def test_the_choice_is_kept_and_changes_the_table() -> None:
    chosen = read(written(Choices(bills=True)))
    assert chosen.bills
    assert chosen_table(PURCHASE_ORDERS, chosen, {}).resource[Side.XERO] == "Invoices"
    assert chosen_table(PURCHASE_ORDERS, Choices(), {}).resource[Side.XERO] == "PurchaseOrders"


def choose(portal: Portal, *, bills: bool) -> set[Module]:
    settings = settings_get(bridge=portal.fresh())
    return settings_save(
        bridge=portal.fresh(),
        user=portal.user,
        choices=replace(settings.choices, bills=bills),
        seen=settings.kept.version,
        room="rules",
    )


def test_the_choice_wants_a_fetch_and_is_final_once_orders_are_linked(portal: Portal) -> None:
    desk = Desk(portal)
    portal.fetch()
    portal.sync(Module.PRODUCTS, Module.VENDORS)
    desk.new_at_xero("X-1")
    portal.fetch()
    assert choose(portal, bills=True) == {ORDERS}
    desk.new_at_zoho("PO-1")
    portal.fetch()
    desk.sync()
    (bill,) = bills(desk)
    assert bill["InvoiceNumber"] == "PO-1"
    # The order of Xero is out of sight now, and no deletion.
    assert [row["PO_Number"] for row in portal.zoho.list("Purchase_Orders")] == ["PO-1"]
    assert not Question.objects.filter(module=ORDERS).exists()
    with pytest.raises(NotSaved, match="before the first sync"):
        choose(portal, bills=False)


def test_two_suppliers_may_use_one_number(desk: Desk) -> None:
    desk.portal.fetch()
    desk.portal.sync(Module.PRODUCTS, Module.VENDORS)
    other = desk.portal.xero.save_contact({"Name": "Other Mill Ltd"}, create_only=True)
    line = {"Description": "Flour", "ItemCode": "F-1", "Quantity": 2, "UnitAmount": "5.55"}
    for contact in (desk.contact(), other["ContactID"]):
        row: dict[str, Any] = {"Type": "ACCPAY", "InvoiceNumber": "XB-1", "Date": "2026-11-02"}
        row |= {"Contact": {"ContactID": contact}, "LineItems": [{**line, "AccountCode": "300"}]}
        desk.portal.xero.save_invoice(row, create_only=True)
    desk.sync()
    assert Link.objects.filter(module=ORDERS).count() == 2
    assert {row["PO_Number"] for row in desk.portal.zoho.list("Purchase_Orders")} == {"XB-1"}
    assert desk.rests()
    assert not Question.objects.exists()


def test_one_supplier_and_one_number_twice_is_asked_about(desk: Desk) -> None:
    desk.portal.fetch()
    for _ in range(2):
        desk.new_at_zoho("XB-1")
    desk.sync()
    assert set(Question.objects.values_list("why", flat=True)) == {"twins"}
    assert bills(desk) == []
