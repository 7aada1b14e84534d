"""Setup: the guide, the cards, the way to a consent page and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from sync.core.guide import Step
from sync.core.records import Side
from sync.core.states import RunKind
from sync.models import Bridge, Connection, Consent, SetupStep
from sync.web.guide import WORDS
from tests.web.people import Person, connect, connect_both, fetched, person, run

pytestmark = pytest.mark.django_db


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def page_of(one: Person, where: str) -> str:
    return one.client.get(where, follow=True).content.decode()


@pytest.fixture(autouse=True)
def apps(settings: Any) -> None:
    """Stand for the operator's two apps at the vendors."""
    for vendor in ("XERO", "ZOHO"):
        setattr(settings, f"{vendor}_CLIENT_ID", "our-app")
        setattr(settings, f"{vendor}_CLIENT_SECRET", "our-secret")


def next_step(one: Person) -> str:
    page = page_of(one, url("setup", one))
    at = page.partition('aria-current="step"')[2].partition("(next)")[0]
    return next((step for step, words in WORDS.items() if words.label in at), "")


def test_the_guide_knows_the_next_step(alice: Person) -> None:
    assert next_step(alice) == Step.ZOHO
    connect(alice, Side.ZOHO)
    assert next_step(alice) == Step.XERO
    connect(alice, Side.XERO)
    assert next_step(alice) == Step.FIELDS
    for step in (Step.FIELDS, Step.MAPPINGS):
        alice.client.post(url("step-pass", alice), {"step": step})
    assert next_step(alice) == Step.FETCH
    fetched(alice)
    assert next_step(alice) == Step.PREVIEW
    run(alice, RunKind.PREVIEW)
    assert next_step(alice) == Step.SYNC
    run(alice)
    assert next_step(alice) == ""


def test_only_advice_can_be_passed_over(alice: Person) -> None:
    page = alice.client.post(url("step-pass", alice), {"step": Step.FETCH}, follow=True)
    assert "That step cannot be left out." in page.content.decode()
    assert not SetupStep.objects.exists()


def test_the_next_step_is_offered_to_who_may_take_it(
    alice: Person, olga: Person, victor: Person
) -> None:
    def offers(one: Person, room: str) -> tuple[bool, bool]:
        said = page_of(one, url(room, alice))
        return "Go to Fetch" in said or "Connect Zoho CRM</a>" in said, "can do this." in said

    for room in ("dashboard", "review", "setup"):
        assert offers(alice, room) == (True, False)
        assert offers(olga, room) == offers(victor, room) == (False, True)
    connect_both(alice)
    for step in (Step.FIELDS, Step.MAPPINGS):
        alice.client.post(url("step-pass", alice), {"step": step})
    for room in ("dashboard", "review", "setup"):
        assert offers(alice, room) == offers(olga, room) == (True, False)
        assert offers(victor, room) == (False, True)


def test_the_guide_praises_nothing_too_early(alice: Person) -> None:
    connect_both(alice)
    fetched(alice)
    run(alice)
    assert "All steps are done." in page_of(alice, url("setup", alice))
    Connection.objects.filter(side="xero").update(state="disconnected")
    assert "All steps are done." not in page_of(alice, url("setup", alice))


def test_a_card_says_which_organisation_who_and_why_it_was_lost(alice: Person) -> None:
    connect_both(alice)
    lost = "The access was taken back at Xero."
    Connection.objects.filter(side="xero").update(state="lost", lost_because=lost)
    page = page_of(alice, url("setup", alice))
    for words in ("Brightwater (Zoho CRM)", "Brightwater Ltd (Xero)", lost, "Log-in lost"):
        assert words in page
    assert page.count(alice.user.email) >= 2


