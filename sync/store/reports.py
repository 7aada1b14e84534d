"""Runs as plain data, for commands and files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sync.core.states import ChangeState
from sync.models import Change, Question, Run


def run_report(*, run: Run) -> dict[str, Any]:
    """Return everything a run says of itself, but for what it holds: see `services.held`."""
    return {
        "run": str(run.public_id),
        "kind": run.kind,
        "state": run.state,
        "error": run.error,
        "bridge": str(run.bridge.public_id),
        "options": run.options,
        "counts": run.counts,
        "calls": run.calls,
        "bytes": run.received,
        "changes_left": run.left,
        "started": _iso(run.started_at),
        "ended": _iso(run.ended_at),
        "refused": [
            {**_change(row), "words": row.words, "reason": row.reason}
            for row in Change.objects.filter(run=run, state=ChangeState.REFUSED).order_by("pk")
        ],
    }


def questions_held(*, run: Run) -> list[Question]:
    """Return what this run asked last: the first thousand are enough to read."""
    return list(Question.objects.filter(run=run).order_by("pk")[:1000])


def previewed_changes(*, run: Run) -> Iterator[dict[str, Any]]:
    rows = Change.objects.filter(run=run, state=ChangeState.PREVIEWED).order_by("pk")
    return (_change(row) for row in rows.iterator())


def _change(row: Change) -> dict[str, Any]:
    return {
        "module": row.module,
        "title": row.title,
        "side": row.side,
        "action": "create" if row.creates else "update",
        "before": row.before,
        "after": row.after,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
