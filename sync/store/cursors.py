"""How far each module of each side has been read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from sync.core.records import Module, Side
from sync.models import Bridge, Cursor

READ = """
SELECT bridge_id, string_agg(side || ':' || module, ' ' ORDER BY side, module)
FROM sync_cursor
WHERE bridge_id = ANY(%s)
GROUP BY bridge_id
"""


def watermark_earliest(*, bridge_id: int, side: Side, modules: Collection[Module]) -> str:
    """Return where a reading for all these modules must start: "" if one was never read."""
    rows = Cursor.objects.filter(bridge_id=bridge_id, side=side, module__in=modules)
    marks = list(rows.values_list("watermark", flat=True))
    return min(marks) if len(marks) == len(modules) else ""


def cursors_advance(
    *,
    bridge_id: int,
    side: Side,
    modules: Collection[Module],
    watermark: str,
    now: datetime,
    complete: bool,
) -> None:
    for module in modules:
        fresh = {"watermark": watermark, "read_at": now}
        Cursor.objects.update_or_create(
            bridge_id=bridge_id,
            side=side,
            module=module,
            defaults=fresh | ({"fetched_at": now} if complete else {}),
        )


def cursors_forget(*, bridge_id: int, module: Module, sides: Collection[Side]) -> bool:
    """Note that the module is to be read anew there; tell whether it had been read."""
    rows = Cursor.objects.filter(bridge_id=bridge_id, module=module, side__in=sides)
    return bool(rows.update(fetched_at=None))


def cursors_unread(*, bridge_id: int, side: Side, modules: Collection[Module]) -> bool:
    """Tell whether one of these was read, and is to be read anew: other fields are wanted."""
    rows = Cursor.objects.filter(bridge_id=bridge_id, side=side, module__in=modules)
    return rows.filter(fetched_at=None).exists()


def modules_fetched(*, bridge: Bridge) -> Mapping[Side, set[Module]]:
    """Return which modules have been read from the beginning to the end, by side."""
    return _by_side(Cursor.objects.filter(bridge=bridge, fetched_at__isnull=False))


def modules_read(*, bridge: Bridge) -> Mapping[Side, set[Module]]:
    """Return which modules have been read, by side: also those that the next run reads anew."""
    return _by_side(Cursor.objects.filter(bridge=bridge))


def _by_side(rows: QuerySet[Cursor]) -> Mapping[Side, set[Module]]:
    found: dict[Side, set[Module]] = {side: set() for side in Side}
    for side, module in rows.values_list("side", "module"):
        found[Side(side)].add(Module(module))
    return found


def read_by_bridge(*, bridge_ids: Collection[int]) -> Mapping[int, str]:
    """Return by bridge what has been read, as `modules_read`: "xero:accounts zoho:...".

    One text for each, in order: thousands of bridges have the same one.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(bridge_ids)])
        return dict(cursor.fetchall())
