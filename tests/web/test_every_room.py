"""What holds for every page, in each of its states."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.architecture.test_every_url import SAMPLE, TENANTS, Route
from tests.browser.every_room import ROOMS
from tests.browser.rooms import Where, not_found

WEIGHT = 300_000  # bytes that travel for a first visit
ASSET = re.compile(r'(?:href|src)="/static/([^"#]+)')
FONT = "vendor/inter/inter-latin-ext-wght-normal.woff2"  # some names need it; the style asks for it
PACKED = (".woff2",)
ANY = {"bridge_id": UUID(int=6), **SAMPLE}

pytestmark = pytest.mark.django_db


def visit(where: Where) -> Any:
    client = where.person.client if where.person else Client()
    return client.get(where.path)


@pytest.fixture(params=ROOMS, ids=lambda room: room.__name__)
def room(request: Any) -> Callable[[], Where]:
    make: Callable[[], Where] = request.param
    return make


def test_it_answers_with_few_questions_to_the_database(
    room: Callable[[], Where], django_assert_max_num_queries: Any
) -> None:
    where = room()
    with django_assert_max_num_queries(30):
        answer = visit(where)
    assert answer.status_code == where.status


def test_its_policy_lets_nothing_in_from_elsewhere(room: Callable[[], Where]) -> None:
    policy = visit(room())["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy


def test_it_is_light(room: Callable[[], Where]) -> None:
    page = visit(room()).content
    names = set(ASSET.findall(page.decode())) | {FONT}
    assert len(names) >= 6
    assert sum(travels(name) for name in names) + len(gzip.compress(page)) <= WEIGHT


def test_it_has_one_heading_and_its_landmarks(room: Callable[[], Where]) -> None:
    page = visit(room()).content.decode()
    assert page.count("<h1") == page.count("<main") == 1
    assert 'href="#content"' in page
    assert '<html lang="en">' in page


def travels(name: str) -> int:
    """Return how many bytes travel for one static file."""
    found = finders.find(name)
    assert found, f"{name} is nowhere"
    content = Path(found).read_bytes()
    return len(content if name.endswith(PACKED) else gzip.compress(content))


# Parts of pages, files, and addresses that only lead on.
NO_PAGES = {
    *("changes-csv", "runs-csv", "mfa_download_recovery_codes"),
    *("crm-fields-card", "found", "run-progress", "standing"),
}
# Ways to log in that are not offered here, and one that a page of our own stands before.
NOT_OFFERED = {"account_confirm_login_code", "account_set_password", "account_signup"}


def test_every_page_has_a_room() -> None:
    seen = {resolve(unquote(path_of(room))).url_name for room in ROOMS if room is not not_found}
    of_tenants = {route[0] for route in TENANTS if takes_get(route)}
    of_people = {one.name for one in allauth_patterns(get_resolver("allauth.urls"))}
    assert of_tenants | of_people <= seen | NO_PAGES | NOT_OFFERED


def path_of(room: Callable[[], Where]) -> str:
    """Make a room, and leave nothing of it to the next one."""
    with transaction.atomic():
        path = room().path
        transaction.set_rollback(True)
    return path.partition("?")[0]


def takes_get(route: Route) -> bool:
    where = reverse(f"sync:{route[0]}", kwargs={name: ANY[name] for name in route[1]})
    return Client().get(where).status_code != 405


def allauth_patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from allauth_patterns(one)
        else:
            yield one
