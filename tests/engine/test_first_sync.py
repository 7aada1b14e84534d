"""Fetch both, sync, sync again: what each side holds afterwards, and that the second writes 0."""

from __future__ import annotations

from decimal import Decimal

from sync.core.records import Module
from sync.core.states import RunState
from sync.models import Change, Link
from tests.portal import Portal


def test_an_account_goes_across_each_way(portal: Portal) -> None:
    portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd", "Phone": "01234 5"})
    portal.xero.save_contact({"Name": "Brightwater", "EmailAddress": "hi@bright.test"})
    portal.fetch()
    run = portal.sync(Module.ACCOUNTS)
    assert run.state == RunState.SUCCEEDED, run.error
    assert {row["Account_Name"] for row in portal.zoho.list("Accounts")} == {
        "Acme Ltd",
        "Brightwater",
    }
    assert {row["Name"] for row in portal.xero.list_contacts()} == {"Acme Ltd", "Brightwater"}
    assert run.left == 0
    assert Link.objects.count() == 2
    again = portal.sync(Module.ACCOUNTS)
    assert again.counts["accounts"]["planned"] == 0
    assert Change.objects.count() == 2


def test_an_invoice_takes_its_account_and_product_along(portal: Portal) -> None:
    account = portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    product = portal.zoho.insert(
        "Products", {"Product_Name": "Widget", "Product_Code": "W-1", "Unit_Price": 10}
    )
    portal.fetch()
    portal.zoho.insert(
        "Invoices",
        {
            "Subject": "First",
            "Account_Name": {"id": account["id"]},
            "Invoice_Date": "2026-11-01",
            "Due_Date": "2026-12-01",
            "Status": "Created",
            "Invoiced_Items": [
                {"Product_Name": {"id": product["id"]}, "Quantity": 3, "List_Price": 9.99}
            ],
        },
    )
    run = portal.sync(Module.INVOICES, window="last")
    assert run.state == RunState.SUCCEEDED, (run.error, run.counts)
    (invoice,) = portal.xero.list_invoices()
    assert Decimal(str(invoice["Total"])) == Decimal("29.97")
    assert [line["ItemCode"] for line in invoice["LineItems"]] == ["W-1"]
    assert portal.sync(Module.INVOICES).counts["invoices"]["planned"] == 0
