"""Who may press the button: everybody else is turned away in one sentence, and counted."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from sync.core.signing import Trouble
from sync.models import ButtonKey, Run
from sync.services.button import button_key_drop, button_key_make, troubles
from tests.press import Button
from tests.web.people import Person, connect_both

pytestmark = pytest.mark.django_db
MINUTE = 60_000


def button_for(one: Person) -> Button:
    secret = button_key_make(bridge=one.bridge, user=one.user)
    assert one.bridge.zoho
    organisation = str(7000 + one.bridge.pk)
    one.bridge.zoho.organisation_id = organisation
    one.bridge.zoho.save()
    return Button(str(one.bridge.public_id), organisation, secret, Client(enforce_csrf_checks=True))


@pytest.fixture
def button(alice: Person) -> Button:
    connect_both(alice)
    return button_for(alice)


def ago(minutes: float) -> str:
    return str(int(time.time() * 1000 - minutes * MINUTE))


def status(answer: Any) -> tuple[int, str]:
    said = answer.json()
    assert set(said) == {"state", "sentence"}  # nothing else is told
    return answer.status_code, said["sentence"]


NOT_SIGNED = (401, "This call is not signed with the secret of this button.")
OLD = (401, "This call is more than five minutes old, or its clock is wrong.")


@pytest.mark.parametrize("action", ["sync", "state"])
def test_a_signed_call_needs_no_log_in_and_no_form(button: Button, action: str) -> None:
    answer = button.call(action, "Leads", "1")
    assert answer.status_code == 200
    assert answer.json()["state"] == "unknown"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Signature", "0" * 64),
        ("Signature", ""),
        ("Record", "2"),
        ("Module", "Accounts"),
        ("Organisation", "7999"),
        ("Timestamp", "soon"),
    ],
)
def test_what_is_wrongly_signed(button: Button, header: str, value: str) -> None:
    headers = button.headers("sync", "Invoices", "1") | {f"X-Sync-{header}": value}
    assert status(button.send("sync", headers)) == NOT_SIGNED
    assert not Run.objects.exists()


def test_what_came_too_late_or_too_early(button: Button) -> None:
    for minutes in (5.1, -5.1, 60 * 24):
        assert status(button.call("sync", "Leads", "1", moment=ago(minutes))) == OLD
    assert button.call("sync", "Leads", "1", moment=ago(4.8)).status_code == 200


def test_a_call_counts_once(button: Button) -> None:
    headers = button.headers("sync", "Leads", "1")
    assert button.send("sync", headers).status_code == 200
    again = (409, "This call came before. Each press has to be signed anew.")
    assert status(button.send("sync", headers)) == again
    assert status(button.send("state", headers)) == NOT_SIGNED  # leave to sync is no leave to look


def test_leave_to_look_is_no_leave_to_sync(button: Button) -> None:
    assert status(button.send("sync", button.headers("state", "Leads", "1"))) == NOT_SIGNED


def test_another_tenants_secret_opens_nothing_here(button: Button, mallory: Person) -> None:
    connect_both(mallory)
    theirs = button_for(mallory)
    aimed = Button(button.bridge_id, button.organisation, theirs.secret)
    assert status(aimed.call("sync", "Leads", "1")) == NOT_SIGNED
    # With her own secret, but for Alice's organisation.
    crossed = Button(theirs.bridge_id, button.organisation, theirs.secret)
    foreign = (403, "This call is for another Zoho CRM organisation.")
    assert status(crossed.call("sync", "Leads", "1")) == foreign


def test_an_unknown_bridge_and_one_without_a_button_look_the_same(
    button: Button, mallory: Person
) -> None:
    for bridge_id in (uuid4(), mallory.bridge.public_id):
        stranger = Button(str(bridge_id), button.organisation, button.secret)
        assert status(stranger.call("sync", "Leads", "1")) == NOT_SIGNED


def test_a_new_secret_ends_the_old_one(button: Button, alice: Person) -> None:
    fresh = button_for(alice)
    assert status(button.call("sync", "Leads", "1")) == NOT_SIGNED
    assert fresh.call("sync", "Leads", "1").status_code == 200
    button_key_drop(bridge=alice.bridge, user=alice.user)
    button_key_drop(bridge=alice.bridge, user=alice.user)
    assert status(fresh.call("sync", "Leads", "1")) == NOT_SIGNED


def test_the_secret_is_not_in_the_database_as_it_is(button: Button) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM sync_buttonkey")
        (kept,) = cursor.fetchone()
    assert button.secret not in kept
    assert ButtonKey.objects.get().secret == button.secret


def test_too_many_presses(button: Button) -> None:
    for _ in range(30):
        assert button.call("sync", "Leads", "1").status_code == 200
    answer = button.call("sync", "Leads", "1")
    assert status(answer) == (429, "Too many calls. Wait a minute, then press again.")
    assert answer["Retry-After"] == "60"
    assert button.call("state", "Leads", "1").status_code == 200


def test_who_guesses_is_stopped_and_shuts_nobody_out(button: Button) -> None:
    guesser = Button(button.bridge_id, button.organisation, "a guess")
    answers = {guesser.call("sync", "Leads", "1").status_code for _ in range(25)}
    assert answers == {401, 429}
    assert button.call("sync", "Leads", "1").status_code == 200  # from the same address


def test_what_was_turned_away_is_counted(button: Button, alice: Person) -> None:
    Button(button.bridge_id, button.organisation, "wrong").call("sync", "Leads", "1")
    button.call("sync", "Leads", "1", moment=ago(6))
    assert troubles(bridge=alice.bridge) == {Trouble.FORGED: 1, Trouble.STALE: 1}


def test_only_a_post_is_heard(button: Button) -> None:
    assert button.client.get(f"/button/{button.bridge_id}/sync/").status_code == 405


@pytest.mark.parametrize("body", [b"", b"not json", b'["by"]', b'{"run": "x", "by": 7}'])
def test_a_body_that_says_nothing_is_no_matter(button: Button, body: bytes) -> None:
    for action in ("sync", "state"):
        assert button.call(action, "Leads", "1", body).status_code == 200
