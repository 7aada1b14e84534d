"""How a bridge stands: what agrees and what is still to be carried, counted in the database.

Counting 100,000 records takes most of a second: `engine.counted` keeps the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from sync.core.table import Table
from sync.store.pending import role_params
from sync.store.pending_sql import OWN

# What was asked about, or is left alone by a rule, is not counted as still to be carried.
PAIRS = """
SELECT count(*) FILTER (WHERE agrees),
       count(*) FILTER (WHERE NOT agrees AND NOT rests AND NOT EXISTS (
         SELECT FROM sync_question q WHERE q.bridge_id = %(bridge)s AND q.module = %(module)s
           AND q.zoho_id = p.zoho_id AND q.xero_id = p.xero_id))
FROM (
  SELECT l.zoho_id, l.xero_id, z.dormant AND x.dormant AS rests,
         z.digest = l.zoho_digest AND x.digest = l.xero_digest AND NOT z.gone AND NOT x.gone
           AS agrees
  FROM sync_link l
  JOIN sync_record z ON z.bridge_id = l.bridge_id AND z.side = 'zoho' AND z.module = l.module
                    AND z.remote_id = l.zoho_id
  JOIN sync_record x ON x.bridge_id = l.bridge_id AND x.side = 'xero' AND x.module = l.module
                    AND x.remote_id = l.xero_id
  WHERE l.bridge_id = %(bridge)s AND l.module = %(module)s) p
"""
LONE = f"""
WITH unlinked AS MATERIALIZED (
  SELECT r.bridge_id, r.side, r.remote_id, r.dormant, r.fields FROM sync_record r
  WHERE r.bridge_id = %(bridge)s AND r.module = %(module)s AND NOT r.gone
    AND NOT EXISTS (SELECT FROM sync_link l WHERE l.bridge_id = r.bridge_id
                    AND l.module = r.module AND r.side = 'zoho' AND l.zoho_id = r.remote_id)
    AND NOT EXISTS (SELECT FROM sync_link l WHERE l.bridge_id = r.bridge_id
                    AND l.module = r.module AND r.side = 'xero' AND l.xero_id = r.remote_id))
SELECT count(*) FILTER (WHERE NOT dormant AND NOT EXISTS (
         SELECT FROM sync_question q WHERE q.bridge_id = %(bridge)s AND q.module = %(module)s
           AND (lone.side = 'zoho' AND q.zoho_id = lone.remote_id
                OR lone.side = 'xero' AND q.xero_id = lone.remote_id))),
       count(*) FILTER (WHERE dormant)
FROM (
  SELECT r.side, r.remote_id, r.dormant FROM unlinked r WHERE true {OWN}) lone
"""  # noqa: S608 - put together from constants


@dataclass(frozen=True, slots=True)
class Standing:
    """Pairs that agree; pairs and lone records to be carried; records older than the fetch.

    What waits for a person is in none of them: questions count it.
    """

    agreed: int = 0
    pending: int = 0
    resting: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(
            self.agreed + other.agreed,
            self.pending + other.pending,
            self.resting + other.resting,
        )


def standing_count(*, bridge_id: int, table: Table) -> Standing:
    params = {"bridge": bridge_id, "module": table.module.value, **role_params(table)}
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, params)
        agreed, pairs = cursor.fetchone()
        cursor.execute(LONE, params)
        lone, resting = cursor.fetchone()
    return Standing(agreed, pairs + lone, resting)
