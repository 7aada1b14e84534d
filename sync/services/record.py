"""One record: everything about it, why it was or was not synced, and a way to sync just it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.timezone import localtime

from sync.core.records import Mode, Module, Side
from sync.core.table import Table
from sync.core.tables import TABLES
from sync.core.trace import Facts, Step, trace
from sync.core.verdicts import Plan, Why
from sync.core.where import xero_page, zoho_page
from sync.engine.settle import decide
from sync.engine.touched import draft
from sync.services.runs import named_start, only_start
from sync.store import pending, rules
from sync.store.runs import mode_last, run_draft, run_notify
from sync.store.views_records import RecordSeen, record_seen, records_found

if TYPE_CHECKING:
    from sync.engine.work import Work
    from sync.models import Bridge, Record, Run


FEW = 4  # more than these are not one record, on whatever sides


@dataclass(frozen=True, slots=True)
class RecordPage:
    seen: RecordSeen
    table: Table  # as the tenant chose it
    steps: tuple[Step, ...]
    links: dict[Side, str]  # to the record at its vendor; "" where that is not known


def record_page(*, bridge: Bridge, module: Module, side: Side, record_id: str) -> RecordPage | None:
    seen = record_seen(bridge=bridge, module=module, side=side, record_id=record_id)
    if seen is None:
        return None
    choices = rules.rules_get(bridge_id=bridge.pk).choices
    work = draft(run_draft(bridge=bridge, options={}), choices)
    table = work.tables[module]
    return RecordPage(seen, table, trace(_facts(work, table, seen)), _links(bridge, table, seen))


def record_sync(
    *,
    bridge: Bridge,
    module: Module,
    side: Side,
    record_id: str,
    user: AbstractBaseUser | None,
    enqueue: bool = True,
) -> Run | None:
    """Sync just this record and what it needs, now; None where there is none. Raises NotYet."""
    seen = record_seen(bridge=bridge, module=module, side=side, record_id=record_id)
    if seen is None:
        return None
    ids = (seen.id_on(Side.ZOHO), seen.id_on(Side.XERO))
    mode = mode_last(bridge=bridge, module=module)
    return only_start(bridge=bridge, mode=mode, only={module: [ids]}, user=user, enqueue=enqueue)


def named_sync(
    *,
    bridge: Bridge,
    text: str,
    modes: Mapping[Module, Mode],
    user: AbstractBaseUser | None,
    notify: bool = False,
    enqueue: bool = True,
) -> Run | None:
    """Sync the one record of these modules that is called so; None where several are.

    One that was not read yet is looked for at both vendors. `notify`: have a mail sent when it
    has ended. Raises NotYet.
    """
    known = [one for one in records_found(bridge=bridge, text=text) if one.module in modes]
    called = [one for one in known if text.casefold() in (one.title.casefold(), one.remote_id)]
    fits = called or known
    pairs = {_ids_of(bridge, one) for one in fits} if len(fits) <= FEW else set()
    if fits and len(pairs) != 1:
        return None
    with transaction.atomic():
        if pairs:
            ((name, *ids),) = pairs
            only = {Module(name): [(ids[0], ids[1])]}
            mode = modes[Module(name)]
            run = only_start(bridge=bridge, mode=mode, only=only, user=user, enqueue=enqueue)
        else:
            run = named_start(bridge=bridge, text=text, modes=modes, user=user, enqueue=enqueue)
        if notify:
            run_notify(run=run)
    return run


def _ids_of(bridge: Bridge, record: Record) -> tuple[str, str, str]:
    """Return its module and both ids: two records that are linked are one."""
    side = Side(record.side)
    seen = record_seen(
        bridge=bridge, module=Module(record.module), side=side, record_id=record.remote_id
    )
    ids = (seen.id_on(Side.ZOHO), seen.id_on(Side.XERO)) if seen else ("", "")
    return (record.module, *ids)


def _facts(work: Work, table: Table, seen: RecordSeen) -> Facts:
    plan = _plan(work, table, seen)
    own = seen.own
    first = seen.link is None or seen.link.agreed_at is None
    out = seen.doubted or seen.asked_after
    return Facts(
        table=table,
        side=seen.side,
        plan=plan,
        linked=seen.link is not None,
        gone=own.gone,
        dormant=first and all(one.dormant for one in seen.records.values()),
        shadow=plan is None and seen.link is None and not (own.gone or out),
        doubted=seen.doubted,
        asked_after=seen.asked_after,
        alone=seen.alone,
        refused=_refused(seen),
    )


def _plan(work: Work, table: Table, seen: RecordSeen) -> Plan | None:
    """Plan it as the next run would, whatever its window."""
    mode = mode_last(bridge=work.run.bridge, module=table.module)
    ids = {side: [each] if (each := seen.id_on(side)) else [] for side in Side}
    pairs = pending.pairs_of(bridge_id=work.bridge_id, table=table, ids=ids)
    lone = pending.lone_of(bridge_id=work.bridge_id, table=table, sides=list(Side), ids=ids)
    own = [one for one in lone if one.side is seen.side]
    if pairs:
        return decide(work, table, mode, pairs=pairs[:1])[0].made
    return decide(work, table, mode, lone=own[:1])[0].made if own else None


def _refused(seen: RecordSeen) -> str:
    one = next((one for one in seen.questions if one.why == Why.REFUSED), None)
    if one is None:
        return ""
    times = "once" if one.tries == 1 else f"{one.tries} times"
    words = f' It said: "{one.words}"' if one.words else ""
    again = (
        f" It is tried again after {localtime(one.retry_at):%d %b %Y, %H:%M}."
        if one.retry_at
        else ""
    )
    return f"The vendor refused it {times}. {one.detail}{words}{again}"


def _links(bridge: Bridge, table: Table, seen: RecordSeen) -> dict[Side, str]:
    zoho, xero = bridge.zoho, bridge.xero
    accounts_url = zoho.grant.accounts_url if zoho and zoho.grant else ""
    code = str((xero.metadata or {}).get("short_code") or "") if xero else ""
    return {
        Side.ZOHO: zoho_page(table, seen.id_on(Side.ZOHO), accounts_url),
        Side.XERO: xero_page(TABLES[table.module], seen.id_on(Side.XERO), code),
    }
