"""What the CRM's own fields say for the books: accounts, tax rates, terms and numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from sync.core.records import Module
from sync.models import Question, Run
from sync.services.crm_fields import crm_fields_create
from tests.engine.papers import Papers
from tests.portal import Portal

THIRTY = "30 days after the invoice date"
FOLLOWING = "20th of the following month"


@dataclass
class Desk:
    """One record with one field of the portal's, on either screen."""

    portal: Portal
    module: Module
    field: str
    one: str = ""

    def new(self, value: str | None) -> Run:
        row = {"Account_Name": "Acme", "Product_Name": "Nut", "Product_Code": "N-1"}
        if self.module is Module.ACCOUNTS:
            row = {"Account_Name": "Acme"}
        else:
            del row["Account_Name"]
        made = self.portal.zoho.insert(self.module.title(), {**row, self.field: value})
        self.one = str(made["id"])
        return self.sync()

    def say(self, value: str | None) -> None:
        self.portal.zoho.update(self.module.title(), self.one, {self.field: value})

    def said(self) -> str | None:
        row = self.portal.zoho.get(self.module.title(), self.one)
        assert row
        value: str | None = row[self.field]
        return value

    def at_xero(self) -> dict[str, Any]:
        people = self.module is Module.ACCOUNTS
        (row,) = self.portal.xero.list_contacts() if people else self.portal.xero.list_items()
        return dict(row)

    def change(self, **fields: object) -> None:
        row = self.at_xero()
        if self.module is Module.ACCOUNTS:
            self.portal.xero.save_contact({"ContactID": row["ContactID"], **fields})
        else:
            self.portal.xero.save_item({"ItemID": row["ItemID"], **fields})

    def sync(self) -> Run:
        run = self.portal.sync(self.module)
        assert run.left == 0
        return run

    def rests(self) -> bool:
        return bool(self.portal.sync(self.module).counts[self.module]["planned"] == 0)

    def held(self) -> tuple[str, str, str]:
        asked = Question.objects.get(module=self.module)
        return asked.why, asked.field, asked.detail


@pytest.fixture
def ready(portal: Portal) -> Portal:
    portal.fetch()
    crm_fields_create(bridge=portal.fresh(), user=portal.user)
    portal.fetch()
    return portal


@pytest.fixture
def default_account(ready: Portal) -> Desk:
    return Desk(ready, Module.ACCOUNTS, "Default_Sales_Account")


@pytest.fixture
def due_rule(ready: Portal) -> Desk:
    return Desk(ready, Module.ACCOUNTS, "Due_Date_Rule")


def product(ready: Portal, field: str) -> Desk:
    return Desk(ready, Module.PRODUCTS, field)


def test_a_customers_sales_account_goes_both_ways(default_account: Desk) -> None:
    desk = default_account
    desk.new("200")
    assert desk.at_xero()["SalesDefaultAccountCode"] == "200"
    assert desk.rests()
    desk.say("260")
    desk.sync()
    assert desk.at_xero()["SalesDefaultAccountCode"] == "260"
    desk.change(SalesDefaultAccountCode="210")
    desk.sync()
    assert desk.said() == "210"
    desk.say(None)
    desk.sync()
    assert desk.at_xero()["SalesDefaultAccountCode"] == ""
    assert desk.rests()


@pytest.mark.parametrize("code", ["999", "299", "090"])  # unknown, archived, a bank's
def test_a_customers_sales_account_that_xero_lacks_is_held(
    default_account: Desk, code: str
) -> None:
    desk = default_account
    desk.new("200")
    desk.say(code)
    desk.sync()
    assert desk.held() == ("not_offered", "default_account", code)
    assert desk.at_xero()["SalesDefaultAccountCode"] == "200"
    assert desk.rests()
    desk.say("260")
    desk.sync()
    assert not Question.objects.exists()
    assert desk.at_xero()["SalesDefaultAccountCode"] == "260"


def test_a_due_date_rule_becomes_payment_terms(due_rule: Desk) -> None:
    desk = due_rule
    desk.new(THIRTY)
    assert desk.at_xero()["PaymentTerms"]["Sales"] == {"Day": 30, "Type": "DAYSAFTERBILLDATE"}
    assert desk.rests()
    bills = {"Day": 15, "Type": "OFCURRENTMONTH"}
    desk.change(PaymentTerms={"Sales": {"Day": 20, "Type": "OFFOLLOWINGMONTH"}, "Bills": bills})
    desk.sync()
    assert desk.said() == FOLLOWING
    desk.say(THIRTY)
    desk.sync()
    assert desk.at_xero()["PaymentTerms"] == {
        "Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"},
        "Bills": bills,
    }
    desk.say(None)
    desk.sync()
    assert desk.at_xero()["PaymentTerms"]["Bills"] == bills
    assert not desk.at_xero()["PaymentTerms"].get("Sales")
    assert desk.rests()


def test_terms_that_the_crm_has_no_words_for_leave_it_blank(due_rule: Desk) -> None:
    desk = due_rule
    desk.new(THIRTY)
    desk.change(PaymentTerms={"Sales": {"Day": 45, "Type": "DAYSAFTERBILLDATE"}})
    desk.sync()
    assert desk.said() is None
    assert desk.at_xero()["PaymentTerms"]["Sales"]["Day"] == 45
    assert desk.rests()


