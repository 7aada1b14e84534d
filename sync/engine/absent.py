"""What a complete listing did not hold is asked for by its id before it is believed to be gone.

Many at once are not believed at all: a vendor that shows nothing, or stops half-way, has not
deleted a company's records. They stay as they were last seen, and the run says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from connectors.base import Page
from sync.core.records import Module, Side
from sync.core.words import SIDES
from sync.engine.work import Work
from sync.store import sweep
from sync.store.runs import UNSHOWN

LEAST = 10  # so many may be gone of however few
SHARE = 30  # per cent of what is known that may be gone


def with_absent(
    work: Work, side: Side, resource: str, modules: Sequence[Module], page: Page
) -> Page:
    """Return the last page with what it and those before lacked and the vendor still has."""
    known = sweep.records_live(bridge_id=work.bridge_id, side=side, modules=modules)
    absent = sweep.records_unmet(bridge_id=work.bridge_id, side=side, modules=modules)
    met = {record.id for record in page.records}
    wholes = {work.tables[module].whole(side, remote_id) for module, remote_id in absent} - met
    if len(wholes) > max(LEAST, known * SHARE // 100):
        _say(work, side, resource, len(wholes))
        return replace(page, complete=False)
    if not wholes:
        return page
    wanted = work.wanted(side, modules)
    back = work.connectors[side].get_many(resource, wanted, sorted(wholes))
    return replace(page, records=[*page.records, *back])


def _say(work: Work, side: Side, resource: str, count: int) -> None:
    said = (
        f"{SIDES[side]} did not show {count:,} of the {resource.replace('_', ' ').lower()} that it "
        "had. None of them is taken for deleted; fetch again to see whether they are back."
    )
    work.run.options = {**work.run.options, UNSHOWN: said}
    with work.held():
        work.keep("options")
