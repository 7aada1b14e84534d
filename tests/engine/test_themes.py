"""The branding theme of a document: chosen on either side, shown in the CRM, by name and by id."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from sync.core.records import Module
from sync.models import Question, Run
from sync.services.crm_fields import crm_fields_create
from tests.engine.papers import Papers
from tests.portal import Portal

LINES = [("W-1", "1", "10")]


@dataclass
class Desk:
    """One document in both systems, whose theme people choose on either screen."""

    papers: Papers
    module: Module
    document: str = ""

    @property
    def portal(self) -> Portal:
        return self.papers.portal

    def new(self, theme: str | None = None) -> Run:
        if self.module is Module.INVOICES:
            self.document = self.papers.new_at_zoho("Widgets", LINES, Branding_Theme=theme)
        else:
            self.document = self._new_order(theme)
        return self.sync()

    def _new_order(self, theme: str | None) -> str:
        vendor = self.portal.zoho.insert("Vendors", {"Vendor_Name": "Mill Ltd"})["id"]
        row = {
            "Subject": "Flour",
            "PO_Number": "PO-1",
            "Vendor_Name": {"id": vendor},
            "Purchase_Items": [self.papers.zoho_line(*LINES[0])],
            "Branding_Theme": theme,
        }
        return str(self.portal.zoho.insert("Purchase_Orders", row)["id"])

    def sync(self) -> Run:
        run = self.portal.sync(self.module)
        assert run.left == 0
        return run

    def rests(self) -> bool:
        return bool(self.portal.sync(self.module).counts[self.module]["planned"] == 0)

    def choose_in_crm(self, theme: str | None) -> None:
        self.portal.zoho.update(self.module.title(), self.document, {"Branding_Theme": theme})

    def choose_in_xero(self, theme: str) -> None:
        themed = {"BrandingThemeID": self.themes()[theme]}
        row = self.at_xero()
        if self.module is Module.INVOICES:
            self.portal.xero.save_invoice({"InvoiceID": row["InvoiceID"], **themed})
        else:
            self.portal.xero.save_order({"PurchaseOrderID": row["PurchaseOrderID"], **themed})

    def themes(self) -> dict[str, str]:
        return {one["Name"]: one["BrandingThemeID"] for one in self.portal.xero.themes}

    def at_xero(self) -> dict[str, Any]:
        sales = self.module is Module.INVOICES
        (row,) = self.portal.xero.list_invoices() if sales else self.portal.xero.list_orders()
        return dict(row)

    def said(self) -> tuple[str | None, str | None]:
        """Return the theme's name as the CRM shows it, and that of Xero's."""
        names = {one: name for name, one in self.themes().items()}
        row = self.portal.zoho.get(self.module.title(), self.document)
        assert row
        return row["Branding_Theme"], names.get(self.at_xero().get("BrandingThemeID", ""))


@pytest.fixture(params=[Module.INVOICES, Module.PURCHASE_ORDERS])
def desk(portal: Portal, request: pytest.FixtureRequest) -> Desk:
    portal.fetch()
    crm_fields_create(bridge=portal.fresh(), user=portal.user)
    portal.fetch()
    return Desk(Papers(portal), request.param)


def test_one_chosen_in_the_crm_is_used_and_followed_both_ways(desk: Desk) -> None:
    desk.new("Wholesale")
    assert desk.said() == ("Wholesale", "Wholesale")
    assert desk.rests()
    desk.choose_in_crm("Standard")
    desk.sync()
    assert desk.said() == ("Standard", "Standard")
    desk.choose_in_xero("Wholesale")
    desk.sync()
    assert desk.said() == ("Wholesale", "Wholesale")
    assert desk.rests()


def test_cleared_in_the_crm_it_shows_again_what_xero_uses(desk: Desk) -> None:
    desk.new("Wholesale")
    desk.choose_in_crm(None)
    desk.sync()
    assert desk.said() == ("Wholesale", "Wholesale")
    assert desk.rests()


def test_one_that_xero_does_not_know_is_held_with_its_name(desk: Desk) -> None:
    desk.new("Wholesale")
    field = desk.portal.zoho.fields[desk.module.title()]["Branding_Theme"]
    more = replace(field, options=(*field.options, "Bold"))
    desk.portal.zoho.add_field(desk.module.title(), more)
    desk.choose_in_crm("Bold")
    desk.sync()
    assert desk.said() == ("Bold", "Wholesale")
    (asked,) = Question.objects.filter(module=desk.module)
    assert (asked.why, asked.field, asked.detail) == ("untranslated", "theme", "Bold")
    assert desk.rests()
    desk.choose_in_crm("Standard")
    desk.sync()
    assert desk.said() == ("Standard", "Standard")
    assert not Question.objects.filter(module=desk.module).exists()


def test_where_nobody_chose_the_crm_shows_what_xero_took(desk: Desk) -> None:
    desk.new()
    zoho, xero = desk.said()
    assert zoho == xero == ("Standard" if desk.module is Module.INVOICES else None)
    assert desk.rests()
