"""The queries of `pending`: which pairs and lone records have something left to do."""

from __future__ import annotations

# What was sent and not answered is looked up first (engine.recover), and not planned meanwhile.
IN_DOUBT = """
EXISTS (SELECT FROM sync_change c
        WHERE c.bridge_id = {row}.bridge_id AND c.module = {row}.module
          AND c.state IN ('sent', 'unknown', 'held')
          AND {row}.remote_id = CASE WHEN c.side = {row}.side THEN c.remote_id
                                     ELSE c.source_id END)
"""
# What a vendor refused rests before it is tried again, as long as the record is what it was.
RESTING = """
AND NOT EXISTS (SELECT FROM sync_question q
                WHERE q.bridge_id = {row}.bridge_id AND q.module = {row}.module
                  AND q.why = 'refused' AND q.retry_at > %(now)s AND {same})
"""
COLUMNS = "r.remote_id, r.version, r.fields::text, r.gone, r.lock, r.modified_at"
# Dormant pairs that were never merged wait for an edit or a window: see Within.
PAIRS = """
SELECT l.id, l.zoho_base::text, l.xero_base::text, l.agreed_at IS NULL, z.title,
       z.digest, x.digest,
       z.remote_id, z.version, z.fields::text, z.gone, z.lock, z.modified_at,
       x.remote_id, x.version, x.fields::text, x.gone, x.lock, x.modified_at
FROM sync_link l
JOIN sync_record z ON z.bridge_id = l.bridge_id AND z.side = 'zoho' AND z.module = l.module
                  AND z.remote_id = l.zoho_id
JOIN sync_record x ON x.bridge_id = l.bridge_id AND x.side = 'xero' AND x.module = l.module
                  AND x.remote_id = l.xero_id
WHERE l.bridge_id = %(bridge)s AND l.module = %(module)s AND l.unread = ''
"""
PENDING_PAIRS = (
    PAIRS
    + """
  AND l.id > %(after)s
  AND (z.digest <> l.zoho_digest OR x.digest <> l.xero_digest OR z.gone OR x.gone)
  AND (NOT (z.dormant AND x.dormant)
       OR greatest(z.modified_at, x.modified_at) >= %(since)s)
  AND NOT """
    + IN_DOUBT.format(row="z")
    + RESTING.format(
        row="l",
        same="q.zoho_id = l.zoho_id AND q.xero_id = l.xero_id"
        " AND q.seen = z.digest || ' ' || x.digest",
    )
    + " ORDER BY l.id LIMIT %(limit)s"
)
EVERY_PAIR = (
    PAIRS + " AND NOT z.gone AND NOT x.gone AND l.id > %(after)s ORDER BY l.id LIMIT %(limit)s"
)
PAIRS_BY_ID = PAIRS + " AND l.id = ANY(%(ids)s)"
PAIRS_OF = (
    PAIRS
    + " AND (l.zoho_id = ANY(%(zoho)s) OR l.xero_id = ANY(%(xero)s)) AND NOT "
    + IN_DOUBT.format(row="z")
    + " ORDER BY l.id"
)
PAIRS_NEWS = (
    PAIRS
    + " AND (l.zoho_id = ANY(%(zoho)s) OR l.xero_id = ANY(%(xero)s))"
    + " AND (z.digest <> l.zoho_digest OR x.digest <> l.xero_digest OR z.gone OR x.gone)"
    + " AND NOT "
    + IN_DOUBT.format(row="z")
    + RESTING.format(
        row="l",
        same="q.zoho_id = l.zoho_id AND q.xero_id = l.xero_id"
        " AND q.seen = z.digest || ' ' || x.digest",
    )
    + " ORDER BY l.id"
)
# One look into a unique index for each record: asked with one CASE over both columns, the planner
# compares every record with every link.
IS_LINKED = """
(r.side = 'zoho' AND EXISTS (SELECT FROM sync_link l WHERE l.bridge_id = r.bridge_id
                              AND l.module = r.module AND l.zoho_id = r.remote_id)
 OR r.side = 'xero' AND EXISTS (SELECT FROM sync_link l WHERE l.bridge_id = r.bridge_id
                                AND l.module = r.module AND l.xero_id = r.remote_id))
"""
LONE = f"""
SELECT r.id, r.side, r.title, r.keys, r.digest, {COLUMNS}
FROM sync_record r
WHERE r.bridge_id = %(bridge)s AND r.module = %(module)s AND r.side = ANY(%(sides)s)
  AND NOT r.gone
  AND NOT {IS_LINKED}
"""  # noqa: S608 - put together from constants
# Table.role: what another module's record is to this one is not carried for itself.
MARKED = "coalesce((r.fields->>{0})::boolean, false)"
OWN = f"""
  AND (r.side <> %(role_side)s OR NOT {MARKED.format("%(never)s")})
  AND (r.side <> %(role_side)s OR {MARKED.format("%(mark)s")}
       OR (%(unless)s <> '' AND NOT {MARKED.format("%(unless)s")}
           AND NOT EXISTS (
             SELECT FROM sync_link o WHERE o.bridge_id = r.bridge_id AND o.module = ANY(%(others)s)
               AND ((r.side = 'zoho' AND o.zoho_id = r.remote_id)
                    OR (r.side = 'xero' AND o.xero_id = r.remote_id)))))
"""
PENDING_LONE = (
    LONE
    + OWN
    + """
  AND r.id > %(after)s AND (NOT r.dormant OR r.modified_at >= %(since)s)
  AND NOT """
    + IN_DOUBT.format(row="r")
    + RESTING.format(
        row="r",
        same="q.seen = r.digest"
        " AND q.zoho_id = CASE r.side WHEN 'zoho' THEN r.remote_id ELSE '' END"
        " AND q.xero_id = CASE r.side WHEN 'xero' THEN r.remote_id ELSE '' END",
    )
    + " ORDER BY r.id LIMIT %(limit)s"
)
LONE_OF = (
    LONE
    + OWN
    + """
  AND (r.side = 'zoho' AND r.remote_id = ANY(%(zoho)s)
       OR r.side = 'xero' AND r.remote_id = ANY(%(xero)s))
  AND NOT """
    + IN_DOUBT.format(row="r")
    + " ORDER BY r.id"
)
EVERY_LONE = LONE + " AND r.id > %(after)s ORDER BY r.id LIMIT %(limit)s"
LONE_BY_HANDLE = LONE + " AND r.handle = ANY(%(handles)s) AND NOT " + IN_DOUBT.format(row="r")
TWINS = f"""
SELECT r.id, r.side, r.keys,
       {IS_LINKED},
       {COLUMNS}
FROM sync_record r
WHERE r.bridge_id = %(bridge)s AND r.module = %(module)s AND NOT r.gone AND r.keys && %(keys)s
LIMIT 20000
"""  # noqa: S608 - put together from constants
SHADOWS = (
    LONE.replace(f"r.id, r.side, r.title, r.keys, r.digest, {COLUMNS}", "count(*)")
    + " AND NOT (true"
    + OWN
    + ")"
)
COUNT = """
SELECT
  (SELECT count(*) FROM sync_link l
   JOIN sync_record z ON z.bridge_id = l.bridge_id AND z.side = 'zoho' AND z.module = l.module
                     AND z.remote_id = l.zoho_id
   JOIN sync_record x ON x.bridge_id = l.bridge_id AND x.side = 'xero' AND x.module = l.module
                     AND x.remote_id = l.xero_id
   WHERE l.bridge_id = %(bridge)s AND l.module = %(module)s
     AND z.digest = l.zoho_digest AND x.digest = l.xero_digest AND NOT z.gone AND NOT x.gone)
"""
# Which side of a pending pair was edited; the other one is written.
WAITING_PAIRS = (
    """
SELECT count(*) FILTER (WHERE zoho), count(*) FILTER (WHERE xero)
FROM (SELECT z.digest <> l.zoho_digest AS zoho, x.digest <> l.xero_digest AS xero
"""
    + PENDING_PAIRS[PENDING_PAIRS.index("FROM sync_link l") :]
    + ") waiting"
)
WAITING_LONE = (
    """
SELECT side, count(*)
FROM (SELECT r.side
"""
    + PENDING_LONE[PENDING_LONE.index("FROM sync_record r") :]
    + ") waiting GROUP BY side"
)
