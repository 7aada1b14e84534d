"""The pretend Xero without HTTP: state that outlives a restart, rules for its own pages, sums."""

import json
from decimal import Decimal
from typing import Any

import pytest

from connectors.sandbox.xero import Choices, Profile, Refused, XeroVendor
from connectors.sandbox.xero.money import line_tax, rounded
from tests.sandbox.xero_client import Turned, World, world

LINE = {"Description": "Work", "Quantity": 2, "UnitAmount": 10.5, "AccountCode": "200"}


def filled(xero: World) -> dict[str, Any]:
    org = xero.org
    acme = org.save_contact({"Name": "Acme", "ContactNumber": "z1"})
    org.save_item({"Code": "A", "SalesDetails": {"UnitPrice": 1.2345}})
    invoice = org.save_invoice(
        {
            "Type": "ACCREC",
            "Status": "AUTHORISED",
            "DueDate": "2026-12-24",
            "Contact": {"ContactID": acme["ContactID"]},
            "LineItems": [LINE],
        }
    )
    org.add_payment(
        {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 5}
    )
    return invoice


def test_a_restart_changes_nothing() -> None:
    with world() as xero:
        filled(xero)
        xero.org.lock_until("2026-03-31")
        before = json.loads(json.dumps(xero.vendor.dump()))
        again = XeroVendor(clock=xero.clock, choices=Choices(minute_limit=None, day_limit=None))
        again.load(before)
        assert json.loads(json.dumps(again.dump())) == before
        org = again.organisations[xero.org.organisation_id]
        assert org.profile == xero.org.profile
        assert org.save_contact({"ContactNumber": "z1", "FirstName": "Ada"})["Name"] == "Acme"
        fresh = again.tokens.refresh("demo-xero-client", xero.tokens["refresh_token"])
        assert fresh["access_token"]
        row = org.list_invoices()[0]
        other = {"Type": "ACCREC", "Contact": {"ContactID": row["Contact"]["ContactID"]}}
        assert org.save_invoice(other)["InvoiceNumber"] == "INV-0002"


def test_the_pages_of_the_vendor_use_the_same_rules() -> None:
    with world() as xero:
        invoice = filled(xero)
        with pytest.raises(Refused, match="already assigned to another contact"):
            xero.org.save_contact({"Name": "ACME"}, create_only=True)
        with pytest.raises(Refused, match="has a payment"):
            xero.org.save_invoice({"InvoiceID": invoice["InvoiceID"], "Reference": "x"})
        (payment,) = xero.org.payments_of(invoice["InvoiceID"])
        xero.org.delete_payment(payment["PaymentID"])
        with pytest.raises(Refused, match="Deleted payments"):
            xero.org.delete_payment(payment["PaymentID"])
        assert xero.org.payments_of(invoice["InvoiceID"]) == []
        saved = xero.org.save_invoice({"InvoiceID": invoice["InvoiceID"], "Reference": "x"})
        assert saved["Reference"] == "x"


def test_a_person_may_bring_a_contact_back_unless_the_name_is_taken() -> None:
    with world() as xero:
        acme = xero.org.save_contact({"Name": "Acme"})
        xero.org.archive_contact(acme["ContactID"])
        assert xero.org.restore_contact(acme["ContactID"])["ContactStatus"] == "ACTIVE"
        xero.org.archive_contact(acme["ContactID"])
        xero.org.save_contact({"Name": "acme"})
        with pytest.raises(Refused, match="already assigned"):
            xero.org.restore_contact(acme["ContactID"])
        assert xero.org.list_contacts()[0]["ContactStatus"] == "ARCHIVED"


def test_ids_can_be_foretold() -> None:
    vendor = XeroVendor(clock=Turned())
    org = vendor.add_organisation(Profile(), "11111111-1111-4111-8111-111111111111")
    numbers = iter(range(1000))
    org.new_id = lambda: f"00000000-0000-4000-8000-{next(numbers):012}"
    assert org.save_contact({"Name": "A"})["ContactID"].endswith("000000000000")
    assert org.save_contact({"Name": "B"})["ContactID"].endswith("000000000001")


@pytest.mark.parametrize(("amount", "tax"), [("541.25", "70.60"), ("500.00", "65.22")])
def test_tax_inside_as_recorded_on_a_real_organisation(amount, tax) -> None:
    assert line_tax(Decimal(amount), Decimal(15), "Inclusive") == Decimal(tax)


@pytest.mark.parametrize(
    ("value", "places", "found"),
    [("0.005", 2, "0.01"), ("-0.005", 2, "-0.01"), ("1.00005", 4, "1.0001"), ("2.675", 2, "2.68")],
)
def test_halves_go_away_from_zero(value, places, found) -> None:
    assert rounded(Decimal(value), places) == Decimal(found)
