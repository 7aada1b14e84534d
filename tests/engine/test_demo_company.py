"""The demo company syncs: what is left is in question, and a second run has nothing to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from connectors.sandbox.world import World, open_world
from sync.core.records import Side
from sync.core.stand_in import USUAL
from sync.core.tables import ORDER
from sync.models import Link, Question, Record, Run
from tests.portal import Portal, Vendors, open_portal

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@dataclass
class Synced:
    """Two runs over the demo company, and what they left behind."""

    world: World
    runs: list[Run] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)  # module, zoho, xero
    asked: set[tuple[str, str, str]] = field(default_factory=set)  # module, title, why
    lost: list[str] = field(default_factory=list)  # read, and neither linked nor asked about


def play(portal: Portal, world: World) -> Synced:
    for side in Side:
        portal.connect(side)
    portal.fetch()
    runs = [portal.sync(*ORDER), portal.sync(*ORDER)]
    links = list(Link.objects.values_list("module", "zoho_id", "xero_id"))
    asked = {*Question.objects.values_list("module", "title", "why")}
    return Synced(world, runs, links, asked, list(_lost()))


def _lost() -> Iterator[str]:
    """Yield what a side holds and nobody accounts for. One contact may be in three modules.

    The product for lines without an item is ours, and stays where it is.
    """
    rows = [*Link.objects.all(), *Question.objects.all()]
    known = {(side, _whole(getattr(row, f"{side}_id"))) for row in rows for side in Side}
    for row in Record.objects.filter(gone=False, dormant=False).exclude(title=USUAL.name):
        if (row.side, _whole(row.remote_id)) not in known:
            yield str(row)


def _whole(remote_id: str) -> str:
    """Return the contact that a person is in."""
    return remote_id.split("/", maxsplit=1)[0]


@pytest.fixture(scope="module")
def synced(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Synced]:
    world = open_world(limits=False)
    served = dict(zip((Side.ZOHO, Side.XERO), world.servings, strict=True))
    vendors = Vendors(world.zoho, world.xero, served, {side: [] for side in Side})
    with django_db_blocker.unblock(), override_settings(**vendors.settings()):
        try:
            yield play(open_portal(vendors), world)
        finally:
            world.stop()
            call_command("flush", verbosity=0, interactive=False)


def test_the_second_run_writes_nothing(synced: Synced) -> None:
    first, second = synced.runs
    assert (first.left, second.left) == (0, 0), Counter(why for _, _, why in synced.asked)
    assert sum(counts["written"] for counts in second.counts.values()) == 0


def test_nothing_is_refused_because_all_of_it_is_foreseen(synced: Synced) -> None:
    assert not {one for one in synced.asked if one[2] == "refused"}
    assert ("contacts", "Person Seven", "full") in synced.asked
    assert ("invoices", "BW-2015", "not_offered") in synced.asked


def test_whatever_was_read_is_in_step_or_asked_about(synced: Synced) -> None:
    assert synced.lost == []


def test_a_company_in_both_roles_is_one_contact(synced: Synced) -> None:
    rows = synced.world.xero_org.list_contacts()
    (found,) = [row["ContactID"] for row in rows if row["Name"] == "Tidewater Print"]
    assert {module for module, _, xero in synced.links if xero == found} == {"accounts", "vendors"}


def test_every_synced_order_has_one_total(synced: Synced) -> None:
    orders = {row["PurchaseOrderID"]: row for row in synced.world.xero_org.list_orders()}
    _have_one_total(synced, "purchase_orders", "Purchase_Orders", orders)


def test_every_synced_invoice_has_one_total(synced: Synced) -> None:
    invoices = {row["InvoiceID"]: row for row in synced.world.xero_org.list_invoices()}
    _have_one_total(synced, "invoices", "Invoices", invoices)


def _have_one_total(
    synced: Synced, module: str, resource: str, at_xero: Mapping[str, Mapping[str, Any]]
) -> None:
    pairs = [(mine, theirs) for each, mine, theirs in synced.links if each == module]
    found = {mine: synced.world.zoho_org.get(resource, mine) or {} for mine, _ in pairs}
    assert len(pairs) > 30
    totals = [
        (mine, str(found[mine]["Grand_Total"]), str(at_xero[theirs]["Total"]))
        for mine, theirs in pairs
    ]
    assert [one for one in totals if Decimal(one[1]) != Decimal(one[2])] == []


def test_lines_without_an_item_find_a_place_in_the_crm(synced: Synced) -> None:
    rows = synced.world.xero_org.list_invoices()
    numbers = {row["InvoiceID"]: row["InvoiceNumber"] for row in rows}
    carried = {numbers[xero] for module, _, xero in synced.links if module == "invoices"}
    assert {"INV-0901", "INV-0902", "INV-0903"} <= carried
