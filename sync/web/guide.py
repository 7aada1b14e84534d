"""The setup guide in words: each step, where it stands, and the one thing to do now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from sync.core.guide import Place, Step
from sync.core.records import Module
from sync.services.guide import Guide, step_pass
from sync.web.access import Visit, for_bridge

if TYPE_CHECKING:
    from sync.models import Bridge
    from sync.store.tenants import Seat

PASSED = {
    Step.FIELDS: "Left as it is. You can create the fields here at any time.",
    Step.MAPPINGS: "Noted: the mappings fit. You can change them at any time.",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A step as it is read. `act`: what the button says; `anchor`: where on the page it is done."""

    label: str
    hint: str
    act: str
    room: str
    anchor: str = ""


WORDS = {
    Step.ZOHO: Words(
        "Connect Zoho CRM",
        "You log in at Zoho and allow the portal to read and write your records.",
        "Connect Zoho CRM",
        "setup",
        "side-zoho",
    ),
    Step.XERO: Words(
        "Connect Xero",
        "You log in at Xero and choose the organisation.",
        "Connect Xero",
        "setup",
        "side-xero",
    ),
    Step.FIELDS: Words(
        "Create the fields in Zoho CRM",
        "Add to Xero, Xero Invoice No., Paid Amount and others: the portal makes them for you.",
        "Go to the fields",
        "setup",
        "fields",
    ),
    Step.MAPPINGS: Words(
        "Look at the mappings",
        "Which field, status and tax goes where. What is suggested fits most companies.",
        "Look at the mappings",
        "mapping",
    ),
    Step.FETCH: Words(
        "Fetch the records of both sides",
        "The portal then knows what is the same on both sides. Nothing is written.",
        "Go to Fetch",
        "fetch",
    ),
    Step.PREVIEW: Words(
        "Look at a first preview",
        "See every change before it is made. Nothing is written.",
        "Go to Preview",
        "synchronization",
    ),
    Step.SYNC: Words(
        "Run the first synchronization",
        "What is missing on either side is created there. Nothing is overwritten unasked.",
        "Go to Synchronization",
        "synchronization",
    ),
}


# Everything else on the way is for who may start something.
TO_CONNECT = frozenset({Step.ZOHO, Step.XERO, Step.FIELDS, Step.MAPPINGS})


@dataclass(frozen=True, slots=True)
class Line:
    step: Step
    label: str
    hint: str
    act: str
    url: str
    is_done: bool
    is_next: bool

    def is_open_to(self, seat: Seat) -> bool:
        return seat.may_connect if self.step in TO_CONNECT else seat.may_operate

    @property
    def who(self) -> str:
        """Say who can take this step, to somebody who cannot."""
        heads = "owner or admin" if self.step in TO_CONNECT else "owner, admin or operator"
        return f"An {heads} of your company can do this."


def lines_of(bridge: Bridge, guide: Guide) -> list[Line]:
    """Return the guide's lines, in order."""
    return [_line(bridge, step, place) for step, place in guide.places.items()]


def _line(bridge: Bridge, step: Step, place: Place) -> Line:
    words = WORDS[step]
    more = [Module.ACCOUNTS] if words.room == "mapping" else []
    url = reverse(f"sync:{words.room}", args=[bridge.public_id, *more])
    return Line(
        step=step,
        label=words.label,
        hint=words.hint,
        act=words.act,
        url=f"{url}#{words.anchor}" if words.anchor else url,
        is_done=place is Place.DONE,
        is_next=place is Place.NEXT,
    )


@require_POST
@for_bridge(connect=True)
def go_past(request: Visit, bridge: Bridge) -> HttpResponse:
    """Take the fields or the mappings as they are."""
    said = request.POST.get("step", "")
    step = next((step for step in PASSED if step == said), None)
    if step is None:
        messages.error(request, "That step cannot be left out.")
    else:
        step_pass(bridge=bridge, step=step, user=request.user)
        messages.success(request, PASSED[step])
    return redirect("sync:setup", bridge.public_id)
