"""What a person sees when something is wrong, and what an operator may look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from sync.web.words import took
from tests.web.people import Person, change, connect_both, run

pytestmark = pytest.mark.django_db


def breaks(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken")


def doubtful(_request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


urlpatterns = [
    path("breaks/", breaks),
    path("doubtful/", doubtful),
    path("", include("syncportal.urls")),
]


@pytest.fixture
def calm() -> Client:
    """Answer as the real server does when a view breaks."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("where", "status", "words"),
    [
        ("/breaks/", 500, "Something broke on our side"),
        ("/doubtful/", 400, "That request could not be read"),
        ("/nowhere/", 404, "There is no such page"),
    ],
)
def test_a_fault_has_a_page_in_our_look(calm: Client, where: str, status: int, words: str) -> None:
    answer = calm.get(where)
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "Zoho CRM to Xero" in page
    assert "portal.css" in page


def test_a_form_that_was_open_too_long_says_so(calm: Client) -> None:
    answer = calm.post("/accounts/login/", {"login": "a@example.com", "password": "x"})
    assert answer.status_code == 403
    assert "This page had been open too long" in answer.content.decode()


def test_operators_see_rows_and_no_tokens(alice: Person, client: Client) -> None:
    connect_both(alice)
    change(run(alice), "Acme")
    client.force_login(User.objects.create_superuser("root", "root@example.com"))
    for model in ("tenant", "membership", "connection", "bridge", "run", "change", "question"):
        assert client.get(f"/admin/sync/{model}/").status_code == 200
    connection = alice.bridge.xero
    assert connection is not None
    page = client.get(f"/admin/sync/connection/{connection.pk}/change/").content.decode()
    assert "Brightwater Ltd (Xero)" in page
    assert "token" not in page.replace("csrfmiddlewaretoken", "")
    assert client.get("/admin/sync/run/add/").status_code == 403
    assert client.post(f"/admin/sync/connection/{connection.pk}/delete/").status_code == 403
    assert client.get("/admin/sync/grant/").status_code == 404


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 s"), (59, "59 s"), (60, "1 min 0 s"), (130, "2 min 10 s"), (3900, "1 h 5 min")],
)
def test_a_length_of_time_in_words(seconds: int, words: str) -> None:
    start = datetime(2026, 11, 22, tzinfo=UTC)
    assert took(start, start + timedelta(seconds=seconds)) == words
    assert took(start, None) == ""
