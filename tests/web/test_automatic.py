"""Automatic Synchronization: what is saved, and what the panel says."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.core.states import Notify
from sync.models import AuditEntry, Schedule
from tests.web.people import Person, connect_both, fetched

pytestmark = pytest.mark.django_db
GOOD = {
    "auto-is_on": "on",
    "auto-per_day": "2",
    "auto-time_0": "13:00",
    "auto-time_1": "09:00",
    "auto-time_2": "nonsense that nobody sees",
    "auto-days": ["0", "2"],
    "auto-modules": ["accounts", "invoices"],
    "auto-mode_invoices": "xero_to_crm",
    "auto-notify": "on",
}


def where(one: Person, name: str = "schedule-save") -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id])


def save(one: Person, **changed: Any) -> Any:
    data = {**GOOD, **{f"auto-{name}": value for name, value in changed.items()}}
    told = {name: value for name, value in data.items() if value is not None}
    return one.client.post(where(one), told, follow=True)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def london(alice: Person) -> Person:
    connect_both(alice)
    fetched(alice)
    alice.bridge.tenant.timezone = "Europe/London"
    alice.bridge.tenant.save()
    return alice


def test_what_was_asked_for_is_kept_and_said(london: Person) -> None:
    page = text(save(london))
    kept = Schedule.objects.get()
    assert (kept.is_on, kept.days, kept.times) == (True, [0, 2], [time(9), time(13)])
    assert kept.modes == {"accounts": "both", "invoices": "xero_to_crm"}
    assert (kept.notify, kept.saved_by) == (Notify.NEWS, london.user)
    assert kept.next_run_at is not None
    assert timezone.now() < kept.next_run_at < timezone.now() + timedelta(days=6)
    assert "Automatic Synchronization is saved. Next: " in page
    message, _, panel = page.partition('id="automatic"')
    for part in (message, panel):  # beside the button too
        assert "09:00, 13:00" in part
    assert "(Europe/London)" in page
    assert AuditEntry.objects.get().action == "automatic synchronization on"
    again = text(london.client.get(where(london, "synchronization")))
    assert 'name="auto-time_1" id="id_auto-time_1" value="13:00"' in again
    assert again.count('name="auto-is_on" checked') == 1


def test_the_next_runs_are_said_in_the_tenants_time(london: Person, monkeypatch: Any) -> None:
    sunday = datetime(2026, 3, 29, 0, 30, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr("sync.services.schedules.timezone.now", lambda: sunday)
    page = text(save(london, days=["6", "0"], per_day="1", time_0="01:30"))
    assert "Next: Sun 29 Mar 02:30; Mon 30 Mar 01:30; Sun 5 Apr 01:30; Mon 6 Apr 01:30" in page


def test_switched_off_it_is_kept_and_fires_no_more(london: Person) -> None:
    save(london)
    page = text(save(london, is_on=None, days=[], modules=[]))
    assert "Automatic Synchronization is saved. It is off." in page
    assert "Nothing runs by itself until you switch it on and save." in page
    assert (Schedule.objects.get().is_on, Schedule.objects.get().next_run_at) == (False, None)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"days": []}, "Tick at least one day."),
        ({"modules": []}, "Tick at least one module."),
        ({"time_1": "quarter past nine"}, "Time 2: write it like 14:30."),
        ({"time_1": ""}, "Time 2: write it like 14:30."),
        ({"time_1": "13:00"}, "13:00 is there twice."),
        ({"per_day": "99"}, "not one of the available choices"),
        ({"per_day": ""}, "Say how many times a day."),
        ({"days": ["9"]}, "not one of the available choices"),
        ({"modules": ["ledgers"]}, "not one of the available choices"),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    london: Person, changed: dict[str, Any], sentence: str
) -> None:
    answer = save(london, **changed)
    page = text(answer)
    assert answer.status_code == 422
    assert "Nothing was saved." in page
    assert sentence in page
    assert 'value="13:00"' in page
    if "time_1" in changed:
        assert f'value="{changed["time_1"]}" aria-invalid="true"' in page
    assert '<option value="xero_to_crm" selected>' in page
    assert not Schedule.objects.exists()


def test_as_many_times_as_asked_are_shown_without_scripts(london: Person) -> None:
    def shown(page: str) -> int:
        return page.count('<div > <label class="visually-hidden" for="id_auto-time_')

    page = text(london.client.get(where(london, "synchronization")))
    assert shown(page) == 1
    answer = london.client.post(where(london), {**GOOD, "auto-per_day": "3", "do": "times"})
    assert answer.status_code == 200
    assert shown(text(answer)) == 3
    assert "Nothing was saved." not in text(answer)
    assert not Schedule.objects.exists()
    answer = london.client.post(where(london), {"auto-per_day": "many", "do": "times"})
    assert shown(text(answer)) == 1


def test_a_run_that_did_not_start_is_said(london: Person) -> None:
    save(london, notify_always="on")
    assert Schedule.objects.get().notify == Notify.ALWAYS
    at = datetime(2026, 1, 5, 9, 0, tzinfo=timezone.get_default_timezone())
    Schedule.objects.update(skipped_at=at, skipped_because="Xero is not connected.")
    page = text(london.client.get(where(london, "synchronization")))
    assert "The run of Mon 5 Jan 09:00 did not start: Xero is not connected." in page


def test_a_viewer_sees_it_and_changes_nothing(london: Person, victor: Person) -> None:
    page = text(victor.client.get(where(london, "synchronization")))
    assert "You may look at everything here, but not change it." in page
    assert victor.client.post(where(london), GOOD).status_code == 403


def test_an_operator_may_save_it(london: Person, olga: Person) -> None:
    assert olga.client.post(where(london), {**GOOD, "auto-notify": ""}).status_code == 302
    assert Schedule.objects.get().notify == ""
