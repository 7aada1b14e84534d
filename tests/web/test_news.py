"""Setup: the switch for changes that announce themselves, and what the card says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sync.core.states import RunKind, RunState
from sync.models import AuditEntry, Connection, Grant, Listening, Role, Run, Subscription
from sync.store.forged import forged_add
from sync.web.news import in_words
from tests.web.people import Person, connect_both, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Person:
    alice = person("alice")
    connect_both(alice)
    Grant.objects.update(api_url="")  # as the settings say
    return alice


def save(one: Person, **fields: Any) -> Any:
    return one.client.post(f"/{one.bridge.public_id}/setup/news/", fields, follow=True)


def page(one: Person) -> str:
    said: str = one.client.get(f"/{one.bridge.public_id}/setup/").content.decode()
    return " ".join(said.split())


def zoho(one: Person) -> Connection:
    assert one.bridge.zoho is not None
    return one.bridge.zoho


def test_it_is_off_until_somebody_switches_it_on(alice: Person) -> None:
    assert "Off</span>" in page(alice)
    answer = save(alice, **{"news-is_on": "on", "news-modules": ["accounts", "invoices"]})
    assert "Changes announce themselves: on." in answer.content.decode()
    kept = Listening.objects.get()
    assert kept.on
    assert kept.modes == {"accounts": "both", "invoices": "both"}
    assert kept.saved_by == alice.user
    assert AuditEntry.objects.filter(action="changes announce themselves").exists()


def test_the_mode_of_a_module_is_kept(alice: Person) -> None:
    fields = {"news-is_on": "on", "news-modules": ["invoices"]}
    save(alice, **fields, **{"news-mode_invoices": "crm_to_xero"})
    assert Listening.objects.get().modes == {"invoices": "crm_to_xero"}
    save(alice, **{"news-modules": ["invoices"]})
    assert not Listening.objects.get().on


def test_nothing_ticked_is_not_saved(alice: Person) -> None:
    answer = save(alice, **{"news-is_on": "on"})
    assert "Tick at least one module" in answer.content.decode()
    assert not Listening.objects.exists()


def test_a_viewer_may_not(alice: Person) -> None:
    victor = person("victor", role=Role.VIEWER, tenant=alice.bridge.tenant)
    answer = victor.client.post(f"/{alice.bridge.public_id}/setup/news/", {"news-is_on": "on"})
    assert answer.status_code == 403


def test_it_waits_for_the_first_synchronization(alice: Person) -> None:
    save(alice, **{"news-is_on": "on", "news-modules": ["accounts"]})
    assert "After the first synchronization" in page(alice)
    Run.objects.create(bridge=alice.bridge, kind=RunKind.SYNC, state=RunState.SUCCEEDED)
    assert "On</span>" in page(alice)


def test_it_says_who_tells_us_and_until_when(alice: Person, settings: Any) -> None:
    settings.HOOKS_URL = "https://portal.example.com"
    settings.XERO_WEBHOOK_KEY = "key"
    settings.ZOHO_API_URL = "https://www.zohoapis.com"
    settings.XERO_API_URL = "https://api.xero.com"
    now = timezone.now()
    Subscription.objects.create(
        connection=zoho(alice),
        address="a",
        channel_id="1",
        token="t",
        expires_at=now + timedelta(days=6),
        renew_at=now,
        heard_at=now,
    )
    said = page(alice)
    assert "<strong>Zoho CRM</strong> tells us of every change at once." in said
    assert "Its items and purchase orders we look at every 5 minutes." in said
    assert "Zoho CRM has promised to tell until" in said
    assert "Last heard" in said
    assert "are kept for clicks" in said


def test_it_says_why_nobody_tells_us(alice: Person, settings: Any) -> None:
    settings.HOOKS_URL = "http://localhost:8000"
    settings.XERO_API_URL = "https://api.xero.com"
    settings.ZOHO_API_URL = "https://www.zohoapis.com"
    said = page(alice)
    assert said.count("cannot reach this portal at http://localhost:8000") == 2
    assert "cannot tell us. We look every" in said


def test_a_missing_key_is_said(alice: Person, settings: Any) -> None:
    settings.HOOKS_URL = "https://portal.example.com"
    settings.XERO_API_URL = "https://api.xero.com"
    settings.XERO_WEBHOOK_KEY = ""
    assert "XERO_WEBHOOK_KEY" in page(alice)


def test_what_was_refused_is_counted_on_the_page(alice: Person) -> None:
    for _ in range(3):
        forged_add(whose=f"zoho:{zoho(alice).public_id}", day=timezone.now().date())
    assert "3 messages with a wrong token refused today" in page(alice)


def test_a_page_without_connections_has_the_card_too() -> None:
    assert "Changes announce themselves" in page(person("bob"))


def test_how_long_is_said_in_words() -> None:
    assert in_words(timedelta(minutes=10, seconds=40)) == "11 minutes"
    assert in_words(timedelta(hours=6)) == "6 hours"
