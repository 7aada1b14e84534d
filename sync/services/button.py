"""'Sync to Xero' in Zoho CRM: its secret, who may press it, and what comes of a press."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from sync.core.pressed import Came, came_of, module_of, stands
from sync.core.records import Mode, Module, Side
from sync.core.signing import Action, Call, Trouble, trouble
from sync.core.states import RunState
from sync.core.table import Table
from sync.core.verdicts import Why
from sync.engine.facts import tables_of
from sync.engine.glance import glance
from sync.engine.settle import Planned
from sync.services.runs import NotYet, only_start
from sync.store import button, runs, views_button
from sync.store.audit import audit
from sync.store.rules import rules_get
from sync.store.views_button import Seen

if TYPE_CHECKING:
    from sync.models import Bridge, Change, Question, Run

A_MINUTE = {Action.SYNC: 30, Action.STATE: 240}  # calls of one bridge
FORGED_A_MINUTE = 20  # from one address, before it is told to stop
LOOK_EVERY = 0.1  # seconds, while a press waits for its run
WAITERS = threading.BoundedSemaphore(4)  # presses that may each keep a thread of the web server


class TurnedAway(Exception):
    """A call that is not taken, and what is wrong with it."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a press, or how a record stands. `table` None: its module is not synced.

    `others`: what is held of the records that this one needs; `changes`: all that the run wrote;
    `planned`: what a press would do now; `why_not`: what is to be set up first.
    """

    came: Came | None
    name: str
    zoho_id: str
    table: Table | None = None
    seen: Seen | None = None
    run: Run | None = None
    others: Sequence[Question] = ()
    changes: Sequence[Change] = ()
    planned: Sequence[Planned] = ()
    why_not: str = ""


def button_key_make(*, bridge: Bridge, user: AbstractBaseUser) -> str:
    """Make the bridge's secret, or a new one; return it, which nobody can do again."""
    secret = secrets.token_urlsafe(32)
    had = button.button_key_get(bridge=bridge) is not None
    button.button_key_set(bridge=bridge, secret=secret, user=user, now=timezone.now())
    action = "Button secret replaced" if had else "Button secret made"
    audit(tenant=bridge.tenant, user=user, action=action)
    return secret


def button_key_drop(*, bridge: Bridge, user: AbstractBaseUser) -> None:
    """Let nobody press the button any more."""
    if button.button_key_drop(bridge=bridge):
        audit(tenant=bridge.tenant, user=user, action="Button switched off")


def admit(*, call: Call, bridge_id: UUID, address: str) -> Bridge:
    """Return the bridge that this call may speak to. Raises TurnedAway.

    A wrong signature never counts against the bridge: else anybody could shut its button.
    """
    now = timezone.now()
    bridge, secret = button.button_bridge(bridge_id=bridge_id)
    wrong = _wrong(call, bridge, secret, now)
    if wrong is Trouble.FORGED and _too_many(f"from:{address}", FORGED_A_MINUTE, now):
        wrong = Trouble.TOO_MANY
    if bridge is None or wrong is not None:
        if bridge is not None and wrong is not None:
            button.trouble_note(bridge=bridge, trouble=wrong, now=now)
        raise TurnedAway(wrong or Trouble.FORGED)
    button.button_used(bridge=bridge, now=now)
    return bridge


def _wrong(call: Call, bridge: Bridge | None, secret: str, now: datetime) -> Trouble | None:
    connected = bridge.zoho if bridge else None
    milliseconds = int(now.timestamp() * 1000)
    organisation = connected.organisation_id if connected else ""
    wrong = trouble(call, secret=secret, organisation=organisation, now=milliseconds)
    if wrong is not None or bridge is None:
        return wrong
    if _too_many(f"{bridge.pk}:{call.action}", A_MINUTE[call.action], now):
        return Trouble.TOO_MANY
    is_new = button.signature_is_new(bridge=bridge, signature=call.signature)
    return None if is_new else Trouble.REPLAYED


