"""Apps, users, connections and the tokens between them (XERO.md 1)."""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from dataclasses import asdict, dataclass, replace
from typing import Any

from connectors.sandbox.xero.wire import Now, instant, milliseconds

ACCESS_MS = 30 * 60_000
ID_MS = 5 * 60_000
CODE_MS = 5 * 60_000
GRACE_MS = 30 * 60_000  # in which a rotated refresh token may be tried again
UNUSED_MS = 60 * 24 * 3_600_000


class Denied(Exception):
    """An OAuth error; its text is the error code."""


@dataclass(frozen=True, slots=True)
class AppRegistration:
    client_id: str
    secret: str
    name: str = "Demo app"  # also the ProviderName of every envelope
    redirect_uris: tuple[str, ...] = ()
    granular_only: bool = True  # created since 2026-03-02 (XERO.md 1, Scopes)


@dataclass(frozen=True, slots=True)
class User:
    user_id: str
    email: str = "demo@example.com"
    given_name: str = "Demo"
    family_name: str = "User"


@dataclass(frozen=True, slots=True)
class Connection:
    id: str
    client_id: str
    user_id: str
    tenant_id: str
    event_id: str  # authEventId
    created: int
    updated: int


@dataclass(frozen=True, slots=True)
class Login:
    """What a code or token stands for: this app, for this user, may do this."""

    client_id: str
    user_id: str
    scope: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Code:
    login: Login
    redirect_uri: str
    until: int


@dataclass(frozen=True, slots=True)
class Access:
    login: Login
    until: int


@dataclass(frozen=True, slots=True)
class Refresh:
    login: Login
    issued: int
    replaced: int | None = None


