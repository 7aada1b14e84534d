"""XERO.md 1: consent, codes, rotating tokens, connections, scopes, refusals."""

import base64
import json

import pytest
import urllib3

from connectors.sandbox.xero import AppRegistration, Choices
from tests.sandbox.xero_client import CALLBACK, SCOPES, World, world

ASK = {
    "client_id": "demo-xero-client",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": SCOPES,
    "state": "a&b",
}


@pytest.fixture
def xero():
    with world() as made:
        yield made


def refreshed(xero: World, token: str) -> urllib3.BaseHTTPResponse:
    return xero.token(grant_type="refresh_token", refresh_token=token)


def test_the_consent_page_names_app_scopes_and_organisations(xero) -> None:
    answer = xero.http.request("GET", xero.url + "/identity/connect/authorize", fields=ASK)
    page = answer.data.decode()
    assert answer.status == 200
    for part in ("Demo app", "accounting.invoices", "Demo Company (UK)", "Allow access", "Cancel"):
        assert part in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"client_id": "stranger"}, "unauthorized_client"),
        ({"redirect_uri": "https://evil.example/cb"}, "redirect_uri"),
        ({"redirect_uri": "http://localhost.evil.example/cb"}, "redirect_uri"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "accounting.transactions"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_request_gets_a_page_and_no_redirect(xero, wrong, said, method) -> None:
    fields = {**ASK, "decision": "allow", "tenant": xero.org.organisation_id, **wrong}
    path = "/identity/connect/authorize"
    if method == "GET":
        answer = xero.http.request("GET", xero.url + path, fields=fields, redirect=False)
    else:
        answer = xero.form(path, **fields)
    assert answer.status == 400
    assert said in answer.data.decode()
    assert "Location" not in answer.headers


def test_only_registered_callbacks_where_the_switch_says_so() -> None:
    with world(Choices(minute_limit=None, day_limit=None)) as xero:
        xero.vendor.choices.local_callbacks = False
        assert xero.form("/identity/connect/authorize", **ASK).status == 400
        app = AppRegistration("second", "secret", redirect_uris=(CALLBACK,))
        xero.vendor.add_app(app)
        assert xero.consent(client_id="second")["code"]


def test_cancel_goes_back_with_the_state(xero) -> None:
    assert xero.consent(decision="cancel", state="a&b") == {
        "error": "access_denied",
        "state": "a&b",
    }


def test_a_code_works_once_and_for_five_minutes(xero) -> None:
    trade = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
    code = xero.consent()["code"]
    assert xero.token(code=code, **trade).status == 200
    assert xero.token(code=code, **trade).json() == {"error": "invalid_grant"}
    late = xero.consent()["code"]
    xero.clock.ahead(minutes=5)
    assert xero.token(code=late, **trade).json() == {"error": "invalid_grant"}
    code = xero.consent()["code"]
    other = {**trade, "redirect_uri": CALLBACK + "/"}
    assert xero.token(code=code, **other).json() == {"error": "invalid_grant"}


def test_the_tokens_say_who_and_for_how_long(xero) -> None:
    assert xero.tokens["expires_in"] == 1800
    claims = xero.tokens["access_token"].split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(claims + "==="))
    found = xero.send(
        "GET",
        f"/connections?authEventId={told['authentication_event_id']}",
        headers={"Authorization": f"Bearer {xero.tokens['access_token']}"},
    ).json()
    assert [row["tenantId"] for row in found] == [xero.org.organisation_id]
    assert told["scope"] == SCOPES.split()


def test_basic_auth_will_do_too_and_a_wrong_secret_will_not(xero) -> None:
    body = {"grant_type": "refresh_token", "refresh_token": xero.tokens["refresh_token"]}
    for secret, status in (("wrong", 400), ("demo-xero-secret", 200)):
        basic = base64.b64encode(f"demo-xero-client:{secret}".encode()).decode()
        answer = xero.http.request(
            "POST",
            xero.url + "/connect/token",
            fields=body,
            encode_multipart=False,
            headers={"Authorization": f"Basic {basic}"},
        )
        assert answer.status == status
    assert xero.token(client_secret="no", **body).json() == {"error": "invalid_client"}
    assert xero.token(grant_type="password").json() == {"error": "unsupported_grant_type"}


def test_a_rotated_refresh_token_lives_half_an_hour_more(xero) -> None:
    first = xero.tokens["refresh_token"]
    second = refreshed(xero, first).json()["refresh_token"]
    assert second != first
    xero.clock.ahead(minutes=29)
    assert refreshed(xero, first).status == 200, "the answer may have been lost"
    xero.clock.ahead(minutes=2)
    assert refreshed(xero, first).json() == {"error": "invalid_grant"}
    assert refreshed(xero, second).status == 200


