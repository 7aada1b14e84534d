from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from sync.core.records import Side
from sync.models import Run
from tests.web.people import Person, connect_both, fetched, run

pytestmark = pytest.mark.django_db


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def test_home_leads_to_the_dashboard(alice: Person) -> None:
    assert alice.client.get("/").headers["Location"] == url("dashboard", alice)


def test_a_person_of_no_company_is_told_so(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("lost", "lost@example.com"))
    page = client.get("/").content.decode()
    assert "You do not belong to a company here" in page
    assert "lost@example.com" in page


def test_a_viewer_sees_every_page_and_no_live_button(victor: Person) -> None:
    connect_both(victor)
    fetched(victor)
    setup = victor.client.get(url("setup", victor)).content.decode()
    assert "Reconnect" not in setup
    assert "Only an owner or admin" in setup
    for name in ("fetch", "synchronization"):
        page = victor.client.get(url(name, victor))
        assert "You may look at everything here" in page.content.decode()


def test_an_operator_may_run_but_not_connect(olga: Person) -> None:
    made = run(olga, state="running")
    assert olga.client.post(url("run-stop", olga, made.public_id)).status_code == 302
    assert Run.objects.get().stop_requested is True
    refused = olga.client.post(url("connect-begin", olga, Side.XERO))
    assert refused.status_code == 403
    assert "Only an owner or admin of your company may connect" in refused.content.decode()


def test_a_part_of_a_page_reloads_the_whole_when_the_login_is_over(alice: Person) -> None:
    made = run(alice, state="running")
    where = url("run-progress", alice, made.public_id)
    answer = Client().get(where, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
    assert alice.client.get(where, headers={"HX-Request": "true"}).status_code == 200


def test_times_are_the_tenants_own(alice: Person) -> None:
    alice.bridge.tenant.timezone = "Pacific/Auckland"
    alice.bridge.tenant.save()
    run(alice)
    page = alice.client.get(url("history", alice)).content.decode()
    assert "+13:00" in page or "+12:00" in page
    assert "Times are in Pacific/Auckland." in page
