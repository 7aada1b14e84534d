"""Erase a company: stop what runs, give the logins back, then row by row until nothing is left.

Where this stops, it goes on from what is left: a login that is given back twice is refused by its
vendor, and that is no reason to stay.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.conf import settings
from django.utils import timezone

from sync.core.states import RunState
from sync.engine.leave import leave
from sync.engine.run import BUSY_WAIT, Finished, Later, Outcome
from sync.store import bridges, erasures, runs

if TYPE_CHECKING:
    from sync.models import Bridge, Erasure

log = structlog.get_logger(__name__)

CHUNK = 1_000  # rows in one transaction


def erase(public_id: UUID) -> Outcome:
    """Do one slice of an erasure."""
    erasure = erasures.erasure_claim(public_id=public_id, now=timezone.now())
    if erasure is None:
        return Finished()
    try:
        return _slice(erasure, time.monotonic() + settings.SLICE_SECONDS)
    finally:
        erasures.erasure_release(erasure=erasure)


def _slice(erasure: Erasure, ends: float) -> Outcome:
    if not all(_has_stopped(bridge) for bridge in erasures.bridges_left(erasure=erasure)):
        return Later(BUSY_WAIT)
    for connection in erasures.connections_left(erasure=erasure):
        leave(connection)
    while erasures.rows_erase(erasure=erasure, limit=CHUNK):
        if time.monotonic() >= ends:
            return Later()
    erasures.tenant_erase(erasure=erasure, now=timezone.now())
    log.info("erasure.done", erasure=str(erasure.public_id))
    return Finished()


def _has_stopped(bridge: Bridge) -> bool:
    """Close the bridge's runs, once the worker that is at one of them has let go of it."""
    fence = bridges.bridge_claim(bridge_id=bridge.pk, now=timezone.now())
    if fence is None:
        return False
    for run in runs.runs_open_of(bridge=bridge):
        runs.run_close(run=run, state=RunState.STOPPED, now=timezone.now())
    bridges.bridge_release(bridge_id=bridge.pk, fence=fence)
    return True
