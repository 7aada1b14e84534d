"""The answer to a write of people is lost: they are looked for where they are to be."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.faults import Fault
from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.models import Change, Link, Question
from tests.engine.people import People, Said
from tests.portal import Portal
from tests.simulation.patience import forget_limits, to_the_end

BOTH = (Module.ACCOUNTS, Module.CONTACTS)
ANN: Said = ("Ann", "Abel", "ann@post.test")
BEN: Said = ("Ben", "Bole", "ben@post.test")
CLEO: Said = ("Cleo", "Cole", "cleo@post.test")
DAN: Said = ("Dan", "Dole", "dan@post.test")
EVE: Said = ("Eve", "Earl", "eve@post.test")
PLACES = {
    "Xero read of the contacts": (Side.XERO, "GET", "/Contacts", 1),
    "Xero update of the contacts": (Side.XERO, "POST", "/Contacts", 0),
    "Xero create of somebody alone": (Side.XERO, "PUT", "/Contacts", 0),
    "Zoho create": (Side.ZOHO, "POST", "/Contacts$", 0),
    "Zoho update": (Side.ZOHO, "PUT", "/Contacts", 0),
}


@pytest.fixture
def busy(portal: Portal, settings: Any) -> tuple[People, str]:
    """Return a company with linked people, edited on both sides, and new people on both."""
    settings.LOST_ANSWER_SECONDS = 0
    forget_limits(portal)
    people = People(portal)
    account = people.account("Acme")
    first, second = people.at_zoho(ANN, account), people.at_zoho(BEN, account)
    portal.fetch()
    portal.sync(*BOTH)
    (row,) = portal.xero.list_contacts()
    contact = str(row["ContactID"])
    people.edit_zoho(first, {"first": "Anne"})
    people.edit_zoho(second, {"email": "new@post.test"})
    people.at_zoho(CLEO, account)
    people.at_zoho(DAN)
    people.contact("Eve Earl", EVE)
    people.edit_xero(contact, ANN[2], {"last": "Able"})
    return people, contact


@pytest.mark.parametrize("kind", ["lost", "after", "status", "clip"])
@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_lost_or_doubled(busy: tuple[People, str], place: str, kind: str) -> None:
    people, contact = busy
    portal = people.portal
    side, method, path, skip = PLACES[place]
    vendor = portal.vendors.zoho if side is Side.ZOHO else portal.vendors.xero
    vendor.faults.add(Fault(kind, method=method, path=path, skip=skip))
    run = to_the_end(portal, portal.sync(*BOTH, window="last"))
    if run.state == RunState.FAILED:
        run = to_the_end(portal, portal.sync(*BOTH, window="last"))
    assert vendor.faults.waiting() == (), "the fault was never met"
    portal.sync(*BOTH)  # what was found again is compared once
    run = portal.sync(*BOTH)
    assert run.left == sum(each["planned"] for each in run.counts.values()) == 0
    assert not Change.objects.filter(state__in=["planned", "sent", "unknown"]).exists()
    assert not Question.objects.exists()
    here = [("Anne", "Able", ANN[2]), ("Ben", "Bole", "new@post.test"), CLEO]
    assert people.in_xero(contact) == here
    assert people.names_in_xero() == ["Acme", "Dan Dole", "Eve Earl"]
    assert sorted(people.in_zoho().values()) == sorted([*here, DAN, EVE])
    assert Link.objects.filter(module="contacts").count() == 5
