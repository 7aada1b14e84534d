"""Setup while both vendors tell of changes, and while none can."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from sync.core.records import Mode
from sync.core.states import RunKind, RunState
from sync.core.tables import ORDER
from sync.models import Listening, Run, Subscription
from sync.store.forged import forged_add
from tests.browser.rooms import Where, at, maria, room
from tests.web.people import Person, connect_both, fetched


def listening() -> Person:
    one = maria()
    connect_both(one)
    fetched(one)
    Run.objects.create(bridge=one.bridge, kind=RunKind.SYNC, state=RunState.SUCCEEDED)
    modes = {module.value: Mode.BOTH.value for module in ORDER}
    Listening.objects.create(bridge=one.bridge, on=True, modes=modes, saved_by=one.user)
    return one


@room
def setup_listening() -> Where:
    one, now = listening(), timezone.now()
    connection = one.bridge.zoho
    assert connection is not None
    Subscription.objects.create(
        connection=connection,
        address="secret",
        channel_id="1",
        token="token",
        expires_at=now + timedelta(days=6),
        renew_at=now + timedelta(days=1),
        heard_at=now - timedelta(minutes=4),
    )
    for _ in range(3):
        forged_add(whose=f"zoho:{connection.public_id}", day=now.date())
    return at(one, "setup/")