def test_a_refresh_token_dies_of_sixty_idle_days(xero) -> None:
    xero.clock.ahead(days=61)
    assert refreshed(xero, xero.tokens["refresh_token"]).json() == {"error": "invalid_grant"}


def test_no_refresh_token_without_offline_access(xero) -> None:
    xero.vendor.revoke_grants()
    xero.log_in(scope="accounting.contacts")
    assert "refresh_token" not in xero.tokens
    assert "id_token" not in xero.tokens


def test_an_expired_token_says_when_it_ended(xero) -> None:
    xero.clock.ahead(minutes=30)
    answer = xero.api("GET", "Organisation")
    assert answer.status == 401
    assert answer.json()["Detail"] == "TokenExpired: token expired at 11/22/2026 12:30:00"
    assert answer.json()["Title"] == "Unauthorized"


def test_scopes_only_ever_grow(xero) -> None:
    xero.log_in(scope="offline_access accounting.attachments")
    assert set(xero.tokens["scope"].split()) == {*SCOPES.split(), "accounting.attachments"}


def test_a_missing_scope_is_named(xero) -> None:
    answer = xero.api("PUT", "TaxRates", {"Name": "x"})
    assert answer.status == 401
    assert answer.json()["Detail"] == "AuthorizationUnsuccessful"
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


def test_writing_items_may_need_the_settings_scope(xero) -> None:
    assert xero.api("PUT", "Items", {"Code": "A"}).status == 200
    xero.vendor.choices.settings_for_items = True
    assert xero.api("PUT", "Items", {"Code": "B"}).status == 401
    assert xero.api("GET", "Items").status == 200


def test_a_foreign_tenant_is_forbidden(xero) -> None:
    other = xero.vendor.add_organisation()
    for tenant in (other.organisation_id, "", "nonsense"):
        answer = xero.api("GET", "Contacts", headers={"xero-tenant-id": tenant})
        assert answer.status == 403
        assert answer.json()["Detail"] == "AuthenticationUnsuccessful"


def test_cut_off_inside_the_vendor_refresh_works_and_the_api_does_not(xero) -> None:
    xero.vendor.disconnect({"tenantId": xero.org.organisation_id})
    assert refreshed(xero, xero.tokens["refresh_token"]).status == 200
    assert xero.api("GET", "Contacts").status == 403
    bearer = {"Authorization": f"Bearer {xero.tokens['access_token']}"}
    assert xero.send("GET", "/connections", headers=bearer).json() == []


def test_disconnect_takes_the_connections_own_id(xero) -> None:
    bearer = {"Authorization": f"Bearer {xero.tokens['access_token']}"}
    (row,) = xero.send("GET", "/connections", headers=bearer).json()
    assert xero.send("DELETE", f"/connections/{row['tenantId']}", headers=bearer).status == 403
    assert xero.send("DELETE", f"/connections/{row['id']}", headers=bearer).status == 204
    assert xero.send("GET", "/connections", headers=bearer).json() == []


def test_a_reconnect_shows_by_its_dates(xero) -> None:
    bearer = {"Authorization": f"Bearer {xero.tokens['access_token']}"}
    (before,) = xero.send("GET", "/connections", headers=bearer).json()
    assert before["createdDateUtc"] == before["updatedDateUtc"] == "2026-11-22T12:00:00.2500000"
    xero.clock.ahead(seconds=5)
    xero.log_in()
    (after,) = xero.send("GET", "/connections", headers=bearer).json()
    assert after["id"] == before["id"]
    assert after["updatedDateUtc"] > after["createdDateUtc"] == before["createdDateUtc"]


def test_revoking_ends_the_grant_and_all_its_connections(xero) -> None:
    app = {"client_id": "demo-xero-client", "client_secret": "demo-xero-secret"}
    answer = xero.form("/connect/revocation", token=xero.tokens["refresh_token"], **app)
    assert (answer.status, answer.data) == (200, b"")
    assert refreshed(xero, xero.tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert xero.api("GET", "Contacts").status == 401


def test_another_process_may_expire_and_disconnect(xero) -> None:
    assert xero.send("POST", "/sandbox/expire-tokens").json() == {"done": 1}
    assert xero.api("GET", "Contacts").status == 401
    body = json.dumps({"tenantId": xero.org.organisation_id})
    assert xero.send("POST", "/sandbox/disconnect", body=body).json() == {"done": 1}
    assert xero.vendor.tokens.connections == {}
