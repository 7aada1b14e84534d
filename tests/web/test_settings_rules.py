from __future__ import annotations

import pytest

from sync.core.choices import Brake, Choices, Deletions, Rounding
from sync.core.records import Module
from sync.core.states import RunState
from sync.core.table import Owner
from sync.models import AuditEntry, Connection, Cursor, Rules, Run
from sync.store.rules import rules_get
from tests.web.people import Person, fetched, run
from tests.web.settings_rows import filled, known, press, url

pytestmark = pytest.mark.django_db
ROOMS = ["rules", "statuses", "taxes", "accounts"]


def chosen(one: Person) -> Choices:
    return rules_get(bridge_id=one.bridge.pk).choices


def test_what_is_chosen_is_kept_and_shown_again(alice: Person) -> None:
    known(alice)
    page = press(
        alice,
        "rules",
        owner="xero",
        owner_accounts="newest",
        deletions_invoices="mark",
        rounding="line",
        share="50",
        at_least="5",
    )
    assert "Settings are saved." in page.content.decode()
    choices = chosen(alice)
    assert (choices.owner, choices.of(Module.ACCOUNTS).owner) == (Owner.XERO, Owner.NEWEST)
    assert choices.of(Module.INVOICES).deletions is Deletions.MARK
    assert (choices.rounding, choices.brake) == (Rounding.LINE, Brake(50, 5))
    assert filled(alice, "rules")["owner_accounts"] == "newest"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail, entry.user) == ("settings saved", "Rules", alice.user)


@pytest.mark.parametrize("room", ROOMS)
def test_saving_what_stands_changes_nothing(alice: Person, room: str) -> None:
    known(alice)
    assert "Settings are saved." in press(alice, room).content.decode()
    assert not Rules.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("share", "0", "from 1 to 100"),
        ("share", "much", "from 1 to 100"),
        ("at_least", "", "from 1 to 1,000,000"),
        ("owner", "me", "choose one of those offered"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    alice: Person, field: str, value: str, words: str
) -> None:
    known(alice)
    page = press(alice, "rules", **{"rounding": "accept", field: value})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert page.context["form"]["rounding"].value() == "accept"
    assert not Rules.objects.exists()


def test_who_comes_second_is_told_and_may_save_again(alice: Person, adam: Person) -> None:
    known(alice)
    stale = filled(alice, "rules")
    press(adam, "rules", share="40")
    page = alice.client.post(url(alice, "rules-save"), {**stale, "do": "save", "share": "60"})
    assert "Somebody else saved settings" in page.content.decode()
    assert chosen(alice).brake.share == 40
    again = {name: page.context["form"][name].value() for name in ("seen", "share")}
    assert again == {"seen": 1, "share": "60"}
    press(alice, "rules", share="60")
    assert chosen(alice).brake.share == 60


def test_opt_in_takes_effect_by_itself(alice: Person) -> None:
    known(alice)
    fetched(alice)
    page = press(alice, "rules", opt_in_accounts="on").content.decode()
    assert "it takes effect by itself: Accounts are read anew" in page
    unread = Cursor.objects.filter(fetched_at=None).values_list("side", "module")
    assert list(unread) == [("zoho", "accounts")]
    begun = Run.objects.get(kind="fetch")
    assert (begun.state, begun.options["sides"]) == ("queued", ["zoho", "xero"])
    shown = alice.client.get(url(alice, "fetch")).content.decode()
    assert "What changed settings ask for" in shown
    assert "Being read anew" in shown
    press(alice, "rules", opt_in_invoices="on")
    assert Run.objects.filter(kind="fetch").count() == 1


def test_what_nobody_has_fetched_is_not_read_for_settings(alice: Person) -> None:
    known(alice)
    assert "Settings are saved." in press(alice, "rules", opt_in_accounts="on").content.decode()
    assert not Run.objects.filter(kind="fetch").exists()


def test_with_nothing_connected_the_next_run_reads_it(alice: Person) -> None:
    known(alice)
    fetched(alice)
    Connection.objects.update(state="disconnected")
    press(alice, "rules", opt_in_accounts="on")
    assert Cursor.objects.filter(fetched_at=None).count() == 1
    assert not Run.objects.filter(kind="fetch").exists()


def test_while_a_run_is_under_way_what_it_reads_stays(alice: Person) -> None:
    known(alice)
    run(alice, state="running")
    page = press(alice, "rules", opt_in_accounts="on").content.decode()
    assert "A run is under way" in page
    assert not Rules.objects.exists()
    assert "Settings are saved." in press(alice, "rules", owner="xero").content.decode()


@pytest.mark.parametrize("room", ROOMS)
def test_a_viewer_may_look_but_not_save(alice: Person, victor: Person, room: str) -> None:
    known(alice)
    page = victor.client.get(url(victor, room))
    assert page.status_code == 200
    assert "<fieldset" in page.content.decode()
    assert "not change it" in page.content.decode()
    assert press(victor, room).status_code == 403


@pytest.mark.parametrize("room", ROOMS)
def test_an_empty_portal_shows_the_page_too(alice: Person, room: str) -> None:
    assert alice.client.get(url(alice, room)).status_code == 200


def test_a_run_that_stopped_to_ask_may_go_on(alice: Person, victor: Person) -> None:
    known(alice)
    fetched(alice)
    options = {"modes": {"accounts": "both"}, "window": "30d"}
    stopped = run(alice, state=RunState.BRAKED, error="Nothing was written: too much.")
    stopped.options = options
    stopped.save()
    where = f"/{alice.bridge.public_id}/history/{stopped.public_id}/go-on/"
    page = alice.client.get(f"/{alice.bridge.public_id}/synchronization/").content.decode()
    assert "Nothing was written: too much." in page
    assert where in page
    assert victor.client.post(where).status_code == 403
    alice.client.post(where)
    fresh = Run.objects.get(state=RunState.QUEUED)
    assert fresh.options == {**options, "brake_off": True}
    again = alice.client.post(
        f"/{alice.bridge.public_id}/history/{fresh.public_id}/go-on/", follow=True
    )
    assert "does not wait for your word" in again.content.decode()
