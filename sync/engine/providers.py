"""The two vendors' logins, as the settings describe them."""

from __future__ import annotations

from django.conf import settings

from connectors.oauth import Provider
from connectors.xero import connections as xero
from connectors.zoho import connections as zoho
from sync.core.records import Side


def provider(side: Side, *, accounts_url: str = "") -> Provider:
    """`accounts_url`: the accounts server of the connection's data centre (Zoho has several)."""
    if side is Side.XERO:
        return xero.provider(
            settings.XERO_CLIENT_ID,
            settings.XERO_CLIENT_SECRET,
            login_url=settings.XERO_LOGIN_URL,
            identity_url=settings.XERO_IDENTITY_URL,
            scopes=tuple(settings.XERO_SCOPES.split()),
        )
    return zoho.provider(
        settings.ZOHO_CLIENT_ID,
        settings.ZOHO_CLIENT_SECRET,
        login_url=settings.ZOHO_ACCOUNTS_URL,
        accounts_url=accounts_url or settings.ZOHO_ACCOUNTS_URL,
        scopes=tuple(settings.ZOHO_SCOPES.split(",")),
    )
