"""Which records a run looks at, what a quiet run costs, and whose records they are."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.sandbox.xero.wire import milliseconds
from sync.core.records import Mode, Module, Side
from sync.core.verdicts import Why
from sync.models import Bridge, Change, Link, Question, Record, Run
from sync.services.runs import NotYet, sync_start
from tests.engine.desks import AccountDesk, Desk, ProductDesk
from tests.engine.papers import Papers
from tests.portal import Portal, open_portal, open_vendors

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = pytest.mark.parametrize("kind", [AccountDesk, ProductDesk])
BOTH = pytest.mark.parametrize("side", Side)


@BOTH
@DESKS
def test_what_is_older_than_the_fetch_sleeps_until_it_is_edited(
    portal: Portal, kind: type[AccountDesk], side: Side
) -> None:
    desk: Desk = kind(portal)
    old, older = (desk.add(side, {"name": name}) for name in ("old", "older"))
    portal.fetch()
    portal.sync(desk.module, window="last")
    assert desk.all(side.other) == {}
    assert Record.objects.filter(dormant=True, module=desk.module).count() == 2
    desk.edit(side, old, {"one": "44"})
    desk.add(side, {"name": "new"})
    portal.sync(desk.module, window="last")
    assert sorted(row["name"] for row in desk.all(side.other).values()) == ["new", "old"]
    portal.sync(desk.module, window="all")
    assert len(desk.all(side.other)) == 3
    assert older in desk.all(side)


@pytest.mark.parametrize(("days", "expected"), [("30", {"fresh"}), ("90", {"fresh", "aged"})])
@BOTH
def test_so_many_days_back(portal: Portal, side: Side, days: str, expected: set[str]) -> None:
    for name, age in (("fresh", 5), ("aged", 60), ("ancient", 600)):
        when = timezone.now() - timedelta(days=age)
        if side is Side.ZOHO:
            portal.zoho.insert("Accounts", {"Account_Name": name}, at=when)
        else:
            made = portal.xero.save_contact({"Name": name})
            with portal.xero.lock:
                portal.xero.put_contact({**made, "UpdatedDateUTC": milliseconds(when)})
    portal.fetch()
    portal.sync(Module.ACCOUNTS, window=days)
    there = AccountDesk(portal).all(side.other).values()
    assert {row["name"] for row in there} == expected


def test_no_sync_before_a_fetch(portal: Portal) -> None:
    with pytest.raises(NotYet, match="Fetch"):
        portal.sync(Module.ACCOUNTS)


@pytest.mark.parametrize("window", ["", "0", "-3", "soon", "99999999"])
def test_a_window_that_says_nothing(portal: Portal, window: str) -> None:
    portal.fetch()
    with pytest.raises(NotYet):
        portal.sync(Module.ACCOUNTS, window=window)
    assert not Run.objects.filter(kind="sync").exists()


@pytest.mark.parametrize("mode", Mode)
def test_a_quiet_run_costs_one_call_per_resource_and_side(portal: Portal, mode: Mode) -> None:
    papers = Papers(portal)
    papers.new_at_zoho("one", [("W-1", "1", "10")])
    # What changed within minutes is read once more, so that nothing slips past a cursor's edge.
    yesterday = timezone.now() - timedelta(days=1)
    for module in ("Accounts", "Products", "Invoices"):
        for row in portal.zoho.list(module):
            portal.zoho.update(module, row["id"], {}, at=yesterday)
    portal.fetch()
    portal.sync()
    portal.sync(window="last")
    for calls in portal.vendors.calls.values():
        calls.clear()
    run = portal.sync(mode=mode, window="last")
    assert sum(each["planned"] for each in run.counts.values()) == 0
    assert run.left == 0
    for side, calls in portal.vendors.calls.items():
        assert len(calls) <= 3, (side, calls)  # accounts, products, invoices
        # Zoho is asked by queries, which share one address.
        assert side is Side.ZOHO or set(Counter(calls).values()) <= {1}, calls


@DESKS
@BOTH
def test_gone_on_one_side_is_asked_and_never_carried(
    portal: Portal, kind: type[AccountDesk], side: Side, settings: Any
) -> None:
    del settings
    desk: Desk = kind(portal)
    made = desk.add(side, {"name": "kept"})
    desk.add(side, {"name": "other"})
    portal.fetch()
    portal.sync(desk.module)
    desk.drop(side, made)
    portal.fetch()  # items leave no tombstone: a complete listing shows it
    run = portal.sync(desk.module)
    assert "kept" in {row["name"] for row in desk.all(side.other).values()}
    assert Question.objects.get().why == Why.DELETED
    assert run.left == 0
    portal.sync(desk.module)
    assert Change.objects.count() == 2
    again = desk.add(side, {"name": "kept"})
    portal.sync(desk.module, window="last")
    names = Counter(row["name"] for row in desk.all(side.other).values())
    assert names == {"kept": 1, "other": 1}, "made again is not made twice"
    assert again in desk.all(side)


def test_two_companies_never_meet(portal: Portal, settings: Any) -> None:
    """Equal data, equal names: each run touches its own vendors and its own rows only."""
    others = open_vendors()
    try:
        _two_companies(portal, others, settings)
    finally:
        others.stop()


def _two_companies(portal: Portal, others: Any, settings: Any) -> None:
    others.zoho.orgs.clear()
    others.zoho.org.org_id = "20097654321"
    others.zoho.orgs["20097654321"] = others.zoho.org
    others.zoho.meters["20097654321"] = next(iter(others.zoho.meters.values()))
    mine, theirs = portal.vendors.settings(), others.settings()
    bob = open_portal(others, "bob@example.test")
    for name, value in theirs.items():
        setattr(settings, name, value)
    for side in Side:
        bob.connect(side)
    for each in (portal, bob):
        each.zoho.insert("Accounts", {"Account_Name": "Same Ltd", "Phone": "1"})
        each.xero.save_contact({"Name": "Same Client"})
    for each, where in ((portal, mine), (bob, theirs)):
        for name, value in where.items():
            setattr(settings, name, value)
        quiet = {
            side: len(calls) for side, calls in _other(each, portal, bob).vendors.calls.items()
        }
        each.fetch()
        run = each.sync(Module.ACCOUNTS)
        assert run.counts["accounts"]["written"] == 2
        after = {
            side: len(calls) for side, calls in _other(each, portal, bob).vendors.calls.items()
        }
        assert after == quiet
    for bridge in Bridge.objects.all():
        assert Link.objects.filter(bridge=bridge).count() == 2
        assert Record.objects.filter(bridge=bridge, module=Module.ACCOUNTS).count() == 4
        assert set(Change.objects.filter(bridge=bridge).values_list("run__bridge", flat=True)) == {
            bridge.pk
        }


def _other(one: Portal, *both: Portal) -> Portal:
    return next(each for each in both if each is not one)


def test_a_second_click_joins_the_open_run(portal: Portal) -> None:
    portal.fetch()

    def click() -> Run:
        return sync_start(
            bridge=portal.fresh(),
            modes={Module.ACCOUNTS: Mode.BOTH},
            window="last",
            user=portal.user,
            enqueue=False,
        )

    assert click().pk == click().pk
