"""The vendor's own SDK as an independent judge of the pretend Xero (vendors/SDKS.md).

It decodes every answer into its models and fails on an enum, a date or a type it does not know.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import AccountingBadRequestException
from xero_python.identity import IdentityApi

from tests.sandbox.xero_client import world


@pytest.fixture(scope="module")
def xero():
    with world() as made:
        yield made


@pytest.fixture(scope="module")
def client(xero):
    configuration = Configuration()
    configuration.oauth2_token = OAuth2Token()  # private: the class's own is everyone's
    token = {**xero.tokens, "expires_at": 4_000_000_000}
    return ApiClient(
        configuration,
        oauth2_token_getter=lambda: token,
        oauth2_token_saver=lambda _token: None,
    )


@pytest.fixture(scope="module")
def api(xero, client):
    return AccountingApi(client, base_url=f"{xero.url}/api.xro/2.0")


@pytest.fixture(scope="module")
def tenant(xero):
    return xero.org.organisation_id


def test_connections(xero, client, tenant) -> None:
    (row,) = IdentityApi(client, base_url=xero.url).get_connections()
    assert row.tenant_id == tenant
    assert row.tenant_type == "ORGANISATION"


def test_organisation_and_settings(api, tenant) -> None:
    (row,) = api.get_organisations(tenant).organisations
    assert (row.short_code, row.base_currency.value) == ("!Qj35V", "GBP")
    rates = {each.tax_type: each for each in api.get_tax_rates(tenant).tax_rates}
    assert rates["OUTPUT2"].effective_rate == 20
    assert rates["NONE"].effective_rate == 0
    assert {each.code for each in api.get_accounts(tenant).accounts} >= {"090", "200", "300"}
    themes = api.get_branding_themes(tenant).branding_themes
    assert min(theme.sort_order for theme in themes) == 0


def test_contacts(api, tenant) -> None:
    body = {
        "Contacts": [
            {"Name": "SDK Ltd", "EmailAddress": "a@sdk.co", "ContactPersons": [{"FirstName": "A"}]}
        ]
    }
    (made,) = api.create_contacts(tenant, body, summarize_errors=False).contacts
    assert made.status_attribute_string == "OK"
    with pytest.raises(AccountingBadRequestException) as refused:
        api.create_contacts(tenant, body)
    assert "already assigned to another contact" in str(refused.value)
    found = api.get_contacts(tenant, page=1, where='Name=="sdk LTD"', include_archived=True)
    assert [each.contact_id for each in found.contacts] == [made.contact_id]
    assert found.pagination.item_count == 1
    since = datetime(2027, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    assert api.get_contacts(tenant, if_modified_since=since).contacts == []


def test_items(api, tenant) -> None:
    body = {"Items": [{"Code": "S1", "Name": "Thing", "SalesDetails": {"UnitPrice": 1.2345}}]}
    (made,) = api.update_or_create_items(tenant, body, summarize_errors=False, unitdp=4).items
    assert made.sales_details.unit_price == Decimal("1.2345")
    (found,) = api.get_items(tenant, unitdp=4).items
    assert found.item_id == made.item_id


def test_invoices(api, tenant) -> None:
    invoice = {
        "Type": "ACCREC",
        "Contact": {"Name": "SDK Buyer"},
        "Date": "2026-11-20",
        "DueDate": "2026-12-20",
        "Status": "AUTHORISED",
        "LineItems": [
            {"Description": "W", "Quantity": 3, "UnitAmount": 0.3333, "AccountCode": "200"}
        ],
    }
    (made,) = api.create_invoices(
        tenant, {"Invoices": [invoice]}, summarize_errors=False, unitdp=4
    ).invoices
    assert (made.sub_total, made.total_tax, made.total) == (1, Decimal("0.20"), Decimal("1.20"))
    (found,) = api.get_invoices(tenant, page=1, statuses=["AUTHORISED"], unitdp=4).invoices
    assert found.line_items[0].unit_amount == Decimal("0.3333")
    assert found.due_date == date(2026, 12, 20)
    assert found.updated_date_utc == datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC)
    payment = {
        "Invoice": {"InvoiceID": made.invoice_id},
        "Account": {"Code": "090"},
        "Amount": 1.2,
    }
    api.create_payments(tenant, {"Payments": [payment]})
    (paid,) = api.get_invoice(tenant, made.invoice_id).invoices
    assert (paid.status, paid.amount_due) == ("PAID", 0)
    assert paid.fully_paid_on_date == date(2026, 11, 22)


def test_purchase_orders(api, tenant, xero) -> None:
    supplier = xero.org.save_contact({"Name": "SDK Supplier"})
    order = {
        "Contact": {"ContactID": supplier["ContactID"]},
        "DeliveryDate": "2026-12-01",
        "LineItems": [{"Description": "W", "Quantity": 1, "UnitAmount": 9.5, "AccountCode": "300"}],
    }
    body = {"PurchaseOrders": [order]}
    (made,) = api.create_purchase_orders(tenant, body, summarize_errors=False).purchase_orders
    assert made.purchase_order_number == "PO-0001"
    (found,) = api.get_purchase_orders(tenant, page=1).purchase_orders
    assert (found.total, found.delivery_date) == (Decimal("11.4"), date(2026, 12, 1))
