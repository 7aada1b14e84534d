"""Which linked documents are to be looked at again, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from sync.core.records import Module, Side
from sync.models import Cursor

OPEN_LINKED = """
SELECT r.id, r.remote_id FROM sync_record r
WHERE r.bridge_id = %(bridge)s AND r.side = %(side)s AND r.module = %(module)s AND NOT r.gone
  AND r.id > %(after)s AND r.fields->>%(name)s = %(value)s
  AND EXISTS (SELECT FROM sync_link l WHERE l.bridge_id = r.bridge_id AND l.module = r.module
              AND r.remote_id = CASE r.side WHEN 'zoho' THEN l.zoho_id ELSE l.xero_id END)
ORDER BY r.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Where:
    bridge_id: int
    side: Side
    module: Module


@dataclass(frozen=True, slots=True)
class Due:
    """Where to go on: after this row, with so many looked at since the last time it was through."""

    after: int
    done: int


def reread_due(*, where: Where, before: datetime) -> Due | None:
    """Return where to go on, if all was last seen before then; None where it is too early."""
    row = Cursor.objects.filter(
        Q(fetched_at__lt=before),
        Q(reread_at=None) | Q(reread_at__lt=before),
        bridge_id=where.bridge_id,
        side=where.side,
        module=where.module,
    ).first()
    return None if row is None else Due(row.reread_after, row.reread_done)


def reread_note(*, where: Where, after: int, done: int, at: datetime | None) -> None:
    """Note how far it is; `at`: enough for a day."""
    rows = Cursor.objects.filter(bridge_id=where.bridge_id, side=where.side, module=where.module)
    if at is None:
        rows.update(reread_after=after, reread_done=done)
    else:
        rows.update(reread_after=after, reread_done=0, reread_at=at)


def open_linked(
    *, where: Where, says: tuple[str, str], after: int, limit: int
) -> list[tuple[int, str]]:
    """Return (row, id) of live linked records whose field of that name has that value."""
    name, value = says
    params = {
        "bridge": where.bridge_id,
        "side": where.side.value,
        "module": where.module.value,
        "name": name,
        "value": value,
        "after": after,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN_LINKED, params)
        return list(cursor.fetchall())
