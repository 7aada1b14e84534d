"""The page on which a person sees whom a vendor tells, and has news go astray."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.sandbox.http import App, Reply, Request, Route, serve
from connectors.sandbox.world import World, open_world
from tests.sandbox import zoho_world
from tests.sandbox.browse import Page, Person
from tests.worker import until


@pytest.fixture
def world() -> Iterator[World]:
    made = open_world(seed="empty")
    yield made
    made.stop()


@pytest.fixture(params=["zoho", "xero"])
def person(world: World, request: pytest.FixtureRequest) -> Person:
    return Person(world.zoho_url if request.param == "zoho" else world.xero_url)


@pytest.fixture
def heard() -> Iterator[tuple[str, list[Request]]]:
    """Serve one that hears everything and takes only what is signed with some signature."""
    came: list[Request] = []

    def take(request: Request) -> Reply:
        came.append(request)
        return Reply(200)

    serving = serve(App((Route("POST", "/hook", take),)))
    yield f"{serving.url}/hook", came
    serving.stop()


def order(person: Person, **typed: str) -> Page:
    return person.send(person.open("/news").form("/mishap"), **typed)


def test_nobody_is_told_at_first(person: Person) -> None:
    said = person.open("/news").text
    assert "No webhook is set up" in said or "Nobody has asked" in said
    assert "nothing was sent yet" in said


def test_mishaps_on_order_are_listed(person: Person) -> None:
    order(person, kind="late", times="3", seconds="2")
    assert "late (3), lost (1)" in order(person, kind="lost").text


@pytest.mark.parametrize("typed", [{"kind": "eaten"}, {"times": "often"}, {"seconds": "x"}])
def test_what_is_no_mishap_is_said(person: Person, typed: dict[str, str]) -> None:
    page = order(person, **typed)
    assert (page.status, "no mishap" in page.text) == (422, True)
    assert "Mishaps on order none" in page.text


def test_zoho_lists_its_channels(world: World, heard: tuple[str, list[Any]]) -> None:
    url, came = heard
    client = zoho_world.World(world.zoho_url, world.zoho, zoho_world.Turned())
    client.log_in(scope="ZohoCRM.notifications.ALL")
    channel = {"channel_id": "7", "events": ["Accounts.all"], "notify_url": url, "token": "t"}
    client.call("POST", "actions/watch", {"watch": [channel]})
    person = Person(world.zoho_url)
    assert f"7 Accounts.all {url}" in person.open("/news").text
    order(person, kind="doubled")
    world.zoho_org.insert("Accounts", {"Account_Name": "Told"})
    until(lambda: "200, 200" in person.open("/news").text, 10)
    assert len(came) == 2
    assert person.send(_no_set_up(person)).status == 404


def _no_set_up(person: Person) -> Any:
    form = person.open("/news").form("/mishap")
    form.action = "/news/set-up"
    return form


def test_xeros_webhook_is_set_up_on_the_page(world: World, heard: tuple[str, list[Any]]) -> None:
    url, came = heard
    person = Person(world.xero_url)
    page = person.send(person.open("/news").form("/set-up"), url=url, key="secret")
    assert f"{url} not answered yet" in page.text
    world.xero_org.save_contact({"Name": "Told"})
    until(lambda: len(came) == 3, 10)
    assert world.xero.webhooks.key == "secret"
    assert not world.xero.webhooks.ready, "a listener that takes forged news is not told any"
