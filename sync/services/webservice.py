"""Setup -> Webservice Settings: where mails go, what time it is there, and stopping them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from sync.engine import post
from sync.services.schedules import schedules_move
from sync.store import tenants
from sync.store.audit import audit

if TYPE_CHECKING:
    from sync.models import Bridge

INTO_THE_LOG = ("console", "locmem", "filebased", "dummy")


def webservice_save(
    *, bridge: Bridge, notify_email: str, time_zone: str, user: AbstractBaseUser
) -> None:
    """Keep both. With another time zone, schedules fire at the same times on other clocks."""
    tenant = bridge.tenant
    with transaction.atomic():
        moved = time_zone != tenant.timezone
        tenants.tenant_settle(tenant=tenant, notify_email=notify_email, timezone=time_zone)
        if moved:
            schedules_move(tenant=tenant, now=timezone.now())
        detail = f"{notify_email or 'no address'}, {time_zone}"
        audit(tenant=tenant, user=user, action="webservice settings saved", detail=detail)


def test_mail_send(*, bridge: Bridge) -> str:
    """Send a mail to the notification address now; say what came of it. Raises NotSent."""
    to = bridge.tenant.notify_email
    post.send_test(bridge=bridge, to=to)
    name = settings.EMAIL_BACKEND.split(".")[-2]
    if name in INTO_THE_LOG:
        return (
            f"A test mail to {to} was written down here, and not sent: this portal has no mail "
            "server yet. Whoever hosts it sets EMAIL_URL."
        )
    return f"A test mail is on its way to {to}. Look into your spam folder if it does not come."


def unsubscribe(token: str) -> bool | None:
    """Stop the mails of this link; False if that address gets none, None if it is not ours."""
    read = post.unsubscribe_read(token)
    if read is None:
        return None
    tenant_id, to = read
    return tenants.mails_stop(public_id=tenant_id, to=to, now=timezone.now())
