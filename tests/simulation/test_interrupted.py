"""Log-ins that end, workers that lose their place, people who press Stop or edit meanwhile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from connectors.sandbox.faults import Fault
from connectors.sandbox.zoho.fields import Field
from sync.core.choices import Choices, ExtraRow, ModuleChoices
from sync.core.records import Mode, Module, Side
from sync.core.states import RunState
from sync.models import Bridge, Change, Connection, Cursor, Link, Record, Run
from sync.services.runs import NotYet, fetch_start, run_stop, sync_start
from sync.store.bridges import bridge_claim
from tests.engine.test_choices_run import choose
from tests.portal import Portal
from tests.simulation.patience import forget_limits, to_the_end

MANY = 65  # more than one batch to Xero
FIRST_COMES = {Side.ZOHO: "POST /crm/v8/Accounts", Side.XERO: "PUT /api.xro/2.0/Contacts"}


@pytest.fixture(autouse=True)
def no_waiting(settings: Any) -> None:
    settings.LOST_ANSWER_SECONDS = 0


@pytest.fixture
def filled(portal: Portal) -> Portal:
    """Return a portal that has fetched, with 65 new accounts on each side."""
    forget_limits(portal)
    portal.fetch()
    for number in range(MANY):
        portal.zoho.insert("Accounts", {"Account_Name": f"company {number}"})
        portal.xero.save_contact({"Name": f"client {number}"})
    return portal


def names(portal: Portal) -> tuple[Counter[str], Counter[str]]:
    zoho = Counter(row["Account_Name"] for row in portal.zoho.list("Accounts"))
    return zoho, Counter(row["Name"] for row in portal.xero.list_contacts())


def assert_whole(portal: Portal, run: Run) -> None:
    zoho, xero = names(portal)
    assert set(zoho.values()) == set(xero.values()) == {1}
    assert len(zoho) == len(xero) == Link.objects.count() == 2 * MANY
    assert run.left == 0
    assert not Change.objects.filter(state__in=["planned", "sent", "unknown"]).exists()


@dataclass
class During:
    """Does something once, in the middle of a call that fits: `METHOD path`, after `skip` such."""

    act: Callable[[], object]
    at: str
    skip: int = 0
    done: bool = False

    def install(self, portal: Portal, side: Side) -> None:
        vendor = portal.vendors.zoho if side is Side.ZOHO else portal.vendors.xero
        inner = vendor.app.wrap

        def wrap(request: Any, answer: Any) -> Any:
            reply = inner(request, answer)
            if not self.done and re.search(self.at, f"{request.method} {request.path}"):
                self.skip -= 1
                if self.skip < 0:
                    self.done = True
                    self.act()
                    connections.close_all()  # those of the vendor's thread
            return reply

        vendor.app.wrap = wrap


@pytest.mark.parametrize("side", Side)
def test_tokens_expire_in_the_middle(filled: Portal, side: Side) -> None:
    vendor = filled.vendors.zoho if side is Side.ZOHO else filled.vendors.xero
    event = During(vendor.expire_tokens, FIRST_COMES[side])
    event.install(filled, side)
    run = filled.sync(Module.ACCOUNTS, window="last")
    assert event.done
    assert run.state == RunState.SUCCEEDED, run.error
    assert_whole(filled, run)


def cut_off(portal: Portal, side: Side, how: str) -> None:
    if how == "disconnected":
        portal.vendors.xero.disconnect()
    elif side is Side.ZOHO:
        portal.vendors.zoho.revoke_grant()
        portal.vendors.zoho.expire_tokens()
    else:
        portal.vendors.xero.revoke_grants()
        portal.vendors.xero.expire_tokens()


@pytest.mark.parametrize(
    ("side", "how"),
    [(Side.ZOHO, "revoked"), (Side.XERO, "revoked"), (Side.XERO, "disconnected")],
)
@pytest.mark.parametrize("when", ["before", "middle"])
def test_a_lost_login(filled: Portal, side: Side, how: str, when: str) -> None:
    if when == "before":
        cut_off(filled, side, how)
    else:
        During(lambda: cut_off(filled, side, how), FIRST_COMES[side]).install(filled, side)
    failed = to_the_end(filled, filled.sync(Module.ACCOUNTS, window="last"))
    assert failed.state == RunState.FAILED
    assert {"zoho": "Zoho CRM", "xero": "Xero"}[side] in failed.error
    assert Connection.objects.get(side=side).state == Connection.State.LOST
    assert Connection.objects.get(side=side.other).state == Connection.State.CONNECTED
    with pytest.raises(NotYet):
        filled.sync(Module.ACCOUNTS, window="last")
    filled.connect(side)
    assert Connection.objects.get(side=side).state == Connection.State.CONNECTED
    run = to_the_end(filled, filled.sync(Module.ACCOUNTS, window="last"))
    assert run.state == RunState.SUCCEEDED, run.error
    assert_whole(filled, run)


def test_one_refused_among_many(filled: Portal) -> None:
    """Its reason stands in the journal; it heals when its cause goes; the others go on."""
    filled.zoho.add_field("Accounts", Field("Member_No", custom=True))
    extra = ExtraRow("member_no", "Member no.", "Member_No", "AccountNumber")
    choose(filled, Choices(modules={Module.ACCOUNTS: ModuleChoices(extra=(extra,))}))
    filled.fetch()
    taken, *_ = filled.xero.list_contacts()
    filled.xero.save_contact({"ContactID": taken["ContactID"], "AccountNumber": "7"})
    row = filled.zoho.insert("Accounts", {"Account_Name": "odd one", "Member_No": "7"})
    run = filled.sync(Module.ACCOUNTS, window="last")
    assert run.state == RunState.PARTLY
    refused = Change.objects.get(state="refused")
    assert refused.title == "odd one"
    assert "account number" in refused.words.lower()
    assert refused.reason
    assert Link.objects.count() == 2 * MANY
    assert run.left == 0
    idle = filled.sync(Module.ACCOUNTS, window="last")
    assert Link.objects.count() == 2 * MANY
    assert idle.left == 0
    filled.zoho.update("Accounts", row["id"], {"Member_No": "8"})
    healed = filled.sync(Module.ACCOUNTS, window="last")
    assert healed.state == RunState.SUCCEEDED, healed.counts
    assert Link.objects.count() == 2 * MANY + 1


@pytest.mark.parametrize(
    ("side", "method", "status", "body"),
    [
        (Side.XERO, "PUT", 400, '{"ErrorNumber":10,"Type":"ValidationException","Message":"No"}'),
        (Side.XERO, "PUT", 413, ""),
        (Side.ZOHO, "POST", 403, '{"code":"NO_PERMISSION","message":"no","status":"error"}'),
        (Side.ZOHO, "POST", 400, '{"code":"INVALID_DATA","message":"no","status":"error"}'),
    ],
    ids=["xero 400", "xero 413", "zoho 403", "zoho 400"],
)
def test_a_whole_request_is_refused(
    filled: Portal, side: Side, method: str, status: int, body: str
) -> None:
    vendor = filled.vendors.zoho if side is Side.ZOHO else filled.vendors.xero
    path = "/Accounts$" if side is Side.ZOHO else "/Contacts"
    headers = {"Content-Type": "application/json"}
    vendor.faults.add(
        Fault("status", method=method, path=path, status=status, body=body, headers=headers)
    )
    first = to_the_end(filled, filled.sync(Module.ACCOUNTS, window="last"))
    assert first.state in (RunState.FAILED, RunState.PARTLY, RunState.SUCCEEDED)
    if first.state == RunState.FAILED:
        assert len(first.error) > 20
    second = to_the_end(filled, filled.sync(Module.ACCOUNTS, window="all"))
    assert second.state == RunState.SUCCEEDED, (second.error, second.counts)
    assert_whole(filled, second)


@pytest.mark.parametrize("side", Side)
def test_a_worker_that_lost_its_place_writes_no_more(filled: Portal, side: Side) -> None:
    """While its request is out, another worker takes over: what it still does is not accepted."""

    def steal() -> None:
        Bridge.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        bridge_claim(bridge_id=filled.bridge.pk, now=timezone.now())
        Run.objects.update(state=RunState.RUNNING)

    event = During(steal, FIRST_COMES[side])
    event.install(filled, side)
    run = sync_start(
        bridge=filled.fresh(),
        modes={Module.ACCOUNTS: Mode.BOTH},
        window="last",
        user=filled.user,
        enqueue=False,
    )
    run = filled.carry_on(run, slices=1)
    assert event.done
    assert RunState(run.state).is_open
    Bridge.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run = to_the_end(filled, run)
    assert run.state == RunState.SUCCEEDED, run.error
    assert_whole(filled, run)


@pytest.mark.parametrize("side", Side)
def test_stop_in_the_middle(filled: Portal, side: Side) -> None:
    event = During(
        lambda: run_stop(bridge=filled.fresh(), run_id=Run.objects.latest("pk").public_id),
        FIRST_COMES[side],
    )
    event.install(filled, side)
    run = filled.sync(Module.ACCOUNTS, window="last")
    assert event.done
    assert run.state == RunState.STOPPED
    assert not Change.objects.filter(state__in=["sent", "unknown"]).exists()
    run = filled.sync(Module.ACCOUNTS, window="last")
    assert run.state == RunState.SUCCEEDED, run.error
    assert_whole(filled, run)


@pytest.mark.parametrize(("side", "count"), [(Side.ZOHO, 430), (Side.XERO, 1030)])
def test_an_edit_made_while_we_read_hides_nothing(portal: Portal, side: Side, count: int) -> None:
    """It moves a record between the pages: none slips through, and its edit comes in time."""
    made = [_add(portal, side, f"company {number}") for number in range(count)]
    path = {Side.ZOHO: "POST /crm/v8/coql", Side.XERO: "GET .*/Contacts"}[side]
    event = During(lambda: _fax(portal, side, made[count // 2], "77"), path)
    event.install(portal, side)
    portal.fetch()
    assert event.done
    pages = [call for call in portal.vendors.calls[side] if re.fullmatch(path, call)]
    assert len(pages) > 1, "one page is no test"
    quiet = {Side.ZOHO: Mode.XERO_TO_CRM, Side.XERO: Mode.CRM_TO_XERO}[side]
    portal.sync(Module.ACCOUNTS, mode=quiet, window="last")
    seen = Record.objects.filter(side=side, module=Module.ACCOUNTS, gone=False)
    assert seen.count() == count
    assert seen.get(remote_id=made[count // 2]).fields["fax"] == "77"


def _add(portal: Portal, side: Side, name: str) -> str:
    if side is Side.ZOHO:
        return str(portal.zoho.insert("Accounts", {"Account_Name": name})["id"])
    return str(portal.xero.save_contact({"Name": name})["ContactID"])


def _fax(portal: Portal, side: Side, record_id: str, number: str) -> None:
    if side is Side.ZOHO:
        portal.zoho.update("Accounts", record_id, {"Fax": number})
    else:
        phones = [{"PhoneType": "FAX", "PhoneNumber": number}]
        portal.xero.save_contact({"ContactID": record_id, "Phones": phones})


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("kind", ["cut", "lost", "status", "html"])
def test_a_fetch_that_breaks_does_not_count(portal: Portal, side: Side, kind: str) -> None:
    """What was read stays; the cursor does not move; the next attempt begins no gap."""
    forget_limits(portal)
    portal.zoho.insert("Accounts", {"Account_Name": "one"})
    portal.xero.save_contact({"Name": "two"})
    vendor = portal.vendors.zoho if side is Side.ZOHO else portal.vendors.xero
    path, method = ("/coql", "POST") if side is Side.ZOHO else ("/Contacts", "GET")
    vendor.faults.add(Fault(kind, path=path, method=method))
    run = fetch_start(bridge=portal.fresh(), sides=list(Side), user=portal.user, enqueue=False)
    run = portal.carry_on(run)
    where = Cursor.objects.filter(side=side, module=Module.ACCOUNTS, fetched_at__isnull=False)
    assert not where.exists()
    run = to_the_end(portal, run)
    assert run.state == RunState.SUCCEEDED, run.error
    assert where.exists()
    portal.sync(Module.ACCOUNTS)
    assert Link.objects.count() == 2
