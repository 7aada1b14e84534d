"""What came of a press of 'Sync to Xero', in one word."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from sync.core.records import Module
from sync.core.states import RunState
from sync.core.tables import TABLES
from sync.core.verdicts import Why


class Came(StrEnum):
    DONE = "done"
    NOTHING = "nothing"  # both sides agreed already
    HELD = "held"
    NOT_TICKED = "not_ticked"
    REFUSED = "refused"
    QUEUED = "queued"  # under way: ask again
    MISSING = "missing"  # Zoho CRM does not show the record to us
    UNREAD = "unread"  # we have not read it yet
    UNKNOWN = "unknown"  # a module that is not synced
    NOT_YET = "not_yet"  # something is to be set up first
    FAILED = "failed"


def came_of(state: RunState, *, seen: bool, whys: Collection[Why], written: int) -> Came:
    """Tell what came of a run for one record.

    `seen`: Zoho CRM showed the record; `whys`: why it is held; `written`: changes that landed.
    """
    if state.is_open:
        return Came.QUEUED
    if state not in (RunState.SUCCEEDED, RunState.PARTLY):
        return Came.FAILED
    if not seen:
        return Came.MISSING
    return stands(whys) or (Came.DONE if written else Came.NOTHING)


def stands(whys: Collection[Why]) -> Came | None:
    """Tell what stands in the way of a record; None if nothing does."""
    if Why.REFUSED in whys:
        return Came.REFUSED
    if Why.OPT_OUT in whys:
        return Came.NOT_TICKED
    return Came.HELD if whys else None


def module_of(name: str) -> Module | None:
    """Return the module that Zoho CRM calls by this name ("Purchase_Orders"), if it is synced."""
    known = {module.value: module for module in TABLES}
    return known.get(name.lower().replace(" ", "_"))
