"""Xero's number of an invoice in a real CRM, with our fields and without them."""

from __future__ import annotations

from decimal import Decimal

from sync.core.records import Module
from sync.core.verdicts import Why
from sync.models import Link, Question
from sync.services.crm_fields import crm_fields_create
from tests.engine.papers import Papers
from tests.portal import Portal


def test_it_is_filled_in_where_the_crm_made_the_invoice(portal: Portal) -> None:
    papers = Papers(portal)
    invoice = papers.new_at_zoho("one", [("W-1", "1", "10")])
    portal.fetch()
    crm_fields_create(bridge=portal.fresh(), user=portal.user)
    portal.fetch()
    run = portal.sync()
    (made,) = portal.xero.list_invoices()
    row = portal.zoho.get("Invoices", invoice)
    assert row
    assert row["Xero_Invoice_No"] == made["InvoiceNumber"]
    assert run.left == 0
    assert portal.sync(Module.INVOICES).counts["invoices"]["planned"] == 0
    portal.zoho.update("Invoices", invoice, {"Xero_Invoice_No": "A-77"})
    portal.sync(Module.INVOICES)
    assert portal.xero.list_invoices()[0]["InvoiceNumber"] == "A-77"
    papers.save(Link.objects.get(module="invoices").xero_id, InvoiceNumber="A-78")
    portal.sync(Module.INVOICES)
    row = portal.zoho.get("Invoices", invoice)
    assert row
    assert row["Xero_Invoice_No"] == "A-78"
    assert portal.sync(Module.INVOICES).counts["invoices"]["planned"] == 0


def test_it_is_put_into_words_where_the_crm_has_no_field_for_it(portal: Portal) -> None:
    papers = Papers(portal)
    papers.new_at_zoho("one", [("W-1", "1", "10")])
    portal.fetch()
    portal.sync()
    (first,) = portal.xero.list_invoices()
    line = {"ItemCode": "W-1", "Description": "x", "Quantity": 5, "UnitAmount": 10}
    portal.xero.save_invoice(
        {
            "Type": "ACCREC",
            "Contact": {"ContactID": first["Contact"]["ContactID"]},
            "InvoiceNumber": "A-1",
            "Reference": "Works",
            "LineItems": [{**line, "AccountCode": "200", "TaxType": "NONE"}],
        }
    )
    portal.sync()
    made = next(row for row in portal.zoho.list("Invoices") if row["Subject"] == "Works")
    assert made["Description"] == "Invoice number in Xero: A-1"
    assert Decimal(str(made["Grand_Total"])) == 50
    assert portal.sync().counts["invoices"]["planned"] == 0


def test_a_number_that_both_sides_gave_to_different_customers_is_asked_about(
    portal: Portal,
) -> None:
    papers = Papers(portal)
    theirs = portal.xero.save_contact({"Name": "Somebody Else Ltd"})
    line = {"Description": "Work", "Quantity": 2, "UnitAmount": 10, "AccountCode": "200"}
    taxed = {"LineItems": [{**line, "TaxType": "NONE"}], "LineAmountTypes": "NoTax"}
    invoice = papers.new_at_zoho("Work", [("W-1", "2", "10")])
    made = portal.zoho.get("Invoices", invoice)
    assert made
    number = str(made["Invoice_Number"])
    days = {"Date": "2026-11-01", "DueDate": "2026-12-01", "InvoiceNumber": number}
    contact = {"Contact": {"ContactID": theirs["ContactID"]}}
    before = portal.xero.save_invoice({"Type": "ACCREC", **days, **contact, **taxed})
    portal.fetch()
    portal.sync(Module.INVOICES)
    assert not Link.objects.filter(module=Module.INVOICES).exists()
    held = Question.objects.get(module=Module.INVOICES, zoho_id=invoice)
    assert (held.why, held.detail) == (Why.MATCH, "the account is another one there")
    assert held.twin == before["InvoiceID"]
    assert papers.xero_invoice(before["InvoiceID"])["UpdatedDateUTC"] == before["UpdatedDateUTC"]
