"""An undo that is cut off anywhere: nothing is doubled, lost or carried back."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.faults import Fault
from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.models import Answer, Bridge, Change, Link, Run
from sync.services.runs import run_stop
from sync.services.undo import undo_start
from tests.engine.desks import AccountDesk
from tests.portal import Portal
from tests.simulation.patience import forget_limits, to_the_end
from tests.simulation.test_interrupted import During

PLACES = {
    "update in Xero": (Side.XERO, "POST", "/Contacts"),
    "update in Zoho": (Side.ZOHO, "PUT", "/Accounts"),
    "delete in Zoho": (Side.ZOHO, "DELETE", "/Accounts"),
}


class World:
    """Two companies edited, one on each side, and one made on each side, by one run."""

    def __init__(self, portal: Portal) -> None:
        self.portal, self.desk = portal, AccountDesk(portal)
        self.first = self.desk.add(Side.ZOHO, {"name": "one", "one": "1"})
        self.second = self.desk.add(Side.XERO, {"name": "two", "one": "1"})
        portal.fetch()
        portal.sync(Module.ACCOUNTS)
        self.links = dict(Link.objects.values_list("zoho_id", "xero_id"))
        self.desk.edit(Side.ZOHO, self.first, {"one": "2"})
        self.desk.edit(Side.XERO, self.second, {"one": "2"})
        self.new = (
            self.desk.add(Side.ZOHO, {"name": "new at zoho"}),
            self.desk.add(Side.XERO, {"name": "new at xero"}),
        )
        self.run = portal.sync(Module.ACCOUNTS)
        assert self.run.left == 0

    def undo(self) -> Run:
        made = undo_start(
            bridge=self.portal.fresh(),
            run_id=self.run.public_id,
            user=self.portal.user,
            enqueue=False,
        )
        return self.portal.carry_on(made)

    def assert_back(self) -> None:
        zoho = {name: xero for xero, name in self.links.items()}
        assert self.desk.read(Side.XERO, self.links[self.first])["one"] == "1"
        assert self.desk.read(Side.ZOHO, zoho[self.second])["one"] == "1"
        assert self.desk.read(Side.ZOHO, self.first)["one"] == "2"
        assert self.desk.read(Side.XERO, self.second)["one"] == "2"
        names = {row["name"] for row in self.desk.all(Side.ZOHO).values()}
        assert names == {"one", "two", "new at zoho"}
        live = [row for row in self.portal.xero.contacts if row["ContactStatus"] == "ACTIVE"]
        assert {row["Name"] for row in live} == {"one", "two", "new at xero"}
        assert Link.objects.count() == 2
        assert Answer.objects.filter(choice="ignore", used_at=None).count() == 2
        assert not Change.objects.filter(state__in=["planned", "sent", "unknown"]).exists()


@pytest.fixture
def world(portal: Portal, settings: Any) -> World:
    settings.LOST_ANSWER_SECONDS = 0
    forget_limits(portal)
    return World(portal)


def quiet(world: World) -> None:
    world.assert_back()
    run = world.portal.sync(Module.ACCOUNTS)
    assert run.counts["accounts"]["planned"] == 0, run.counts
    world.assert_back()


def test_it_takes_all_of_it_back(world: World) -> None:
    run = world.undo()
    assert run.state == RunState.SUCCEEDED, (run.error, run.counts)
    quiet(world)


@pytest.mark.parametrize("kind", ["lost", "after", "status", "clip"])
@pytest.mark.parametrize("place", PLACES)
def test_a_lost_answer(world: World, place: str, kind: str) -> None:
    side, method, path = PLACES[place]
    vendor = world.portal.vendors.zoho if side is Side.ZOHO else world.portal.vendors.xero
    vendor.faults.add(Fault(kind, method=method, path=path))
    run = to_the_end(world.portal, world.undo())
    if run.state == RunState.FAILED:
        run = to_the_end(world.portal, world.undo())
    assert vendor.faults.waiting() == (), "the fault was never met"
    quiet(world)


@pytest.mark.parametrize("place", PLACES)
def test_another_run_that_comes_between_carries_nothing_back(world: World, place: str) -> None:
    """The answer was lost; before the undo goes on, a synchronization has its turn."""
    side, method, path = PLACES[place]
    vendor = world.portal.vendors.zoho if side is Side.ZOHO else world.portal.vendors.xero
    vendor.faults.add(Fault("lost", method=method, path=path))
    run = world.undo()
    forget_limits(world.portal)
    between = to_the_end(world.portal, world.portal.sync(Module.ACCOUNTS))
    assert not Change.objects.filter(run=between).exists()
    to_the_end(world.portal, run)
    quiet(world)


@pytest.mark.parametrize("place", PLACES)
def test_stop_then_again(world: World, place: str) -> None:
    side, method, path = PLACES[place]

    def stop() -> None:
        latest = Run.objects.latest("pk")
        run_stop(bridge=Bridge.objects.get(), run_id=latest.public_id)

    During(stop, f"{method} .*{path}").install(world.portal, side)
    to_the_end(world.portal, world.undo())
    to_the_end(world.portal, world.undo())
    quiet(world)
