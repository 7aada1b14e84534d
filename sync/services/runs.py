"""What a person or a schedule may ask of runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from sync.core.records import Mode, Module, Side
from sync.core.states import RunKind, RunStart, RunState
from sync.core.tables import ORDER, TABLES
from sync.core.window import parse
from sync.engine.work import family
from sync.store import runs
from sync.store.approvals import approvals_close, approved_count, bridge_preview
from sync.store.cursors import modules_fetched, modules_read
from sync.tasks.queues import queue_for
from sync.tasks.run import run_slice

if TYPE_CHECKING:
    from sync.models import Bridge, Run

NAMES = {Side.ZOHO: "Zoho CRM", Side.XERO: "Xero"}


class NotYet(Exception):
    """It cannot start now; `sentence` says what to do first."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def fetch_start(
    *,
    bridge: Bridge,
    sides: Sequence[Side],
    user: AbstractBaseUser | None,
    enqueue: bool = True,
) -> Run:
    """Read everything of these sides anew; a second click joins the open run. Raises NotYet."""
    _must_be_connected(bridge, sides)
    options = {"sides": [side.value for side in sides]}
    return start(bridge, RunKind.FETCH, options, user, enqueue=enqueue)


def fetch_unread(*, bridge: Bridge, user: AbstractBaseUser | None) -> Run | None:
    """Read what changed settings want to know more of, in a run that has not begun.

    None where nothing is connected: the next run reads it. Called in the transaction of the
    settings, with the bridge locked.
    """
    sides = [side for side in Side if _is_connected(bridge, side)]
    if not sides:
        return None
    options = {"sides": [side.value for side in sides], runs.UNREAD: True}
    scope = f"{runs.UNREAD}{token_hex(2)}"
    waiting = runs.run_unread(bridge=bridge)
    return waiting or start(bridge, RunKind.FETCH, options, user, scope=scope, enqueue=True)


def sync_start(
    *,
    bridge: Bridge,
    modes: Mapping[Module, Mode],
    window: str,
    user: AbstractBaseUser | None,
    enqueue: bool = True,
    preview: bool = False,
) -> Run:
    """Carry what is pending across; a second click joins the open run. Raises NotYet."""
    _must_be_connected(bridge, Side)
    if not modes:
        raise NotYet("Choose at least one module to synchronize.")
    _must_be_fetched(bridge, modes)
    try:
        said = parse(window)
    except ValueError as exc:
        raise NotYet(f"Which records? {exc}.") from None
    options = {
        "modes": {module.value: modes[module].value for module in ORDER if module in modes},
        "window": str(said),
    }
    kind = RunKind.PREVIEW if preview else RunKind.SYNC
    return start(bridge, kind, options, user, enqueue=enqueue)


def sync_start_with_mail(
    *,
    bridge: Bridge,
    modes: Mapping[Module, Mode],
    window: str,
    user: AbstractBaseUser | None,
    preview: bool = False,
) -> Run:
    """Start a synchronization, or join it, and have a mail sent when it has ended."""
    with transaction.atomic():
        run = sync_start(bridge=bridge, modes=modes, window=window, user=user, preview=preview)
        runs.run_notify(run=run)
    return run


def sync_go_on(
    *, bridge: Bridge, run_id: UUID, user: AbstractBaseUser | None, enqueue: bool = True
) -> Run:
    """Start a run anew that the brake stopped: somebody saw how much it is. Raises NotYet."""
    stopped = runs.run_get(bridge=bridge, public_id=run_id)
    if stopped is None or stopped.state != RunState.BRAKED:
        raise NotYet("This run does not wait for your word any more.")
    _must_be_connected(bridge, Side)
    _must_be_fetched(bridge, {Module(name): Mode.BOTH for name in stopped.options["modes"]})
    options = {**stopped.options, "brake_off": True}
    return start(bridge, RunKind.SYNC, options, user, enqueue=enqueue)


def approved_start(
    *, bridge: Bridge, preview_id: UUID, user: AbstractBaseUser | None, enqueue: bool = True
) -> Run:
    """Write what was approved of a preview, and nothing else. Raises NotYet."""
    preview = bridge_preview(bridge=bridge, public_id=preview_id)
    if preview is None or RunState(preview.state).is_open:
        raise NotYet("This preview is not finished yet.")
    approvals_close(preview=preview)
    if not approved_count(run=preview):
        raise NotYet("Approve at least one change first.")
    _must_be_connected(bridge, Side)
    _must_be_fetched(bridge, {Module(name): Mode.BOTH for name in preview.options["modes"]})
    options = {**preview.options, "brake_off": True, "approved": str(preview.public_id)}
    run = start(bridge, RunKind.SYNC, options, user, scope=runs.APPROVED, enqueue=enqueue)
    if run.options["approved"] != str(preview.public_id):
        raise NotYet("The approved changes of another preview are being written. Wait for them.")
    return run


