"""The answer to a write of an invoice or product is lost: it is looked up, and not sent twice."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.faults import Fault
from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.models import Change, Link
from tests.engine.papers import Papers
from tests.portal import Portal
from tests.simulation.patience import forget_limits, to_the_end

PLACES = {
    "Xero item create": (Side.XERO, "PUT", "/Items"),
    "Xero invoice create": (Side.XERO, "PUT", "/Invoices"),
    "Xero invoice update": (Side.XERO, "POST", "/Invoices"),
    "Zoho product create": (Side.ZOHO, "POST", "/Products$"),
    "Zoho invoice create": (Side.ZOHO, "POST", "/Invoices$"),
    "Zoho invoice update": (Side.ZOHO, "PUT", "/Invoices"),
}


@pytest.fixture
def busy(portal: Portal, settings: Any) -> tuple[Portal, Papers]:
    """Return a portal with two linked invoices, one edited on each side, and new ones."""
    settings.LOST_ANSWER_SECONDS = 0
    forget_limits(portal)
    papers = Papers(portal)
    first, second = (papers.new_at_zoho(name, [("W-1", "1", "10")]) for name in ("one", "two"))
    portal.fetch()
    portal.sync()
    links = dict(Link.objects.filter(module="invoices").values_list("zoho_id", "xero_id"))
    papers.edit_zoho_line(first, 0, Quantity=2)
    papers.edit_xero_line(links[second], 0, Quantity=3, LineAmount=None)
    portal.zoho.insert("Products", {"Product_Name": "new", "Product_Code": "N-Z"})
    portal.xero.save_item({"Code": "N-X", "Name": "newer"})
    papers.new_at_zoho("three", [("W-1", "4", "10")])
    contact = portal.xero.list_contacts()[0]["ContactID"]
    line = {"ItemCode": "W-1", "Description": "x", "Quantity": 5, "UnitAmount": 10}
    for number in ("A-1", "A-2"):
        portal.xero.save_invoice(
            {
                "Type": "ACCREC",
                "Contact": {"ContactID": contact},
                "InvoiceNumber": number,
                "LineItems": [{**line, "AccountCode": "200", "TaxType": "NONE"}],
            }
        )
    return portal, papers


@pytest.mark.parametrize("kind", ["lost", "after", "status", "clip"])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_lost_or_doubled(busy: tuple[Portal, Papers], place: str, kind: str) -> None:
    portal, _ = busy
    side, method, path = PLACES[place]
    vendor = portal.vendors.zoho if side is Side.ZOHO else portal.vendors.xero
    vendor.faults.add(Fault(kind, method=method, path=path))
    run = to_the_end(portal, portal.sync(Module.PRODUCTS, Module.INVOICES, window="last"))
    if run.state == RunState.FAILED:
        run = to_the_end(portal, portal.sync(Module.PRODUCTS, Module.INVOICES, window="last"))
    assert vendor.faults.waiting() == (), "the fault was never met"
    portal.sync(window="all")  # what was found again is compared once
    run = portal.sync(window="all")
    assert sum(each["planned"] for each in run.counts.values()) == 0
    assert run.left == 0
    assert not Change.objects.filter(state__in=["planned", "sent", "unknown"]).exists()
    zoho = sorted(row["Grand_Total"] for row in portal.zoho.list("Invoices"))
    xero = sorted(row["Total"] for row in portal.xero.list_invoices())
    assert zoho == xero == [20, 30, 40, 50, 50]
    codes = sorted(row["Product_Code"] for row in portal.zoho.list("Products"))
    assert codes == sorted(row["Code"] for row in portal.xero.list_items())
    assert codes == ["N-X", "N-Z", "W-1", "W-2", "W-3"]


def test_what_was_found_again_writes_nothing_back(busy: tuple[Portal, Papers]) -> None:
    portal, _ = busy
    portal.vendors.zoho.faults.add(Fault("lost", method="POST", path="/Invoices$"))
    to_the_end(portal, portal.sync(Module.PRODUCTS, Module.INVOICES, window="last"))
    assert portal.sync(window="all").counts["invoices"]["planned"] == 0
