"""Mails on their way: both forms, the headers, a server that is away, a worker that dies."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as post_office
from django.utils import timezone

from sync.core.mails import MailKind
from sync.core.states import RunStart
from sync.engine.post import send_due, unsubscribe_read
from sync.models import Mail, Run
from sync.store import mails
from sync.tasks.mails import send_mails
from tests.web.people import Person, person, run

pytestmark = pytest.mark.django_db
COUNTS = {"accounts": {"written": 3, "held": 1, "refused": 2}, "invoices": {"written": 4}}


@pytest.fixture
def maria() -> Person:
    return person("maria", company="Brightwater & Sons")


def ended(one: Person, **values: Any) -> Run:
    return run(one, started_by=RunStart.CLOCK, requested_by=None, counts=COUNTS, left=0, **values)


def posted(one: Person, made: Run | None = None, kind: MailKind = MailKind.FINISHED) -> Mail:
    now = timezone.now() - timedelta(seconds=1)
    key = f"test:{Mail.objects.count()}"
    facts = {"side": "xero", "organisation": "Brightwater (UK)", "error": "Revoked."}
    more = facts if kind is MailKind.LOST else {}
    mails.mail_post(bridge=one.bridge, kind=kind, key=key, now=now, run=made, facts=more)
    return Mail.objects.latest("pk")


def sent() -> Any:
    (message,) = post_office.outbox
    return email.message_from_bytes(message.message().as_bytes(), policy=policy.default)


def test_a_mail_has_both_forms_with_counts_and_links(maria: Person) -> None:
    made = ended(maria)
    posted(maria, made)
    assert send_due() == 1
    message = sent()
    report = f"http://localhost:8000/{maria.bridge.public_id}/history/{made.public_id}/"
    assert message["To"] == maria.user.email
    assert message["Subject"] == "7 records written, 3 need you - Brightwater & Sons"
    text = message.get_body(("plain",)).get_content()
    assert "started by the schedule and took 1 min 15 s" in text
    assert f"Accounts: 3 written, 1 held, 2 failed\n  {report}?show=held&module=accounts\n" in text
    assert f"See every change:\n{report}\n" in text
    assert "\n\n\n" not in text
    html = message.get_body(("html",)).get_content()
    assert "Brightwater &amp; Sons" in html
    assert f'href="{report}?show=refused&amp;module=accounts"' in html
    assert f'href="{report}"' in html
    assert "<script" not in html
    assert Mail.objects.get().sent_at is not None
    assert send_due() == 0


def test_a_mail_can_be_stopped_with_one_click(maria: Person) -> None:
    posted(maria, ended(maria))
    send_due()
    message = sent()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip().strip("<>")
    assert link.startswith("http://localhost:8000/unsubscribe/")
    token = link.split("/")[-2]
    assert unsubscribe_read(token) == (maria.bridge.tenant.public_id, maria.user.email)
    assert unsubscribe_read(token + "x") is None
    assert link in message.get_body(("plain",)).get_content()
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (MailKind.FINISHED, "history/{run}/"),
        (MailKind.FAILED, "history/{run}/"),
        (MailKind.BRAKED, "synchronization/"),
        (MailKind.LOST, "setup/"),
    ],
)
def test_each_leads_to_its_very_place(maria: Person, kind: MailKind, place: str) -> None:
    made = ended(maria, error="It was too much.")
    posted(maria, made, kind)
    send_due()
    where = f"http://localhost:8000/{maria.bridge.public_id}/{place.format(run=made.public_id)}"
    assert f'href="{where}"' in sent().get_body(("html",)).get_content()


def test_a_mail_without_a_run_leads_somewhere_too(maria: Person) -> None:
    mails.mail_post(
        bridge=maria.bridge,
        kind=MailKind.QUOTA,
        key="q",
        now=timezone.now(),
        facts={"side": "xero", "organisation": "UK", "left": 9, "limit": 5000},
    )
    send_mails()
    assert f"/{maria.bridge.public_id}/history/" in sent().get_body(("plain",)).get_content()


def test_a_server_that_is_away_is_tried_again_and_said(maria: Person, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    first, second = posted(maria, ended(maria)), posted(maria, ended(maria))
    assert send_due() == 2
    for one in (first, second):
        one.refresh_from_db()
        assert (one.tries, one.sent_at, one.claimed_until) == (1, None, None)
        assert one.error == "Connection refused"
        assert one.not_before > timezone.now() + timedelta(seconds=50)
    outbox = mails.outbox_get(tenant=maria.bridge.tenant)
    assert (outbox.waiting, outbox.trouble) == (2, "Connection refused")
    assert send_due() == 0  # not before its time
    assert {one.state for one in Run.objects.all()} == {"succeeded"}


def test_after_two_days_it_is_given_up(maria: Person) -> None:
    made = posted(maria, ended(maria))
    Mail.objects.update(tries=99)
    made.refresh_from_db()
    mails.mail_failed(mail=made, error="No such box", now=timezone.now())
    assert Mail.objects.get().given_up_at is not None
    assert send_due() == 0


def test_what_a_dead_worker_had_taken_is_sent_under_the_same_name(maria: Person) -> None:
    made = posted(maria, ended(maria))
    now = timezone.now()
    assert len(mails.mails_claim(now=now, limit=9)) == 1  # and it dies, sent or not
    assert mails.mails_claim(now=now, limit=9) == []
    assert send_due() == 0
    Mail.objects.update(claimed_until=now - timedelta(seconds=1))
    send_due()
    assert sent()["Message-ID"] == f"<{made.public_id}@localhost>"


@pytest.mark.parametrize("change", [{"notify_email": "new@example.com"}, {"mails_stopped_at": 0}])
def test_what_was_stopped_meanwhile_is_not_sent(maria: Person, change: dict[str, Any]) -> None:
    posted(maria, ended(maria))
    told = {**change, **({"mails_stopped_at": timezone.now()} if 0 in change.values() else {})}
    type(maria.bridge.tenant).objects.update(**told)
    assert send_due() == 1
    assert post_office.outbox == []
    assert Mail.objects.get().given_up_at is not None


def test_by_default_and_on_request_they_are_files(
    maria: Person, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    posted(maria, ended(maria))
    send_due()
    (file,) = tmp_path.iterdir()
    written = file.read_text()
    for part in ("List-Unsubscribe:", "Content-Type: text/html", "Content-Type: text/plain"):
        assert part in written


class Refusing(socketserver.StreamRequestHandler):
    """A mail server that takes one recipient and refuses another."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        in_data = False
        for raw in self.rfile:
            line = raw.decode().strip()
            if in_data:
                in_data = line != "."
                if not in_data:
                    self.wfile.write(b"250 taken\r\n")
                continue
            word = line[:4].upper()
            in_data = word == "DATA"
            says = {"DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}
            refuse = word == "RCPT" and "nobody@" in line
            self.wfile.write(b"550 No such box\r\n" if refuse else says.get(word, b"250 fine\r\n"))


@pytest.fixture
def server(settings: Any) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = serving.socket.getsockname()
        yield
        serving.shutdown()


def test_a_refused_address_stops_no_other_mail(maria: Person, server: None) -> None:
    nobody = person("nobody")
    refused, taken = posted(nobody, ended(nobody)), posted(maria, ended(maria))
    assert send_due() == 2
    refused.refresh_from_db()
    taken.refresh_from_db()
    assert taken.sent_at is not None
    assert refused.sent_at is None
    assert "No such box" in refused.error


def test_a_mail_names_who_pressed_the_button(maria: Person) -> None:
    posted(maria, run(maria))
    send_due()
    assert f"was started by {maria.user.email}" in sent().get_body(("plain",)).get_content()
