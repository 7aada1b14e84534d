"""The way from an empty portal to the first synchronization, and where on it somebody stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Step(StrEnum):
    """In their order. `FIELDS` and `MAPPINGS` may be skipped: all works without, less well."""

    ZOHO = "zoho"
    XERO = "xero"
    FIELDS = "fields"
    MAPPINGS = "mappings"
    FETCH = "fetch"
    PREVIEW = "preview"
    SYNC = "sync"


class Place(StrEnum):
    DONE = "done"
    NEXT = "next"
    LATER = "later"


ADVICE = frozenset({Step.FIELDS, Step.MAPPINGS, Step.PREVIEW})  # of use before the first sync


def places_of(done: Mapping[Step, bool]) -> dict[Step, Place]:
    """Return each step's place. The first that is not done is the next one."""
    left = [step for step in Step if not done[step] and not (step in ADVICE and done[Step.SYNC])]
    return {
        step: Place.DONE if step not in left else Place.NEXT if step is left[0] else Place.LATER
        for step in Step
    }
