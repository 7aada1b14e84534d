"""What a person may ask of connections. Every failure is a sentence for a bookkeeper."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from connectors.base import Organisation
from connectors.errors import ConnectorError
from sync.core.records import Side
from sync.engine import login
from sync.engine.leave import forget, tell, uses_alone
from sync.services.news import keep_told, wants_news
from sync.store import bridges, connections, grants
from sync.store.audit import audit
from sync.store.tenants import seat_get

if TYPE_CHECKING:
    from sync.models import Bridge, Connection, Grant

NAMES = {Side.ZOHO: "Zoho CRM", Side.XERO: "Xero"}


class NotConnected(Exception):
    """It did not work; `sentence` says why and what to do. `bridge`: where to show it."""

    def __init__(self, sentence: str, bridge: Bridge | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.bridge = bridge


@dataclass(frozen=True, slots=True)
class Connected:
    bridge: Bridge
    sentence: str


@dataclass(frozen=True, slots=True)
class Choose:
    """The login opened several organisations: a person says which."""

    bridge: Bridge
    consent_state: str
    organisations: Sequence[tuple[str, str]]


def connect_begin(*, bridge: Bridge, user: AbstractBaseUser, side: Side, redirect_uri: str) -> str:
    """Return the address of the vendor's consent page."""
    state = secrets.token_urlsafe(32)
    try:
        url = login.consent_url(side, redirect_uri=redirect_uri, state=state)
    except ConnectorError as exc:
        raise NotConnected(exc.message, bridge) from exc
    connections.consent_open(bridge=bridge, user=user, side=side, state=state)
    return url


def connect_finish(
    *, user: AbstractBaseUser, side: Side, query: Mapping[str, str], redirect_uri: str
) -> Connected | Choose:
    """Take the vendor's answer to a consent. Raises NotConnected."""
    bridge = connections.consent_use(user=user, side=side, state=query.get("state", ""))
    if bridge is None:
        raise NotConnected(
            f"This answer from {NAMES[side]} does not belong to a connection that you started "
            "just now. Nothing was changed. Please start again from Setup."
        )
    seat = seat_get(user=user, bridge_id=bridge.public_id)
    if seat is None or not seat.may_connect:  # taken away while they were at the vendor's page
        raise NotConnected("You may not connect anything here any more. Nothing was changed.")
    if "code" not in query:
        raise NotConnected(_refusal(side, query), bridge)
    try:
        return _log_in(bridge, user, side, query, redirect_uri)
    except ConnectorError as exc:
        raise NotConnected(exc.message, bridge) from exc


def connect_choose(*, user: AbstractBaseUser, state: str, organisation_id: str) -> Connected:
    """Take the organisation that the person chose. Raises NotConnected."""
    consent = connections.consent_with_grant(user=user, state=state)
    if consent is None or consent.grant is None:
        raise NotConnected("This choice is no longer open. Please start again from Setup.")
    bridge = consent.bridge
    try:
        opened = login.organisations(consent.grant)
    except ConnectorError as exc:
        raise NotConnected(exc.message, bridge) from exc
    chosen = next((each for each in opened if each.id == organisation_id), None)
    if chosen is None:
        raise NotConnected("That organisation is not part of this login.", bridge)
    return _attach(bridge, user, consent.grant, chosen)


def disconnect(*, bridge: Bridge, side: Side, user: AbstractBaseUser) -> None:
    """Give the connection up. Links and history stay, for the day it is connected again."""
    connection: Connection | None = getattr(bridge, side)
    if connection is None:
        return
    is_alone = uses_alone(connection)
    tell(connection, revoke=is_alone)
    with transaction.atomic():
        forget(connection, with_grant=is_alone)
        audit(
            tenant=bridge.tenant,
            user=user,
            action=f"{NAMES[side]} disconnected",
            detail=connection.name,
        )


def _log_in(
    bridge: Bridge,
    user: AbstractBaseUser,
    side: Side,
    query: Mapping[str, str],
    redirect_uri: str,
) -> Connected | Choose:
    got = login.log_in(side, answer=query, redirect_uri=redirect_uri)
    grant = grants.grant_create(
        tenant=bridge.tenant,
        side=side,
        token=got.token,
        accounts_url=got.accounts_url,
        api_url=got.api_url,
    )
    opened = login.organisations(grant)
    wanted = _wanted(bridge, side, opened)
    if not opened:
        raise NotConnected(
            f"The login worked, but it opens no organisation of {NAMES[side]}.", bridge
        )
    if len(wanted) == 1:
        return _attach(bridge, user, grant, wanted[0])
    connections.consent_keep_grant(state=query["state"], grant=grant)
    return Choose(bridge, query["state"], [(each.id, each.name) for each in wanted])


def _wanted(bridge: Bridge, side: Side, opened: Sequence[Organisation]) -> Sequence[Organisation]:
    """Return the bridge's own organisation if the login opens it; otherwise all that it opens."""
    mine: Connection | None = getattr(bridge, side)
    own = [each for each in opened if mine and each.id == mine.organisation_id]
    return own or opened


def _attach(
    bridge: Bridge, user: AbstractBaseUser, grant: Grant, organisation: Organisation
) -> Connected:
    side = Side(grant.side)
    _must_be_same(bridge, side, organisation)
    seen = connections.OrganisationSeen(
        organisation.id, organisation.name, organisation.connection_id
    )
    try:
        with transaction.atomic():
            made = connections.connection_make(
                tenant=bridge.tenant, side=side, grant=grant, organisation=seen, user=user
            )
            bridges.bridge_attach(bridge=bridge, connection=made)
            audit(
                tenant=bridge.tenant, user=user, action=f"{NAMES[side]} connected", detail=made.name
            )
            if wants_news(bridge.zoho):
                keep_told(bridge.zoho)
    except connections.ConnectedElsewhere:
        raise NotConnected(
            f"{organisation.name} is already connected to this portal by another company. "
            "It has to be disconnected there first.",
            bridge,
        ) from None
    except bridges.AlreadyPaired:
        raise NotConnected(
            f"Another pair of yours already keeps {organisation.name} in step with the other side "
            "of this one. Connect another organisation here, or go to that pair.",
            bridge,
        ) from None
    return Connected(bridge, f"{NAMES[side]} is connected: {organisation.name}.")


def _must_be_same(bridge: Bridge, side: Side, organisation: Organisation) -> None:
    """Links name records of one organisation; with another behind them they would be lies."""
    mine: Connection | None = getattr(bridge, side)
    if mine and mine.organisation_id != organisation.id:
        raise NotConnected(
            f"This login is for {organisation.name}, but until now {mine.name} was connected "
            f"here, and its records are linked. Log in to {mine.name}, or set up a new pair.",
            bridge,
        )


def _refusal(side: Side, query: Mapping[str, str]) -> str:
    if query.get("error") == "access_denied":
        return f"You did not allow the connection on {NAMES[side]}'s page. Nothing was changed."
    return (
        f"{NAMES[side]} did not complete the connection"
        f"{': ' + query['error'][:80] if query.get('error') else ''}. Please try again."
    )
