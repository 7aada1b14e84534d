"""The resources of the Accounting API, and what each may be asked (the table of XERO.md 3)."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.xero import papers, views, where
from connectors.sandbox.xero.listing import Resource, says
from connectors.sandbox.xero.wire import Record


def _among(query: Mapping[str, str], name: str, field: str) -> list[where.Test]:
    """Read a comma-separated list of wanted values of a field."""
    wanted = {each.strip().lower() for each in query.get(name, "").split(",") if each.strip()}
    return [lambda row: str(row.get(field) or "").lower() in wanted] if wanted else []


def _searched(query: Mapping[str, str], *names: str) -> list[where.Test]:
    term = query.get("searchTerm", "").lower()

    def test(row: Record) -> bool:
        return any(term in str(row.get(name) or "").lower() for name in names)

    return [test] if term else []


def _contacts(query: Mapping[str, str]) -> list[where.Test]:
    tests = _searched(query, "Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber")
    if not says(query, "includeArchived"):  # archives are invisible without it: XERO.md 3
        tests.append(lambda row: row["ContactStatus"] == "ACTIVE")
    return tests


def _invoices(query: Mapping[str, str]) -> list[where.Test]:
    tests = _searched(query, "InvoiceNumber", "Reference")
    tests += _among(query, "Statuses", "Status")
    tests += _among(query, "InvoiceNumbers", "InvoiceNumber")
    wanted = {each.strip().lower() for each in query.get("ContactIDs", "").split(",") if each}
    if wanted:
        tests.append(lambda row: row["Contact"]["ContactID"] in wanted)
    return tests


def _orders(query: Mapping[str, str]) -> list[where.Test]:
    tests = _among(query, "Status", "Status")
    first, last = query.get("DateFrom", "")[:10], query.get("DateTo", "")[:10]
    if first:
        tests.append(lambda row: row["Date"] >= first)
    if last:
        tests.append(lambda row: row["Date"] <= last)
    return tests


CONTACTS = Resource(
    plural="Contacts",
    shelf="contacts",
    page=views.contact,
    single=views.contact,
    written=views.contact_written,
    unpaged=views.contact_unpaged,
    summary=views.contact_summary,
    filters=_contacts,
    also_called="number",
)
ITEMS = Resource(
    plural="Items",
    shelf="items",
    page=views.item,
    single=views.item,
    written=views.item_written,
    also_called="code",
    pages=False,
)
INVOICES = Resource(
    plural="Invoices",
    shelf="invoices",
    page=papers.invoice,
    single=papers.invoice_single,
    written=papers.invoice_written,
    unpaged=papers.invoice_unpaged,
    summary=papers.invoice_summary,
    filters=_invoices,
    also_called="number",
)
ORDERS = Resource(
    plural="PurchaseOrders",
    shelf="orders",
    page=papers.order,
    single=papers.order,
    written=papers.order_written,
    filters=_orders,
    also_called="number",
    always_paged=True,
    where=False,
)
PAYMENTS = Resource(
    plural="Payments",
    shelf="payments",
    page=views.payment,
    single=views.payment,
    written=views.payment,
)
CREDIT_NOTES = Resource(
    plural="CreditNotes",
    shelf="credit_notes",
    page=views.tax_rate,
    single=views.tax_rate,
    written=views.tax_rate,
)
ACCOUNTS = Resource(
    plural="Accounts",
    shelf="accounts",
    page=views.account,
    single=views.account,
    written=views.account,
    pages=False,
)
TAX_RATES = Resource(
    plural="TaxRates",
    shelf="tax_rates",
    page=views.tax_rate,
    single=views.tax_rate,
    written=views.tax_rate,
    pages=False,
    modified=False,
)
THEMES = Resource(
    plural="BrandingThemes",
    shelf="themes",
    page=views.theme,
    single=views.theme,
    written=views.theme,
    pages=False,
    modified=False,
    where=False,
)
RESOURCES = {
    each.plural: each
    for each in (
        CONTACTS, ITEMS, INVOICES, ORDERS, PAYMENTS, CREDIT_NOTES, ACCOUNTS, TAX_RATES, THEMES,
    )
}  # fmt: skip
