"""What a person may ask of the portal's fields in Zoho CRM: look at them, create them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser

from connectors.errors import ConnectorError
from sync.core.crm_fields import fields_of
from sync.core.crm_report import FieldState, Report, SectionState, State
from sync.core.records import Module, Side
from sync.engine.connect import zoho_setup
from sync.engine.crm_fields import Seen, fields_settled, fill_later, section_settled
from sync.engine.facts import facts_refresh
from sync.store.audit import audit

if TYPE_CHECKING:
    from sync.models import Bridge


def crm_fields_check(*, bridge: Bridge) -> Report:
    """Look which fields the CRM has. About a dozen calls; changes nothing."""
    return _report(bridge, act=False)


def crm_fields_create(*, bridge: Bridge, user: AbstractBaseUser | None) -> Report:
    """Create and repair what can be, by API, and tell what is left. About forty calls."""
    report = _report(bridge, act=True)
    created, repaired = report.count(State.CREATED), report.count(State.REPAIRED)
    audit(
        tenant=bridge.tenant,
        user=user,
        action="CRM fields created",
        detail=f"{created} created, {repaired} repaired. {report.trouble}".strip(),
    )
    return report


def _report(bridge: Bridge, *, act: bool) -> Report:
    """Fields first and sections last: a field is of use wherever it is shown."""
    seen: list[Seen] = []
    sections: list[SectionState] = []
    try:
        setup = zoho_setup(bridge)
        for module in Module:
            fields = fields_of(module, _themes(bridge))
            seen.append(fields_settled(setup, module, fields, act=act))
        if act:
            facts_refresh(bridge, Side.ZOHO)
            fill_later(bridge, _states(seen))
        for one in seen:
            section = section_settled(setup, one, act=act)
            sections += [section] if section else []
    except ConnectorError as exc:
        return Report(_states(seen), tuple(sections), trouble=exc.message)
    return Report(_states(seen), tuple(sections))


def _states(seen: list[Seen]) -> tuple[FieldState, ...]:
    return tuple(state for one in seen for state in one.states)


def _themes(bridge: Bridge) -> list[str]:
    themes = bridge.xero.metadata.get("themes", {}) if bridge.xero else {}
    return [str(name) for name in themes.values()]
