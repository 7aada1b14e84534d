"""A CRM that does not let its lines be put in another order: nothing goes to and fro for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.core.records import Module
from sync.models import Link, Question
from tests.engine.papers import Papers, xero_lines, zoho_lines
from tests.portal import Portal

pytestmark = pytest.mark.django_db
TWO = (("W-1", "1", "10"), ("W-2", "2", "20"))


@pytest.fixture
def fixed(portal: Portal) -> Portal:
    fields = portal.zoho.fields["Invoiced_Items"]
    fields["Sequence_Number"] = replace(fields["Sequence_Number"], read_only=True)
    return portal


def test_the_order_stays_and_every_line_is_still_known(fixed: Portal) -> None:
    papers = Papers(fixed)
    invoice = papers.new_at_zoho("Works", TWO)
    fixed.fetch()
    fixed.sync()
    xero = Link.objects.get(module="invoices").xero_id
    papers.save(xero, LineItems=[*reversed(papers.xero_invoice(xero)["LineItems"])])
    assert _written(fixed) == 1
    assert _written(fixed) == 0
    codes = {row["id"]: row["Product_Code"] for row in fixed.zoho.list("Products")}
    assert zoho_lines(fixed.zoho.get("Invoices", invoice) or {}, codes) == TWO
    papers.edit_xero_line(xero, 0, Quantity=5, LineAmount=None)
    assert _written(fixed) == 1
    now = zoho_lines(fixed.zoho.get("Invoices", invoice) or {}, codes)
    assert now == (TWO[0], ("W-2", "5", "20"))
    assert xero_lines(papers.xero_invoice(xero)) == (("W-2", "5", "20"), TWO[0])
    assert not Question.objects.exists()


def _written(portal: Portal) -> int:
    run = portal.sync(Module.INVOICES)
    assert run.left == 0
    return int(run.counts["invoices"]["written"])
