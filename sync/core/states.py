"""The names of every state that a row can be in. Kept here so that all floors may use them."""

from __future__ import annotations

from enum import StrEnum


class RunKind(StrEnum):
    FETCH = "fetch"
    SYNC = "sync"


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTLY = "partly"  # it went to the end; some records are held or were refused
    FAILED = "failed"
    STOPPED = "stopped"  # by a person

    @property
    def is_open(self) -> bool:
        return self in (RunState.QUEUED, RunState.RUNNING)


class ChangeState(StrEnum):
    PLANNED = "planned"  # journalled, not sent
    SENT = "sent"  # the request may be on its way
    LANDED = "landed"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # sent, and no usable answer: look before sending again
    MOOT = "moot"  # never sent, or found not to have landed: planned anew


class ConnectionState(StrEnum):
    CONNECTED = "connected"
    LOST = "lost"  # a person must log in again
    DISCONNECTED = "disconnected"
