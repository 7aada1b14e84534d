"""The journal of writes: a row exists before its request is sent, and says how it ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q

from sync.core.reading import frozen
from sync.core.records import Fields, Module, Side
from sync.core.states import ChangeState
from sync.models import Change, Record, Run


@dataclass(frozen=True, slots=True)
class Entry:
    """One intended write, ready for the journal. `before` and `after` hold the same fields."""

    module: Module
    side: Side
    remote_id: str
    source_id: str
    title: str
    before: Fields
    after: Fields
    key: str


def changes_enter(
    *, run: Run, entries: Iterable[Entry], state: ChangeState = ChangeState.PLANNED
) -> list[Change]:
    """Write the changes down, in order; return their rows."""
    rows = [
        Change(
            bridge_id=run.bridge_id,
            run=run,
            module=entry.module,
            side=entry.side,
            remote_id=entry.remote_id,
            source_id=entry.source_id,
            title=entry.title[:255],
            creates=not entry.remote_id,
            before=plain(entry.before),
            after=plain(entry.after),
            key=entry.key,
            state=state,
        )
        for entry in entries
    ]
    return Change.objects.bulk_create(rows)


def changes_send(*, ids: Collection[int], now: datetime) -> None:
    """Mark as sent what is about to be: from here on the outcome is unknown until answered."""
    Change.objects.filter(pk__in=ids).update(state=ChangeState.SENT, sent_at=now)


def changes_land(*, remote_ids: Mapping[int, str], now: datetime) -> None:
    rows = Change.objects.in_bulk(list(remote_ids))
    for pk, row in rows.items():
        row.state, row.remote_id, row.answered_at = ChangeState.LANDED, remote_ids[pk], now
    Change.objects.bulk_update(rows.values(), ["state", "remote_id", "answered_at"])


def change_refuse(*, pk: int, code: str, words: str, reason: str, now: datetime) -> None:
    Change.objects.filter(pk=pk).update(
        state=ChangeState.REFUSED, code=code, words=words, reason=reason, answered_at=now
    )


def changes_unknown(*, ids: Collection[int], reason: str) -> None:
    Change.objects.filter(pk__in=ids).update(state=ChangeState.UNKNOWN, reason=reason)


def changes_moot(*, ids: Collection[int], reason: str, now: datetime) -> None:
    moot = Change.objects.filter(pk__in=ids)
    moot.filter(creates=True).update(remote_id="")  # what a held one may have become
    moot.update(state=ChangeState.MOOT, reason=reason, answered_at=now)


def changes_hold(*, remote_ids: Mapping[int, str], reason: str) -> None:
    """Mark creates that only a person can settle, with the record that each may have become.

    Until then neither that record nor the one it was made from is planned.
    """
    rows = Change.objects.in_bulk(list(remote_ids))
    for pk, row in rows.items():
        row.state, row.remote_id, row.reason = ChangeState.HELD, remote_ids[pk], reason
    Change.objects.bulk_update(rows.values(), ["state", "remote_id", "reason"])


def changes_held(*, run: Run, module: Module, pairs: Collection[tuple[str, str]]) -> list[int]:
    """Return the creates of these records, by both ids, that earlier runs asked about."""
    held = Change.objects.filter(bridge_id=run.bridge_id, module=module, state=ChangeState.HELD)
    held = held.exclude(run=run)
    zoho, xero = ([pair[at] for pair in pairs if pair[at]] for at in (0, 1))
    of_zoho = Q(side=Side.XERO, source_id__in=zoho)
    of_xero = Q(side=Side.ZOHO, source_id__in=xero)
    return list(held.filter(of_zoho | of_xero).values_list("pk", flat=True))


def changes_never_sent(*, bridge_id: int) -> list[int]:
    planned = Change.objects.filter(bridge_id=bridge_id, state=ChangeState.PLANNED)
    return list(planned.values_list("pk", flat=True))


def changes_are_out(*, run: Run) -> bool:
    """Tell whether anything of this run was sent and not answered."""
    out = [ChangeState.SENT, ChangeState.UNKNOWN]
    return Change.objects.filter(run=run, state__in=out).exists()


def changes_in_doubt(*, bridge_id: int, module: Module, side: Side, limit: int) -> list[Change]:
    """Return what was sent and never answered, oldest first."""
    doubted = Change.objects.select_related("run").filter(
        bridge_id=bridge_id,
        module=module,
        side=side,
        state__in=[ChangeState.SENT, ChangeState.UNKNOWN],
    )
    return list(doubted.order_by("pk")[:limit])


def previews_of(
    *, run: Run, module: Module, source: Side, handles: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Return what this preview would create from records with these handles, by handle."""
    if not handles:
        return {}
    named = Record.objects.filter(
        bridge_id=run.bridge_id, side=source, module=module, handle__in=handles
    )
    by_id = dict(named.values_list("remote_id", "handle"))
    made = Change.objects.filter(
        bridge_id=run.bridge_id, run=run, module=module, side=source.other, creates=True
    )
    found = made.filter(source_id__in=list(by_id)).values_list("source_id", "after")
    return {by_id[source_id]: after for source_id, after in found}


def previews_forget(*, run: Run, module: Module) -> None:
    Change.objects.filter(run=run, module=module, state=ChangeState.PREVIEWED).delete()


def plain(fields: Fields) -> dict[str, Any]:
    """Return fields as the JSON that a row keeps."""
    decoded: dict[str, Any] = msgspec.json.decode(frozen(fields))
    return decoded
