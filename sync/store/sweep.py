"""What a complete reading did not meet: counted, named, and marked as gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from sync.core.records import Module, Side
from sync.models import Record, Seen

SWEEP = """
UPDATE sync_record SET gone = true, seen_at = %(now)s
WHERE bridge_id = %(bridge)s AND side = %(side)s AND module = %(module)s AND NOT gone
  AND remote_id = ANY (ARRAY(
    SELECT remote_id FROM sync_record
    WHERE bridge_id = %(bridge)s AND side = %(side)s AND module = %(module)s AND NOT gone
    EXCEPT
    SELECT remote_id FROM sync_seen
    WHERE bridge_id = %(bridge)s AND side = %(side)s AND module = %(module)s))
"""


def records_live(*, bridge_id: int, side: Side, modules: Collection[Module]) -> int:
    """Count what a side holds in one resource: the most that any of its modules has."""
    mine = Record.objects.filter(bridge_id=bridge_id, side=side, gone=False)
    return max((mine.filter(module=module).count() for module in modules), default=0)


def records_unmet(
    *, bridge_id: int, side: Side, modules: Collection[Module]
) -> list[tuple[Module, str]]:
    """Return what the pages of a complete reading have not met so far, by module and id."""
    seen = Seen.objects.filter(bridge_id=bridge_id, side=side, module=OuterRef("module"))
    live = Record.objects.filter(bridge_id=bridge_id, side=side, module__in=modules, gone=False)
    unmet = live.exclude(Exists(seen.filter(remote_id=OuterRef("remote_id"))))
    return [(Module(name), each) for name, each in unmet.values_list("module", "remote_id")]


def records_sweep(*, bridge_id: int, side: Side, modules: Collection[Module], now: datetime) -> int:
    """Mark as gone what a complete reading did not meet."""
    swept = 0
    with connection.cursor() as cursor:
        for module in modules:
            cursor.execute(
                SWEEP,
                {"bridge": bridge_id, "side": side.value, "module": module.value, "now": now},
            )
            swept += cursor.rowcount
    return swept
