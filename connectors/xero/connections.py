"""A grant and the organisations it opens."""

from __future__ import annotations

import base64

from connectors.base import Organisation
from connectors.door import Door
from connectors.errors import OrganisationGone
from connectors.oauth import Provider
from connectors.xero.rejections import whole
from connectors.xero.wire import CLAIMS, CONNECTIONS

LOGIN_URL = "https://login.xero.com"
IDENTITY_URL = "https://identity.xero.com"
API_URL = "https://api.xero.com"
# The granular scopes: apps made since March 2026 get no others (XERO.md 1). Items can be written
# under accounting.invoices as documented, or only under accounting.settings as specified.
SCOPES = (
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.invoices",
    "accounting.contacts",
    "accounting.settings",
    "accounting.payments.read",
)


def provider(
    client_id: str,
    client_secret: str,
    *,
    login_url: str = LOGIN_URL,
    identity_url: str = IDENTITY_URL,
    scopes: tuple[str, ...] = SCOPES,
) -> Provider:
    return Provider(
        name="Xero",
        authorise_url=f"{login_url.rstrip('/')}/identity/connect/authorize",
        token_url=f"{identity_url.rstrip('/')}/connect/token",
        revoke_url=f"{identity_url.rstrip('/')}/connect/revocation",
        client_id=client_id,
        client_secret=client_secret,
        scopes=scopes,
    )


def consented(door: Door, access_token: str, api_url: str = API_URL) -> list[Organisation]:
    """Return what the consent behind this token opened; all that its user has, if it says nothing.

    A token covers every organisation that its user ever connected to us (XERO.md 1).
    """
    event = event_of(access_token)
    return (event and organisations(door, api_url, event=event)) or organisations(door, api_url)


def event_of(access_token: str) -> str:
    """Return which consent a token comes from; "" where it is not in a form that we know."""
    try:
        middle = access_token.split(".")[1]
        said = CLAIMS.decode(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (IndexError, ValueError):  # that of base64 and of msgspec, too
        return ""
    return said.get("authentication_event_id") or ""


def organisations(door: Door, api_url: str = API_URL, *, event: str = "") -> list[Organisation]:
    """Return what the grant's user has connected to us; practices are left out.

    `event`: only what that consent connected.
    """
    query = {"authEventId": event} if event else {}
    reply = door.send("GET", f"{api_url.rstrip('/')}/connections", query=query)
    if reply.status >= 400:
        raise whole(reply)
    return [
        Organisation(row["tenantId"], row.get("tenantName") or "", row["id"])
        for row in reply.decode(CONNECTIONS)
        if row.get("tenantType", "ORGANISATION") == "ORGANISATION"
    ]


def disconnect(door: Door, connection_id: str, api_url: str = API_URL) -> None:
    """End one organisation's connection. One that is gone already is no error.

    It wants `Organisation.connection_id`, not the organisation's id (XERO.md 1): for a wrong one
    Xero answers as for one that is gone, so where it does, we look.
    """
    try:
        reply = door.send("DELETE", f"{api_url.rstrip('/')}/connections/{connection_id}")
    except OrganisationGone:
        if any(each.connection_id == connection_id for each in organisations(door, api_url)):
            raise
        return
    if reply.status >= 400 and reply.status != 404:
        raise whole(reply)