def only_start(
    *,
    bridge: Bridge,
    mode: Mode,
    only: Mapping[Module, Sequence[tuple[str, str]]],
    user: AbstractBaseUser | None,
    pressed: Mapping[str, str] | None = None,
    enqueue: bool = True,
) -> Run:
    """Settle just these records, by both ids, at once; join a run that waits for its turn.

    `pressed`: who pressed the button in Zoho CRM, and on what; such a run is for nothing else.
    Raises NotYet.
    """
    _must_be_connected(bridge, Side)
    _must_be_fetched(bridge, dict.fromkeys(only, mode))
    _must_be_up_to_date(bridge, dict.fromkeys(only, mode))
    named = {
        module.value: [list(ids) for ids in only[module]] for module in ORDER if module in only
    }
    modes = dict.fromkeys(named, mode.value)
    if pressed is None:
        run = runs.run_join(bridge=bridge, modes=modes, only=named)
    else:
        run = runs.run_pressed(bridge=bridge, only=named)
    if run is not None:
        return run
    options: dict[str, Any] = {"modes": modes, "window": "all", "only": named}
    options |= {} if pressed is None else {runs.BUTTON: dict(pressed)}
    scope = f"{runs.ONLY}{token_hex(3)}"
    return start(bridge, RunKind.SYNC, options, user, scope=scope, enqueue=enqueue)


def named_start(
    *,
    bridge: Bridge,
    text: str,
    modes: Mapping[Module, Mode],
    user: AbstractBaseUser | None,
    enqueue: bool = True,
) -> Run:
    """Look at both vendors for the record that is called so, and settle just it. Raises NotYet."""
    _must_be_connected(bridge, Side)
    _must_be_fetched(bridge, modes)
    _must_be_up_to_date(bridge, modes)
    asked = {module.value: modes[module].value for module in ORDER if module in modes}
    options: dict[str, Any] = {"modes": asked, "window": "all", "only": {}, runs.NAMED: text}
    scope = f"{runs.ONLY}{token_hex(3)}"
    return start(bridge, RunKind.SYNC, options, user, scope=scope, enqueue=enqueue)


def run_stop(*, bridge: Bridge, run_id: UUID) -> None:
    """Stop a run at the next safe place. What was written stays written."""
    runs.run_ask_to_stop(bridge=bridge, public_id=run_id)


def must_be_ready(bridge: Bridge) -> None:
    """Refuse to begin while a side is not connected. Raises NotYet."""
    _must_be_connected(bridge, Side)


def start(
    bridge: Bridge,
    kind: RunKind,
    options: Mapping[str, Any],
    user: AbstractBaseUser | None,
    *,
    enqueue: bool,
    scope: str = "",
) -> Run:
    with transaction.atomic():
        run, opened = runs.run_open(
            bridge=bridge,
            kind=kind,
            scope=scope or ",".join(options.get("sides", ())),
            options=options,
            requested_by=user,
            started_by=_started_by(user, scope, options),
        )
        if user is not None and not opened:
            opened = runs.run_take_over(run=run, options=options, user=user)
        if opened and enqueue:
            queue = queue_for(bridge.public_id, clicked=runs.is_clicked(run))
            transaction.on_commit(lambda: run_slice.apply_async([str(run.public_id)], queue=queue))
    return run


def _started_by(user: AbstractBaseUser | None, scope: str, options: Mapping[str, Any]) -> RunStart:
    """Nobody in person: a command, unless it is about a few records, as only a vendor tells."""
    if runs.BUTTON in options:
        return RunStart.BUTTON
    if user is not None:
        return RunStart.CLICK
    return RunStart.EVENT if scope.startswith(runs.ONLY) else RunStart.COMMAND


def _must_be_connected(bridge: Bridge, sides: Iterable[Side]) -> None:
    for side in sides:
        if not _is_connected(bridge, side):
            raise NotYet(f"{NAMES[side]} is not connected. Connect it in Setup first.")


def _is_connected(bridge: Bridge, side: Side) -> bool:
    connection = getattr(bridge, side)
    return connection is not None and connection.state == "connected"


def _must_be_fetched(bridge: Bridge, modes: Mapping[Module, Mode]) -> None:
    """Refuse what was not seen whole on both sides: it cannot be matched, and would be doubled."""
    read = modules_read(bridge=bridge)
    for side in Side:
        lacking = [m for m in ORDER if m in family(modes, TABLES) and m not in read[side]]
        if lacking:
            raise NotYet(
                f"Fetch {NAMES[side]} records first (Settings > Fetch): "
                f"{', '.join(TABLES[module].label for module in lacking)} were not fetched yet."
            )


def _must_be_up_to_date(bridge: Bridge, modes: Mapping[Module, Mode]) -> None:
    """Refuse a few records whose rivals and twins are known by what other settings asked for."""
    fetched = modules_fetched(bridge=bridge)
    lacking = {m for side in Side for m in family(modes, TABLES) if m not in fetched[side]}
    if lacking:
        labels = " and ".join(TABLES[module].label for module in ORDER if module in lacking)
        raise NotYet(
            f"Settings changed, and {labels} are being read anew. Try again in a few minutes."
        )
