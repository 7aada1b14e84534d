"""The gates between a URL and a tenant's data: one for people, one for signed calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sync.core.signing import Action, Call, Trouble
from sync.services.button import TurnedAway, admit
from sync.store.tenants import Seat, seat_get

if TYPE_CHECKING:
    from sync.models import Bridge

P = ParamSpec("P")
Answer: TypeAlias = Callable[..., HttpResponseBase]
NOT_OPERATE = (
    "You may look at everything here, but not start or stop anything. "
    "Ask an owner or admin of your company to make you an operator."
)
NOT_CONNECT = (
    "Only an owner or admin of your company may connect or disconnect Zoho CRM and Xero, and "
    "change Webservice Settings."
)
NOT_SETTLE = "You may look at all settings. Only an owner or admin of your company changes them."
NOT_TEAM = "Only an owner or admin of your company may invite people, or change what they may do."
NOT_OWN = "Only an owner of your company may take its data along, or have it erased."


TURNED_AWAY: Mapping[Trouble, tuple[int, str]] = {
    Trouble.FORGED: (401, "This call is not signed with the secret of this button."),
    Trouble.STALE: (401, "This call is more than five minutes old, or its clock is wrong."),
    Trouble.FOREIGN: (403, "This call is for another Zoho CRM organisation."),
    Trouble.REPLAYED: (409, "This call came before. Each press has to be signed anew."),
    Trouble.TOO_MANY: (429, "Too many calls. Wait a minute, then press again."),
}


class Visit(HttpRequest):
    """A request of somebody who has a seat at the bridge in its URL."""

    user: User
    seat: Seat


def for_bridge(
    *, operate: bool = False, connect: bool = False, admin: str = "", own: bool = False
) -> Callable[[Callable[Concatenate[Visit, Bridge, P], HttpResponseBase]], Answer]:
    """Pass the view its Bridge; times on the page are then the tenant's own.

    A stranger is sent to log in. Another tenant's bridge is a 404: nobody must learn that it
    exists. A role that is too low is a 403 with a sentence: `admin` is that sentence where only
    owners and admins may, and `own` asks for an owner.
    """

    def decorate(view: Callable[Concatenate[Visit, Bridge, P], HttpResponseBase]) -> Answer:
        @_or_leave_the_page
        @login_required
        @wraps(view)
        def gate(
            request: HttpRequest, bridge_id: UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            seat = seat_get(user=request.user, bridge_id=bridge_id)
            if seat is None:
                raise Http404
            _check(seat, operate=operate, admin=NOT_CONNECT if connect else admin)
            if own and not seat.owns:
                raise PermissionDenied(NOT_OWN)
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


def _check(seat: Seat, *, operate: bool, admin: str) -> None:
    if operate and not seat.may_operate:
        raise PermissionDenied(NOT_OPERATE)
    if admin and not seat.may_connect:
        raise PermissionDenied(admin)


def for_signed(
    action: Action,
) -> Callable[[Callable[[Bridge, Call], HttpResponse]], Answer]:
    """Pass the view the Bridge of a call that is signed with its secret, and the call.

    No session and no cookie counts here, so no form of a stranger's page can borrow one.
    """

    def decorate(view: Callable[[Bridge, Call], HttpResponse]) -> Answer:
        @csrf_exempt
        @never_cache
        @require_POST
        @wraps(view)
        def gate(request: HttpRequest, bridge_id: UUID) -> HttpResponse:
            call = _call(request, action)
            try:
                bridge = admit(call=call, bridge_id=bridge_id, address=_address(request))
            except TurnedAway as why:
                return _turned_away(why.trouble)
            with timezone.override(ZoneInfo(bridge.tenant.timezone)):
                return view(bridge, call)

        return gate

    return decorate


def _call(request: HttpRequest, action: Action) -> Call:
    said = request.headers
    return Call(
        action,
        timestamp=said.get("X-Sync-Timestamp", ""),
        organisation=said.get("X-Sync-Organisation", ""),
        module=said.get("X-Sync-Module", ""),
        record=said.get("X-Sync-Record", ""),
        body=request.body,
        signature=said.get("X-Sync-Signature", ""),
    )


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _turned_away(trouble: Trouble) -> HttpResponse:
    status, sentence = TURNED_AWAY[trouble]
    headers = {"Retry-After": "60"} if status == 429 else {}
    said = {"state": "turned_away", "sentence": sentence}
    return JsonResponse(said, status=status, headers=headers)
