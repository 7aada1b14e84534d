"""Grants against a token endpoint that answers well and badly, over real sockets."""

import socket
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors import errors
from connectors.oauth import Provider, Token, authorise_url, exchange, refresh, revoke
from connectors.sandbox.faults import BUSY_PAGE
from connectors.sandbox.http import Reply, html_reply, json_reply, redirect

GOOD = {
    "access_token": "access-1",
    "refresh_token": "renew-2",
    "expires_in": 1800,
    "token_type": "Bearer",
    "scope": "openid accounting.contacts",
}
BACK = "https://portal.example/back"


@pytest.fixture
def provider(scripted):
    return Provider(
        name="Xero",
        authorise_url=scripted.url + "/authorize",
        token_url=scripted.url + "/token",
        revoke_url=scripted.url + "/revoke",
        client_id="our-id",
        client_secret="our-secret",
        scopes=("openid", "accounting.contacts", "offline_access"),
        timeout=(0.5, 0.4),
    )


def test_the_consent_pages_address(provider, scripted) -> None:
    url = authorise_url(provider, redirect_uri=BACK, state="s-1")
    assert url.startswith(scripted.url + "/authorize?")
    assert parse_qs(urlsplit(url).query) == {
        "response_type": ["code"],
        "client_id": ["our-id"],
        "redirect_uri": [BACK],
        "scope": ["openid accounting.contacts offline_access"],
        "state": ["s-1"],
    }


def test_zohos_consent_page_wants_commas_and_more(provider) -> None:
    zoho = replace(
        provider,
        authorise_url="https://accounts.zoho.com/oauth/v2/auth",
        scope_separator=",",
        extra={"access_type": "offline", "prompt": "consent"},
    )
    url = authorise_url(zoho, redirect_uri=BACK, state="s")
    assert url.startswith("https://accounts.zoho.com/oauth/v2/auth?")
    query = parse_qs(urlsplit(url).query)
    assert query["scope"] == ["openid,accounting.contacts,offline_access"]
    assert (query["access_type"], query["prompt"]) == (["offline"], ["consent"])


def test_a_code_for_tokens(provider, scripted) -> None:
    scripted.will(json_reply(GOOD))
    assert exchange(provider, "code-1", BACK) == Token(
        "access-1", "renew-2", 1800, ("openid", "accounting.contacts")
    )
    assert scripted.asked[0].form() == {
        "grant_type": "authorization_code",
        "code": "code-1",
        "redirect_uri": BACK,
        "client_id": "our-id",
        "client_secret": "our-secret",
    }


def test_a_secret_may_travel_in_the_header(provider, scripted) -> None:
    careful = replace(provider, secret_in_header=True)
    scripted.will(json_reply(GOOD), json_reply(GOOD), Reply(200))
    exchange(careful, "code-1", BACK)
    refresh(careful, "renew-1")
    revoke(careful, "renew-1")
    for asked in scripted.asked:
        assert asked.headers["authorization"] == "Basic b3VyLWlkOm91ci1zZWNyZXQ="
        assert "client_secret" not in asked.form()


def test_fresh_tokens_for_old(provider, scripted) -> None:
    scripted.will(json_reply(GOOD))
    assert refresh(provider, "renew-1").refresh_token == "renew-2"
    assert scripted.asked[0].form() == {
        "grant_type": "refresh_token",
        "refresh_token": "renew-1",
        "client_id": "our-id",
        "client_secret": "our-secret",
    }


def test_zoho_gives_no_new_refresh_token_but_commas_and_a_domain(provider, scripted) -> None:
    body = {
        "access_token": "a",
        "api_domain": "https://www.zohoapis.eu",
        "expires_in": 3600,
        "scope": "ZohoCRM.modules.ALL,ZohoCRM.org.READ",
    }
    scripted.will(json_reply(body))
    token = refresh(provider, "kept")
    assert (token.refresh_token, token.api_domain) == ("kept", "https://www.zohoapis.eu")
    assert token.scopes == ("ZohoCRM.modules.ALL", "ZohoCRM.org.READ")


def test_a_grant_without_scopes_in_the_answer(provider, scripted) -> None:
    scripted.will(json_reply({"access_token": "a", "refresh_token": "r", "expires_in": 60}))
    assert exchange(provider, "c", BACK).scopes == ()


def test_a_code_grant_must_bring_a_refresh_token(provider, scripted) -> None:
    scripted.will(json_reply({"access_token": "a"}))
    with pytest.raises(errors.ContractError):
        exchange(provider, "c", BACK)


