"""What the button in Zoho CRM calls: carry a record across, and tell how it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from sync.core.signing import Action, Call
from sync.services.button import look, press
from sync.web.access import for_signed
from sync.web.button_words import outcome_words, record_words

if TYPE_CHECKING:
    from sync.models import Bridge


@for_signed(Action.SYNC)
def sync(bridge: Bridge, call: Call) -> HttpResponse:
    came = press(
        bridge=bridge,
        name=call.module,
        zoho_id=call.record,
        by=_said(call, "by")[:100],
        wait=settings.BUTTON_WAIT_SECONDS,
    )
    return JsonResponse(outcome_words(bridge, came))


@for_signed(Action.STATE)
def state(bridge: Bridge, call: Call) -> HttpResponse:
    """Tell how a record stands, and what came of the press that the body names."""
    run_id = _uuid(_said(call, "run"))
    found = look(bridge=bridge, name=call.module, zoho_id=call.record, run_id=run_id)
    return JsonResponse({**outcome_words(bridge, found), **record_words(bridge, found)})


def _said(call: Call, name: str) -> str:
    """Return one text of the body; "" where the body does not say it."""
    try:
        said = json.loads(call.body or b"{}")
    except ValueError:
        return ""
    return str(said.get(name) or "") if isinstance(said, dict) else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
