"""A company with a bridge, and a run of it that this process has claimed."""

from __future__ import annotations

import time
import uuid

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from connectors.base import Connector
from sync.core.records import Mode, Module
from sync.core.states import RunKind
from sync.core.tables import TABLES
from sync.engine.run import _work
from sync.engine.work import Work
from sync.models import Bridge
from sync.services.tenants import tenant_open
from sync.store.runs import Claim, run_claim, run_open

HOUR = 3600.0


def migrate() -> None:
    call_command("migrate", verbosity=0)


def clean() -> None:
    """Forget every company, so that every round finds the same."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE sync_tenant CASCADE")


def bridge_new() -> Bridge:
    user = User.objects.create_user(uuid.uuid4().hex)
    return Bridge.objects.get(tenant=tenant_open(user=user, company="Benchmark"))


def work_on(bridge: Bridge, *connectors: Connector) -> Work:
    """Claim a run of this bridge that never ends."""
    options = {
        "modes": dict.fromkeys([module.value for module in Module if module in TABLES], Mode.BOTH)
    }
    run, _ = run_open(bridge=bridge, kind=RunKind.FETCH, options=options, requested_by=None)
    claim = run_claim(public_id=run.public_id, now=timezone.now())
    if not isinstance(claim, Claim):
        raise TypeError("somebody else is at work")
    work = _work(claim.run, claim.fence, lambda *_, **__: {one.side: one for one in connectors})
    work.ends = time.monotonic() + HOUR  # a slice that is never over
    return work
