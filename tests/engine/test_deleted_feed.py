"""When a deletion in the CRM is noticed (sync/decisions/0004)."""

from __future__ import annotations

from sync.core.records import Module, Side
from sync.core.verdicts import Why
from tests.engine.desks import AccountDesk
from tests.engine.reviews import linked, scheduled, whys
from tests.portal import Portal

ACCOUNTS = Module.ACCOUNTS


def test_a_click_for_everything_looks_always(portal: Portal) -> None:
    desk = AccountDesk(portal)
    ((zoho, _),) = linked(desk, "Acme")
    desk.drop(Side.ZOHO, zoho)
    portal.sync(ACCOUNTS, window="last")
    assert whys() == [], "somebody looked less than a quarter of an hour ago"
    scheduled(portal)
    assert whys() == []
    portal.sync(ACCOUNTS, window="all")
    assert whys() == [Why.DELETED]
