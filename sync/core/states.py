"""The names of every state a row can be in, and what the vendors lock. All floors may use them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from sync.core.records import Payload, Side


class RunKind(StrEnum):
    FETCH = "fetch"
    SYNC = "sync"
    PREVIEW = "preview"  # plans and writes nothing
    UNDO = "undo"  # takes back what a run has written


class RunStart(StrEnum):
    """What started a run."""

    CLICK = "click"
    BUTTON = "button"  # 'Sync to Xero' in Zoho CRM
    CLOCK = "clock"  # its schedule
    EVENT = "event"  # a vendor said that something changed
    COMMAND = "command"

    @property
    def is_waited_for(self) -> bool:
        """Tell whether a person looks on."""
        return self in (RunStart.CLICK, RunStart.BUTTON)


class Notify(StrEnum):
    """When a mail is wanted at the end of a run."""

    NEWS = "news"  # something was written, held or went wrong
    ALWAYS = "always"


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"  # out of budget: goes on later by itself
    SUCCEEDED = "succeeded"
    PARTLY = "partly"  # done, with records held or refused
    FAILED = "failed"
    STOPPED = "stopped"
    BRAKED = "braked"  # it would have written more than the rules let it without asking

    @property
    def is_open(self) -> bool:
        return self in (RunState.QUEUED, RunState.RUNNING, RunState.WAITING)


class ConnectionState(StrEnum):
    CONNECTED = "connected"
    LOST = "lost"  # a person must log in again
    DISCONNECTED = "disconnected"


class ChangeState(StrEnum):
    PREVIEWED = "previewed"  # would be written
    APPROVED = "approved"  # previewed, and a person said yes
    CARRIED = "carried"  # approved, and written by the run that followed
    MOVED = "moved"  # approved, and not written: something moved meanwhile
    PLANNED = "planned"
    SENT = "sent"
    LANDED = "landed"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the answer was lost: look before sending again
    HELD = "held"  # the same, and nothing could be seen: a person is asked
    MOOT = "moot"  # no longer wanted, and never sent

    @property
    def is_open(self) -> bool:
        return self in (self.PLANNED, self.SENT, self.UNKNOWN, self.HELD)


class Lock(StrEnum):
    """Why a vendor would refuse an edit of a document now. The sentences are in `core.words`."""

    PAID = "paid"
    PART_PAID = "part_paid"
    VOIDED = "voided"
    DELETED = "deleted"
    PERIOD = "period"  # the document's date lies in a closed period
    BILLED = "billed"


# XERO.md 5. PAID is Xero's own doing.
INVOICE_MOVES = frozenset(
    {
        ("DRAFT", "SUBMITTED"),
        ("DRAFT", "AUTHORISED"),
        ("DRAFT", "DELETED"),
        ("SUBMITTED", "DRAFT"),
        ("SUBMITTED", "AUTHORISED"),
        ("SUBMITTED", "DELETED"),
        ("AUTHORISED", "VOIDED"),
    }
)

LOCKING = {"PAID": Lock.PAID, "VOIDED": Lock.VOIDED, "DELETED": Lock.DELETED}

# Cancelled, VOIDED and DELETED have no row: what ends a document is not carried across unasked.
INVOICE_STATUS: Mapping[Side, Mapping[str, str]] = {
    Side.ZOHO: {"Created": "DRAFT", "Approved": "AUTHORISED", "Delivered": "AUTHORISED"},
    Side.XERO: {
        "DRAFT": "Created",
        "SUBMITTED": "Created",
        "AUTHORISED": "Approved",
        "PAID": "Delivered",
    },
}
# XERO.md 5. An order may be deleted, which is final; what is billed is left to its bill.
ORDER_MOVES = frozenset(
    {
        ("DRAFT", "SUBMITTED"),
        ("DRAFT", "AUTHORISED"),
        ("SUBMITTED", "DRAFT"),
        ("SUBMITTED", "AUTHORISED"),
        ("AUTHORISED", "BILLED"),
        ("DRAFT", "DELETED"),
        ("SUBMITTED", "DELETED"),
        ("AUTHORISED", "DELETED"),
    }
)
# Delivered goods are not a bill: BILLED comes from Xero only.
ORDER_STATUS: Mapping[Side, Mapping[str, str]] = {
    Side.ZOHO: {"Created": "DRAFT", "Approved": "AUTHORISED", "Delivered": "AUTHORISED"},
    Side.XERO: {
        "DRAFT": "Created",
        "SUBMITTED": "Created",
        "AUTHORISED": "Approved",
        "BILLED": "Delivered",
        "PAID": "Delivered",  # where orders are bills
    },
}
DEFAULT_BOOKS: Mapping[str, Mapping[Side, Mapping[str, str]]] = {
    "invoice_status": INVOICE_STATUS,
    "order_status": ORDER_STATUS,
}


def invoice_lock(payload: Payload) -> str:
    """Tell why Xero would refuse an edit of this invoice; "" if it would not."""
    ended = LOCKING.get(str(payload.get("Status")))
    if ended:
        return ended
    for name in ("AmountPaid", "AmountCredited"):
        if (settled := payload.get(name)) and Decimal(str(settled)):
            return Lock.PART_PAID
    return ""


def order_lock(payload: Payload) -> str:
    """Tell why an edit of this order should not be tried. That Xero refuses it is unverified."""
    return Lock.BILLED if payload.get("Status") == "BILLED" else ""
