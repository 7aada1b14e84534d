"""What stands before every call of the Accounting API: token, tenant, scope, limits, faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from connectors.sandbox.http import Reply, Request
from connectors.sandbox.xero import answers, scopes
from connectors.sandbox.xero.tokens import Access, expired_at
from connectors.sandbox.xero.wire import milliseconds

if TYPE_CHECKING:  # the vendor builds its own door
    from connectors.sandbox.xero.vendor import XeroVendor

API = "/api.xro/2.0/"
READS = frozenset({"GET", "HEAD"})


class Door:
    """Wraps the vendor's whole app (http.Wrapper)."""

    def __init__(self, vendor: XeroVendor) -> None:
        self._vendor = vendor

    def __call__(self, request: Request, answer: Callable[[Request], Reply]) -> Reply:
        if not request.path.startswith(API):
            return self._vendor.faults.wrap(request, answer)
        with self._vendor.lock:
            access = signed_in(self._vendor, request)
            refused = access if isinstance(access, Reply) else self._refused(access, request)
        if isinstance(access, Reply) or refused:
            return refused or answers.NOT_FOUND
        budget = self._vendor.budgets[tenant(request)]
        client_id = access.login.client_id
        return budget.spend(lambda: _spelled(request, self._kept(client_id, request, answer)))

    def _kept(self, client_id: str, request: Request, answer: Callable[[Request], Reply]) -> Reply:
        def attempt(keep: Callable[[Reply], Reply]) -> Reply:
            return self._vendor.faults.wrap(request, lambda sent: keep(answer(sent)))

        return self._vendor.replays.answer(client_id, request, attempt)

    def _refused(self, access: Access, request: Request) -> Reply | None:
        """Return 403 for a tenant that is not connected, 401 for a missing scope (XERO.md 1)."""
        tenant_id = tenant(request)
        known = tenant_id in self._vendor.organisations
        if not known or not self._vendor.tokens.connected(access.login, tenant_id):
            return answers.denied(403, "Forbidden", "AuthenticationUnsuccessful")
        resource = request.path.removeprefix(API).partition("/")[0]
        fine = scopes.opens(
            access.login.scope.split(),
            resource,
            write=request.method not in READS,
            settings_for_items=self._vendor.choices.settings_for_items,
        )
        if fine:
            return None
        reply = answers.denied(401, "Unauthorized", "AuthorizationUnsuccessful")
        told = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
        return replace(reply, headers={**reply.headers, **told})


def signed_in(vendor: XeroVendor, request: Request) -> Access | Reply:
    """Find the login behind the bearer token, or the 401 that it gets (XERO.md 1)."""
    found = re.fullmatch(r"Bearer\s+(\S+)", request.headers.get("authorization", ""), re.IGNORECASE)
    access = vendor.tokens.access(found[1]) if found else None
    if access is None:
        return answers.denied(401, "Unauthorized", "AuthenticationUnsuccessful")
    if access.until <= milliseconds(vendor.clock()):
        detail = f"TokenExpired: token expired at {expired_at(access)}"
        return answers.denied(401, "Unauthorized", detail)
    return access


def tenant(request: Request) -> str:
    return request.headers.get("xero-tenant-id", "").lower()


def _spelled(request: Request, reply: Reply) -> Reply:
    """Answer in XML whoever did not ask for JSON: that is the default (XERO.md 3)."""
    json_asked = "json" in request.headers.get("accept", "")
    if json_asked or reply.status != 200 or not reply.body.startswith(b"{"):
        return reply
    page = b"<Response><Status>OK</Status></Response>"
    return replace(reply, body=page, headers={"Content-Type": "text/xml; charset=utf-8"})
