"""Every tenant URL, including the ones nobody has written yet, is shut to everyone else."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TypeAlias

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.models import Bridge, Connection, Membership, Role, Rules, Run, Schedule
from sync.web.urls import urlpatterns
from tests.web.people import Person, connect_both, person, run

Route: TypeAlias = tuple[str, tuple[str, ...]]  # its name, its arguments
# A value for each URL argument. A new argument without one fails the test: add it here.
SAMPLE = {
    "side": Side.XERO,
    "run_id": uuid.UUID(int=7),
    "module": Module.ACCOUNTS,
    "record_id": "r-7",
    "invitation_id": uuid.UUID(int=8),
    "member_id": 7,
}


def flat(patterns: Sequence[URLPattern | URLResolver], above: tuple[str, ...] = ()) -> list[Route]:
    found: list[Route] = []
    for one in patterns:
        names = (*above, *one.pattern.converters)
        if isinstance(one, URLResolver):
            inner: Sequence[URLPattern | URLResolver] = one.url_patterns  # untyped in Django
            found += flat(inner, names)
        else:
            found.append((str(one.name), names))
    return found


# No person comes to these: a secret or a signature is their gate (tests/web/test_hooks.py,
# tests/web/test_webservice.py, tests/web/test_invitation.py).
HOOKS = {"hook-zoho", "hook-xero", "unsubscribe", "invitation"}
ROUTES = [route for route in flat(urlpatterns) if route[0] not in HOOKS]
SIGNED = {"button-sync", "button-state"}  # no person is there: a signature is
TENANTS = [route for route in ROUTES if "bridge_id" in route[1] and route[0] not in SIGNED]
CALLS = [route for route in ROUTES if route[0] in SIGNED]
OWN_WILL = {"team-leave"}  # the only thing that a viewer may do: go
# What only owners and admins may: connecting, settings, the team.
HEADS = {
    *("connect-begin", "disconnect", "choose", "pair-add", "webservice-save", "crm-fields"),
    *("button-make", "button-drop", "mapping-save", "statuses-save", "taxes-save"),
    *("accounts-save", "rules-save", "news-save", "step-pass"),
    *("team-invite", "invitation-revoke", "member-role", "member-remove"),
    *("data-export", "data-erase"),  # owners alone
}


def url(route: Route, bridge: Bridge) -> str:
    name, arguments = route
    sample = {"bridge_id": bridge.public_id, **SAMPLE}
    return reverse(f"sync:{name}", kwargs={key: sample[key] for key in arguments})


def name(route: Route) -> str:
    return route[0]


@pytest.fixture
def alice(db: None) -> Person:
    """Have every page filled: both sides connected, a run under way."""
    alice = person("alice")
    connect_both(alice)
    run(alice, state=RunState.RUNNING, public_id=SAMPLE["run_id"])
    return alice


def state() -> list[tuple[object, ...]]:
    """Return what a click could change."""
    team = Membership.objects.values_list("pk", "role")
    saved = [*Rules.objects.values_list(), *Schedule.objects.values_list(), *team]
    runs = Run.objects.values_list("pk", "state", "stop_requested")
    return [*runs, *saved, *Connection.objects.values_list("pk", "state", "grant_id")]


def test_there_are_urls_to_test() -> None:
    assert len(TENANTS) >= 12


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", [one for one in ROUTES if one not in CALLS], ids=name)
def test_a_stranger_is_sent_to_log_in(route: Route, method: str, alice: Person) -> None:
    answer = getattr(Client(), method)(url(route, alice.bridge))
    if answer.status_code != 405:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", TENANTS, ids=name)
def test_another_tenant_does_not_learn_that_it_exists(
    route: Route, method: str, alice: Person
) -> None:
    mallory = person("mallory")
    before = state()
    answer = getattr(mallory.client, method)(url(route, alice.bridge))
    assert answer.status_code in (404, 405)
    assert state() == before


@pytest.mark.parametrize("route", [one for one in TENANTS if one[0] not in OWN_WILL], ids=name)
def test_a_viewer_changes_nothing(route: Route, alice: Person) -> None:
    victor = person("victor", role=Role.VIEWER, tenant=alice.bridge.tenant)
    before = state()
    assert victor.client.post(url(route, alice.bridge)).status_code in (403, 405)
    assert state() == before


@pytest.mark.parametrize("route", TENANTS, ids=name)
def test_an_operator_works_with_what_owners_and_admins_settle(route: Route, alice: Person) -> None:
    olga = person("olga", role=Role.OPERATOR, tenant=alice.bridge.tenant)
    before, answer = state(), olga.client.post(url(route, alice.bridge))
    assert (answer.status_code == 403) is (route[0] in HEADS)
    if route[0] in HEADS:
        assert state() == before


@pytest.mark.parametrize("route", TENANTS, ids=name)
def test_a_form_from_elsewhere_is_refused(route: Route, alice: Person) -> None:
    before, client = state(), Client(enforce_csrf_checks=True)
    client.force_login(alice.user)
    assert client.post(url(route, alice.bridge)).status_code in (403, 405)
    assert state() == before


@pytest.mark.parametrize("route", CALLS, ids=name)
def test_what_is_not_signed_is_refused_whoever_is_logged_in(route: Route, alice: Person) -> None:
    mallory = person("mallory")
    before = state()
    for client in (Client(), alice.client, mallory.client):
        assert client.post(url(route, alice.bridge)).status_code == 401
        assert client.get(url(route, alice.bridge)).status_code == 405
    assert state() == before


def test_a_run_of_another_bridge_is_not_found_under_ones_own(alice: Person) -> None:
    mallory = person("mallory")
    for route in TENANTS:
        if "run_id" in route[1]:
            where = url(route, mallory.bridge)
            answers = [mallory.client.get(where), mallory.client.post(where)]
            assert {answer.status_code for answer in answers} <= {404, 405}
    assert Run.objects.get().stop_requested is False


def test_the_admin_is_shut(alice: Person) -> None:
    assert Client().get("/admin/").status_code == 302
    assert alice.client.get("/admin/", follow=False).status_code == 302
