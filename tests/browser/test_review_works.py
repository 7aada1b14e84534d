"""Review in a real browser: answered with scripts, and without them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sync.core.answers import Choice
from sync.models import Answer, Run
from tests.browser.rooms_review import review_edits, review_matches
from tests.browser.test_pages_look import enter

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_on_a_page_are_ticked_and_answered(page: Page, live_server: LiveServer) -> None:
    enter(page, review_edits(), live_server)
    page.get_by_label("Tick all on this page").check()
    page.get_by_role("button", name="Take Zoho CRM's value", exact=True).first.click()
    expect(page.get_by_text("2 answers are being carried out.")).to_be_visible()
    expect(page.get_by_role("heading", name="Synchronization under way")).to_be_visible()
    given = Answer.objects.filter(choice=Choice.ZOHO)
    assert set(given.values_list("field", flat=True)) == {"phone", "website"}
    Run.objects.all().delete()


def test_one_of_several_is_chosen_without_scripts(
    browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, review_matches(), live_server)
    expect(page.get_by_label("Tick all on this page")).to_be_hidden()
    page.get_by_role("button", name="It is this one").nth(1).click()
    expect(page.get_by_text("1 answer is being carried out.")).to_be_visible()
    assert Answer.objects.get().xero_id == "x1"
    page.get_by_role("checkbox", name="Bolt Ltd").check()
    page.get_by_role("button", name="They are different", exact=True).first.click()
    expect(page.get_by_text("Answered: They are different")).to_be_visible()
    context.close()
