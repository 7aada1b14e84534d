"""What every API call passes first: token, scope, credits, a place in the queue (ZOHO.md 1, 2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeAlias

from connectors.sandbox.http import Handler, Reply, Request, json_reply
from connectors.sandbox.zoho.books import User
from connectors.sandbox.zoho.grants import Grant, Grants
from connectors.sandbox.zoho.meter import Meter
from connectors.sandbox.zoho.paging import Token
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.state import Org

SCHEME = "Zoho-oauthtoken "
WRITING = frozenset({"CREATE", "UPDATE"})


@dataclass(slots=True)
class Call:
    """One API call under way."""

    request: Request
    org: Org
    user: User
    scopes: tuple[str, ...]
    tokens: dict[str, Token]  # page tokens given out
    _body: Any = None

    def body(self) -> Any:
        """Decode the body with exact numbers. Raises Refused where it is not JSON."""
        if self._body is None:
            try:
                self._body = json.loads(self.request.body, parse_float=Decimal)
            except ValueError:
                message = "body is not a valid JSON"
                kind = "jsonobject"
                raise Refused("INVALID_DATA", message=message, expected_data_type=kind) from None
        return self._body


@dataclass(frozen=True, slots=True)
class Price:
    credits: int = 1
    heavy: bool = False  # counts against the sub-concurrency limit


def cheap(_call: Call) -> Price:
    return Price()


Pricing: TypeAlias = Callable[[Call], Price]
Answer: TypeAlias = Callable[..., Reply]  # (call, **groups of the pattern)


@dataclass(frozen=True, slots=True)
class Need:
    """The scope a call needs, as ZohoCRM.{area}[.{part}].{verb}."""

    area: str
    verb: str
    part: str = ""

    def met(self, scopes: tuple[str, ...], module: str = "") -> bool:
        part = self.part or module.replace("_", "").lower()
        verbs = {self.verb, "ALL", *(["WRITE"] if self.verb in WRITING else [])}
        good = {f"zohocrm.{self.area}.{verb}".lower() for verb in verbs}
        good |= {f"zohocrm.{self.area}.{part}.{verb}".lower() for verb in verbs}
        return any(scope.lower() in good for scope in scopes)


@dataclass(slots=True)
class Gate:
    grants: Grants
    orgs: dict[str, Org]
    meters: dict[str, Meter]
    tokens: dict[str, Token] = field(default_factory=dict)

    def guarded(self, need: Need, answer: Answer, price: Pricing = cheap) -> Handler:
        """Make a route's handler of `answer`."""

        def handle(request: Request, **groups: str) -> Reply:
            try:
                grant = self._grant(request, need, groups.get("module", ""))
                return self._run(request, grant, lambda call: answer(call, **groups), price)
            except Refused as refused:
                return json_reply(refused.answer(), refused.status)

        return handle

    def _grant(self, request: Request, need: Need, module: str) -> Grant:
        sent = request.headers.get("authorization", "")
        if not sent.startswith(SCHEME):
            raise Refused("AUTHENTICATION_FAILURE", message="Authentication failed", status=401)
        grant = self.grants.bearer(sent.removeprefix(SCHEME))
        if grant is None:
            raise Refused("INVALID_TOKEN", message="invalid oauth token", status=401)
        if not need.met(grant.scopes, module):
            raise scope_mismatch()
        return grant

    def _run(
        self, request: Request, grant: Grant, answer: Callable[[Call], Reply], price: Pricing
    ) -> Reply:
        org, meter = self.orgs[grant.org_id], self.meters[grant.org_id]
        user = next(each for each in org.users if each.id == grant.user_id)
        call = Call(request, org, user, grant.scopes, self.tokens)
        due = price(call)
        with meter.running(cost=due.credits, heavy=due.heavy), org.lock:
            try:
                reply = answer(call)
            except Refused as refused:
                reply = json_reply(refused.answer(), refused.status)
        return replace(reply, headers={**reply.headers, **meter.headers()})


def scope_mismatch() -> Refused:
    message = "invalid oauth scope to access this URL"
    return Refused("OAUTH_SCOPE_MISMATCH", message=message, status=401)
