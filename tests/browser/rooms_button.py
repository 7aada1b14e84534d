"""The rooms of the button in Zoho CRM."""

from __future__ import annotations

from sync.core.signing import Trouble
from sync.services.button import button_key_make
from sync.store.button import trouble_note
from tests.browser.rooms import Where, at, maria, room
from tests.web.people import connect_both


@room
def button_not_set_up() -> Where:
    return at(maria(), "setup/button/")


@room
def button_on() -> Where:
    one = maria()
    connect_both(one)
    button_key_make(bridge=one.bridge, user=one.user)
    now = one.bridge.created_at
    for trouble in (Trouble.FORGED, Trouble.STALE):
        trouble_note(bridge=one.bridge, trouble=trouble, now=now)
    return at(one, "setup/button/")