def _too_many(name: str, most: int, now: datetime) -> bool:
    return button.calls_count(name=name, now=now) > most


def press(*, bridge: Bridge, name: str, zoho_id: str, by: str, wait: float) -> Outcome:
    """Carry one record of the CRM and what it needs across, before everything else.

    `name`: Zoho's of the module; `by`: who pressed, to be shown; `wait`: seconds to stay for what
    comes of it.
    """
    module = module_of(name)
    if module is None:
        return Outcome(Came.UNKNOWN, name, zoho_id)
    xero_id = views_button.xero_id_of(bridge=bridge, module=module, zoho_id=zoho_id)
    try:
        run = only_start(
            bridge=bridge,
            mode=Mode.BOTH,
            only={module: [(zoho_id, xero_id)]},
            user=None,
            pressed={"module": module.value, "zoho_id": zoho_id, "by": by},
        )
    except NotYet as why:
        table = _table(bridge, module)
        return Outcome(Came.NOT_YET, name, zoho_id, table=table, why_not=why.sentence)
    return outcome(bridge=bridge, name=name, zoho_id=zoho_id, run=_waited(bridge, run, wait))


def look(*, bridge: Bridge, name: str, zoho_id: str, run_id: UUID | None) -> Outcome:
    """Tell how a record stands; with `run_id`, what came of that press on it."""
    run = runs.run_get(bridge=bridge, public_id=run_id) if run_id else None
    if run is not None and run.options.get(runs.BUTTON, {}).get("zoho_id") != zoho_id:
        run = None
    found = outcome(bridge=bridge, name=name, zoho_id=zoho_id, run=run)
    if found.table is None:
        return found
    choices = rules_get(bridge_id=bridge.pk).choices
    return replace(found, planned=glance(bridge, choices, found.table.module, zoho_id))


def outcome(*, bridge: Bridge, name: str, zoho_id: str, run: Run | None) -> Outcome:
    module = module_of(name)
    if module is None:
        return Outcome(Came.UNKNOWN, name, zoho_id)
    table = _table(bridge, module)
    seen = views_button.record_seen(bridge=bridge, table=table, zoho_id=zoho_id)
    whys = [Why(one.why) for one in seen.questions]
    if run is None:
        return Outcome(stands(whys) or _unsynced(seen), name, zoho_id, table, seen)
    changes = views_button.changes_of(run=run)
    shown = zoho_id not in run.options.get(runs.UNSEEN, ())
    own = {one.pk for one in seen.questions}
    others = [one for one in views_button.questions_of_run(run=run) if one.pk not in own]
    came = came_of(RunState(run.state), seen=shown, whys=whys, written=len(changes))
    return Outcome(came, name, zoho_id, table, seen, run, others, changes)


def _unsynced(seen: Seen) -> Came | None:
    """Tell what is to be said of a record that nothing stands in the way of."""
    kept = seen.records.get(Side.ZOHO)
    if kept is None:
        return Came.UNREAD
    return Came.MISSING if kept.record.fields is None else None


def troubles(*, bridge: Bridge) -> Mapping[Trouble, int]:
    """Count what was turned away today, by what was wrong with it."""
    return button.troubles_today(bridge=bridge, now=timezone.now())


def _table(bridge: Bridge, module: Module) -> Table:
    return tables_of(bridge, rules_get(bridge_id=bridge.pk).choices)[module]


def _waited(bridge: Bridge, run: Run, seconds: float) -> Run:
    """Return the run as it is once it has ended, or when the time is over."""
    if not WAITERS.acquire(blocking=False):
        return run
    pause, ends = threading.Event(), time.monotonic() + seconds
    try:
        while RunState(run.state).is_open and time.monotonic() < ends:
            pause.wait(LOOK_EVERY)
            run = runs.run_get(bridge=bridge, public_id=run.public_id) or run
    finally:
        WAITERS.release()
    return run
