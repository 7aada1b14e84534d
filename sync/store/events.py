"""What vendors announced and nobody has settled yet. A row is a record, however often told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from sync.core.records import Side
from sync.models import Bridge, Connection, Event, Listening, Run
from sync.models.run import OPEN

ADD = """
INSERT INTO sync_event (bridge_id, side, resource, remote_id, deleted, heard, heard_at, fresh)
SELECT %(bridge)s, %(side)s, %(resource)s, told.id, %(deleted)s, 1, %(now)s, false
FROM (SELECT DISTINCT unnest(%(ids)s::text[]) AS id) told
ORDER BY told.id
ON CONFLICT (bridge_id, side, resource, remote_id) DO UPDATE
SET heard = sync_event.heard + 1, heard_at = excluded.heard_at, deleted = excluded.deleted
"""
FORGET = """
DELETE FROM sync_event e USING unnest(%(pks)s::bigint[], %(heard)s::int[]) AS done(pk, heard)
WHERE e.id = done.pk AND e.heard = done.heard AND e.bridge_id = %(bridge)s
"""
CALL_LIVES = 60  # seconds after which a lost call no longer keeps others from being made
NEWS = "news"  # the scope of the run that settles events: one at a time for each bridge


@dataclass(frozen=True, slots=True)
class Taken:
    """An event as it stood when a run took it up."""

    pk: int
    heard: int
    remote_id: str
    deleted: bool
    fresh: bool


def events_add(
    *,
    bridge_id: int,
    side: Side,
    resource: str,
    ids: Collection[str],
    now: datetime,
    deleted: bool = False,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            ADD,
            {
                "bridge": bridge_id,
                "side": side.value,
                "resource": resource,
                "ids": list(ids),
                "deleted": deleted,
                "now": now,
            },
        )


def events_take(
    *, bridge_id: int, side: Side, resource: str, after: int, limit: int
) -> list[Taken]:
    """Return the events of a resource in the order of their rows, from after one on."""
    rows = Event.objects.filter(bridge_id=bridge_id, side=side, resource=resource, pk__gt=after)
    found = rows.order_by("pk").values_list("pk", "heard", "remote_id", "deleted", "fresh")
    return [Taken(*row) for row in found[:limit]]


def events_keep(*, bridge_id: int, ids: Collection[int]) -> None:
    """Note that these records are not what they were: that is still to be settled."""
    Event.objects.filter(bridge_id=bridge_id, pk__in=ids).update(fresh=True)


def events_forget(*, bridge_id: int, taken: Sequence[tuple[int, int]]) -> None:
    """Drop events, by (pk, heard), unless they were told once more since they were taken."""
    with connection.cursor() as cursor:
        pks, heard = [pk for pk, _ in taken], [count for _, count in taken]
        cursor.execute(FORGET, {"bridge": bridge_id, "pks": pks, "heard": heard})


def events_drop(*, bridge_id: int, resources: Mapping[Side, Collection[str]]) -> None:
    """Forget what was told of anything but these resources."""
    mine = Event.objects.filter(bridge_id=bridge_id)
    for side, some in resources.items():
        mine.filter(side=side).exclude(resource__in=some).delete()


def events_wait(*, bridge_id: int, resources: Mapping[Side, Collection[str]]) -> bool:
    mine = Event.objects.filter(bridge_id=bridge_id)
    told = [Q(side=side, resource__in=some) for side, some in resources.items()]
    return mine.filter(reduce(or_, told)).exists()


def bridges_with_events(*, before: datetime, rested: datetime) -> list[UUID]:
    """Return the bridges whose events wait since then and that no run is settling.

    Not those whose last run for events ended after `rested`: what failed is not tried at once.
    """
    open_run = Run.objects.filter(bridge=OuterRef("bridge"), scope=NEWS)
    late = Event.objects.filter(bridge=OuterRef("bridge"), heard_at__lt=before)
    connected = Connection.State.CONNECTED
    found = Listening.objects.filter(
        Exists(late),
        ~Exists(open_run.filter(Q(state__in=OPEN) | Q(ended_at__gt=rested))),
        on=True,
        bridge__zoho__state=connected,
        bridge__xero__state=connected,
    )
    return list(found.values_list("bridge__public_id", flat=True))


def gather_called(*, bridge_id: UUID) -> bool:
    """Note that the bridge's news is to be gathered; False where that was noted before."""
    return bool(cache.add(f"gather:{bridge_id}", 1, CALL_LIVES))


def gather_begun(*, bridge_id: UUID) -> None:
    """From now on news needs another call: what came before is seen by this one."""
    cache.delete(f"gather:{bridge_id}")


def bridges_of_organisations(*, side: Side, ids: Collection[str]) -> dict[str, Bridge]:
    """Return the bridges that listen, by the vendor's own account id."""
    where = {
        f"{side}__organisation_id__in": list(ids),
        f"{side}__state": Connection.State.CONNECTED,
        "listening__on": True,
    }
    found = Bridge.objects.select_related("listening", side.value).filter(**where)
    return {getattr(bridge, side).organisation_id: bridge for bridge in found}
