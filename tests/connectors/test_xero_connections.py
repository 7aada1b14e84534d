"""A grant's whole life at the pretend Xero, and what an organisation says of itself."""

from dataclasses import replace
from decimal import Decimal

import pytest

from connectors import errors, oauth
from connectors.base import Organisation, TaxRate
from connectors.sandbox.faults import Fault
from connectors.sandbox.http import Reply, json_reply
from connectors.xero import dates
from connectors.xero.connections import (
    consented,
    disconnect,
    event_of,
    organisations,
    provider,
)
from connectors.xero.connector import XeroConnector
from tests.connectors.xero_rig import BACK, read, sandbox


@pytest.fixture
def rig():
    with sandbox() as made:
        yield made


def test_a_grant_from_consent_to_disconnect(rig) -> None:
    grant = rig.log_in()
    assert grant.token.expires_in == 1800
    assert "offline_access" in grant.token.scopes
    door = rig.door(grant)
    (found,) = organisations(door, rig.url)
    assert found == Organisation(rig.org.organisation_id, "Demo Company (UK)", found.connection_id)
    disconnect(door, found.connection_id, rig.url)
    assert organisations(door, rig.url) == []
    disconnect(door, found.connection_id, rig.url)  # once more does no harm


def test_a_consent_offers_what_it_opened_and_nothing_older(rig) -> None:
    rig.log_in()
    second = rig.vendor.add_organisation()
    rig.org, first = second, rig.org
    grant = rig.log_in()
    door, token = rig.door(grant), grant.token.access_token
    assert {each.id for each in organisations(door, rig.url)} == {
        first.organisation_id,
        second.organisation_id,
    }
    assert [each.id for each in consented(door, token, rig.url)] == [second.organisation_id]
    rig.vendor.faults.add(
        Fault("status", path="/connections", status=200, body="[]")  # nothing of that consent
    )
    assert len(consented(door, token, rig.url)) == 2
    assert len(consented(door, "opaque", rig.url)) == 2


@pytest.mark.parametrize("token", ["", "opaque", "a.b.c", "a.!.c", "a.e30.c", "a.W10.c"])
def test_a_token_that_does_not_say_where_it_comes_from(token: str) -> None:
    assert event_of(token) == ""


def test_a_disconnect_that_xero_refuses(rig) -> None:
    door = rig.door()
    (found,) = organisations(door, rig.url)
    denied = '{"Detail":"AuthenticationUnsuccessful"}'
    rig.vendor.faults.add(Fault("status", method="DELETE", status=403, body=denied))
    with pytest.raises(errors.OrganisationGone):
        disconnect(door, found.connection_id, rig.url)


def test_a_lost_refresh_is_asked_for_again(rig) -> None:
    grant = rig.log_in()
    rig.vendor.faults.add(Fault("lost", path="/connect/token"))
    with pytest.raises(errors.TransientError):
        oauth.refresh(grant.provider, grant.token.refresh_token)
    fresh = oauth.refresh(grant.provider, grant.token.refresh_token)
    assert fresh.refresh_token != grant.token.refresh_token


def test_a_wrong_secret_and_a_used_code(rig) -> None:
    wrong = replace(rig.provider, client_secret="guessed")
    with pytest.raises(errors.RejectedError, match="client secret in the portal's settings"):
        oauth.refresh(wrong, "whatever")
    with pytest.raises(errors.ReauthorizationRequired, match="Connect Xero again"):
        oauth.exchange(rig.provider, "used-up", BACK)


def test_a_grant_given_back(rig) -> None:
    grant = rig.log_in()
    oauth.revoke(grant.provider, grant.token.refresh_token)
    with pytest.raises(errors.ReauthorizationRequired):
        grant.refresh("")


def test_the_real_ones_by_default() -> None:
    real = provider("id", "secret")
    assert real.authorise_url == "https://login.xero.com/identity/connect/authorize"
    assert real.token_url == "https://identity.xero.com/connect/token"
    assert real.revoke_url == "https://identity.xero.com/connect/revocation"


def test_practices_are_no_organisations(door, scripted) -> None:
    rows = [
        {"id": "c1", "tenantId": "t1", "tenantType": "ORGANISATION", "tenantName": "One"},
        {"id": "c2", "tenantId": "t2", "tenantType": "PRACTICE", "tenantName": "Two"},
        {"id": "c3", "tenantId": "t3", "tenantName": None},
    ]
    scripted.will(json_reply(rows))
    found = organisations(door, scripted.url)
    assert found == [Organisation("t1", "One", "c1"), Organisation("t3", "", "c3")]


