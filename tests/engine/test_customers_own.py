"""An invoice that says little: its customer says the rest, and else the settings."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from sync.core.choices import Choices
from sync.core.records import Module
from sync.models import Question
from sync.services.crm_fields import crm_fields_create
from sync.store.rules import rules_save
from tests.engine.papers import CUSTOMER, Papers
from tests.portal import Portal

pytestmark = pytest.mark.django_db
LINES = [("W-1", "1", "10")]
TERMS = {"Sales": {"Day": 45, "Type": "DAYSAFTERBILLDATE"}}


@pytest.fixture
def papers(portal: Portal) -> Papers:
    """Have the portal's own fields in the CRM; a customer and an item that say nothing."""
    papers = Papers(portal)
    portal.xero.save_item({"Code": "W-1", "Name": "Widget W-1"})
    portal.xero.save_contact({"Name": CUSTOMER})
    portal.fetch()
    crm_fields_create(bridge=portal.fresh(), user=portal.user)
    portal.fetch()
    portal.sync()
    return papers


def choose(portal: Portal, **chosen: Any) -> None:
    now, bridge = timezone.now(), portal.bridge.pk
    rules_save(bridge_id=bridge, choices=Choices(**chosen), seen=0, user=portal.user, now=now)


def agree(portal: Portal, **terms: object) -> None:
    (contact,) = portal.xero.list_contacts()
    portal.xero.save_contact({"ContactID": contact["ContactID"], **terms})
    portal.sync()


def invoiced(papers: Papers, **said: object) -> dict[str, Any]:
    """Approve an invoice in the CRM; return what it is in Xero. A second run writes nothing."""
    papers.new_at_zoho("Works", LINES, Status="Approved", **{"Due_Date": None, **said})
    papers.portal.sync()
    assert papers.portal.sync().counts[Module.INVOICES]["planned"] == 0
    assert not Question.objects.exists()
    (row,) = papers.portal.xero.list_invoices()
    return dict(row)


def due(row: dict[str, Any]) -> str:
    return str(row["DueDate"])[:10]


def account(row: dict[str, Any]) -> str:
    return str(row["LineItems"][0]["AccountCode"])


def test_the_customers_terms_and_account_count(papers: Papers) -> None:
    choose(papers.portal, due_rule="End of the invoice month", sales_account="210")
    agree(papers.portal, PaymentTerms=TERMS, SalesDefaultAccountCode="260")
    row = invoiced(papers)
    assert (due(row), account(row)) == ("2026-12-16", "260")


def test_what_the_crm_says_of_the_customer_counts(papers: Papers) -> None:
    said = {"Due_Date_Rule": "14 days after the invoice date", "Default_Sales_Account": "260"}
    papers.portal.zoho.update("Accounts", papers.account, said)
    row = invoiced(papers)
    assert (due(row), account(row)) == ("2026-11-15", "260")


def test_else_the_settings_count(papers: Papers) -> None:
    theme = list(papers.portal.xero.themes)[-1]["BrandingThemeID"]
    rule = "End of the following month"
    choose(papers.portal, due_rule=rule, sales_account="210", theme=theme)
    row = invoiced(papers)
    assert (due(row), account(row)) == ("2026-12-31", "210")
    assert row["BrandingThemeID"] == theme


def test_the_invoice_itself_comes_first(papers: Papers) -> None:
    first, *_, last = papers.portal.xero.themes
    choose(papers.portal, due_rule="End of the following month", theme=last["BrandingThemeID"])
    agree(papers.portal, PaymentTerms=TERMS)
    row = invoiced(papers, Due_Date="2026-11-20", Branding_Theme=first["Name"])
    assert (due(row), row["BrandingThemeID"]) == ("2026-11-20", first["BrandingThemeID"])
