"""Brightwater Ltd before its first record: the same company in both vendors, with stable ids."""

from __future__ import annotations

import uuid
from dataclasses import replace

from connectors.sandbox.xero import Organisation, Profile, XeroVendor
from connectors.sandbox.xero.chart import ACCOUNTS
from connectors.sandbox.zoho import ZohoVendor

NAME = "Brightwater Ltd"
NAMESPACE = uuid.UUID("b2197e4a-5f0c-4a58-9a7d-6d5c1f0e8a21")  # of every id made here
INVOICE_NUMBERS = "BW-"  # those that the CRM gives; Xero's own begin with INV-


def stable_id(what: str) -> str:
    """Return the same GUID for the same words, at every start and on every machine."""
    return str(uuid.uuid5(NAMESPACE, what))


def found(zoho: ZohoVendor, xero: XeroVendor) -> Organisation:
    """Give both vendors the company, with settings and without records."""
    zoho.org.name = NAME
    number = zoho.org.fields["Invoices"]["Invoice_Number"]
    zoho.org.add_field("Invoices", replace(number, prefix=INVOICE_NUMBERS, start=1001))
    made = xero.add_organisation(profile(), stable_id("organisation"))
    for theme in list(made.themes):  # the vendor gives them an id of the moment
        made.themes.drop(theme["BrandingThemeID"])
        made.themes.put({**theme, "BrandingThemeID": stable_id(f"theme {theme['Name']}")})
    return made


def profile() -> Profile:
    accounts = tuple({**row, "AccountID": stable_id(f"account {row['Code']}")} for row in ACCOUNTS)
    return Profile(
        name=NAME,
        short_code="!Bw7Tr",
        plan="STANDARD",
        currencies=("GBP", "EUR"),  # the CRM knows USD, too
        tax_number="GB 274 6195 38",
        accounts=accounts,
        themes=("Standard", "Wholesale", "Overdue reminder"),
    )
