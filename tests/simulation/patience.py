"""A run driven to its end without waiting: what it would wait for is declared over."""

from __future__ import annotations

from sync.core.states import RunState
from sync.models import Run
from tests import portal as portals
from tests.portal import Portal

ENOUGH = 12


def to_the_end(portal: Portal, run: Run) -> Run:
    """Wake a run that put itself aside, again and again, until it ends."""
    for _ in range(ENOUGH):
        if not RunState(run.state).is_open:
            break
        forget_limits(portal)
        Run.objects.filter(pk=run.pk).update(wake_at=None)
        run = portal.carry_on(run)
    return run


def forget_limits(portal: Portal) -> None:
    """Forget what the vendors said of their limits."""
    portals.forget_limits(portal.zoho.org_id, portal.xero.organisation_id)
