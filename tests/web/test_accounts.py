"""Signing up, logging in and out, passwords, the demo's person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import Client

from sync.models import Bridge, Membership, Role, Tenant
from tests.web.people import PASSWORD, Person

pytestmark = pytest.mark.django_db
ANSWERS = {"company": "  Acme   Ltd ", "email": "new@example.com", "password1": PASSWORD}


def signup(client: Client, **changed: str) -> Any:
    return client.post("/accounts/signup/", {**ANSWERS, **changed})


def test_signing_up_opens_a_company_with_an_owner_and_an_empty_bridge(client: Client) -> None:
    assert signup(client).status_code == 302
    member = Membership.objects.get()
    assert (member.user.email, member.role) == ("new@example.com", Role.OWNER)
    assert member.tenant.name == "Acme Ltd"
    bridge = Bridge.objects.get()
    assert (bridge.tenant, bridge.zoho, bridge.xero) == (member.tenant, None, None)
    page = client.get("/", follow=True).content.decode()
    assert "Connect Zoho CRM" in page
    assert "Connect Xero" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"company": ""}, "This field is required."),
        ({"email": "not an address"}, "Enter a valid email address."),
        ({"password1": "12345678"}, "This password is too common."),
    ],
)
def test_a_bad_answer_gets_a_sentence_and_loses_nothing(
    client: Client, changed: dict[str, str], sentence: str
) -> None:
    page = signup(client, **changed).content.decode()
    assert sentence in page
    kept = {**ANSWERS, **changed}
    assert not kept["company"].strip() or kept["company"].strip() in page
    assert kept["email"] in page
    assert not User.objects.exists()
    assert not Tenant.objects.exists()


def test_a_person_is_not_made_without_a_company(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sync_bridge ADD CONSTRAINT shut CHECK (false) NOT VALID")
    with pytest.raises(IntegrityError):
        signup(client)
    assert not User.objects.exists()


def test_logging_in_and_out(alice: Person, client: Client) -> None:
    wrong = client.post("/accounts/login/", {"login": alice.user.email, "password": "no"})
    assert "not correct" in wrong.content.decode()
    assert alice.user.email in wrong.content.decode()
    answers = {"login": alice.user.email, "password": PASSWORD}
    assert client.post("/accounts/login/", answers).headers["Location"] == "/"
    assert client.get("/").status_code == 302
    client.post("/accounts/logout/")
    assert client.get("/").headers["Location"].startswith("/accounts/login/")


def test_a_forgotten_password_is_set_anew_by_mail(
    alice: Person, client: Client, mailoutbox: list[Any]
) -> None:
    client.post("/accounts/password/reset/", {"email": alice.user.email})
    assert mailoutbox[0].subject.startswith("[Zoho CRM to Xero] ")
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body)
    assert link
    page = client.get(link[1], follow=True)
    assert "Set a new password" in page.content.decode()
    fresh = "quite another staple"
    where = page.request["PATH_INFO"]
    client.post(where, {"password1": fresh, "password2": fresh}, follow=True)
    alice.user.refresh_from_db()
    assert alice.user.check_password(fresh)


def test_a_used_link_offers_a_new_one(client: Client) -> None:
    page = client.get("/accounts/password/reset/key/1-set-password/").content.decode()
    assert "This link does not work any more" in page
    confirm = client.get("/accounts/confirm-email/nonsense/").content.decode()
    assert "Send me a new one" in confirm


def test_an_address_is_confirmed_by_mail(client: Client, mailoutbox: list[Any]) -> None:
    signup(client)
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body)
    assert link
    assert "Is <strong>new@example.com</strong> yours?" in client.get(link[1]).content.decode()
    client.post(link[1])
    assert EmailAddress.objects.get().verified


def test_the_demos_person_is_made_once(monkeypatch: Any, client: Client, capsys: Any) -> None:
    monkeypatch.setenv("DEMO_EMAIL", "demo@example.com")
    for password in ("first-password-1", "second-password-2"):
        monkeypatch.setenv("DEMO_PASSWORD", password)
        call_command("demo_user")
    assert "demo@example.com owns Brightwater Ltd." in capsys.readouterr().out
    assert Tenant.objects.get().name == "Brightwater Ltd"
    assert Bridge.objects.count() == User.objects.count() == 1
    assert EmailAddress.objects.get().verified
    answers = {"login": "demo@example.com", "password": "second-password-2"}
    assert client.post("/accounts/login/", answers).status_code == 302


def test_the_demos_person_needs_a_password(monkeypatch: Any) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        call_command("demo_user")
