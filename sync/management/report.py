"""What the operators' commands share: which bridge, to the end of a run, and its report."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.management.base import CommandError

from sync.engine.connect import connect
from sync.engine.run import Finished, Later, execute
from sync.services.held import held_report
from sync.store import bridges, reports

if TYPE_CHECKING:
    from sync.models import Bridge, Run

PATIENCE = 900.0  # seconds; what has to wait longer is left to the workers


def bridge_named(text: str) -> Bridge:
    """Find the bridge with this id, or the only one there is. Raises CommandError."""
    found = bridges.bridges_list()
    if not text and len(found) == 1:
        return found[0]
    named = [each for each in found if str(each.public_id) == text.strip()]
    if named:
        return named[0]
    known = "\n".join(f"  {each.public_id}  {each.tenant.name}" for each in found) or "  none"
    what = f"There is no bridge {text}." if text else "Say which bridge with --bridge."
    raise CommandError(f"{what} There are:\n{known}")


def carry_on(run: Run) -> None:
    """Do slice after slice in this process until the run has ended."""
    waiting = threading.Event()
    while True:
        match execute(UUID(str(run.public_id)), connect):
            case Finished():
                run.refresh_from_db()
                return
            case Later(seconds=seconds) if seconds > PATIENCE:
                run.refresh_from_db()
                return
            case Later(seconds=seconds):
                waiting.wait(seconds)


def printed(run: Run, *, changes: Iterable[dict[str, Any]] = ()) -> str:
    said = {**reports.run_report(run=run), "held": held_report(run=run)}
    if listed := list(changes):
        said["changes"] = listed
    return json.dumps(said, indent=2, ensure_ascii=False)


def previewed(run: Run) -> Iterable[dict[str, Any]]:
    return reports.previewed_changes(run=run)
