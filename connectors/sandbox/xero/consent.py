"""Logging in: the consent page, the token endpoint, connections (XERO.md 1)."""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Brand, Html
from connectors.sandbox.http import Reply, Request, Route, json_reply, redirect
from connectors.sandbox.xero import answers, scopes
from connectors.sandbox.xero.door import signed_in
from connectors.sandbox.xero.tokens import AppRegistration, Connection, Denied, Login
from connectors.sandbox.xero.wire import instant

if TYPE_CHECKING:  # the vendor builds its own routes
    from connectors.sandbox.xero.vendor import XeroVendor

AUTHORIZE = "/identity/connect/authorize"
CONNECTIONS = "/[Cc]onnections"  # the specification and the SDK write it with a capital
LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1)(:\d+)?(/.*)?")

BRAND = Brand("xero", "Pretend Xero")


def routes(vendor: XeroVendor) -> tuple[Route, ...]:
    consent = Consent(vendor)
    return (
        chrome.style_route(),
        Route("GET", AUTHORIZE, consent.ask),
        Route("POST", AUTHORIZE, consent.decide),
        Route("POST", "/connect/token", consent.token),
        Route("POST", "/connect/revocation", consent.revoke),
        Route("GET", CONNECTIONS, consent.connections),
        Route("DELETE", rf"{CONNECTIONS}/(?P<connection_id>[^/]+)", consent.disconnect),
    )


