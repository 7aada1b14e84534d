"""Links: which Zoho record is which Xero record, and what both last agreed on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from sync.core.records import Module, Side
from sync.models import Link, Question, Record

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
# `at_once`: one reading showed that the one is gone and the other there; or it is being asked.
PARTED = """
SELECT l.{other}, old.remote_id, new.remote_id, old.title, new.title,
       old.handle, old.seen_at = new.seen_at OR EXISTS (
         SELECT FROM sync_question q WHERE q.bridge_id = l.bridge_id AND q.module = l.module
           AND q.why = 'match' AND q.{other} = '' AND q.{column} = new.remote_id
           AND q.twin = l.{other})
FROM sync_link l
JOIN sync_record old ON old.bridge_id = l.bridge_id AND old.side = %(side)s
                    AND old.module = l.module AND old.remote_id = l.{column} AND old.gone
JOIN sync_record new ON new.bridge_id = l.bridge_id AND new.side = %(side)s
                    AND new.module = l.module AND new.handle = old.handle AND NOT new.gone
WHERE l.bridge_id = %(bridge)s AND l.module = %(module)s
  AND NOT EXISTS (SELECT FROM sync_link n WHERE n.bridge_id = l.bridge_id
                  AND n.module = l.module AND n.{column} = new.remote_id)
ORDER BY l.id, new.id
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


@dataclass(frozen=True, slots=True)
class Move:
    """A link's record on one side goes by another id; `other` is what it is linked to."""

    other: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Parted:
    """Somebody who is gone, and somebody new in the same place, who may be the same."""

    move: Move
    was_called: str
    is_called: str
    whole: str
    at_once: bool  # the one went when the other came


def links_agree(
    *, bridge_id: int, module: Module, agreements: Iterable[Agreement], now: datetime
) -> None:
    """Record agreements in bulk. Raises IntegrityError where a record is linked elsewhere."""
    rows = [_params(bridge_id, module, one, now) for one in agreements]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(AGREE, rows)


def links_move(*, bridge_id: int, module: Module, side: Side, moves: Iterable[Move]) -> None:
    """Let links follow records that go by another id now, and what is asked about them, too."""
    column = f"{side}_id"
    for one in moves:
        of = {"bridge_id": bridge_id, "module": module, f"{side.other}_id": one.other}
        Link.objects.filter(**of, **{column: one.old}).update(**{column: one.new})
        Question.objects.filter(**of, **{column: one.old}).delete()  # planned anew


def links_parted(*, bridge_id: int, module: Module, side: Side) -> list[Parted]:
    """Return the links whose record is gone from its whole, beside each newcomer in that whole."""
    column = f"{side}_id"
    with connection.cursor() as cursor:
        cursor.execute(
            PARTED.format(column=column, other=f"{side.other}_id"),
            {"bridge": bridge_id, "module": module.value, "side": side.value},
        )
        return [Parted(Move(*row[:3]), *row[3:]) for row in cursor.fetchall()]


def links_analyse() -> None:
    """Let the planner look at the table now: after many new links it still plans for few."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sync_link")


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
    """Return which of a side's records other modules' pairs are made of, or of parts of them."""
    column, others = f"{side}_id", set(others) - {module}
    inside = Record.objects.filter(
        bridge_id=bridge_id, side=side, module__in=others, handle__in=ids
    )
    whole = {each: each for each in ids} | dict(inside.values_list("remote_id", "handle"))
    rows = Link.objects.filter(bridge_id=bridge_id, module__in=others, **{f"{column}__in": whole})
    return {whole[each] for each in rows.values_list(column, flat=True)}


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
