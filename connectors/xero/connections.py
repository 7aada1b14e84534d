"""A grant and the organisations it opens."""

from __future__ import annotations

from connectors.base import Organisation
from connectors.door import Door
from connectors.errors import OrganisationGone
from connectors.oauth import Provider
from connectors.xero.rejections import whole
from connectors.xero.wire import CONNECTIONS

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


def organisations(door: Door, api_url: str = API_URL) -> list[Organisation]:
    """Return what the grant's user has connected to us; practices are left out."""
    reply = door.send("GET", f"{api_url.rstrip('/')}/connections")
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
