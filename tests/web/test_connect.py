"""To a vendor's consent page and back, through the views, with both vendors on real sockets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from connectors.sandbox.xero import Profile
from sync.core.records import Side
from sync.models import Bridge, Connection, Membership, Role
from tests.portal import Vendors, consent, opened_all
from tests.web.people import Person

pytestmark = pytest.mark.django_db


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def connect(one: Person, side: Side) -> Any:
    """Press the button, allow it at the vendor, and come back."""
    leave = one.client.post(url("connect-begin", one, side))
    return back(one, side, consent(leave["Location"]))


def back(one: Person, side: Side, query: dict[str, str]) -> Any:
    return one.client.get(f"/connect/{side}/callback?{urlencode(query)}", follow=True)


@pytest.mark.parametrize("side", Side)
def test_a_consent_connects(alice: Person, vendors: Vendors, side: Side) -> None:
    page = connect(alice, side).content.decode()
    connection = Connection.objects.get()
    assert (connection.side, connection.state) == (side, "connected")
    assert connection.connected_by == alice.user
    assert f"is connected: {connection.name}." in page
    assert "Reconnect" in page


def test_an_answer_works_once(alice: Person, vendors: Vendors) -> None:
    leave = alice.client.post(url("connect-begin", alice, Side.XERO))
    query = consent(leave["Location"])
    back(alice, Side.XERO, query)
    page = back(alice, Side.XERO, query).content.decode()
    assert "does not belong to a connection that you started" in page
    assert Connection.objects.get().state == "connected"


@pytest.mark.parametrize("lost", ["demoted", "removed"])
def test_whoever_lost_the_right_at_the_vendors_page_connects_nothing(
    alice: Person, adam: Person, vendors: Vendors, lost: str
) -> None:
    query = consent(adam.client.post(url("connect-begin", adam, Side.XERO))["Location"])
    seat = Membership.objects.filter(user=adam.user)
    _ = seat.update(role=Role.OPERATOR) if lost == "demoted" else seat.delete()
    page = back(adam, Side.XERO, query).content.decode()
    assert "You may not connect anything here any more." in page
    assert not Connection.objects.exists()


def test_an_organisation_of_another_company_is_refused(
    alice: Person, mallory: Person, vendors: Vendors
) -> None:
    connect(alice, Side.ZOHO)
    page = connect(mallory, Side.ZOHO).content.decode()
    assert "is already connected to this portal by another company" in page
    assert Connection.objects.count() == 1


def test_the_same_two_organisations_are_one_pair_only(alice: Person, vendors: Vendors) -> None:
    for side in Side:
        connect(alice, side)
    second = replace(alice, bridge=Bridge.objects.create(tenant=alice.bridge.tenant))
    connect(second, Side.ZOHO)
    page = connect(second, Side.XERO).content.decode()
    assert "Another pair of yours already keeps" in page
    second.bridge.refresh_from_db()
    assert (second.bridge.zoho is None, second.bridge.xero is None) == (False, True)


def test_disconnecting_and_coming_back(alice: Person, vendors: Vendors) -> None:
    connect(alice, Side.XERO)
    alice.client.post(url("disconnect", alice, Side.XERO))
    assert Connection.objects.get().state == "disconnected"
    connect(alice, Side.XERO)
    assert Connection.objects.get().state == "connected"


def test_of_several_organisations_one_is_chosen(alice: Person, vendors: Vendors) -> None:
    second = vendors.xero.add_organisation(Profile(name="Brightwater Trading"))
    # This person has allowed the first one to the same app before, and now picks the second.
    consent(alice.client.post(url("connect-begin", alice, Side.XERO))["Location"])
    shown = vendors.xero.organisations
    shown.update({first: shown.pop(first) for first in list(shown)[:1]})
    answer = consent(alice.client.post(url("connect-begin", alice, Side.XERO))["Location"])
    opened_all(vendors.xero)
    page = back(alice, Side.XERO, answer)
    assert page.redirect_chain[-1][0] == url("choose", alice)
    assert "Brightwater Trading" in page.content.decode()
    assert not Connection.objects.exists()
    chosen = {"organisation": second.organisation_id}
    done = alice.client.post(url("choose", alice), chosen, follow=True).content.decode()
    assert "Xero is connected: Brightwater Trading." in done
    assert Connection.objects.get().name == "Brightwater Trading"


def test_a_wrong_client_secret_is_told_in_words(
    alice: Person, vendors: Vendors, settings: Any
) -> None:
    settings.XERO_CLIENT_SECRET = "wrong"
    page = connect(alice, Side.XERO).content.decode()
    assert "alert-danger" in page
    assert "did not" in page or "secret" in page
    assert not Connection.objects.exists()
