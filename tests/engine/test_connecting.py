"""Consents that go wrong: a sentence, a state, and nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections as databases
from django.utils import timezone

from connectors.sandbox.faults import Fault
from connectors.sandbox.zoho.state import Org
from sync.core.records import Module, Side
from sync.engine.connect import StoredTokens
from sync.engine.providers import provider
from sync.models import Connection, Consent, Grant, Link
from sync.services.connections import (
    Choose,
    Connected,
    NotConnected,
    connect_begin,
    connect_choose,
    connect_finish,
    disconnect,
)
from tests.portal import CALLBACK, Portal, Vendors, consent, open_portal, opened_all

pytestmark = pytest.mark.django_db(transaction=True)
SECRETS = {Side.ZOHO: "ZOHO_CLIENT_SECRET", Side.XERO: "XERO_CLIENT_SECRET"}
TOKEN_PATHS = {Side.ZOHO: "/oauth/v2/token", Side.XERO: "/connect/token"}
NAMES = {Side.ZOHO: "Zoho CRM", Side.XERO: "Xero"}
BOTH = pytest.mark.parametrize("side", Side)


@pytest.fixture
def fresh(vendors: Vendors) -> Portal:
    """Open a tenant that has connected nothing yet."""
    return open_portal(vendors)


def begin(portal: Portal, side: Side) -> str:
    return connect_begin(
        bridge=portal.fresh(), user=portal.user, side=side, redirect_uri=CALLBACK.format(side=side)
    )


def finish(
    portal: Portal, side: Side, query: Mapping[str, str], user: User | None = None
) -> Connected | Choose:
    where = CALLBACK.format(side=side)
    return connect_finish(user=user or portal.user, side=side, query=query, redirect_uri=where)


def refused(portal: Portal, side: Side, query: Mapping[str, str], user: User | None = None) -> str:
    with pytest.raises(NotConnected) as caught:
        finish(portal, side, query, user)
    said = caught.value.sentence
    assert said.endswith(".")
    assert len(said.split()) > 5, "a sentence"
    assert "Traceback" not in said
    assert "{" not in said
    assert "<" not in said
    return said


def connected(portal: Portal) -> list[str]:
    rows = Connection.objects.filter(tenant=portal.bridge.tenant, state="connected")
    return sorted(rows.values_list("side", flat=True))


@BOTH
def test_a_wrong_client_secret(fresh: Portal, side: Side, settings: Any) -> None:
    right = getattr(settings, SECRETS[side])
    setattr(settings, SECRETS[side], "wrong")
    said = refused(fresh, side, consent(begin(fresh, side)))
    assert NAMES[side] in said
    assert "wrong" not in said.split(), "the secret is not shown"
    assert connected(fresh) == []
    setattr(settings, SECRETS[side], right)
    fresh.connect(side)
    assert connected(fresh) == [side]


@BOTH
def test_consent_refused_or_abandoned(fresh: Portal, side: Side) -> None:
    assert "not allow" in refused(fresh, side, consent(begin(fresh, side), allow=False))
    begin(fresh, side)  # and never came back
    assert connected(fresh) == []
    fresh.connect(side)
    assert connected(fresh) == [side]


@BOTH
def test_a_state_that_is_nobodys(fresh: Portal, side: Side) -> None:
    query = consent(begin(fresh, side))
    refused(fresh, side, {**query, "state": "made-up"})
    refused(fresh, side, {"code": query["code"]})
    stranger = User.objects.create_user("mallory@example.test", "mallory@example.test")
    refused(fresh, side, query, stranger)
    refused(fresh, side.other, query)
    assert isinstance(finish(fresh, side, query), Connected), "the right person still may"


@BOTH
def test_a_state_used_twice(fresh: Portal, side: Side) -> None:
    query = consent(begin(fresh, side))
    finish(fresh, side, query)
    refused(fresh, side, query)
    assert connected(fresh) == [side]


@BOTH
def test_a_state_that_is_too_old(fresh: Portal, side: Side) -> None:
    query = consent(begin(fresh, side))
    Consent.objects.update(created_at=timezone.now() - timedelta(hours=1))
    refused(fresh, side, query)
    assert connected(fresh) == []


@pytest.mark.parametrize(
    "claimed",
    [
        "https://accounts.zoho.evil.example",
        "https://accounts.zoho.com@evil.example",
        "http://127.0.0.1:9",
        "https://accounts.zoho.com.evil.example/",
        "javascript:alert(1)",
    ],
)
def test_an_accounts_server_that_is_not_on_the_list(fresh: Portal, claimed: str) -> None:
    query = consent(begin(fresh, Side.ZOHO))
    refused(fresh, Side.ZOHO, {**query, "accounts-server": claimed})
    assert connected(fresh) == []


def test_an_api_domain_that_is_not_on_the_list(fresh: Portal) -> None:
    fresh.vendors.zoho.api_domain = "https://www.zohoapis.evil.example"
    refused(fresh, Side.ZOHO, consent(begin(fresh, Side.ZOHO)))
    assert connected(fresh) == []


@BOTH
@pytest.mark.parametrize(
    "fault",
    [
        Fault("html", status=200),
        Fault("html", status=503),
        Fault("status", status=500),
        Fault("lost"),
        Fault("clip"),
        Fault("empty", status=200),
        Fault("empty", status=204),
        Fault("not_modified"),
        Fault("status", status=429),
        Fault("status", status=200, body="[]"),
        Fault("status", status=200, body='{"access_token": 5}'),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status} {fault.body}".strip(),
)
def test_nonsense_from_the_token_endpoint(fresh: Portal, side: Side, fault: Fault) -> None:
    query = consent(begin(fresh, side))
    vendor = fresh.vendors.zoho if side is Side.ZOHO else fresh.vendors.xero
    vendor.faults.add(
        Fault(fault.kind, path=TOKEN_PATHS[side], status=fault.status, body=fault.body)
    )
    refused(fresh, side, query)
    assert vendor.faults.waiting() == ()
    assert connected(fresh) == []
    fresh.connect(side)
    assert connected(fresh) == [side]


@BOTH
def test_an_organisation_of_another_company(portal: Portal, side: Side) -> None:
    other = open_portal(portal.vendors, "bob@example.test")
    said = refused(other, side, consent(begin(other, side)))
    assert "already connected" in said
    assert connected(other) == []
    assert connected(portal) == sorted(Side)
    disconnect(bridge=portal.fresh(), side=side, user=portal.user)
    other.connect(side)
    assert connected(other) == [side]


@BOTH
def test_a_reconnect_keeps_the_links(portal: Portal, side: Side) -> None:
    portal.zoho.insert("Accounts", {"Account_Name": "Kept Ltd"})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    disconnect(bridge=portal.fresh(), side=side, user=portal.user)
    assert connected(portal) == [side.other]
    assert Link.objects.count() == 1
    portal.connect(side)
    run = portal.sync(Module.ACCOUNTS)
    assert run.counts["accounts"]["planned"] == 0
    assert len(portal.xero.list_contacts()) == len(portal.zoho.list("Accounts")) == 1


def test_another_organisation_of_zoho_is_refused(portal: Portal) -> None:
    disconnect(bridge=portal.fresh(), side=Side.ZOHO, user=portal.user)
    vendor = portal.vendors.zoho
    mine = vendor.org.org_id
    vendor.add_org(Org("Somebody Else Ltd", org_id="20099999999"))
    del vendor.orgs[mine]
    said = refused(portal, Side.ZOHO, consent(begin(portal, Side.ZOHO)))
    assert "Somebody Else Ltd" in said
    assert connected(portal) == [Side.XERO]


def test_one_of_several_organisations_is_chosen(fresh: Portal) -> None:
    """A Xero login may open several; a person says which, and only among those."""
    second = fresh.vendors.xero.add_organisation()
    fresh.connect(Side.XERO)
    first = Connection.objects.get(side=Side.XERO).organisation_id
    other = open_portal(fresh.vendors, "bob@example.test")
    shown = fresh.vendors.xero.organisations
    shown[first] = shown.pop(first)  # last on the consent page
    answer = consent(begin(other, Side.XERO))
    opened_all(fresh.vendors.xero)
    made = finish(other, Side.XERO, answer)
    assert isinstance(made, Choose)
    for user, wanted in ((other.user, "made-up"), (fresh.user, second.organisation_id)):
        with pytest.raises(NotConnected):
            connect_choose(user=user, state=made.consent_state, organisation_id=wanted)
    with pytest.raises(NotConnected, match="already connected"):
        connect_choose(user=other.user, state=made.consent_state, organisation_id=first)
    connect_choose(
        user=other.user, state=made.consent_state, organisation_id=second.organisation_id
    )
    assert Connection.objects.get(tenant=other.bridge.tenant).organisation_id != first


def test_what_the_same_person_connected_before_is_not_offered(fresh: Portal) -> None:
    """A Xero token covers it, but this consent was given for another organisation."""
    second = fresh.vendors.xero.add_organisation()
    fresh.connect(Side.XERO)
    other = open_portal(fresh.vendors, "bob@example.test")
    made = finish(other, Side.XERO, consent(begin(other, Side.XERO), pick=1))
    assert isinstance(made, Connected)
    found = Connection.objects.get(tenant=other.bridge.tenant).organisation_id
    assert found == second.organisation_id


@BOTH
def test_two_workers_refresh_once(portal: Portal, side: Side) -> None:
    grant = Grant.objects.get(side=side)
    stale = grant.access_token
    vendor = portal.vendors.zoho if side is Side.ZOHO else portal.vendors.xero
    asked: list[str] = []
    inner = vendor.app.wrap

    def wrap(request: Any, answer: Any) -> Any:
        if request.path == TOKEN_PATHS[side]:
            asked.append(request.path)
        return inner(request, answer)

    vendor.app.wrap = wrap
    got: list[str] = []

    def work() -> None:
        tokens = StoredTokens(grant.pk, provider(side, accounts_url=grant.accounts_url))
        got.append(tokens.refresh(stale))
        databases.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=20)
    assert len(asked) == 1
    grant.refresh_from_db()
    assert set(got) == {grant.access_token} != {stale}
    assert grant.refresh_token


def test_a_lost_refresh_may_be_repeated(portal: Portal) -> None:
    """Xero rotates: for 30 minutes the old refresh token still works if the answer was lost."""
    portal.vendors.xero.expire_tokens()
    portal.vendors.xero.faults.add(Fault("lost", path=TOKEN_PATHS[Side.XERO]))
    run = portal.fetch()
    type(run).objects.filter(pk=run.pk).update(wake_at=None)
    assert portal.carry_on(run).state == "succeeded"
    assert Connection.objects.get(side=Side.XERO).state == "connected"


def test_tokens_are_not_readable_in_the_database(portal: Portal) -> None:
    token = Grant.objects.get(side=Side.XERO).refresh_token
    with databases["default"].cursor() as cursor:
        cursor.execute("SELECT access_token, refresh_token FROM sync_grant")
        assert token not in str(cursor.fetchall())
    assert portal.bridge.tenant.name not in token
