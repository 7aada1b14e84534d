"""The Accounting API's URLs: reads, writes and their per-element answers (XERO.md 3 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from connectors.sandbox.faults import Action, admin_routes
from connectors.sandbox.http import Reply, Request, Route
from connectors.sandbox.xero import answers, listing, views
from connectors.sandbox.xero.door import API, signed_in, tenant
from connectors.sandbox.xero.listing import BadQuery, Listed, Resource, Span
from connectors.sandbox.xero.organisation import Organisation
from connectors.sandbox.xero.refused import Refused
from connectors.sandbox.xero.resources import ITEMS, RESOURCES
from connectors.sandbox.xero.shelf import Shelf
from connectors.sandbox.xero.wire import Record, dumps, envelope, milliseconds, read_since
from connectors.sandbox.xero.writes import SAVES, Batch, elements

if TYPE_CHECKING:  # the vendor builds its own routes
    from connectors.sandbox.xero.vendor import XeroVendor

LARGEST = 10 * 1024 * 1024  # bytes of one request (XERO.md 2)


def missing(_request: Request) -> Reply:
    return answers.NOT_FOUND


class Api:
    def __init__(self, vendor: XeroVendor) -> None:
        self._vendor = vendor

    def organisation(self, request: Request) -> Reply:
        with self._vendor.lock:
            row = views.organisation(self._org(request))
        return self._enveloped(request, "Organisations", [dumps(row)])

    def currencies(self, request: Request) -> Reply:
        with self._vendor.lock:
            codes = self._org(request).profile.currencies
        rows = [dumps({"Code": code, "Description": code}) for code in codes]
        return self._enveloped(request, "Currencies", rows)

    def many(self, request: Request, plural: str) -> Reply:
        resource = RESOURCES.get(plural)
        if resource is None:
            return answers.NOT_FOUND
        with self._vendor.lock:
            org, span = self._org(request), self._span(request, resource)
            try:
                found = listing.listed(org, resource, request.query, span)
            except BadQuery as exc:
                return answers.bad_request(16, "QueryParseException", str(exc))
            nothing_new = span.since is not None and not found.matched
            if nothing_new and self._vendor.choices.not_modified:
                return Reply(304)
            rows = _encoded(org, resource, found, _unitdp(request), span.horizon)
        return self._enveloped(request, plural, rows, found.pagination)

    def one(self, request: Request, plural: str, record_id: str) -> Reply:
        resource = RESOURCES.get(plural)
        if resource is None:
            return answers.NOT_FOUND
        with self._vendor.lock:
            org = self._org(request)
            row = _named(resource.of(org), resource, unquote(record_id))
            if row is None:
                return answers.NOT_FOUND
            wire = resource.single(org, row, _unitdp(request))
        return self._enveloped(request, plural, [dumps(wire)])

    def write(self, request: Request, plural: str, record_id: str = "") -> Reply:
        """Create (PUT), or create and update (POST), one or many."""
        resource = RESOURCES.get(plural)
        if resource is None or plural not in SAVES:
            return answers.NOT_FOUND
        if len(request.body) > LARGEST:
            return Reply(413)
        sent = elements(request, plural)
        if not sent:
            text = "No data has been processed for this endpoint. This may be caused by bad JSON."
            return answers.bad_request(17, "NoDataProcessedException", text)
        with self._vendor.lock:
            org = self._org(request)
            if record_id:
                row = _named(resource.of(org), resource, unquote(record_id))
                if row is None:
                    return answers.NOT_FOUND
                id_field = resource.of(org).id_field
                sent = [{**sent[0], id_field: row[id_field]}]
            return self._written(request, org, resource, sent)

    def drop(self, request: Request, record_id: str) -> Reply:
        with self._vendor.lock:
            org = self._org(request)
            row = _named(org.items, ITEMS, unquote(record_id))
            if row is None:
                return answers.NOT_FOUND
            try:
                org.delete_item(row["ItemID"])
            except Refused as exc:
                return answers.invalid(
                    [answers.failed_element({}, exc, "ItemID", None, flag=False)]
                )
        return Reply(204)

    def online(self, request: Request, record_id: str) -> Reply:
        """Give the customer's link (XERO.md 5, Links)."""
        with self._vendor.lock:
            row = self._org(request).invoices.get(record_id.lower())
        if row is None or row["Type"] != "ACCREC":
            return answers.NOT_FOUND
        link = {"OnlineInvoiceUrl": f"https://in.xero.com/{row['InvoiceID']}"}
        return self._enveloped(request, "OnlineInvoices", [dumps(link)])

    def _written(
        self, request: Request, org: Organisation, resource: Resource, sent: Sequence[Record]
    ) -> Reply:
        summarize = request.query.get("summarizeErrors", "true").lower() != "false"
        batch = Batch(
            org=org,
            resource=resource,
            create_only=request.method == "PUT",
            unitdp=_unitdp(request),
            together=summarize and not self._vendor.choices.siblings_saved,
        )
        done = batch.save(sent)
        failed = [each for each in done if each.refused]
        if summarize and failed:
            return answers.invalid([batch.shown(each, flag=False) for each in failed])
        rows = [dumps(batch.shown(each, flag=not summarize)) for each in done]
        return self._enveloped(request, resource.plural, rows)

    def _org(self, request: Request) -> Organisation:
        return self._vendor.organisations[tenant(request)]

    def _span(self, request: Request, resource: Resource) -> Span:
        lag = self._vendor.choices.lag_seconds
        known = milliseconds(self._vendor.clock()) - int(lag * 1000) if lag else None
        return Span(self._since(request, resource), known)

    def _since(self, request: Request, resource: Resource) -> int | None:
        """Read If-Modified-Since; one that cannot be read is no condition (XERO.md 3)."""
        text = request.headers.get("if-modified-since", "")
        if not text or not resource.modified:
            return None
        try:
            return read_since(text) + (0 if self._vendor.choices.since_inclusive else 1)
        except ValueError:
            return None

    def _enveloped(
        self,
        request: Request,
        plural: str,
        rows: Sequence[bytes],
        pagination: dict[str, int] | None = None,
    ) -> Reply:
        access = signed_in(self._vendor, request)
        assert not isinstance(access, Reply), "the door lets nobody else in"
        provider = self._vendor.tokens.apps[access.login.client_id].name
        return envelope(provider, self._vendor.clock(), plural, rows, pagination)


