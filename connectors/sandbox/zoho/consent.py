"""Zoho's OAuth screens and token endpoints (ZOHO.md 1)."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable
from html import escape
from typing import Protocol
from urllib.parse import urlencode

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Brand, Html
from connectors.sandbox.http import Reply, Request, Route, json_reply, redirect
from connectors.sandbox.zoho.grants import Access, Asked, Denied, Grants
from connectors.sandbox.zoho.state import Org

SCOPE = re.compile(r"ZohoCRM(\.[A-Za-z_]+){1,3}|AaaServer\.profile\.Read")
BRAND = Brand("zoho", "Pretend Zoho Accounts")


class Issuer(Protocol):
    """The part of the vendor that the screens need."""

    grants: Grants
    orgs: dict[str, Org]
    asked: dict[str, Asked]  # consent screens shown and not yet answered
    location: str
    lock: threading.RLock

    def accounts_url(self, request: Request) -> str: ...
    def api_url(self, request: Request) -> str: ...


def consent_routes(issuer: Issuer) -> tuple[Route, ...]:
    """Routes of {accounts}/oauth/v2: auth, its form, token, token/revoke."""

    def at(method: str, path: str, answer: Callable[[Issuer, Request], Reply]) -> Route:
        def locked(request: Request) -> Reply:
            with issuer.lock:
                return answer(issuer, request)

        return Route(method, f"/oauth/v2/{path}", locked)

    return (
        chrome.style_route(),
        at("GET", "auth", _show),
        at("POST", "auth", _answer),
        at("POST", "token", _token),
        at("POST", "token/revoke", _revoke),
    )


def _trouble(title: str) -> Reply:
    body = Html(f"<h1>{escape(title)}</h1>")
    return chrome.page(BRAND, title, chrome.card(body), status=400, narrow=True)


def _show(issuer: Issuer, request: Request) -> Reply:
    query = request.query
    client = issuer.grants.clients.get(query.get("client_id", ""))
    if client is None:
        return _trouble("Invalid Client")
    where = query.get("redirect_uri", "")
    if not where or (client.redirect_uris and where not in client.redirect_uris):
        return _trouble("Invalid Redirect Uri")
    scopes = tuple(each.strip() for each in query.get("scope", "").split(",") if each.strip())
    if query.get("response_type") != "code" or not scopes:
        return _trouble("Invalid Request")
    if not all(SCOPE.fullmatch(each) for each in scopes):
        return _trouble("Scope does not exist")
    offline = query.get("access_type") == "offline" and query.get("prompt") == "consent"
    asked = Asked(client.id, where, scopes, query.get("state", ""), offline)
    ticket = secrets.token_urlsafe(16)
    issuer.asked[ticket] = asked
    form = _form(issuer, client.name, asked, ticket)
    return chrome.page(BRAND, client.name, chrome.card(form), narrow=True)


def _form(issuer: Issuer, name: str, asked: Asked, ticket: str) -> Html:
    wants = "".join(f"<li>{escape(scope)}</li>" for scope in asked.scopes)
    choices = "".join(
        f'<option value="{org.org_id}">{escape(org.name)}</option>' for org in issuer.orgs.values()
    )
    return Html(
        f"<h1>{escape(name)}</h1><p>{escape(name)} would like to access your Zoho CRM:</p>"
        f'<ul>{wants}</ul><form method="post" action="/oauth/v2/auth">'
        f'<input type="hidden" name="ticket" value="{ticket}">'
        f'<p><label>Organization <select name="org">{choices}</select></label></p>'
        '<p><button class="main" name="decision" value="accept">Accept</button> '
        '<button name="decision" value="reject">Reject</button></p></form>'
    )


def _answer(issuer: Issuer, request: Request) -> Reply:
    form = request.form()
    asked = issuer.asked.pop(form.get("ticket", ""), None)
    if asked is None:
        return _trouble("This page has expired")
    org = issuer.orgs.get(form.get("org", ""))
    if form.get("decision") != "accept" or org is None:
        return _back(asked, {"error": "access_denied"})
    code = issuer.grants.code_for(asked, org.org_id, org.users[0].id)
    # ZOHO.md 1: the callback names the data centre and its accounts server.
    server = issuer.accounts_url(request)
    answer = {"code": code.value, "location": issuer.location, "accounts-server": server}
    return _back(asked, answer)


def _back(asked: Asked, answer: dict[str, str]) -> Reply:
    state = {"state": asked.state} if asked.state else {}
    joint = "&" if "?" in asked.redirect_uri else "?"
    return redirect(f"{asked.redirect_uri}{joint}{urlencode({**state, **answer})}")


def _token(issuer: Issuer, request: Request) -> Reply:
    sent = {**request.query, **request.form()}
    try:
        return json_reply(_tokens(issuer, request, sent))
    except Denied as denied:
        body = {"error": denied.error}
        if denied.description:
            body |= {"error_description": denied.description, "status": "failure"}
        return json_reply(body, denied.status)


def _tokens(issuer: Issuer, request: Request, sent: dict[str, str]) -> dict[str, object]:
    grants = issuer.grants
    client = grants.client(sent.get("client_id", ""), sent.get("client_secret", ""))
    if sent.get("grant_type") == "authorization_code":
        where = sent.get("redirect_uri", "")
        access, grant = grants.exchange(client, sent.get("code", ""), where)
        made = _answered(issuer, request, access)
        return made | ({"refresh_token": grant.refresh_token} if grant.refresh_token else {})
    if sent.get("grant_type") == "refresh_token":
        return _answered(issuer, request, grants.refresh(client, sent.get("refresh_token", "")))
    raise Denied("unsupported_grant_type")


def _answered(issuer: Issuer, request: Request, access: Access) -> dict[str, object]:
    return {
        "access_token": access.value,
        "scope": " ".join(access.grant.scopes),
        "api_domain": issuer.api_url(request),
        "token_type": "Bearer",
        "expires_in": 3600,
    }


def _revoke(issuer: Issuer, request: Request) -> Reply:
    token = {**request.query, **request.form()}.get("token", "")
    if issuer.grants.revoke(token):
        return json_reply({"status": "success"})
    return json_reply({"status": "error", "error": "invalid_token"}, 400)
