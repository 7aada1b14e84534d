"""Undo, from the run's page to its end: in a real browser, by mouse and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sync.core.states import RunKind, RunState
from sync.models import Run
from tests.browser.rooms import Where
from tests.browser.rooms_trust import undo_some
from tests.browser.test_pages_look import enter

pytestmark = pytest.mark.django_db(transaction=True)


def walk(page: Page, live_server: LiveServer) -> None:
    where = undo_some()
    enter(page, Where(where.path.removesuffix("undo/"), where.person), live_server)
    page.get_by_role("link", name="Undo this run").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    expect(page.get_by_text("cannot go back. It was changed again since.")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Undo under way")).to_be_visible()
    made = Run.objects.get(kind=RunKind.UNDO)
    Run.objects.filter(pk=made.pk).update(
        state=RunState.PARTLY, counts={"accounts": {"written": 1, "held": 1}}
    )
    page.reload()
    expect(page.get_by_text("1 record taken back. 1 record could not")).to_be_visible()


def test_a_run_is_taken_back(page: Page, live_server: LiveServer) -> None:
    walk(page, live_server)


def test_it_all_works_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    walk(context.new_page(), live_server)
    context.close()