ERRORS = [
    ({"error": "invalid_client"}, 400, errors.RejectedError, "client id or the client secret"),
    ({"error": "invalid_client"}, 401, errors.RejectedError, "client id or the client secret"),
    ({"error": "unauthorized_client"}, 400, errors.RejectedError, "client id or the client"),
    ({"error": "invalid_client_secret"}, 200, errors.RejectedError, "client id or the client"),
    ({"error": "invalid_grant"}, 400, errors.ReauthorizationRequired, "Connect Xero again"),
    ({"error": "invalid_code"}, 200, errors.ReauthorizationRequired, "Connect Xero again"),
    ({"error": "Access Denied"}, 400, errors.RateLimited, "wait"),
    ({"error": "invalid_scope"}, 400, errors.RejectedError, "refused"),
]


@pytest.mark.parametrize(("body", "status", "kind", "words"), ERRORS)
def test_an_error_is_sorted(provider, scripted, body, status, kind, words) -> None:
    asks: tuple[Callable[[], Token], ...] = (
        lambda: exchange(provider, "c", BACK),
        lambda: refresh(provider, "r"),
    )
    for ask in asks:
        scripted.will(json_reply(body, status))
        with pytest.raises(kind, match=words) as caught:
            ask()
        assert type(caught.value) is kind


UNREADABLE = {
    "HTML": html_reply(BUSY_PAGE),
    "half of it": Reply(200, b'{"access_token": "a', {"Content-Type": "application/json"}),
    "nothing": Reply(200),
    "a list": json_reply([1]),
    "null": json_reply(None),
    "a number": json_reply(7),
    "an expiry in words": json_reply({**GOOD, "expires_in": "soon"}),
    "a token that is none": json_reply({**GOOD, "access_token": 7}),
    "an address elsewhere": redirect("/elsewhere"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_an_answer_nobody_can_read(provider, scripted, what) -> None:
    scripted.will(UNREADABLE[what], UNREADABLE[what])
    with pytest.raises(errors.ContractError, match="cannot read"):
        exchange(provider, "c", BACK)
    # The refresh token may still be good: lost answers may be asked for again.
    with pytest.raises(errors.TransientError, match="try again"):
        refresh(provider, "r")
    assert len(scripted.asked) == 2, "a secret is never sent on to another address"


SILENT = {
    "hangs": Reply(hang_up=True, hold=30),
    "hangs up": Reply(hang_up=True),
    "cuts": Reply(200, b"{}" * 99, cut_at=5),
    "500": Reply(500),
    "HTML 503": html_reply(BUSY_PAGE, 503),
}


@pytest.mark.parametrize("what", SILENT)
def test_a_login_server_in_trouble(provider, scripted, what) -> None:
    scripted.will(*[SILENT[what]] * 3)
    asks = (
        lambda: exchange(provider, "c", BACK),
        lambda: refresh(provider, "r"),
        lambda: revoke(provider, "r"),
    )
    for ask in asks:
        with pytest.raises(errors.TransientError) as caught:
            ask()
        assert "our-secret" not in caught.value.message
    assert len(scripted.asked) == 3


@pytest.mark.parametrize(("header", "seconds"), [({"Retry-After": "26"}, 26), ({}, 60)])
def test_a_login_server_that_asks_for_patience(provider, scripted, header, seconds) -> None:
    scripted.will(Reply(429, b"", header))
    with pytest.raises(errors.RateLimited) as caught:
        refresh(provider, "r")
    assert caught.value.retry_after == seconds


def test_nobody_at_home(provider) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        away = replace(provider, token_url=f"http://127.0.0.1:{busy.getsockname()[1]}/token")
        with pytest.raises(errors.TransientError, match="could not be reached"):
            refresh(away, "r")


def test_giving_a_grant_back(provider, scripted) -> None:
    scripted.will(Reply(200))
    revoke(provider, "renew-1")
    (asked,) = scripted.asked
    assert asked.path == "/revoke"
    assert asked.form()["token"] == "renew-1"
    assert "authorization" not in asked.headers


def test_giving_back_what_is_gone_already_is_fine(provider, scripted) -> None:
    scripted.will(json_reply({"error": "invalid_token"}, 400))
    revoke(provider, "renew-1")
    scripted.will(json_reply({"error": "invalid_client"}, 400))
    with pytest.raises(errors.RejectedError, match="client secret"):
        revoke(provider, "renew-1")


def test_a_public_host_needs_tls(provider) -> None:
    naked = replace(
        provider, token_url="http://identity.xero.com/t", authorise_url="http://login.xero.com/a"
    )
    asks = (
        lambda: refresh(naked, "r"),
        lambda: authorise_url(naked, redirect_uri=BACK, state="s"),
    )
    for ask in asks:
        with pytest.raises(errors.RejectedError, match="must begin with https"):
            ask()


def test_nothing_secret_is_printed(provider) -> None:
    shown = repr(provider) + repr(Token("hush-1", "hush-2", 60))
    assert "our-secret" not in shown
    assert "hush" not in shown
