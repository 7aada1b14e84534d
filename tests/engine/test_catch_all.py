"""A line without an item goes to a catch-all product in the CRM, and comes back as no item."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.faults import Fault
from sync.core.choices import CatchAll, Choices
from sync.core.records import Mode, Module
from sync.core.stand_in import USUAL, catch_all
from sync.models import Change, Link
from sync.services.runs import sync_start
from tests.portal import Portal

INVOICES = Module.INVOICES
LOOSE = {"Description": "Advice", "Quantity": 3, "UnitAmount": "41.50", "AccountCode": "200"}


def invoice(portal: Portal, number: str, *lines: dict[str, Any]) -> str:
    contact = portal.xero.list_contacts() or [portal.xero.save_contact({"Name": "Acme"})]
    made = portal.xero.save_invoice(
        {
            "Type": "ACCREC",
            "InvoiceNumber": number,
            "Contact": {"ContactID": contact[0]["ContactID"]},
            "Date": "2026-11-01",
            "DueDate": "2026-12-01",
            "LineItems": list(lines or (LOOSE,)),
        },
        create_only=True,
    )
    return str(made["InvoiceID"])


def products(portal: Portal) -> dict[str, str]:
    return {row["Product_Code"]: row["id"] for row in portal.zoho.list("Products")}


def lines_at_zoho(portal: Portal, invoice_id: str) -> list[dict[str, Any]]:
    link = Link.objects.get(module=INVOICES, xero_id=invoice_id)
    found = portal.zoho.get("Invoices", link.zoho_id)
    assert found
    return list(found["Invoiced_Items"])


def rests(portal: Portal) -> bool:
    run = portal.sync(Module.PRODUCTS, INVOICES)
    return run.left == 0 and all(one["planned"] == 0 for one in run.counts.values())


def test_it_is_made_once_and_never_becomes_an_item(portal: Portal) -> None:
    first, second = invoice(portal, "A-1"), invoice(portal, "A-2")
    portal.fetch()
    assert portal.sync(Module.PRODUCTS, INVOICES).left == 0
    (product,) = products(portal).values()
    assert set(products(portal)) == {USUAL.code}
    for each in (first, second):
        (line,) = lines_at_zoho(portal, each)
        assert (line["Product_Name"]["id"], line["Description"]) == (product, "Advice")
    assert Change.objects.filter(module="products", state="landed").count() == 1
    assert rests(portal)
    portal.fetch()
    assert rests(portal)
    assert portal.xero.list_items() == []


def test_an_edit_in_the_crm_leaves_the_line_without_an_item(portal: Portal) -> None:
    at = invoice(portal, "A-1")
    portal.fetch()
    portal.sync(INVOICES)
    (line,) = lines_at_zoho(portal, at)
    link = Link.objects.get(module=INVOICES, xero_id=at)
    portal.zoho.update(
        "Invoices", link.zoho_id, {"Invoiced_Items": [{"id": line["id"], "Quantity": 4}]}
    )
    portal.sync(INVOICES)
    found = portal.xero.invoices.get(at)
    assert found
    (after,) = found["LineItems"]
    assert (after.get("ItemCode", ""), after["Quantity"]) == ("", 4)
    assert rests(portal)


def test_a_line_that_is_only_a_text_goes_across(portal: Portal) -> None:
    at = invoice(portal, "A-1", {"Description": "Thank you"}, LOOSE)
    portal.fetch()
    assert portal.sync(INVOICES).left == 0
    lines = lines_at_zoho(portal, at)
    assert [line["Description"] for line in lines] == ["Thank you", "Advice"]
    assert (lines[0]["Quantity"], lines[0]["List_Price"]) == (1, 0)
    assert rests(portal)


def test_one_that_is_there_already_is_used(portal: Portal) -> None:
    mine = portal.zoho.insert("Products", {"Product_Name": "Mine", "Product_Code": USUAL.code})
    at = invoice(portal, "A-1")
    portal.fetch()
    portal.sync(Module.PRODUCTS, INVOICES)
    assert products(portal) == {USUAL.code: mine["id"]}
    assert lines_at_zoho(portal, at)[0]["Product_Name"]["id"] == mine["id"]
    assert portal.xero.list_items() == []


def test_a_lost_answer_does_not_make_two(portal: Portal, settings: Any) -> None:
    settings.LOST_ANSWER_SECONDS = 0
    at = invoice(portal, "A-1")
    portal.fetch()
    portal.vendors.zoho.faults.add(Fault("lost", method="POST", path="/Products$"))
    for _ in range(3):
        portal.sync(INVOICES)
    assert set(products(portal)) == {USUAL.code}
    assert len(lines_at_zoho(portal, at)) == 1
    assert rests(portal)


def test_a_preview_makes_nothing(portal: Portal) -> None:
    invoice(portal, "A-1")
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    run = sync_start(
        bridge=portal.fresh(),
        modes={INVOICES: Mode.BOTH},
        window="all",
        user=portal.user,
        enqueue=False,
        preview=True,
    )
    run = portal.carry_on(run)
    assert run.counts["invoices"]["planned"] == 1
    assert products(portal) == {}


def test_a_tenant_may_name_it() -> None:
    chosen = CatchAll("Sundries", "SUN")
    assert catch_all(Choices(catch_all=chosen)) == chosen
    assert catch_all(Choices()) == USUAL