class Tokens:
    """Everything that was ever given out; the caller holds the vendor's lock."""

    def __init__(self, clock: Now) -> None:
        self._clock = clock
        self.apps: dict[str, AppRegistration] = {}
        self.users: dict[str, User] = {}
        self.connections: dict[str, Connection] = {}
        self._codes: dict[str, Code] = {}
        self._access: dict[str, Access] = {}
        self._refresh: dict[str, Refresh] = {}
        self._scopes: dict[tuple[str, str], list[str]] = {}

    def allow(self, login: Login, tenant_id: str, redirect_uri: str) -> str:
        """Connect the organisation and give a code; scopes only ever grow (XERO.md 1)."""
        owner = (login.client_id, login.user_id)
        scopes = self._scopes.setdefault(owner, [])
        scopes.extend(each for each in login.scope.split() if each not in scopes)
        login = replace(login, scope=" ".join(scopes))
        self._connect(login, tenant_id)
        code = secrets.token_urlsafe(24)
        self._codes[code] = Code(login, redirect_uri, self._now() + CODE_MS)
        return code

    def exchange(self, client_id: str, code: str, redirect_uri: str) -> dict[str, Any]:
        """Trade a code, once, within five minutes. Raises Denied."""
        held = self._codes.pop(code, None)
        fits = held and held.login.client_id == client_id and held.redirect_uri == redirect_uri
        if held is None or not fits or held.until <= self._now():
            raise Denied("invalid_grant")
        return self._issue(held.login)

    def refresh(self, client_id: str, token: str) -> dict[str, Any]:
        """Rotate. The previous token works for 30 more minutes, then never. Raises Denied."""
        held, now = self._refresh.get(token), self._now()
        if held is None or held.login.client_id != client_id or now - held.issued > UNUSED_MS:
            raise Denied("invalid_grant")
        if held.replaced is not None and now - held.replaced > GRACE_MS:
            raise Denied("invalid_grant")
        if held.replaced is None:
            self._refresh[token] = replace(held, replaced=now)
        return self._issue(held.login)

    def revoke(self, client_id: str, token: str) -> None:
        """End the whole grant: every token and connection of that user (XERO.md 1)."""
        held = self._refresh.get(token)
        if held and held.login.client_id == client_id:
            self.end_grant(client_id, held.login.user_id)

    def end_grant(self, client_id: str, user_id: str) -> None:
        def stays(login: Login) -> bool:
            return (login.client_id, login.user_id) != (client_id, user_id)

        self._refresh = {key: row for key, row in self._refresh.items() if stays(row.login)}
        self._access = {key: row for key, row in self._access.items() if stays(row.login)}
        self.connections = {
            key: row
            for key, row in self.connections.items()
            if (row.client_id, row.user_id) != (client_id, user_id)
        }
        self._scopes.pop((client_id, user_id), None)

    def access(self, token: str) -> Access | None:
        return self._access.get(token)

    def connected(self, login: Login, tenant_id: str) -> bool:
        return any(row.tenant_id == tenant_id for row in self.connections_of(login))

    def connections_of(self, login: Login) -> list[Connection]:
        owner = (login.client_id, login.user_id)
        rows = self.connections.values()
        return [row for row in rows if (row.client_id, row.user_id) == owner]

    def disconnect(self, connection_id: str) -> None:
        """Cut one organisation off; tokens live on (XERO.md 1, Disconnect seen from Xero)."""
        self.connections.pop(connection_id, None)

    def expire_access(self) -> int:
        """Let every access token run out now; returns how many did."""
        now = self._now()
        live = [key for key, row in self._access.items() if row.until > now]
        for key in live:
            self._access[key] = replace(self._access[key], until=now)
        return len(live)

    def dump(self) -> dict[str, Any]:
        """Give connections and tokens as plain data; apps and users are configuration."""
        return {
            "connections": [asdict(row) for row in self.connections.values()],
            "access": {key: asdict(row) for key, row in self._access.items()},
            "refresh": {key: asdict(row) for key, row in self._refresh.items()},
            "scopes": [[*owner, scopes] for owner, scopes in self._scopes.items()],
        }

    def load(self, data: dict[str, Any]) -> None:
        for row in data["connections"]:
            self.connections[row["id"]] = Connection(**row)
        for key, row in data["access"].items():
            self._access[key] = Access(**{**row, "login": Login(**row["login"])})
        for key, row in data["refresh"].items():
            self._refresh[key] = Refresh(**{**row, "login": Login(**row["login"])})
        self._scopes = {(client, user): scopes for client, user, scopes in data["scopes"]}

    def _now(self) -> int:
        return milliseconds(self._clock())

    def _connect(self, login: Login, tenant_id: str) -> None:
        """Add the connection; one that is there already keeps its id and creation date."""
        same = (row for row in self.connections_of(login) if row.tenant_id == tenant_id)
        now = self._now()
        old = next(same, None) or Connection(
            str(uuid.uuid4()), login.client_id, login.user_id, tenant_id, login.event_id, now, now
        )
        self.connections[old.id] = replace(old, event_id=login.event_id, updated=now)

    def _issue(self, login: Login) -> dict[str, Any]:
        now = self._now()
        access = self._token(login, now)
        self._access = {
            key: row for key, row in self._access.items() if row.until > now - ACCESS_MS
        }
        self._access[access] = Access(login, now + ACCESS_MS)
        payload: dict[str, Any] = {
            "access_token": access,
            "expires_in": ACCESS_MS // 1000,
            "token_type": "Bearer",
            "scope": login.scope,
        }
        scopes = login.scope.split()
        if "openid" in scopes:
            payload["id_token"] = self._identity(login, now)
        if "offline_access" in scopes:  # the only way to a refresh token: XERO.md 1
            payload["refresh_token"] = secrets.token_urlsafe(32)
            self._refresh[payload["refresh_token"]] = Refresh(login, now)
        return payload

    def _token(self, login: Login, now: int) -> str:
        claims: dict[str, Any] = {"nbf": now // 1000, "exp": (now + ACCESS_MS) // 1000}
        claims |= {"iss": "https://identity.xero.com", "client_id": login.client_id}
        claims |= {"xero_userid": login.user_id, "authentication_event_id": login.event_id}
        return _jwt({**claims, "jti": secrets.token_hex(16), "scope": login.scope.split()})

    def _identity(self, login: Login, now: int) -> str:
        user = self.users[login.user_id]
        claims: dict[str, Any] = {"nbf": now // 1000, "exp": (now + ID_MS) // 1000}
        claims |= {"iss": "https://identity.xero.com", "aud": login.client_id}
        claims |= {"sub": user.user_id, "xero_userid": user.user_id, "email": user.email}
        return _jwt({**claims, "given_name": user.given_name, "family_name": user.family_name})


def expired_at(access: Access) -> str:
    """Spell when a token ended, as the 401 does (XERO.md 1)."""
    return instant(access.until).strftime("%m/%d/%Y %H:%M:%S")


def _jwt(claims: dict[str, Any]) -> str:
    """Spell a JWT. Its signature is noise: the sandbox knows its tokens by heart."""
    head = {"alg": "RS256", "typ": "JWT", "kid": "sandbox"}
    parts = (json.dumps(head).encode(), json.dumps(claims).encode(), secrets.token_bytes(32))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
