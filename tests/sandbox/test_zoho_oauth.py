"""The pretend Zoho's OAuth: ZOHO.md section 1."""

import pytest

from tests.sandbox.zoho_world import CALLBACK, world


@pytest.fixture
def zoho():
    with world(log_in=False) as made:
        yield made


def test_the_callback_names_the_data_centre_and_its_accounts_server(zoho):
    back = zoho.consent()
    assert back["state"] == "s1"
    assert (back["location"], back["accounts-server"]) == ("us", zoho.url)
    zoho.vendor.accounts_server = "https://accounts.evil.test"
    assert zoho.consent()["accounts-server"] == "https://accounts.evil.test"


def test_a_refusal_comes_back_without_a_code(zoho):
    assert zoho.consent(decision="reject") == {"error": "access_denied", "state": "s1"}


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"scope": "Everything.everywhere"},
        {"scope": None},
        {"response_type": "token"},
        {"redirect_uri": None},
    ],
)
def test_a_bad_request_for_consent_shows_no_form(zoho, changes):
    with pytest.raises(KeyError, match="location"):
        zoho.consent(**changes)


def test_a_consent_screen_answers_once(zoho):
    page = zoho.send("POST", "/oauth/v2/auth", form={"ticket": "made-up", "decision": "accept"})
    assert page.status == 400


def test_a_code_buys_tokens_for_an_hour(zoho):
    bought = zoho.log_in()
    assert (bought["token_type"], bought["expires_in"]) == ("Bearer", 3600)
    assert bought["api_domain"] == zoho.url
    assert bought["refresh_token"]
    assert zoho.get("org")[0] == 200
    zoho.clock.ahead(seconds=3599)
    assert zoho.get("org")[0] == 200
    zoho.clock.ahead(seconds=1)
    status, body = zoho.get("org")
    assert (status, body["code"], body["status"]) == (401, "INVALID_TOKEN", "error")


@pytest.mark.parametrize("changes", [{"prompt": None}, {"access_type": "online"}])
def test_a_refresh_token_needs_offline_and_consent(zoho, changes):
    assert "refresh_token" not in zoho.log_in(**changes)


def test_a_code_is_good_once(zoho):
    code = {"grant_type": "authorization_code", "code": zoho.consent()["code"]}
    assert "access_token" in zoho.trade(**code, redirect_uri=CALLBACK).json()
    again = zoho.trade(**code, redirect_uri=CALLBACK)
    assert (again.status, again.json()) == (200, {"error": "invalid_code"})


@pytest.mark.parametrize(
    ("wait", "changes", "error"),
    [
        (61, {}, "invalid_code"),
        (0, {"client_secret": "wrong"}, "invalid_client"),
        (0, {"client_id": "nobody"}, "invalid_client"),
        (0, {"redirect_uri": "http://elsewhere.test/"}, "invalid_redirect_uri"),
        (0, {"code": "made-up"}, "invalid_code"),
        (0, {"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_bad_exchange_is_an_error_with_status_200(zoho, wait, changes, error):
    form = {"grant_type": "authorization_code", "code": zoho.consent()["code"]}
    zoho.clock.ahead(seconds=wait)
    answer = zoho.trade(**{**form, "redirect_uri": CALLBACK, **changes})
    assert (answer.status, answer.json()) == (200, {"error": error})


def test_ten_access_tokens_in_ten_minutes_and_no_more(zoho):
    refresh = {"grant_type": "refresh_token", "refresh_token": zoho.log_in()["refresh_token"]}
    for _ in range(9):  # the code's own token was the first
        answer = zoho.trade(**refresh).json()
        assert "refresh_token" not in answer
        assert answer["api_domain"] == zoho.url
    refused = zoho.trade(**refresh)
    assert (refused.status, refused.json()["error"]) == (400, "Access Denied")
    zoho.clock.ahead(minutes=10)
    assert "access_token" in zoho.trade(**refresh).json()


def test_the_twenty_first_refresh_token_ends_the_first(zoho):
    tokens = []
    for _ in range(21):
        tokens.append(zoho.log_in()["refresh_token"])
        zoho.clock.ahead(minutes=1)
    first, second = (
        zoho.trade(grant_type="refresh_token", refresh_token=token).json() for token in tokens[:2]
    )
    assert first == {"error": "invalid_code"}
    assert "access_token" in second


def test_revoking_ends_the_refresh_token_and_what_it_gave(zoho):
    refresh_token = zoho.log_in()["refresh_token"]
    answer = zoho.send("POST", "/oauth/v2/token/revoke", form={"token": refresh_token})
    assert answer.json() == {"status": "success"}
    assert zoho.get("org")[0] == 401
    again = zoho.trade(grant_type="refresh_token", refresh_token=refresh_token)
    assert again.json() == {"error": "invalid_code"}
    assert zoho.send("POST", "/oauth/v2/token/revoke", form={"token": "x"}).status == 400


def test_tokens_end_when_the_test_says_so(zoho):
    refresh = {"grant_type": "refresh_token", "refresh_token": zoho.log_in()["refresh_token"]}
    zoho.vendor.expire_tokens()
    assert zoho.get("org")[0] == 401
    zoho.token = zoho.trade(**refresh).json()["access_token"]
    assert zoho.get("org")[0] == 200
    zoho.vendor.revoke_grant()
    assert zoho.get("org")[0] == 401
    assert zoho.trade(**refresh).json() == {"error": "invalid_code"}


@pytest.mark.parametrize(
    ("scope", "path", "status"),
    [
        ("ZohoCRM.modules.READ", "Accounts?fields=id", 204),
        ("ZohoCRM.modules.accounts.READ", "Accounts?fields=id", 204),
        ("ZohoCRM.modules.Accounts.ALL", "Accounts?fields=id", 204),
        ("ZohoCRM.modules.contacts.ALL", "Accounts?fields=id", 401),
        ("ZohoCRM.modules.purchaseorders.ALL", "Purchase_Orders?fields=id", 204),
        ("ZohoCRM.modules.accounts.CREATE", "Accounts?fields=id", 401),
        ("ZohoCRM.settings.fields.READ", "settings/fields?module=Accounts", 200),
        ("ZohoCRM.settings.layouts.READ", "settings/fields?module=Accounts", 401),
        ("ZohoCRM.settings.ALL", "users", 401),
    ],
)
def test_scopes_are_checked(zoho, scope, path, status):
    zoho.log_in(scope=scope)
    found, body = zoho.get(path)
    assert found == status
    assert status != 401 or body["code"] == "OAUTH_SCOPE_MISMATCH"


def test_coql_needs_its_own_scope_and_the_modules(zoho):
    for scope in ("ZohoCRM.modules.ALL", "ZohoCRM.coql.READ"):
        zoho.log_in(scope=scope)
        assert zoho.coql("select id from Accounts where id is not null")[0] == 401
    zoho.log_in(scope="ZohoCRM.coql.READ,ZohoCRM.modules.accounts.READ")
    assert zoho.coql("select id from Accounts where id is not null")[0] == 204
    assert zoho.coql("select id from Contacts where id is not null")[0] == 401


def test_only_zohos_own_scheme_is_taken(zoho):
    zoho.log_in()
    answer = zoho.send("GET", "/crm/v8/org", headers={"Authorization": f"Bearer {zoho.token}"})
    assert (answer.status, answer.json()["code"]) == (401, "AUTHENTICATION_FAILURE")
