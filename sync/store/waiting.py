"""How much waits to be written, counted without being planned: up to a limit, and quickly."""

from __future__ import annotations

from typing import Any

from django.db import connection

from sync.core.cost import Waiting
from sync.core.records import Mode, Side
from sync.core.table import Table
from sync.store.pending import Within, role_params
from sync.store.pending_sql import WAITING_LONE, WAITING_PAIRS

MOST = 5_000  # of a kind and module: more is said as "at least"


def waiting_count(*, bridge_id: int, table: Table, mode: Mode, within: Within) -> Waiting:
    """Count what is edited, and what has no link, by the side that would be written."""
    sides = [side for side in Side if mode.writes(side.other)]
    params: dict[str, Any] = {
        "bridge": bridge_id,
        "module": table.module.value,
        "after": 0,
        "since": within.since,
        "now": within.now,
        "limit": MOST,
        "sides": [side.value for side in sides],
        **role_params(table),
    }
    with connection.cursor() as cursor:
        cursor.execute(WAITING_PAIRS, params)
        zoho, xero = cursor.fetchone()
        cursor.execute(WAITING_LONE, params)
        lone = {Side(side): number for side, number in cursor.fetchall()}
    edited = {Side.ZOHO: zoho, Side.XERO: xero}
    return Waiting(
        table.module,
        creates={side.other: lone.get(side, 0) for side in sides},
        updates={side.other: edited[side] for side in sides},
    )
