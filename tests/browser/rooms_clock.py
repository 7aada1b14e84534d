"""The rooms of what happens by itself: schedules, mails."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from sync.core.mails import MailKind
from sync.engine.post import unsubscribe_token
from sync.models import Connection, Mail
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


@room
def setup_mails_in_trouble() -> Where:
    one = maria()
    connect_both(one)
    now = timezone.now()
    Mail.objects.create(
        tenant=one.bridge.tenant,
        bridge=one.bridge,
        kind=MailKind.LOST,
        key="lost",
        to=one.user.email,
        created_at=now,
        not_before=now,
        error="Connection refused",
    )
    return at(one, "setup/")


@room
def setup_mails_stopped() -> Where:
    one = maria()
    one.bridge.tenant.mails_stopped_at = timezone.now()
    one.bridge.tenant.save()
    return at(one, "setup/")


@room
def unsubscribe() -> Where:
    tenant = maria().bridge.tenant
    token = unsubscribe_token(tenant=tenant, to=tenant.notify_email)
    return Where(reverse("sync:unsubscribe", args=[token]))
