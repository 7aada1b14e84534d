"""All of the portal's fields in one organisation's CRM: looked at, or made and repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.errors import ConnectorError
from sync.core.crm_fields import fields_of
from sync.core.crm_report import FieldState, Report, SectionState
from sync.core.records import Module, Side
from sync.core.states import ConnectionState
from sync.engine.connect import zoho_setup
from sync.engine.crm_fields import Seen, fields_settled, fill_later, section_settled
from sync.engine.facts import facts_refresh

if TYPE_CHECKING:
    from sync.models import Bridge


def crm_survey(bridge: Bridge, *, act: bool) -> Report:
    """Look (about a dozen calls) or act (about forty), and tell what is there and what is left.

    Fields first and sections last: a field is of use wherever it is shown.
    """
    seen: list[Seen] = []
    sections: list[SectionState] = []
    try:
        if act:
            _know_themes(bridge)
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


def _know_themes(bridge: Bridge) -> None:
    """Ask Xero for its themes, which a pick list is filled from, if it never was asked."""
    xero = bridge.xero
    if xero is not None and xero.state == ConnectionState.CONNECTED and xero.metadata_at is None:
        facts_refresh(bridge, Side.XERO)


def _themes(bridge: Bridge) -> list[str]:
    themes = bridge.xero.metadata.get("themes", {}) if bridge.xero else {}
    return [str(name) for name in themes.values()]
