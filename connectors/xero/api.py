"""xero-python through our own door: it spells the requests, we send them.

Left to itself the SDK shares one token between tenants, sends a create again that timed out, and
waits for ever. So it gets a configuration and a token object of its own, and our
door in place of its HTTP; models are never built (`_preload_content=False`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from connectors.door import Door
from connectors.errors import OrganisationGone, TransientError
from connectors.reply import Reply
from connectors.xero.connections import organisations
from connectors.xero.rejections import whole

# Headers that are the door's to set.
OURS = frozenset({"authorization", "user-agent"})
# The SDK wants to see a token before it spells a request. The door sets the real one.
PLACEHOLDER = {
    "access_token": "set-by-the-door",
    "token_type": "Bearer",
    "scope": (),
    "expires_in": 0,
    "expires_at": None,  # valid for ever, to the SDK
}


class RestClient:
    """What the SDK calls to send a request. Its bodies are bytes: JSON that we encoded."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def GET(self, url: str, **told: Any) -> Reply:  # noqa: N802 - the SDK's name for it
        return self._send("GET", url, **told)

    def PUT(self, url: str, **told: Any) -> Reply:  # noqa: N802 - as above
        return self._send("PUT", url, **told)

    def POST(self, url: str, **told: Any) -> Reply:  # noqa: N802 - as above
        return self._send("POST", url, **told)

    def _send(
        self,
        method: str,
        url: str,
        *,
        query_params: Iterable[tuple[str, object]] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        **_timing: object,
    ) -> Reply:
        query = dict(query_params or ())
        kept = {name: text for name, text in (headers or {}).items() if name.lower() not in OURS}
        if body is None:
            return self._door.send(method, url, query=query, headers=kept)
        return self._door.send(method, url, query=query, headers=kept, body=body)


class Api:
    """One organisation's Accounting API. Every method of the SDK by its name."""

    def __init__(self, door: Door, organisation_id: str, api_url: str) -> None:
        base = f"{api_url.rstrip('/')}/api.xro/2.0"
        self._accounting = AccountingApi(_client(door), base_url=base)
        self._organisation_id = organisation_id
        self._door, self._api_url = door, api_url

    def call(self, method: str, *args: object, **parameters: object) -> Reply:
        """Call, and return an answer with a body to decode, or 304. Raises ConnectorError."""
        reply = self.try_call(method, *args, **parameters)
        if reply.status >= 400:
            raise whole(reply)
        return reply

    def try_call(self, method: str, *args: object, **parameters: object) -> Reply:
        """Do the same, but hand back a 4xx that the door has let through."""
        ask = getattr(self._accounting, method)
        try:
            reply: Reply = ask(self._organisation_id, *args, **parameters, _preload_content=False)
        except OrganisationGone:
            self._doubt_that_it_left()
            raise
        return reply

    def _doubt_that_it_left(self) -> None:
        """Believe one 403 only if Xero lists the organisation no more (XERO.md 1)."""
        listed = organisations(self._door, self._api_url)
        if any(each.id == self._organisation_id for each in listed):
            raise TransientError(
                "Xero turned a call away as if this organisation had left, though it is still "
                "connected. We will try again."
            )


def _client(door: Door) -> ApiClient:
    configuration = Configuration()  # a token given here would become everyone's
    configuration.oauth2_token = OAuth2Token()  # no client id: the SDK cannot refresh by itself
    client = ApiClient(
        configuration,
        oauth2_token_getter=lambda: PLACEHOLDER,
        oauth2_token_saver=lambda _token: None,
    )
    client.rest_client = RestClient(door)
    return client
