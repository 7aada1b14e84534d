"""Opening many runs at once: one statement for all of them, however many there are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from sync.core.states import RunKind, RunStart
from sync.models import Run

OWN = ("public_id", "bridge_id", "options", "notify")  # what differs from run to run
OPEN_MANY = """
INSERT INTO sync_run ({columns}, public_id, bridge_id, options, notify)
SELECT {values}, gen_random_uuid(), own.bridge_id, own.options, own.notify
FROM jsonb_to_recordset(%s::jsonb) AS own (bridge_id bigint, options jsonb, notify text)
ON CONFLICT DO NOTHING
RETURNING bridge_id, public_id
"""


@dataclass(frozen=True, slots=True)
class Opening:
    bridge_id: int
    options: Mapping[str, object]
    notify: str


def runs_open(
    *, kind: RunKind, started_by: RunStart, openings: Sequence[Opening]
) -> dict[int, UUID]:
    """Open a run for each bridge that has no open one of this kind; return theirs, by bridge."""
    same = _same(Run(kind=kind, started_by=started_by))
    columns = ", ".join(map(connection.ops.quote_name, same))
    statement = OPEN_MANY.format(columns=columns, values=", ".join(["%s"] * len(same)))
    own = [
        {"bridge_id": one.bridge_id, "options": one.options, "notify": one.notify}
        for one in openings
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*same.values(), json.dumps(own)])
        return dict(cursor.fetchall())


def _same(run: Run) -> dict[str, Any]:
    """Return what all of them have in common, by column. Each column is asked: none is missed."""
    fields = Run._meta.concrete_fields  # noqa: SLF001 - public in all but its name
    return {
        str(field.column): field.get_db_prep_save(field.pre_save(run, add=True), connection)
        for field in fields
        if not field.primary_key and field.column not in OWN
    }
