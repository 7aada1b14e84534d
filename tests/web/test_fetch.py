from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.core.records import Module, Side
from sync.core.states import RunKind, RunState
from sync.engine.counted import Count, current, moved
from sync.models import Bridge, Run
from sync.services.found import found_known, found_now
from tests.web.people import Person, connect_both, fetched, link, record, run

OF_HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def worked_on(one: Person) -> None:
    """Let somebody have claimed the bridge once."""
    Bridge.objects.filter(pk=one.bridge.pk).update(fence=1)


def press(one: Person, **data: str) -> Any:
    return one.client.post(url("fetch-start", one), data, follow=True)


@pytest.mark.parametrize("side", Side)
def test_a_button_opens_one_run_of_its_side(alice: Person, side: Side) -> None:
    connect_both(alice)
    for _ in range(2):
        page = press(alice, side=side).content.decode()
    made = Run.objects.get()
    assert (made.kind, made.options) == ("fetch", {"sides": [side.value]})
    assert made.requested_by == alice.user
    assert "Fetch under way" in page


def test_both_sides_are_fetched_side_by_side(alice: Person) -> None:
    connect_both(alice)
    press(alice, side="zoho")
    page = press(alice, side="xero").content.decode()
    assert page.count("Fetch under way") == page.count('hx-trigger="every') == 2


def test_without_connections_it_says_what_to_do_first(alice: Person) -> None:
    page = alice.client.get(url("fetch", alice)).content.decode()
    assert page.count("disabled") == 2
    assert "A side must be connected before it can be fetched" in page
    assert "Zoho CRM is not connected." in press(alice, side="zoho").content.decode()
    assert not Run.objects.exists()


@pytest.mark.parametrize("side", ["", "sage"])
def test_a_side_that_is_none_gets_a_sentence(alice: Person, side: str) -> None:
    connect_both(alice)
    assert "Choose which side to fetch." in press(alice, side=side).content.decode()


def test_it_shows_what_was_found(alice: Person, mallory: Person) -> None:
    connect_both(alice)
    fetched(alice)
    worked_on(alice)
    for name in ("Acme", "Bolt", "Crab"):
        record(alice, Side.ZOHO, Module.ACCOUNTS, name)
    record(alice, Side.XERO, Module.ACCOUNTS, "Acme")
    gone = record(alice, Side.XERO, Module.ACCOUNTS, "Gone")
    gone.gone = True
    gone.save()
    link(alice, Module.ACCOUNTS, "Acme")
    record(mallory, Side.ZOHO, Module.ACCOUNTS, "Theirs")
    part = alice.client.get(url("found", alice), headers=OF_HTMX)
    assert "hx-trigger" not in part.content.decode()
    found = alice.client.get(url("fetch", alice)).context["found"]
    accounts = next(one for one in found.rows if one.label == "Accounts")
    assert (accounts.zoho.records, accounts.xero.records, accounts.linked) == (3, 1, 1)
    assert accounts.zoho.fetched_at is not None


def test_progress_asks_for_itself_only_while_the_run_is_open(alice: Person) -> None:
    made = run(alice, RunKind.FETCH, state=RunState.RUNNING, counts={"accounts": {"read": 12}})
    where = url("run-progress", alice, made.public_id)
    live = alice.client.get(where).content.decode()
    assert 'hx-trigger="every 2s"' in live
    assert 'id="found"' not in live
    Run.objects.update(state=RunState.SUCCEEDED)
    worked_on(alice)
    done = alice.client.get(where).content.decode()
    assert 'hx-trigger="every' not in done
    assert 'hx-trigger="load"' in done  # what was found is counted beside it
    assert 'hx-swap-oob="true"' in done
    assert "12 records read." in done


def test_what_was_found_is_counted_once_while_nobody_is_at_work(alice: Person) -> None:
    def found() -> int | None:
        return found_now(bridge=fresh()).rows[0].zoho.records

    def fresh() -> Bridge:
        return Bridge.objects.get(pk=alice.bridge.pk)

    def at_work(**claimed: Any) -> None:
        Bridge.objects.filter(pk=alice.bridge.pk).update(**claimed)

    assert not found_known(bridge=fresh()).is_stale  # nobody has ever been at work
    worked_on(alice)
    assert found_known(bridge=fresh()).is_stale
    record(alice, Side.ZOHO, Module.ACCOUNTS, "z1")
    assert found() == 1
    record(alice, Side.ZOHO, Module.ACCOUNTS, "z2")
    assert found() == 1  # nobody can have brought it
    at_work(fence=2, lease_until=timezone.now() + timedelta(minutes=1))
    assert found() == 1  # somebody can, and it was counted a moment ago
    at_work(lease_until=None)
    assert found_known(bridge=fresh()).is_stale
    assert found() == 2
    assert not found_known(bridge=fresh()).is_stale
    record(alice, Side.ZOHO, Module.ACCOUNTS, "z3")
    moved(fresh())
    assert found() == 3


def test_it_shows_what_was_counted_before_and_has_it_counted_anew(alice: Person) -> None:
    worked_on(alice)
    record(alice, Side.ZOHO, Module.ACCOUNTS, "z1")
    page = alice.client.get(url("fetch", alice)).content.decode()
    assert "Not counted yet." in page
    assert f'hx-get="{url("found", alice)}"' in page
    back = alice.client.get(url("found", alice))  # without scripts
    assert back["Location"] == url("fetch", alice)
    assert "Count now" not in alice.client.get(url("fetch", alice)).content.decode()
    Bridge.objects.filter(pk=alice.bridge.pk).update(fence=2)
    assert "Counted before the last run." in alice.client.get(url("fetch", alice)).content.decode()


def test_two_who_look_at_once_have_it_counted_once(alice: Person) -> None:
    calls: list[int] = []

    def slowly(bridge_id: int) -> str:
        calls.append(bridge_id)
        assert current(alice.bridge, count) is None  # somebody else, meanwhile
        return "counted"

    count = Count("slow", slowly)
    found = current(alice.bridge, count)
    assert found is not None
    assert found.total == "counted"
    assert len(calls) == 1
