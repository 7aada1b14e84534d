"""Dashboard: how a bridge is, what needs a person, and the other bridges."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.core.records import Module, Side
from sync.core.states import RunKind, RunState
from sync.core.verdicts import Why
from sync.models import AuditEntry, Bridge, Connection, Question, Run
from sync.store.views_dashboard import days_written
from sync.web.chart import chart_of, scale
from tests.web.people import Person, connect, connect_both, fetched, link, record, run

pytestmark = pytest.mark.django_db
OF_HTMX = {"HX-Request": "true"}


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def page_of(one: Person) -> str:
    return one.client.get(url("dashboard", one)).content.decode()


def tiles(page: str) -> list[str]:
    return re.findall(r"tile-number[^>]*>([^<]*)<", page)


def in_step(one: Person) -> None:
    connect_both(one)
    fetched(one)
    run(one)


def pair(one: Person, title: str, *, digest: str = "d") -> None:
    record(one, Side.ZOHO, Module.ACCOUNTS, title)
    record(one, Side.XERO, Module.ACCOUNTS, title)
    made = link(one, Module.ACCOUNTS, title)
    made.zoho_digest = made.xero_digest = digest
    made.save()


def ask(one: Person, why: Why, title: str) -> None:
    Question.objects.create(
        bridge=one.bridge,
        module=Module.ACCOUNTS,
        title=title,
        zoho_id=f"zoho-{title}",
        xero_id=f"xero-{title}",
        why=why,
        field="phone",
    )


def test_numbers_say_what_agrees_what_is_left_and_what_waits(alice: Person) -> None:
    in_step(alice)
    pair(alice, "agreed")
    pair(alice, "edited", digest="older")
    pair(alice, "held", digest="older")
    pair(alice, "refused", digest="older")
    ask(alice, Why.CONFLICT, "held")
    ask(alice, Why.REFUSED, "refused")
    record(alice, Side.XERO, Module.PRODUCTS, "lone")
    old = record(alice, Side.ZOHO, Module.PRODUCTS, "old")
    old.dormant = True
    old.save()

    assert tiles(page_of(alice)) == ["…", "…", "1", "1"]
    part = alice.client.get(url("standing", alice), headers=OF_HTMX).content.decode()
    assert tiles(part) == ["1", "2", "1", "1"]
    assert "1 record from before the first fetch" in part
    page = page_of(alice)
    assert tiles(page) == ["1", "2", "1", "1"]
    assert "hx-trigger" not in page.partition("standing-title")[0].rpartition('id="standing"')[2]


def test_it_is_counted_anew_when_a_worker_has_held_the_bridge(alice: Person) -> None:
    in_step(alice)
    pair(alice, "one")
    count = url("standing", alice)
    assert tiles(alice.client.get(count, headers=OF_HTMX).content.decode())[0] == "1"
    pair(alice, "two")
    assert tiles(alice.client.get(count, headers=OF_HTMX).content.decode())[0] == "1"
    later = timezone.now() + timedelta(seconds=120)
    Bridge.objects.update(fence=7, lease_until=later)  # at work: not with every slice
    assert tiles(alice.client.get(count, headers=OF_HTMX).content.decode())[0] == "1"
    Bridge.objects.update(lease_until=None)
    assert "Count now" in page_of(alice)
    assert tiles(alice.client.get(count, headers=OF_HTMX).content.decode())[0] == "2"


def test_without_a_script_counting_leads_back_to_the_page(alice: Person) -> None:
    in_step(alice)
    answer = alice.client.get(url("standing", alice))
    assert answer.headers["Location"] == url("dashboard", alice)
    assert tiles(page_of(alice))[0] == "0"


def test_what_needs_a_person_leads_to_the_very_place(alice: Person) -> None:
    in_step(alice)
    ask(alice, Why.CONFLICT, "a")
    ask(alice, Why.CONFLICT, "b")
    ask(alice, Why.MATCH, "c")
    failed = run(alice, state=RunState.FAILED, error="Xero could not be reached.")
    Connection.objects.filter(side="xero").update(state="lost", lost_because="Taken back.")
    page = page_of(alice)
    assert f"{url('review', alice)}?kind=edits" in page
    for words in ("2 conflicts", "1 probable match", "The log-in to Xero is lost", "Taken back."):
        assert words in page
    assert f"{url('setup', alice)}#side-xero" in page
    assert url("run", alice, failed.public_id) in page


def test_a_failure_that_was_made_good_needs_nobody(alice: Person) -> None:
    in_step(alice)
    run(alice, RunKind.FETCH, state=RunState.FAILED, error="No answer.")
    run(alice, RunKind.FETCH)
    assert "Nothing waits for you." in page_of(alice)


def test_a_run_that_asks_is_shown_with_its_words(alice: Person) -> None:
    in_step(alice)
    run(alice, state=RunState.BRAKED, error="It would change 400 records.")
    page = page_of(alice)
    assert "A run waits for your word" in page
    assert "It would change 400 records." in page


def test_few_calls_left_are_a_warning(alice: Person, settings: Any) -> None:
    in_step(alice)
    settings.XERO_CALLS_PER_DAY = 0
    assert "calls to Xero are left" not in page_of(alice)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sync.services.dashboard.calls_left", lambda _: (12, 5000))
        assert "12 of a day&#x27;s 5,000 calls to Xero are left" in page_of(alice)
        patch.setattr("sync.services.dashboard.calls_left", lambda _: None)
        assert "cannot be looked up" in page_of(alice)


def test_a_day_is_the_tenants_day(alice: Person) -> None:
    alice.bridge.tenant.timezone = "Pacific/Auckland"  # 13 hours ahead in November
    made = run(alice, counts={"accounts": {"written": 5, "refused": 2}, "products": {"written": 1}})
    run(alice, RunKind.PREVIEW, counts={"accounts": {"written": 99}})
    Run.objects.update(created_at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
    assert made.pk
    days = days_written(bridge=alice.bridge, today=date(2026, 11, 22), days=3)
    assert [(day.day.day, day.written, day.refused) for day in days] == [
        (20, 0, 0),
        (21, 6, 2),
        (22, 0, 0),
    ]


def test_bars_reach_to_the_top_and_not_over_it(alice: Person) -> None:
    assert [scale(most) for most in (0, 1, 3, 10, 11, 60, 400)] == [1, 1, 5, 10, 20, 100, 500]
    run(alice, counts={"accounts": {"written": 90, "refused": 10}})
    days = days_written(bridge=alice.bridge, today=timezone.localdate(), days=2)
    chart = chart_of(days)
    bar = chart.bars[-1]
    assert (chart.top, bar.height, bar.refused_height, bar.refused_y) == (100, 144, 16, 0)


def test_another_pair_is_added_once_and_can_be_switched_to(alice: Person) -> None:
    in_step(alice)
    assert "Add another pair" in page_of(alice)
    assert "switcher" not in page_of(alice)
    for _ in range(2):
        assert alice.client.post(url("pair-add", alice)).status_code == 302
    made = Bridge.objects.exclude(pk=alice.bridge.pk).get()
    assert AuditEntry.objects.filter(action="pair added").count() == 1
    page = page_of(alice)
    assert f'href="/{made.public_id}/"' in page.partition("switcher")[2]
    assert "Being set up" in page
    other = Person(alice.user, made, alice.client)
    connect(other, Side.ZOHO, "Ireland (Zoho CRM)")
    assert "Ireland (Zoho CRM)" in page_of(alice)


def test_an_operator_adds_no_pair(olga: Person) -> None:
    assert olga.client.post(url("pair-add", olga)).status_code == 403
    assert Bridge.objects.count() == 1


def test_another_tenants_bridge_is_nowhere(alice: Person, mallory: Person) -> None:
    connect(mallory, Side.ZOHO, "Mallory's CRM")
    in_step(alice)
    assert "Mallory" not in page_of(alice)