@pytest.mark.parametrize("ask", [organisations, lambda door, url: disconnect(door, "c", url)])
def test_a_refusal_about_connections(door, scripted, ask) -> None:
    scripted.will(Reply(400))
    with pytest.raises(errors.RejectedError):
        ask(door, scripted.url)


def test_what_an_organisation_says_of_itself(rig) -> None:
    rig.org.lock_until("2026-03-31", end_of_year="2025-12-31")
    connector = rig.connector()
    found = connector.metadata()
    assert connector.calls == 5
    assert (found.organisation_id, found.name) == (rig.org.organisation_id, "Demo Company (UK)")
    assert (found.base_currency, found.short_code) == ("GBP", "!Qj35V")
    assert found.timezone
    assert found.lock_date == "2026-03-31", "the later of the two"
    assert (connector.lock_date(), connector.calls) == ("2026-03-31", 6)
    taxes = {tax.code: tax for tax in found.taxes}
    assert taxes["OUTPUT2"] == TaxRate(
        "OUTPUT2", "20% (VAT on Income)", Decimal(20), sales=True, purchases=False
    )
    accounts = {account.code: account for account in found.accounts}
    assert (accounts["200"].name, accounts["200"].kind) == ("Sales", "REVENUE")
    assert not accounts["299"].active
    assert found.currencies == rig.org.profile.currencies
    assert "Standard" in found.themes.values()


def test_an_organisation_that_says_little(scripted, door) -> None:
    scripted.will(
        json_reply({"Organisations": [{}]}),
        json_reply({"TaxRates": [{"TaxType": "X", "Status": "ACTIVE"}, {"Status": "ACTIVE"}]}),
        json_reply({"Accounts": [{"Code": "1"}, {"Name": "Bank"}]}),
        json_reply({"Currencies": [{"Code": "NZD"}, {}]}),
        json_reply({"BrandingThemes": [{"BrandingThemeID": "b"}]}),
    )
    found = XeroConnector(door, "org", scripted.url).metadata()
    assert (found.name, found.lock_date) == ("", "")
    assert found.taxes == (TaxRate("X", "X", Decimal(0)),)
    assert [(each.code, each.name, each.active) for each in found.accounts] == [("1", "1", False)]
    assert (found.themes, found.currencies) == ({"b": ""}, ("NZD",))


@pytest.mark.parametrize("body", [{"Organisations": []}, {}])
def test_an_organisation_that_says_nothing(scripted, door, body) -> None:
    scripted.will(json_reply(body))
    with pytest.raises(errors.ContractError):
        XeroConnector(door, "org", scripted.url).metadata()


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("/Date(1774915200000+0000)/", "2026-03-31"),
        ("/Date(1774915200000)/", "2026-03-31"),
        ("/Date(1774915200000+1300)/", "2026-03-31"),
        ("/Date(-86400000+0000)/", "1969-12-31"),
        (None, ""),
    ],
)
def test_a_plain_day_is_never_moved_to_a_zone(raw, day) -> None:
    assert dates.day(raw) == day


@pytest.mark.parametrize("raw", ["2026-03-31", "", "/Date(x)/", None, 7])
def test_a_time_that_is_none(raw) -> None:
    with pytest.raises(errors.ContractError, match="form we do not know"):
        dates.milliseconds(raw)


def test_one_403_alone_does_not_end_a_connection(rig) -> None:
    connector = rig.connector()
    left = '{"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful"}'
    rig.vendor.faults.add(Fault("status", path="/Contacts", status=403, body=left))
    with pytest.raises(errors.TransientError, match="though it is still connected") as caught:
        read(connector, "Contacts")
    assert type(caught.value) is errors.TransientError
    assert read(connector, "Contacts")


def test_a_token_that_expired_and_an_organisation_that_left(rig) -> None:
    grant = rig.log_in()
    connector = rig.connector(grant)
    rig.vendor.expire_tokens()
    read(connector, "Contacts")
    assert (grant.refreshed, connector.calls) == (1, 2)
    rig.vendor.disconnect()
    with pytest.raises(errors.OrganisationGone, match="no longer connected in Xero"):
        read(connector, "Contacts")
