"""Consent and grants at the vendors: to the consent page, from its answer to tokens, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.conf import settings

from connectors import hosts, oauth
from connectors.base import Organisation
from connectors.errors import ConnectorError
from connectors.xero import connections as xero
from connectors.zoho import connections as zoho
from sync.core.records import Side
from sync.engine.connect import api_url, door_for
from sync.engine.providers import provider

if TYPE_CHECKING:
    from sync.models import Connection, Grant


log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Login:
    """What a consent gave, and its data centre; blank for a stand-in, which the settings name."""

    token: oauth.Token
    accounts_url: str = ""
    api_url: str = ""


def consent_url(side: Side, *, redirect_uri: str, state: str) -> str:
    return oauth.authorise_url(provider(side), redirect_uri=redirect_uri, state=state)


def log_in(side: Side, *, answer: Mapping[str, str], redirect_uri: str) -> Login:
    """Exchange the callback's code. Raises any ConnectorError, UnknownHost among them."""
    if side is Side.XERO:
        token = oauth.exchange(provider(side), answer["code"], redirect_uri)
        return Login(token)
    accounts = hosts.accounts_server(answer.get("accounts-server"), settings.ZOHO_ACCOUNTS_URL)
    token = oauth.exchange(provider(side, accounts_url=accounts), answer["code"], redirect_uri)
    api = hosts.api_domain(token.api_domain, settings.ZOHO_API_URL)
    return Login(
        token,
        accounts if accounts in hosts.ZOHO_DATA_CENTRES else "",
        api if api in hosts.ZOHO_DATA_CENTRES.values() else "",
    )


def organisations(grant: Grant) -> list[Organisation]:
    """Return what the consent that gave the grant has opened."""
    door = door_for(grant, organisation_id=f"grant-{grant.pk}", interactive=True)
    if grant.side == Side.XERO:
        return xero.consented(door, grant.access_token, api_url(grant))
    return zoho.organisations(door, api_url(grant))


def let_go(connection: Connection, *, revoke: bool) -> None:
    """Tell the vendor that we are gone. What it cannot be told now is no reason to stay.

    `revoke`: no other connection of ours uses the grant, so it may end altogether. At Xero that
    would end every connection of the same person, other companies' too: only when none is left.
    """
    grant = connection.grant
    if grant is None:
        return
    try:
        if connection.side == Side.XERO and connection.remote_connection_id:
            door = door_for(grant, organisation_id=connection.organisation_id, interactive=True)
            xero.disconnect(door, connection.remote_connection_id, api_url(grant))
            revoke = revoke and not xero.organisations(door, api_url(grant))
        if revoke:
            side = Side(connection.side)
            oauth.revoke(provider(side, accounts_url=grant.accounts_url), grant.refresh_token)
    except ConnectorError as exc:
        log.info("connection.let_go", connection=str(connection.public_id), error=exc.message)
