"""Links: which Zoho record is which Xero record, and what both last agreed on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from sync.core.records import Module, Side
from sync.models import Link

TRANSLATIONS = """
SELECT here.handle, there.handle
FROM sync_record here
JOIN sync_link l ON l.bridge_id = here.bridge_id AND l.module = here.module
  AND ((here.side = 'zoho' AND l.zoho_id = here.remote_id)
       OR (here.side = 'xero' AND l.xero_id = here.remote_id))
JOIN sync_record there ON there.bridge_id = here.bridge_id AND there.module = here.module
  AND there.side = CASE here.side WHEN 'zoho' THEN 'xero' ELSE 'zoho' END
  AND there.remote_id = CASE here.side WHEN 'zoho' THEN l.xero_id ELSE l.zoho_id END
WHERE here.bridge_id = %(bridge)s AND here.module = %(module)s AND here.side = %(side)s
  AND here.handle = ANY(%(handles)s)
"""
AGREE = """
INSERT INTO sync_link (bridge_id, module, zoho_id, xero_id, zoho_base, xero_base, zoho_digest,
                       xero_digest, unread, held_fields, agreed_at, created_at)
VALUES (%(bridge)s, %(module)s, %(zoho_id)s, %(xero_id)s, %(zoho_base)s, %(xero_base)s,
        %(zoho_digest)s, %(xero_digest)s, %(unread)s, %(held_fields)s, %(agreed_at)s, %(now)s)
ON CONFLICT (bridge_id, module, zoho_id) DO UPDATE
SET zoho_base = excluded.zoho_base, xero_base = excluded.xero_base,
    zoho_digest = excluded.zoho_digest, xero_digest = excluded.xero_digest,
    unread = excluded.unread, held_fields = excluded.held_fields, agreed_at = excluded.agreed_at
WHERE sync_link.xero_id = excluded.xero_id
"""
REOPEN = """
UPDATE sync_link
SET zoho_base = zoho_base - %(names)s::text[], xero_base = xero_base - %(names)s::text[],
    zoho_digest = '', xero_digest = ''
WHERE bridge_id = %(bridge)s AND module = %(module)s AND zoho_base IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a link is to say from now on. Bases are frozen fields; None: never agreed yet.

    A digest is blank while something about that side is left to do.
    """

    zoho_id: str
    xero_id: str
    zoho_base: bytes | None = None
    xero_base: bytes | None = None
    zoho_digest: str = ""
    xero_digest: str = ""
    unread: str = ""
    held_fields: tuple[str, ...] = ()
    agreed_at: datetime | None = None


def links_agree(
    *, bridge_id: int, module: Module, agreements: Iterable[Agreement], now: datetime
) -> None:
    """Record agreements in bulk. Raises IntegrityError where a record is linked elsewhere."""
    rows = [_params(bridge_id, module, one, now) for one in agreements]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(AGREE, rows)


def links_drop(*, bridge_id: int, ids: Collection[int]) -> None:
    Link.objects.filter(bridge_id=bridge_id, pk__in=ids).delete()


def links_part(*, bridge_id: int, module: Module, pairs: Collection[tuple[str, str]]) -> None:
    """Undo every link of these records that is not the pair itself."""
    mine = Link.objects.filter(bridge_id=bridge_id, module=module)
    for zoho_id, xero_id in pairs:
        touching = mine.filter(Q(zoho_id=zoho_id) | Q(xero_id=xero_id))
        touching.exclude(zoho_id=zoho_id, xero_id=xero_id).delete()


def links_ended(*, bridge_id: int, module: Module, side: Side, ids: Collection[str]) -> None:
    """Wait no longer to read back what has come to its end there; the next plan sees that."""
    mine = Link.objects.filter(Q(**{f"{side}_id__in": ids}), bridge_id=bridge_id, module=module)
    mine.filter(unread=side).update(unread="")


def links_shared(
    *, bridge_id: int, module: Module, others: Collection[Module], side: Side, ids: Collection[str]
) -> set[str]:
    """Return which of a side's records are part of another module's pair as well."""
    rows = Link.objects.filter(Q(**{f"{side}_id__in": ids}), bridge_id=bridge_id)
    return set(
        rows.filter(module__in=others).exclude(module=module).values_list(f"{side}_id", flat=True)
    )


def links_unread(*, bridge_id: int, module: Module, side: Side, limit: int) -> list[Link]:
    """Return the links whose last write has still to be read back from that side."""
    found = Link.objects.filter(bridge_id=bridge_id, module=module, unread=side)
    return list(found.order_by("pk")[:limit])


def links_of(
    *, bridge_id: int, module: Module, side: Side, ids: Collection[str]
) -> Mapping[str, Link]:
    """Return the links of these records, by the id on that side."""
    column = f"{side}_id"
    found = Link.objects.filter(Q(**{f"{column}__in": ids}), bridge_id=bridge_id, module=module)
    return {getattr(link, column): link for link in found}


def translations(
    *, bridge_id: int, module: Module, side: Side, handles: Sequence[str]
) -> dict[str, str]:
    """Return what the other side calls the linked records with these handles."""
    if not handles:
        return {}
    params = {
        "bridge": bridge_id,
        "module": module.value,
        "side": side.value,
        "handles": list(handles),
    }
    with connection.cursor() as cursor:
        cursor.execute(TRANSLATIONS, params)
        return dict(cursor.fetchall())


def links_reopen(*, bridge_id: int, module: Module, names: Collection[str]) -> None:
    """Forget what both sides agreed on in these fields: they are to meet as if for the first time.

    Called inside a transaction, together with the choices that make it so.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            REOPEN, {"bridge": bridge_id, "module": module.value, "names": sorted(names)}
        )


def links_count(*, bridge_id: int, module: Module) -> int:
    return Link.objects.filter(bridge_id=bridge_id, module=module).count()


def _params(bridge_id: int, module: Module, one: Agreement, now: datetime) -> dict[str, Any]:
    return {
        "bridge": bridge_id,
        "module": module.value,
        "zoho_id": one.zoho_id,
        "xero_id": one.xero_id,
        "zoho_base": None if one.zoho_base is None else one.zoho_base.decode(),
        "xero_base": None if one.xero_base is None else one.xero_base.decode(),
        "zoho_digest": one.zoho_digest,
        "xero_digest": one.xero_digest,
        "unread": one.unread,
        "held_fields": list(one.held_fields),
        "agreed_at": one.agreed_at,
        "now": now,
    }
