"""Webservice Settings: where mails go, the time zone, the test mail; and stopping mails."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail as post_office
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sync.core.mails import MailKind
from sync.engine.post import unsubscribe_token
from sync.models import AuditEntry, Mail, Schedule, Tenant
from tests.web.people import Person, connect_both, fetched, schedule

pytestmark = pytest.mark.django_db
GOOD = {"notify_email": "books@example.com", "timezone": "Europe/London"}


def where(one: Person, name: str = "webservice-save") -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id])


def save(one: Person, **changed: str) -> Any:
    return one.client.post(where(one), {**GOOD, **changed}, follow=True)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_address_and_time_zone_are_kept(alice: Person) -> None:
    page = text(save(alice))
    assert "Webservice Settings are saved." in page
    assert 'value="books@example.com"' in page
    assert '<option value="Europe/London" selected>London</option>' in page
    assert "Times are in Europe/London." in page
    kept = Tenant.objects.get()
    assert (kept.notify_email, kept.timezone) == ("books@example.com", "Europe/London")
    assert AuditEntry.objects.get().detail == "books@example.com, Europe/London"
    assert post_office.outbox == []


def test_another_time_zone_moves_schedules_with_it(alice: Person, monkeypatch: Any) -> None:
    connect_both(alice)
    fetched(alice)
    schedule(alice)
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    monkeypatch.setattr("sync.services.webservice.timezone.now", lambda: noon)
    save(alice, timezone="America/New_York")
    assert Schedule.objects.get().next_run_at == datetime(2026, 7, 1, 13, 0, tzinfo=UTC)
    before = Schedule.objects.get().next_run_at
    save(alice, timezone="America/New_York", notify_email="other@example.com")
    assert Schedule.objects.get().next_run_at == before


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"notify_email": "books"},
            "This is not an e-mail address: write it like name@",
        ),
        ({"timezone": "Mars/Base"}, "Choose a time zone of the list."),
        ({"notify_email": "", "do": "test"}, "Say first where mails should go."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_kept(
    alice: Person, changed: dict[str, str], sentence: str
) -> None:
    answer = save(alice, **changed)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert f'value="{changed.get("notify_email", GOOD["notify_email"])}"' in text(answer) or (
        changed.get("notify_email") == ""
    )
    assert Tenant.objects.get().timezone == "UTC"


def test_no_address_is_no_mails(alice: Person) -> None:
    assert save(alice, notify_email="").status_code == 200
    assert Tenant.objects.get().notify_email == ""


def test_a_test_mail_says_that_it_went_nowhere_without_a_server(alice: Person) -> None:
    page = text(save(alice, do="test"))
    assert "was written down here, and not sent: this portal has no mail server yet." in page
    (message,) = post_office.outbox
    assert message.to == ["books@example.com"]
    assert message.subject == "Test mail - alice&#x27;s company".replace("&#x27;", "'")


def test_a_test_mail_says_what_the_server_said(alice: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = text(save(alice, do="test"))
    assert "The mail server did not take the test mail: Connection refused" in page


def test_a_test_mail_that_was_taken_is_on_its_way(alice: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.web.taking.EmailBackend"
    assert "A test mail is on its way to books@example.com." in text(save(alice, do="test"))


def test_only_an_owner_or_admin_changes_it(olga: Person) -> None:
    answer = olga.client.post(where(olga), GOOD)
    assert answer.status_code == 403
    assert "Webservice Settings" in text(answer)
    page = text(olga.client.get(where(olga, "setup")))
    assert "<fieldset disabled>" in page


def test_trouble_with_the_mail_server_is_shown(alice: Person) -> None:
    now = timezone.now()
    for number in range(2):
        Mail.objects.create(
            tenant=alice.bridge.tenant,
            bridge=alice.bridge,
            kind=MailKind.LOST,
            key=str(number),
            to="a@example.com",
            created_at=now,
            not_before=now,
            error="Connection refused",
        )
    page = text(alice.client.get(where(alice, "setup")))
    assert "2 mails could not be sent yet and will be tried again." in page
    assert "The mail server said: Connection refused" in page
    Mail.objects.update(sent_at=now)
    assert "Last mail:" in text(alice.client.get(where(alice, "setup")))


def link(one: Person) -> str:
    tenant = Tenant.objects.get(pk=one.bridge.tenant_id)
    token = unsubscribe_token(tenant=tenant, to=tenant.notify_email)
    return reverse("sync:unsubscribe", args=[token])


def test_looking_stops_nothing_and_a_post_does_without_a_log_in(alice: Person) -> None:
    client, where_ = Client(enforce_csrf_checks=True), link(alice)
    assert f"Stop mails to {alice.user.email}?" in text(client.get(where_))
    assert Tenant.objects.get().mails_stopped_at is None
    answer = client.post(where_, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "No more mails to" in text(answer)
    assert Tenant.objects.get().mails_stopped_at is not None
    assert "Mails are stopped since" in text(alice.client.get(where(alice, "setup")))
    save(alice)
    assert Tenant.objects.get().mails_stopped_at is None


def test_a_link_of_an_address_that_has_changed_stops_nothing(alice: Person) -> None:
    where_ = link(alice)
    save(alice)
    assert "gets no mails any more" in text(Client().post(where_))
    assert Tenant.objects.get().mails_stopped_at is None


def test_a_forged_link_is_not_found(alice: Person, mallory: Person) -> None:
    for token in ("x", link(alice).split("/")[-2][:-3] + "abc"):
        for method in (Client().get, Client().post):
            assert method(reverse("sync:unsubscribe", args=[token])).status_code == 404
    assert not Tenant.objects.filter(mails_stopped_at__isnull=False).exists()
