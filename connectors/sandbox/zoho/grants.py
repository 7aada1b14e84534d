"""Zoho's OAuth: codes, refresh tokens, access tokens, and how many of each (ZOHO.md 1)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from connectors.sandbox.limits import Clock, RollingWindow

CODE_LIFE = timedelta(minutes=1)
ACCESS_LIFE = timedelta(hours=1)
ACCESS_PER_REFRESH = 10  # in ACCESS_WINDOW, then creation is blocked
ACCESS_WINDOW = timedelta(minutes=10)
REFRESH_PER_USER = 20  # the 21st silently deletes the oldest
REFRESH_PER_MINUTE = 5


class Denied(Exception):
    """An OAuth error; `error` is its name on the wire, `status` the HTTP status (often 200)."""

    def __init__(self, error: str, description: str = "", status: int = 200) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


@dataclass(frozen=True, slots=True)
class Client:
    id: str
    secret: str
    redirect_uris: tuple[str, ...] = ()  # none: any will do
    name: str = "Sync portal"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an application asks a person to consent to."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    lasting: bool  # access_type=offline and prompt=consent: a refresh token will be given


@dataclass(frozen=True, slots=True)
class Grant:
    client_id: str
    org_id: str
    user_id: str
    scopes: tuple[str, ...]
    refresh_token: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    value: str
    asked: Asked
    org_id: str
    user_id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Access:
    value: str
    grant: Grant
    until: datetime


Windows: TypeAlias = dict[str, RollingWindow]


@dataclass(slots=True)
class Grants:
    clock: Clock
    clients: dict[str, Client] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    lasting: dict[str, Grant] = field(default_factory=dict)  # refresh token -> grant, oldest first
    access: dict[str, Access] = field(default_factory=dict)
    access_windows: Windows = field(default_factory=dict)  # by refresh token
    refresh_windows: Windows = field(default_factory=dict)  # by user
    limited: bool = True

    def client(self, client_id: str, secret: str) -> Client:
        found = self.clients.get(client_id)
        if found is None or not secrets.compare_digest(found.secret.encode(), secret.encode()):
            raise Denied("invalid_client")
        return found

    def code_for(self, asked: Asked, org_id: str, user_id: str) -> Code:
        code = Code(_token(), asked, org_id, user_id, self.clock() + CODE_LIFE)
        self.codes[code.value] = code
        return code

    def exchange(self, client: Client, value: str, redirect_uri: str) -> tuple[Access, Grant]:
        """Turn a code into tokens, once and within a minute. Raises Denied."""
        code = self.codes.pop(value, None)
        if code is None or code.asked.client_id != client.id or self.clock() > code.until:
            raise Denied("invalid_code")
        if code.asked.redirect_uri != redirect_uri:
            raise Denied("invalid_redirect_uri")
        grant = Grant(client.id, code.org_id, code.user_id, code.asked.scopes)
        if code.asked.lasting:
            grant = self._last(grant)
        return self._access(grant), grant

    def refresh(self, client: Client, refresh_token: str) -> Access:
        grant = self.lasting.get(refresh_token)
        if grant is None or grant.client_id != client.id:
            raise Denied("invalid_code")  # an unknown refresh token is called a code, too
        return self._access(grant)

    def _last(self, grant: Grant) -> Grant:
        self._count(self.refresh_windows, grant.user_id, REFRESH_PER_MINUTE, timedelta(minutes=1))
        made = replace(grant, refresh_token=_token())
        self.lasting[made.refresh_token] = made
        theirs = [each for each in self.lasting.values() if each.user_id == grant.user_id]
        for oldest in theirs[:-REFRESH_PER_USER]:
            self.revoke(oldest.refresh_token)
        return made

    def _access(self, grant: Grant) -> Access:
        if grant.refresh_token:
            key = grant.refresh_token
            self._count(self.access_windows, key, ACCESS_PER_REFRESH, ACCESS_WINDOW)
        made = Access(_token(), grant, self.clock() + ACCESS_LIFE)
        self.access[made.value] = made
        return made

    def _count(self, windows: Windows, key: str, limit: int, length: timedelta) -> None:
        window = windows.setdefault(key, RollingWindow(limit, length, self.clock))
        if not window.take() and self.limited:
            raise Denied(
                "Access Denied",
                "You have made too many requests continuously. Please try again after some time.",
                400,
            )

    def bearer(self, value: str) -> Grant | None:
        """Return the grant behind a live access token."""
        found = self.access.get(value)
        return found.grant if found is not None and self.clock() < found.until else None

    def revoke(self, token: str) -> bool:
        """End a refresh token with its access tokens, or one access token."""
        self._forget(lambda each: token in (each.value, each.grant.refresh_token))
        return self.lasting.pop(token, None) is not None

    def expire(self) -> None:
        """End every access token now; refresh tokens live on."""
        self.access.clear()

    def revoke_all(self) -> None:
        """Disconnect the application, as a person does in Zoho's own settings."""
        self.lasting.clear()
        self.access.clear()

    def _forget(self, gone: Callable[[Access], bool]) -> None:
        self.access = {key: each for key, each in self.access.items() if not gone(each)}


def _token() -> str:
    return f"1000.{secrets.token_hex(16)}.{secrets.token_hex(16)}"
