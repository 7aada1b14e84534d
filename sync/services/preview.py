"""What a person may do with a preview: say yes or no to its changes, and have them written."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from sync.core.states import RunState
from sync.store import approvals
from sync.store.approvals import Group, Picked

if TYPE_CHECKING:
    from sync.models import Bridge, Run


def preview_of(*, bridge: Bridge, run_id: UUID) -> Run | None:
    """Return a preview of this bridge, with what its runs have written marked as such."""
    run = approvals.bridge_preview(bridge=bridge, public_id=run_id)
    if run is not None:
        approvals.approvals_close(preview=run)
    return run


def groups_in(*, run: Run) -> list[Group]:
    return approvals.groups_of(run=run)


def approve_picked(*, run: Run, picked: Picked, yes: bool) -> int:
    """Approve, or not, all that fit; return how many that changed. An open preview has none."""
    if RunState(run.state).is_open:
        return 0
    return approvals.approve(run=run, picked=picked, yes=yes)


def approve_ticked(*, run: Run, shown: Collection[int], ticked: Collection[int]) -> None:
    """Approve of the changes shown on a page just the ticked ones."""
    if not RunState(run.state).is_open:
        approvals.approve_shown(run=run, shown=shown, ticked=ticked)
