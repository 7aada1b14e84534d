"""The nightly comparison: added up in the database, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from sync.core.drift import Group, Odd, Report, Wrong, written
from sync.core.records import Module, Side
from sync.models import Bridge, Drift

KEPT = 60  # reports of a bridge
SAMPLES = 100
# By side: with one CASE over both columns, every record is compared with every link.
GROUPS = """
SELECT r.side, r.module, coalesce(r.fields->>'status', ''), coalesce(r.fields->>'currency', ''),
       l.id IS NOT NULL, count(*), coalesce(sum((r.fields->>'total')::numeric), 0)
FROM sync_record r
LEFT JOIN sync_link l ON l.bridge_id = r.bridge_id AND l.module = r.module
  AND l.{side}_id = r.remote_id
WHERE r.bridge_id = %(bridge)s AND r.side = %(side)s AND r.module = ANY(%(modules)s) AND NOT r.gone
GROUP BY 1, 2, 3, 4, 5
"""
# Only pairs that count as agreed: what is edited, held or refused is known to differ. What a
# person let differ, or a rule may, is no surprise either.
ODD = """
SELECT wrong, module, title, zoho_id, xero_id, zoho, xero, count(*) OVER (PARTITION BY wrong),
       row_number() OVER (PARTITION BY wrong ORDER BY module, id)
FROM (
  SELECT l.id, l.module, coalesce(z.title, x.title, '') AS title, l.zoho_id, l.xero_id,
         CASE WHEN z.id IS NULL OR x.id IS NULL THEN 'missing'
              WHEN z.fields->>'currency' <> x.fields->>'currency' THEN 'currencies'
              ELSE 'totals' END AS wrong,
         concat_ws(' ', z.fields->>'total', z.fields->>'currency') AS zoho,
         concat_ws(' ', x.fields->>'total', x.fields->>'currency') AS xero
  FROM sync_link l
  LEFT JOIN sync_record z ON z.bridge_id = l.bridge_id AND z.side = 'zoho'
    AND z.module = l.module AND z.remote_id = l.zoho_id
  LEFT JOIN sync_record x ON x.bridge_id = l.bridge_id AND x.side = 'xero'
    AND x.module = l.module AND x.remote_id = l.xero_id
  WHERE l.bridge_id = %(bridge)s
    AND (z.id IS NULL OR x.id IS NULL
         OR (l.module = ANY(%(modules)s) AND NOT z.gone AND NOT x.gone
             AND z.digest = l.zoho_digest AND x.digest = l.xero_digest AND l.unread = ''
             AND (z.fields->>'currency' <> x.fields->>'currency'
                  OR NOT %(may_differ)s
                  AND (z.fields->>'total')::numeric <> (x.fields->>'total')::numeric)
             AND NOT EXISTS (SELECT FROM sync_answer a
                             WHERE a.bridge_id = l.bridge_id AND a.module = l.module
                               AND a.choice = 'accept'
                               AND (a.zoho_id = l.zoho_id OR a.xero_id = l.xero_id))
             AND NOT EXISTS (SELECT FROM sync_question q
                             WHERE q.bridge_id = l.bridge_id AND q.module = l.module
                               AND q.zoho_id = l.zoho_id AND q.xero_id = l.xero_id)))) odd
"""


def groups_count(*, bridge_id: int, modules: Collection[Module]) -> Iterator[Group]:
    """Add up each side's live records. In any number of records there are a few dozen groups."""
    for side in Side:
        params = {"bridge": bridge_id, "side": side.value, "modules": list(modules)}
        for _, module, status, currency, linked, records, money in _rows(
            GROUPS.format(side=side.value), params
        ):
            yield Group(side, Module(module), status, currency, linked, records, Decimal(money))


def odd_pairs(
    *, bridge_id: int, modules: Collection[Module], may_differ: bool
) -> tuple[dict[Wrong, int], list[Odd]]:
    """Return how many agreed pairs are wrong in each way, and the first of each.

    `modules`: those whose records have a total. `may_differ`: a rule lets totals differ.
    """
    params = {"bridge": bridge_id, "modules": list(modules), "may_differ": may_differ}
    counts: dict[Wrong, int] = {}
    some: list[Odd] = []
    sql = f"SELECT * FROM ({ODD}) numbered WHERE row_number <= {SAMPLES}"  # noqa: S608 - constants
    for wrong, module, *said, number, _ in _rows(sql, params):
        counts[Wrong(wrong)] = number
        some.append(Odd(Wrong(wrong), Module(module), *said))
    return counts, some


def drift_keep(*, bridge_id: int, report: Report, now: datetime) -> Drift:
    """Keep a report, and forget those that are older than the last sixty."""
    mine = Drift.objects.filter(bridge_id=bridge_id)
    made: Drift = Drift.objects.create(
        bridge_id=bridge_id, at=now, wrong=report.wrong, report=written(report)
    )
    old = mine.order_by("-at", "-pk").values_list("pk", flat=True)[KEPT:]
    mine.filter(pk__in=list(old)).delete()
    return made


def drift_last(*, bridge_id: int) -> Drift | None:
    return Drift.objects.filter(bridge_id=bridge_id).order_by("-at", "-pk").first()


def bridges_to_compare(*, after: int, limit: int) -> list[Bridge]:
    """Return bridges whose both sides are connected, by pk; `after`: the last one's."""
    joined = Bridge.objects.filter(zoho__state="connected", xero__state="connected", pk__gt=after)
    return list(joined.order_by("pk")[:limit])


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
