"""The end of a run: its state and the mail about it, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from connectors.errors import ReauthorizationRequired
from sync.core.mails import MailKind, is_nearly_used, mail_for
from sync.core.states import RunState
from sync.engine.connect import calls_left
from sync.store import mails, runs
from sync.store.connections import connection_lose
from sync.store.tally import run_tally

if TYPE_CHECKING:
    from sync.models import Bridge, Connection, Run


def end(run: Run, state: RunState, error: str) -> None:
    """Close a run, and have the mail sent that its end is worth."""
    with transaction.atomic():
        if _closed(run, state, error):
            _tell(run, state, error)
    _tell_of_quota(run.bridge)


def end_logged_out(run: Run, exc: ReauthorizationRequired) -> None:
    """Close a run whose vendor takes our log-in no more; say so on the connection."""
    now = timezone.now()
    with transaction.atomic():
        lost = _lose(run.bridge, exc)
        if _closed(run, RunState.FAILED, exc.message) and not lost:
            _tell(run, RunState.FAILED, exc.message)
        for connection in lost:
            mails.mail_post(
                bridge=run.bridge,
                kind=MailKind.LOST,
                key=f"lost:{connection.pk}:{connection.connected_at:%Y%m%dT%H%M%S}",
                now=now,
                run=run,
                facts={"side": connection.side, "organisation": connection.name}
                | {"error": exc.message},
            )


def _closed(run: Run, state: RunState, error: str) -> bool:
    """Close it with what its journal says of its writes; tell whether it was open."""
    if not runs.run_close(run=run, state=state, now=timezone.now(), error=error):
        return False
    run_tally(run=run)
    runs.run_save(run=run, fields=["counts"])
    return True


def _tell(run: Run, state: RunState, error: str) -> None:
    ended = mails.run_ended(run=run, state=state, error=error)
    kind = mail_for(ended, mails.run_before(run=run))
    if kind:
        key = f"run:{run.public_id}"
        mails.mail_post(bridge=run.bridge, kind=kind, key=key, now=timezone.now(), run=run)


def _lose(bridge: Bridge, exc: ReauthorizationRequired) -> list[Connection]:
    """Say on the connection that a person must log in again, and why; return what was lost now."""
    return [
        connection
        for connection in (bridge.zoho, bridge.xero)
        if connection
        and connection.get_side_display() == exc.vendor
        and connection_lose(connection=connection, because=exc.message)
    ]


def _tell_of_quota(bridge: Bridge) -> None:
    """Have a mail sent once a day where few of an organisation's calls are left."""
    for connection in filter(None, (bridge.zoho, bridge.xero)):
        known = calls_left(connection)
        if known and is_nearly_used(*known):
            now = timezone.now()
            mails.mail_post(
                bridge=bridge,
                kind=MailKind.QUOTA,
                key=f"quota:{connection.pk}:{now:%Y%m%d}",
                now=now,
                facts={"side": connection.side, "organisation": connection.name}
                | {"left": known[0], "limit": known[1]},
            )
