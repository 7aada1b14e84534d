"""The one gate between a URL and a tenant's data."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from sync.store.tenants import Seat, seat_get

if TYPE_CHECKING:
    from sync.models import Bridge

P = ParamSpec("P")
Answer: TypeAlias = Callable[..., HttpResponseBase]
NOT_OPERATE = (
    "You may look at everything here, but not start or stop anything. "
    "Ask an owner or admin of your company to make you an operator."
)
NOT_CONNECT = "Only an owner or admin of your company may connect or disconnect Zoho CRM and Xero."


class Visit(HttpRequest):
    """A request of somebody who has a seat at the bridge in its URL."""

    user: User
    seat: Seat


def for_bridge(
    *, operate: bool = False, connect: bool = False
) -> Callable[[Callable[Concatenate[Visit, Bridge, P], HttpResponse]], Answer]:
    """Pass the view its Bridge; times on the page are then the tenant's own.

    A stranger is sent to log in. Another tenant's bridge is a 404: nobody must learn that it
    exists. A role that is too low is a 403 with a sentence.
    """

    def decorate(view: Callable[Concatenate[Visit, Bridge, P], HttpResponse]) -> Answer:
        @_or_leave_the_page
        @login_required
        @wraps(view)
        def gate(
            request: HttpRequest, bridge_id: UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            seat = seat_get(user=request.user, bridge_id=bridge_id)
            if seat is None:
                raise Http404
            _check(seat, operate=operate, connect=connect)
            visit = cast("Visit", request)
            visit.seat = seat
            with timezone.override(ZoneInfo(seat.bridge.tenant.timezone)):
                return view(visit, seat.bridge, *args, **kwargs)

        return gate

    return decorate


def _or_leave_the_page(gate: Answer) -> Answer:
    """Send a page that asks for a part of itself to log in as a whole, not into the part."""

    @wraps(gate)
    def whole(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = gate(request, *args, **kwargs)
        if "HX-Request" in request.headers and not request.user.is_authenticated:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return answer

    return whole


def _check(seat: Seat, *, operate: bool, connect: bool) -> None:
    if operate and not seat.may_operate:
        raise PermissionDenied(NOT_OPERATE)
    if connect and not seat.may_connect:
        raise PermissionDenied(NOT_CONNECT)
