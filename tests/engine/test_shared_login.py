"""One person connects two companies: what one of them gives up, the other keeps."""

from __future__ import annotations

from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.services.connections import connect_begin, connect_finish, disconnect
from tests.portal import CALLBACK, Portal, consent, open_portal


def test_a_disconnect_leaves_the_other_company_connected(portal: Portal) -> None:
    portal.fetch()
    second = portal.vendors.xero.add_organisation()
    other = open_portal(portal.vendors, "bob@example.test")
    where = CALLBACK.format(side=Side.XERO)
    url = connect_begin(bridge=other.bridge, user=other.user, side=Side.XERO, redirect_uri=where)
    connect_finish(user=other.user, side=Side.XERO, query=consent(url, pick=1), redirect_uri=where)
    xero = other.fresh().xero
    assert xero is not None
    assert xero.organisation_id == second.organisation_id
    disconnect(bridge=other.fresh(), side=Side.XERO, user=other.user)
    assert [row.tenant_id for row in portal.vendors.xero.tokens.connections.values()] == [
        portal.xero.organisation_id
    ]
    portal.vendors.xero.expire_tokens()
    assert portal.sync(Module.ACCOUNTS).state == RunState.SUCCEEDED


def test_the_last_one_to_leave_ends_the_login(portal: Portal) -> None:
    disconnect(bridge=portal.fresh(), side=Side.XERO, user=portal.user)
    assert not portal.vendors.xero.tokens.connections
