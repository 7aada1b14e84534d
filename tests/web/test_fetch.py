from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.core.records import Module, Side
from sync.core.states import RunKind, RunState
from sync.models import Bridge, Run
from sync.store.views import modules_found
from tests.web.people import Person, connect_both, fetched, link, record, run

pytestmark = pytest.mark.django_db


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


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
    assert page.count("Fetch under way") == page.count("hx-get=") == 2


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
    for name in ("Acme", "Bolt", "Crab"):
        record(alice, Side.ZOHO, Module.ACCOUNTS, name)
    record(alice, Side.XERO, Module.ACCOUNTS, "Acme")
    gone = record(alice, Side.XERO, Module.ACCOUNTS, "Gone")
    gone.gone = True
    gone.save()
    link(alice, Module.ACCOUNTS, "Acme")
    record(mallory, Side.ZOHO, Module.ACCOUNTS, "Theirs")
    found = alice.client.get(url("fetch", alice)).context["found"]
    accounts = next(one for one in found if one.label == "Accounts")
    assert (accounts.zoho.records, accounts.xero.records, accounts.linked) == (3, 1, 1)
    assert accounts.zoho.fetched_at is not None


def test_progress_asks_for_itself_only_while_the_run_is_open(alice: Person) -> None:
    made = run(alice, RunKind.FETCH, state=RunState.RUNNING, counts={"accounts": {"read": 12}})
    where = url("run-progress", alice, made.public_id)
    live = alice.client.get(where).content.decode()
    assert 'hx-trigger="every 2s"' in live
    assert 'id="found"' not in live
    Run.objects.update(state=RunState.SUCCEEDED)
    done = alice.client.get(where).content.decode()
    assert "hx-trigger" not in done
    assert 'hx-swap-oob="true"' in done
    assert "12 records read." in done


def test_what_was_found_is_counted_once_while_nobody_is_at_work(alice: Person) -> None:
    def found() -> list[int]:
        return [row.zoho.records for row in modules_found(bridge=alice.bridge)][:1]

    def at_work(**claimed: Any) -> None:
        Bridge.objects.filter(pk=alice.bridge.pk).update(**claimed)

    record(alice, Side.ZOHO, Module.ACCOUNTS, "z1")
    assert found() == [1]
    record(alice, Side.ZOHO, Module.ACCOUNTS, "z2")
    assert found() == [1]  # nobody can have brought it
    at_work(fence=1, lease_until=timezone.now())
    assert found() == [2]
    record(alice, Side.ZOHO, Module.ACCOUNTS, "z3")
    assert found() == [3]
    at_work(lease_until=None)
    record(alice, Side.ZOHO, Module.ACCOUNTS, "z4")
    assert found() == [4]  # what was counted on the way is not what there is at its end
