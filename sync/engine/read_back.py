"""See what a side made of a write, and agree on that: what it stored, not what we sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sync.core.reading import frozen, thaw
from sync.core.records import RemoteRecord, Side
from sync.core.table import Table
from sync.engine.observe import Sight, eyes_of, look, store_gone
from sync.engine.work import Work
from sync.store import links, records
from sync.store.links import Agreement
from sync.store.records import Incoming

if TYPE_CHECKING:
    from sync.models import Link

CHUNK = 100


def read_back(
    work: Work,
    table: Table,
    side: Side,
    ids: Sequence[str],
    seen: Sequence[RemoteRecord] = (),
) -> None:
    """Close the links whose write on that side has landed.

    `seen`: the records that the answer itself carried; the others are read, in one call.
    """
    seen = list({record.id: record for record in seen}.values())
    shown = {record.id for record in seen}
    asked = dict.fromkeys(table.whole(side, each) for each in ids)
    missing = [each for each in asked if each not in shown]
    if missing:
        connector = work.connectors[side]
        wanted = work.wanted(side, [table.module])
        seen = [*seen, *connector.get_many(table.resource[side], wanted, missing)]
    # Other modules may see the same records: what we wrote is news to them, too.
    sight = look(eyes_of(work, side, work.sharing(side, table)), seen)
    rows = sight.rows
    own = [row for row in rows if row.module is table.module]
    now = work.now()
    scope = {"bridge_id": work.bridge_id}
    with work.held():
        records.records_store(
            bridge_id=work.bridge_id, side=side, rows=rows, now=now, dormant=False
        )
        store_gone(work, side, work.sharing(side, table), sight, now)
        ended = [*sight.gone, *_lost(table, side, ids, sight)]
        links.links_ended(**scope, module=table.module, side=side, ids=ended)
        waiting = links.links_of(
            **scope, module=table.module, side=side, ids=[row.remote_id for row in own]
        )
        closed = [
            _closed(table, side, waiting[row.remote_id], row)
            for row in own
            if row.remote_id in waiting and waiting[row.remote_id].unread == side
        ]
        links.links_agree(**scope, module=table.module, agreements=closed, now=now)
        work.keep()


def _lost(table: Table, side: Side, ids: Sequence[str], sight: Sight) -> list[str]:
    """Return which of these are no longer a part of what was seen whole."""
    held = {row.remote_id for row in sight.rows if row.module is table.module}
    return [each for each in ids if each not in held and table.whole(side, each) in sight.wholes]


def read_back_late(work: Work, table: Table, side: Side) -> None:
    """Close what an earlier worker wrote and had no time to read back."""
    left = links.links_unread(bridge_id=work.bridge_id, module=table.module, side=side, limit=CHUNK)
    if left:
        read_back(work, table, side, [getattr(link, f"{side}_id") for link in left])


def _closed(table: Table, side: Side, link: Link, row: Incoming) -> Agreement:
    """Let the base be what the written side stored; an open field keeps its old base.

    What the write made that side say of its own, such as an id, is open: the other has to hear it.
    """
    stored = thaw(table, records.decoded(row.fields))
    bases = {Side.ZOHO: link.zoho_base, Side.XERO: link.xero_base}
    old = thaw(table, bases[side] or {})
    news = {name for name in table.told_by(side) if stored.get(name) != old.get(name)}
    held = tuple(sorted({*link.held_fields, *news}))
    base = {name: old.get(name) if name in held else stored[name] for name in stored}
    frozen_bases = {each: frozen(thaw(table, bases[each] or {})) for each in Side}
    frozen_bases[side] = frozen(base)
    digests = {Side.ZOHO: link.zoho_digest, Side.XERO: link.xero_digest}
    digests[side] = "" if held else row.digest
    return Agreement(
        zoho_id=link.zoho_id,
        xero_id=link.xero_id,
        zoho_base=frozen_bases[Side.ZOHO],
        xero_base=frozen_bases[Side.XERO],
        zoho_digest=digests[Side.ZOHO],
        xero_digest=digests[Side.XERO],
        held_fields=held,
        agreed_at=link.agreed_at,
    )