def test_a_due_date_rule_of_somebodys_own_is_held(due_rule: Desk) -> None:
    desk = due_rule
    desk.new(THIRTY)
    field = desk.portal.zoho.fields["Accounts"]["Due_Date_Rule"]
    more = replace(field, options=(*field.options, "Whenever"))
    desk.portal.zoho.add_field("Accounts", more)
    desk.say("Whenever")
    desk.sync()
    assert desk.held() == ("not_offered", "due_rule", "Whenever")
    assert desk.at_xero()["PaymentTerms"]["Sales"]["Day"] == 30
    assert desk.rests()


@pytest.mark.parametrize(
    ("field", "details", "codes"),
    [
        ("Sales_Account", "SalesDetails", ("210", "260", "200")),
        ("Purchase_Account", "PurchaseDetails", ("310", "429", "300")),
    ],
)
def test_a_products_accounts_go_both_ways(
    ready: Portal, field: str, details: str, codes: tuple[str, str, str]
) -> None:
    desk = product(ready, field)
    first, second, third = codes
    desk.new(first)
    assert desk.at_xero()[details]["AccountCode"] == first
    assert desk.rests()
    desk.say(second)
    desk.sync()
    assert desk.at_xero()[details]["AccountCode"] == second
    desk.change(**{details: {"AccountCode": third}})
    desk.sync()
    assert desk.said() == third
    desk.say("999")
    desk.sync()
    assert desk.held() == ("not_offered", field.lower(), "999")
    assert desk.rests()
    desk.say(None)
    desk.sync()
    assert not desk.at_xero()[details].get("AccountCode")
    assert not Question.objects.exists()
    assert desk.rests()


def test_a_product_that_names_no_account_is_booked_as_the_settings_say(ready: Portal) -> None:
    desk = product(ready, "Sales_Account")
    desk.new(None)
    assert desk.at_xero()["SalesDetails"]["AccountCode"] == "200"
    assert desk.rests()


def test_a_products_tax_rate_goes_both_ways_by_its_name(ready: Portal) -> None:
    desk = product(ready, "Xero_Tax_Rate")
    desk.new("20% (VAT on Income)")
    assert desk.at_xero()["SalesDetails"]["TaxType"] == "OUTPUT2"
    desk.say("Zero Rated Income")
    desk.sync()
    sales = desk.at_xero()["SalesDetails"]
    assert (sales["TaxType"], sales["AccountCode"]) == ("ZERORATEDOUTPUT", "200")
    desk.change(SalesDetails={"TaxType": "RROUTPUT"})
    desk.sync()
    assert desk.said() == "5% (VAT on Income)"
    assert desk.rests()
    desk.say(None)
    desk.sync()
    assert not desk.at_xero()["SalesDetails"].get("TaxType")
    assert desk.rests()


@pytest.mark.parametrize("rate", ["Moon tax", "20% (VAT on Expenses)"])
def test_a_tax_rate_that_no_sale_can_have_is_held(ready: Portal, rate: str) -> None:
    desk = product(ready, "Xero_Tax_Rate")
    desk.new("20% (VAT on Income)")
    desk.say(rate)
    desk.sync()
    assert desk.held() == ("untranslated", "sales_tax", rate)
    assert desk.at_xero()["SalesDetails"]["TaxType"] == "OUTPUT2"
    assert desk.rests()


def test_an_item_of_xero_brings_its_accounts_and_its_rate(ready: Portal) -> None:
    sales = {"UnitPrice": 5, "AccountCode": "260", "TaxType": "OUTPUT2"}
    bought = {"AccountCode": "310"}
    ready.xero.save_item(
        {"Code": "B-1", "Name": "Bolt", "SalesDetails": sales, "PurchaseDetails": bought}
    )
    ready.sync(Module.PRODUCTS)
    (row,) = ready.zoho.list("Products")
    assert (row["Sales_Account"], row["Purchase_Account"]) == ("260", "310")
    assert row["Xero_Tax_Rate"] == "20% (VAT on Income)"
    assert ready.sync(Module.PRODUCTS).counts["products"]["planned"] == 0


def test_fields_made_after_the_first_sync_are_filled_from_xero(portal: Portal) -> None:
    portal.fetch()
    portal.xero.save_item({"Code": "B-1", "Name": "Bolt", "SalesDetails": {"AccountCode": "260"}})
    portal.sync(Module.PRODUCTS)
    crm_fields_create(bridge=portal.fresh(), user=portal.user)
    portal.fetch()
    portal.sync(Module.PRODUCTS)
    (row,) = portal.zoho.list("Products")
    assert row["Sales_Account"] == "260"
    assert portal.sync(Module.PRODUCTS).counts["products"]["planned"] == 0


def test_the_crms_own_number_is_the_invoices_where_nobody_wrote_one(ready: Portal) -> None:
    fields = ready.zoho.fields["Invoices"]
    del fields["Invoice_Number"]  # as in a CRM that numbers no invoices by itself
    papers = Papers(ready)
    mine = papers.new_at_zoho("Widgets", [("W-1", "1", "10")])
    ready.fetch()
    assert ready.sync().left == 0
    row = ready.zoho.get("Invoices", mine)
    (made,) = ready.xero.list_invoices()
    assert row
    assert row["CRM_Invoice_No"].startswith("CRM-INV-")
    assert made["InvoiceNumber"] == row["CRM_Invoice_No"] == row["Xero_Invoice_No"]
    assert ready.sync().counts["invoices"]["planned"] == 0
