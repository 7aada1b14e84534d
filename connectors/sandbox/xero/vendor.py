"""The pretend Xero: its apps, users, organisations and tokens, and the app that serves them."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from connectors.sandbox.faults import Faults
from connectors.sandbox.http import App
from connectors.sandbox.limits import Clock, FixedWindow, real_clock
from connectors.sandbox.xero import api, consent
from connectors.sandbox.xero.books import Profile
from connectors.sandbox.xero.budget import Budget
from connectors.sandbox.xero.door import Door
from connectors.sandbox.xero.organisation import Organisation
from connectors.sandbox.xero.replays import Replays
from connectors.sandbox.xero.tokens import AppRegistration, Tokens, User
from connectors.sandbox.xero.webhooks import Webhooks

DEMO_CLIENT = "demo-xero-client"
DEMO_SECRET = "demo-xero-secret"
DEMO_USER = User("9d0c2b5e-53f7-4a0e-9d3c-0a8f6a1b7c11")


@dataclass(slots=True)
class Choices:
    """What the vendor's papers leave open ([U]), or a test wants otherwise; change at any time."""

    since_inclusive: bool = False  # is a change at the very second of If-Modified-Since inside?
    not_modified: bool = False  # 304 where nothing changed, instead of an empty list
    siblings_saved: bool = False  # in the default mode, good elements beside a bad one
    settings_for_items: bool = False  # writing items needs accounting.settings
    local_callbacks: bool = True  # any http://localhost:* and http://127.0.0.1:* may be called back
    lag_seconds: float = 0.0  # how far lists run behind writes; GETs by id never do
    minute_limit: int | None = 60
    day_limit: int | None = 5_000  # 1_000 on Starter
    at_once: int | None = 5
    app_minute_limit: int | None = 10_000


class XeroVendor:
    """One vendor, many organisations. Thread-safe: one lock around all state.

    `choices` of limits count for organisations added afterwards.
    """

    def __init__(
        self,
        *,
        clock: Clock = real_clock,
        client_id: str = DEMO_CLIENT,
        client_secret: str = DEMO_SECRET,
        redirect_uris: tuple[str, ...] = (),
        choices: Choices | None = None,
    ) -> None:
        self.clock = clock
        self.choices = choices or Choices()
        self.lock = threading.RLock()
        self.faults = Faults()
        self.tokens = Tokens(clock)
        self.organisations: dict[str, Organisation] = {}
        self.budgets: dict[str, Budget] = {}
        self.replays = Replays(clock)
        self.webhooks = Webhooks(clock)
        self._app_minute = FixedWindow(self.choices.app_minute_limit, timedelta(minutes=1), clock)
        self.add_app(AppRegistration(client_id, client_secret, redirect_uris=redirect_uris))
        self.add_user(DEMO_USER)
        routes = (*consent.routes(self), *api.routes(self))
        self.app = App(routes=routes, wrap=Door(self), missing=api.missing)

    def add_app(self, app: AppRegistration) -> None:
        self.tokens.apps[app.client_id] = app

    def add_user(self, user: User) -> None:
        self.tokens.users[user.user_id] = user

    def add_organisation(
        self, profile: Profile | None = None, organisation_id: str | None = None
    ) -> Organisation:
        """Add an organisation with its chart, tax rates and themes, and no records."""
        made = Organisation(organisation_id or str(uuid.uuid4()), profile or Profile(), self.clock)
        made.lock = self.lock
        made.set_up()
        return self._take_in(made)

    def _take_in(self, made: Organisation) -> Organisation:
        limits = self.choices
        self.organisations[made.organisation_id] = made
        made.told = partial(self.webhooks.tell, made.organisation_id)
        self.budgets[made.organisation_id] = Budget(
            minute=limits.minute_limit,
            day=limits.day_limit,
            at_once=limits.at_once,
            app_minute=self._app_minute,
            clock=self.clock,
        )
        return made

    def expire_tokens(self, _body: Mapping[str, Any] | None = None) -> int:
        """Let every access token run out now; refreshing still works."""
        with self.lock:
            return self.tokens.expire_access()

    def disconnect(self, body: Mapping[str, Any] | None = None) -> int:
        """Cut organisations off, as a person does inside the vendor: API 403, refresh works.

        `body` may name one `tenantId`; without it all go. Returns how many connections went.
        """
        wanted = (body or {}).get("tenantId")
        with self.lock:
            gone = [
                row.id
                for row in self.tokens.connections.values()
                if wanted in (None, row.tenant_id)
            ]
            for connection_id in gone:
                self.tokens.disconnect(connection_id)
            return len(gone)

    def revoke_grants(self, _body: Mapping[str, Any] | None = None) -> int:
        """End every grant: refresh answers invalid_grant. Returns how many there were."""
        with self.lock:
            owners = {(row.client_id, row.user_id) for row in self.tokens.connections.values()}
            for owner in owners:
                self.tokens.end_grant(*owner)
            return len(owners)

    def lag_lists(self, body: Mapping[str, Any]) -> float:
        """Let lists run behind writes by `seconds` of `body`; 0 ends it."""
        self.choices.lag_seconds = float(body.get("seconds", 0))
        return self.choices.lag_seconds

    def dump(self) -> dict[str, Any]:
        """Give all that must outlive a restart as plain JSON-able data."""
        with self.lock:
            return {
                "tokens": self.tokens.dump(),
                "organisations": [each.dump() for each in self.organisations.values()],
            }

    def load(self, data: Mapping[str, Any], profiles: Mapping[str, Profile] | None = None) -> None:
        """Take over what `dump` gave; apps and users are configuration and stay as they are.

        `profiles`, by organisation id, win over the settings that were kept.
        """
        with self.lock:
            self.tokens.load(data["tokens"])
            for row in data["organisations"]:
                where = row["organisation_id"]
                profile = (profiles or {}).get(where) or Profile.loaded(row["profile"])
                made = Organisation(where, profile, self.clock)
                made.lock = self.lock
                made.load(row)
                self._take_in(made)