class Consent:
    def __init__(self, vendor: XeroVendor) -> None:
        self._vendor = vendor

    def ask(self, request: Request) -> Reply:
        """Show who wants what; a request that is wrong gets a page, never a redirect."""
        app, fault = self._checked(request.query)
        if app is None or fault:
            return _error_page(fault)
        return self._page(app, request.query)

    def decide(self, request: Request) -> Reply:
        form = request.form()
        app, fault = self._checked(form)
        if app is None or fault:
            return _error_page(fault)
        if form.get("decision") != "allow":
            return _back(form, error="access_denied")
        tenant_id = form.get("tenant", "")
        if tenant_id not in self._vendor.organisations:
            return _error_page("invalid_request")
        user = next(iter(self._vendor.tokens.users.values()))
        login = Login(app.client_id, user.user_id, form["scope"], str(uuid.uuid4()))
        with self._vendor.lock:
            code = self._vendor.tokens.allow(login, tenant_id, form["redirect_uri"])
        return _back(form, code=code, scope=form["scope"])

    def token(self, request: Request) -> Reply:
        form = request.form()
        try:
            client_id = self._client(request, form)
            with self._vendor.lock:
                return json_reply(self._granted(client_id, form), headers=_UNCACHED)
        except Denied as exc:
            return json_reply({"error": str(exc)}, 400)

    def revoke(self, request: Request) -> Reply:
        form = request.form()
        try:
            client_id = self._client(request, form)
        except Denied as exc:
            return json_reply({"error": str(exc)}, 400)
        with self._vendor.lock:
            self._vendor.tokens.revoke(client_id, form.get("token", ""))
        return Reply(200)

    def connections(self, request: Request) -> Reply:
        with self._vendor.lock:
            access = signed_in(self._vendor, request)
            if isinstance(access, Reply):
                return access
            event = request.query.get("authEventId")
            rows = self._vendor.tokens.connections_of(access.login)
            return json_reply([self._shown(row) for row in rows if event in (None, row.event_id)])

    def disconnect(self, request: Request, connection_id: str) -> Reply:
        """Take the connection's own id; a tenant's or an event's is refused (XERO.md 1)."""
        with self._vendor.lock:
            access = signed_in(self._vendor, request)
            if isinstance(access, Reply):
                return access
            own = {row.id for row in self._vendor.tokens.connections_of(access.login)}
            if unquote(connection_id).lower() not in own:
                return answers.denied(403, "Forbidden", "AuthenticationUnsuccessful")
            self._vendor.tokens.disconnect(connection_id.lower())
        return Reply(204)

    def _checked(self, asked: Mapping[str, str]) -> tuple[AppRegistration | None, str]:
        """Return the app, and what is wrong with its request ("" where nothing is)."""
        app = self._vendor.tokens.apps.get(asked.get("client_id", ""))
        if app is None:
            return None, "unauthorized_client"
        if not self._may_return(app, asked.get("redirect_uri", "")):
            return app, "Invalid redirect_uri"
        if asked.get("response_type") != "code":
            return app, "unsupported_response_type"
        wanted = asked.get("scope", "").split()
        if not wanted or scopes.unknown(wanted, granular_only=app.granular_only):
            return app, "invalid_scope"
        return app, ""

    def _may_return(self, app: AppRegistration, where: str) -> bool:
        local = self._vendor.choices.local_callbacks and LOCAL.fullmatch(where)
        return where in app.redirect_uris or bool(local)

    def _page(self, app: AppRegistration, asked: Mapping[str, str]) -> Reply:
        kept = "".join(
            f'<input type="hidden" name="{name}" value="{escape(asked.get(name, ""))}">'
            for name in ("client_id", "redirect_uri", "response_type", "scope", "state")
        )
        options = "".join(
            f'<option value="{each.organisation_id}">{escape(each.profile.name)}</option>'
            for each in self._vendor.organisations.values()
        )
        wanted = "".join(f"<li>{escape(each)}</li>" for each in asked["scope"].split())
        body = (
            f"<h1>{escape(app.name)} wants access to</h1>"
            f'<form method="post" action="{AUTHORIZE}">{kept}'
            f'<p><select name="tenant" aria-label="Organisation">{options}</select></p>'
            f"<p>This will allow it to use:</p><ul>{wanted}</ul>"
            '<p><button class="main" name="decision" value="allow">Allow access</button> '
            '<button name="decision" value="cancel">Cancel</button></p></form>'
            '<p class="quiet">This is a pretend Xero. You are logged in as its demo user.</p>'
        )
        return chrome.page(BRAND, "Authorise access", chrome.card(Html(body)), narrow=True)

    def _client(self, request: Request, form: Mapping[str, str]) -> str:
        """Know the app by Basic auth or by the body. Raises Denied."""
        client_id, secret = _basic(request.headers.get("authorization", "")) or (
            form.get("client_id", ""),
            form.get("client_secret", ""),
        )
        app = self._vendor.tokens.apps.get(client_id)
        if app is None or app.secret != secret:
            raise Denied("invalid_client")
        return client_id

    def _granted(self, client_id: str, form: Mapping[str, str]) -> dict[str, Any]:
        tokens = self._vendor.tokens
        grants: dict[str, Callable[[], dict[str, Any]]] = {
            "authorization_code": lambda: tokens.exchange(
                client_id, form.get("code", ""), form.get("redirect_uri", "")
            ),
            "refresh_token": lambda: tokens.refresh(client_id, form.get("refresh_token", "")),
        }
        grant = grants.get(form.get("grant_type", ""))
        if grant is None:
            raise Denied("unsupported_grant_type")
        return grant()

    def _shown(self, row: Connection) -> dict[str, str]:
        return {
            "id": row.id,
            "authEventId": row.event_id,
            "tenantId": row.tenant_id,
            "tenantType": "ORGANISATION",
            "tenantName": self._vendor.organisations[row.tenant_id].profile.name,
            "createdDateUtc": _seven_digits(row.created),
            "updatedDateUtc": _seven_digits(row.updated),
        }


_UNCACHED = {"Cache-Control": "no-store"}


def _back(form: Mapping[str, str], **more: str) -> Reply:
    state = {"state": form["state"]} if form.get("state") else {}
    where = form["redirect_uri"]
    return redirect(f"{where}{'&' if '?' in where else '?'}{urlencode({**more, **state})}")


def _error_page(fault: str) -> Reply:
    body = f"<h1>Sorry, something went wrong</h1><p>Error: {escape(fault)}</p>"
    return chrome.page(BRAND, "Error", chrome.card(Html(body)), status=400, narrow=True)


def _basic(header: str) -> tuple[str, str] | None:
    if not header.startswith("Basic "):
        return None
    try:
        text = base64.b64decode(header[6:], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ("", "")
    client_id, _, secret = text.partition(":")
    return unquote(client_id), unquote(secret)


def _seven_digits(ms: int) -> str:
    return instant(ms).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
