"""Records that a vendor keeps several of in one: a part's handle is what it is kept in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sync.core.records import Module, Side
from sync.models import Record


def parts_gone(
    *,
    bridge_id: int,
    side: Side,
    module: Module,
    wholes: Collection[str],
    parts: Collection[str],
    now: datetime,
) -> int:
    """Mark as gone what these wholes held before and hold no more."""
    known = Record.objects.filter(
        bridge_id=bridge_id, side=side, module=module, handle__in=wholes, gone=False
    )
    return known.exclude(remote_id__in=parts).update(gone=True, seen_at=now)


def parts_of(*, bridge_id: int, side: Side, module: Module, wholes: Collection[str]) -> list[str]:
    """Return the ids of all that is or was a part of these."""
    known = Record.objects.filter(bridge_id=bridge_id, side=side, module=module, handle__in=wholes)
    return list(known.values_list("remote_id", flat=True))
