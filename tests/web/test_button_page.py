"""Setup > Button in Zoho CRM: the secret is shown once, and to who may."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from sync.models import AuditEntry, ButtonKey
from tests.press import Button
from tests.web.people import Person, connect_both

pytestmark = pytest.mark.django_db


def url(name: str, one: Person) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id])


def secret_in(page: str) -> str:
    found = re.search(r'<code id="secret">([^<]+)</code>', page)
    return found[1] if found else ""


def test_a_secret_is_shown_once_and_works(alice: Person) -> None:
    connect_both(alice)
    assert alice.bridge.zoho
    alice.bridge.zoho.organisation_id = "7001"
    alice.bridge.zoho.save()
    page = alice.client.post(url("button-make", alice))
    assert "no-store" in page["Cache-Control"]
    secret = secret_in(page.content.decode())
    assert page.content.decode().count(secret) == 2  # by itself, and in the function to paste
    again = alice.client.get(url("button", alice)).content.decode()
    assert secret not in again
    assert "It is not shown again." in again
    assert "paste-the-secret-here" in again
    button = Button(str(alice.bridge.public_id), "7001", secret)
    assert button.call("sync", "Leads", "1").status_code == 200
    assert "Not yet" not in alice.client.get(url("button", alice)).content.decode()


def test_a_new_secret_ends_the_old_one_and_both_are_noted(alice: Person) -> None:
    connect_both(alice)
    first, second = (
        secret_in(alice.client.post(url("button-make", alice)).content.decode()) for _ in range(2)
    )
    assert first != second
    assert ButtonKey.objects.get().secret == second
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["Button secret made", "Button secret replaced"]
    assert not AuditEntry.objects.filter(detail__contains=second).exists()


def test_switched_off_there_is_no_secret(alice: Person) -> None:
    connect_both(alice)
    alice.client.post(url("button-make", alice))
    page = alice.client.post(url("button-drop", alice), follow=True).content.decode()
    assert "The button is switched off." in page
    assert not ButtonKey.objects.exists()


def test_without_a_crm_there_is_nothing_to_make(alice: Person) -> None:
    page = alice.client.post(url("button-make", alice), follow=True).content.decode()
    assert "Connect Zoho CRM first" in page
    assert not ButtonKey.objects.exists()


def test_an_operator_may_look_but_not_make(alice: Person, olga: Person) -> None:
    assert "Only an owner or admin" in olga.client.get(url("button", alice)).content.decode()
    for name in ("button-make", "button-drop"):
        assert olga.client.post(url(name, alice)).status_code == 403


def test_what_was_turned_away_is_told(alice: Person) -> None:
    connect_both(alice)
    alice.client.post(url("button-make", alice))
    Button(str(alice.bridge.public_id), "1", "a guess").call("sync", "Leads", "1")
    page = alice.client.get(url("button", alice)).content.decode()
    assert "1 not signed with the secret" in page


def test_the_functions_are_ready_to_paste(alice: Person) -> None:
    connect_both(alice)
    page = alice.client.get(url("button", alice)).content.decode()
    assert f"/button/{alice.bridge.public_id}/" in page
    assert "getOrgVariable" not in page
    assert "sync_purchase_orders_to_xero" in page