@pytest.mark.parametrize("side", Side)
def test_connect_leads_to_the_vendor_and_remembers_who_left(alice: Person, side: Side) -> None:
    answer = alice.client.post(url("connect-begin", alice, side))
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked["redirect_uri"] == [f"http://localhost:8000/connect/{side}/callback"]
    consent = Consent.objects.get()
    assert (consent.user, consent.side, [consent.state]) == (alice.user, side, asked["state"])
    policy = alice.client.get(url("setup", alice))["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "form-action" not in policy  # or the browser would not follow the form there


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "does not belong to a connection that you started"),
        ("?state=foreign&code=1", "does not belong to a connection that you started"),
    ],
)
def test_a_callback_that_nobody_asked_for_changes_nothing(
    alice: Person, query: str, sentence: str
) -> None:
    page = page_of(alice, f"/connect/xero/callback{query}")
    assert sentence in page
    assert "Your way to the first synchronization" in page
    assert not Connection.objects.exists()


def test_another_persons_state_is_foreign_and_a_used_one_too(alice: Person) -> None:
    alice.client.post(url("connect-begin", alice, Side.XERO))
    back = f"/connect/xero/callback?error=access_denied&state={Consent.objects.get().state}"
    mallory = person("mallory")
    assert "does not belong" in page_of(mallory, back)
    assert "You did not allow the connection" in page_of(alice, back)
    assert "does not belong" in page_of(alice, back)


def test_a_callback_of_a_stranger_asks_for_the_log_in_first(client: Client) -> None:
    answer = client.get("/connect/xero/callback?state=s&code=c")
    assert answer["Location"].startswith("/accounts/login/?next=/connect/xero/callback")


def test_disconnect_says_which_other_pairs_stop(alice: Person) -> None:
    connect_both(alice)
    where = url("disconnect", alice, Side.ZOHO)
    assert "pairs of yours" not in alice.client.get(where).content.decode()
    Bridge.objects.create(tenant=alice.bridge.tenant, zoho=alice.bridge.zoho)
    assert "2 pairs of yours use this connection" in alice.client.get(where).content.decode()


def test_disconnect_says_what_is_kept_and_asks_first(alice: Person) -> None:
    connect_both(alice)
    connection = Connection.objects.get(side="xero")
    connection.grant = None  # so that nobody has to be told at the vendor
    connection.save()
    where = url("disconnect", alice, Side.XERO)
    page = page_of(alice, where)
    assert "What is kept" in page
    assert "Brightwater Ltd (Xero)" in page
    assert Connection.objects.get(side="xero").state == "connected"
    after = alice.client.post(where, follow=True).content.decode()
    assert "Xero is disconnected. Everything else is kept." in after
    assert Connection.objects.get(side="xero").state == "disconnected"
    assert Bridge.objects.get().xero_id == connection.pk
    assert "Connect the same organisation again to go on" in after
    assert alice.client.get(where)["Location"] == url("setup", alice)


def offer(one: Person, *organisations: list[str]) -> None:
    session = one.client.session
    session["connect_choice"] = {
        "bridge": str(one.bridge.public_id),
        "state": "gone",
        "organisations": organisations,
    }
    session.save()


def test_one_of_several_organisations_is_chosen(alice: Person) -> None:
    offer(alice, ["1", "First Ltd"], ["2", "Second Ltd"])
    where = url("choose", alice)
    page = page_of(alice, where)
    assert "First Ltd" in page
    assert "Second Ltd" in page
    for answer in ({}, {"organisation": "3"}):
        refused = alice.client.post(where, answer)
        assert refused.status_code == 400
        assert "Choose one of these organisations." in refused.content.decode()
    late = alice.client.post(where, {"organisation": "2"}, follow=True).content.decode()
    assert "This choice is no longer open. Please start again from Setup." in late
    assert "nothing to choose from any more" in page_of(alice, where)


def test_a_choice_belongs_to_its_own_bridge(alice: Person, mallory: Person) -> None:
    offer(mallory, ["1", "First Ltd"])
    session = mallory.client.session
    session["connect_choice"] = {**session["connect_choice"], "bridge": str(alice.bridge.public_id)}
    session.save()
    assert "nothing to choose from any more" in page_of(mallory, url("choose", mallory))
