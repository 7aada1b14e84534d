"""The rooms of what happens by itself: schedules, mails."""

from __future__ import annotations

from django.utils import timezone

from sync.models import Connection
from tests.browser.rooms import Where, at, maria, room
from tests.web.people import connect_both, fetched, schedule


@room
def automatic_on() -> Where:
    one = maria()
    one.bridge.tenant.timezone = "Europe/London"
    one.bridge.tenant.save()
    connect_both(one)
    fetched(one)
    schedule(one)
    return at(one, "synchronization/")


@room
def automatic_in_trouble() -> Where:
    one = maria()
    connect_both(one)
    fetched(one)
    because = "Xero no longer accepts the log-in. Reconnect it in Setup."
    schedule(one, skipped_at=timezone.now(), skipped_because=because)
    Connection.objects.filter(side="xero").update(state="lost")
    return at(one, "synchronization/")
