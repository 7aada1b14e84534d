"""The portal's fields in Zoho CRM: looked at, made, and looked at again.

What there is to do is computed from what the CRM shows, each time: a second run makes nothing, and
a run that broke off is gone on with by the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from connectors.base import Receipt, Refused
from connectors.errors import ContractError, RejectedError
from connectors.zoho.setup import Layout, Setup
from sync.core.crm_fields import CrmField, Found, can_create, crm_module, lacks, pick
from sync.core.crm_report import (
    SECTION,
    FieldState,
    SectionState,
    State,
    arranged,
    told,
    unseen,
)
from sync.core.records import Module, Side
from sync.core.tables import TABLES
from sync.engine.counted import moved
from sync.store.links import links_reopen

if TYPE_CHECKING:
    from sync.models import Bridge


@dataclass(frozen=True, slots=True)
class Seen:
    """What the CRM holds of a module's fields, and what is to be said of each."""

    module: Module
    fields: tuple[CrmField, ...]
    found: tuple[Found, ...]
    states: tuple[FieldState, ...]


def fields_settled(
    setup: Setup, module: Module, fields: tuple[CrmField, ...], *, act: bool
) -> Seen:
    """Look at a module's fields; with `act`, make what is missing. May raise ConnectorError."""
    resource = crm_module(module)
    try:
        before = setup.fields(resource)
    except RejectedError as exc:
        return Seen(module, fields, (), tuple(unseen(module, each, exc.message) for each in fields))
    refusals = _make(setup, resource, fields, before) if act else {}
    after = setup.fields(resource) if refusals else before
    states = tuple(
        told(module, each, pick(each, before), pick(each, after), refusals.get(each.label, ""))
        for each in fields
    )
    return Seen(module, fields, after, states)


def section_settled(setup: Setup, seen: Seen, *, act: bool) -> SectionState | None:
    """Look whether every page layout shows our fields together; with `act`, see to it.

    Best effort, because nobody could tell which editions allow it. May raise ConnectorError.
    """
    ours = _ours(seen)
    if not ours:
        return None
    resource = crm_module(seen.module)
    try:
        before = _scattered(setup.layouts(resource), ours)
        after = before
        if act and before:
            _gather(setup, resource, before)
            after = _scattered(setup.layouts(resource), ours)
    except (RejectedError, ContractError):
        return arranged(seen.module, {}, {"its page layouts": _labels(ours)}, tried=act)
    return arranged(seen.module, _by_name(before), _by_name(after), tried=act)


def fill_later(bridge: Bridge, states: Iterable[FieldState]) -> None:
    """Let the next sync look again at pairs that agreed before the CRM had these fields."""
    modules = {one.module for one in states if one.state is State.CREATED}
    with transaction.atomic():
        for module in modules & TABLES.keys():
            names = TABLES[module].told_by(Side.XERO)
            links_reopen(bridge_id=bridge.pk, module=module, names=names)
        transaction.on_commit(lambda: moved(bridge))


def _make(
    setup: Setup, resource: str, fields: Sequence[CrmField], before: Sequence[Found]
) -> dict[str, str]:
    """Create and extend; return for each label that was sent why the CRM refused it, or ""."""
    new = [each for each in fields if pick(each, before) is None and can_create(each)]
    receipts = dict(zip((each.label for each in new), setup.create(resource, new), strict=True))
    for each in fields:
        met = pick(each, before)
        if met and met.kind == each.kind and (left := lacks(each, met)):
            receipts[each.label] = setup.offer(resource, met, left)
    return {label: _refusal(receipt) for label, receipt in receipts.items()}


def _refusal(receipt: Receipt) -> str:
    return receipt.reason if isinstance(receipt, Refused) else ""


def _ours(seen: Seen) -> list[Found]:
    """Return the fields to be shown together: those that are as they should be."""
    pairs = [(each, pick(each, seen.found)) for each in seen.fields if each.own]
    return [met for each, met in pairs if met and met.kind == each.kind]


def _scattered(layouts: Sequence[Layout], ours: Sequence[Found]) -> dict[Layout, tuple[Found, ...]]:
    """Return the layouts that show some of our fields elsewhere, with those fields."""
    found = {}
    for layout in layouts:
        section = layout.section(SECTION)
        shown = section.names if section else ()
        if elsewhere := tuple(each for each in ours if each.name not in shown):
            found[layout] = elsewhere
    return found


def _gather(setup: Setup, resource: str, scattered: Mapping[Layout, Sequence[Found]]) -> None:
    for layout, fields in scattered.items():
        setup.gather(resource, layout, SECTION, fields)


def _by_name(scattered: Mapping[Layout, Sequence[Found]]) -> dict[str, list[str]]:
    return {layout.name: _labels(fields) for layout, fields in scattered.items()}


def _labels(fields: Sequence[Found]) -> list[str]:
    return [each.label for each in fields]