def routes(vendor: XeroVendor) -> tuple[Route, ...]:
    api = Api(vendor)
    many, one = rf"{API}(?P<plural>\w+)", rf"{API}(?P<plural>\w+)/(?P<record_id>[^/]+)"
    actions: dict[str, Action] = {
        "expire-tokens": vendor.expire_tokens,
        "disconnect": vendor.disconnect,
        "revoke-grants": vendor.revoke_grants,
        "lag-lists": vendor.lag_lists,
        "news": vendor.webhooks.announcer.ordered,
        "webhooks": vendor.webhooks.configured,
    }
    return (
        *admin_routes(vendor.faults, actions),
        Route("GET", rf"{API}Organisation", api.organisation),
        Route("GET", rf"{API}Currencies", api.currencies),
        Route("GET", rf"{API}Invoices/(?P<record_id>[^/]+)/OnlineInvoice", api.online),
        Route("GET", many, api.many),
        Route("GET", one, api.one),
        Route("PUT", many, api.write),
        Route("POST", many, api.write),
        Route("POST", one, api.write),
        Route("DELETE", rf"{API}Items/(?P<record_id>[^/]+)", api.drop),
    )


def _encoded(
    org: Organisation, resource: Resource, found: Listed, unitdp: int, horizon: int | None
) -> list[bytes]:
    shelf, view = resource.of(org), (found.name, unitdp)

    def encode(row: Record) -> bytes:
        return dumps(found.view(org, row, unitdp))

    if horizon is not None:
        rows = (shelf.as_of(record_id, horizon) for record_id in found.ids)
        return [encode(row) for row in rows if row is not None]
    return [shelf.encoded(record_id, view, encode) for record_id in found.ids]


def _named(shelf: Shelf, resource: Resource, text: str) -> Record | None:
    found = shelf.get(text.lower()) or shelf.get(text)
    if found or not resource.also_called:
        return found
    by = text.lower() if resource is ITEMS else text
    return shelf.one_called(resource.also_called, by)


def _unitdp(request: Request) -> int:
    return 4 if request.query.get("unitdp") == "4" else 2
