from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.core.records import Module, Side
from sync.core.states import Notify, RunKind, RunState
from sync.models import Connection, Cursor, Run
from tests.web.people import Person, connect_both, fetched, link, record, run

pytestmark = pytest.mark.django_db
ALL = {"modules": ["accounts", "products", "invoices"], "window": "everything"}


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


@pytest.fixture
def ready(alice: Person) -> Person:
    connect_both(alice)
    fetched(alice)
    return alice


def press(one: Person, data: dict[str, Any]) -> Any:
    return one.client.post(url("sync-start", one), data)


@pytest.mark.parametrize(
    ("data", "modes", "window"),
    [
        (ALL, {"accounts": "both", "products": "both", "invoices": "both"}, "all"),
        (
            {"modules": ["invoices"], "mode_invoices": "xero_to_crm", "window": "last"},
            {"invoices": "xero_to_crm"},
            "last",
        ),
        (
            {"modules": ["accounts"], "mode_accounts": "crm_to_xero", "window": "days", "days": 7},
            {"accounts": "crm_to_xero"},
            "7d",
        ),
        ({**ALL, "modules": ["accounts"], "days": "x"}, {"accounts": "both"}, "all"),
    ],
)
def test_sync_now_asks_for_what_was_chosen(
    ready: Person, data: dict[str, Any], modes: dict[str, str], window: str
) -> None:
    assert press(ready, data)["Location"] == url("synchronization", ready)
    made = Run.objects.get(kind=RunKind.SYNC)
    assert made.options == {"modes": modes, "window": window}
    assert made.requested_by == ready.user


def test_a_mail_at_its_end_is_asked_for_with_a_tick(ready: Person) -> None:
    press(ready, ALL)
    assert Run.objects.get().notify == ""
    press(ready, {**ALL, "notify": "on"})  # joins, and asks for more
    assert Run.objects.get().notify == Notify.ALWAYS


def test_a_second_click_joins_the_open_run(ready: Person) -> None:
    press(ready, ALL)
    press(ready, ALL)
    assert Run.objects.count() == 1
    page = ready.client.get(url("synchronization", ready)).content.decode()
    assert "Another click on Sync Now joins this run." in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"modules": []}, "Tick at least one module."),
        ({"modules": ["ledgers"]}, "not one of the available choices"),
        ({"mode_products": "sideways"}, "not one of the available choices"),
        ({"window": ""}, "Choose which records to synchronize."),
        ({"window": "days", "days": ""}, "Say how many days: a whole number from 1 to 3650."),
        ({"window": "days", "days": "0"}, "Say how many days: a whole number from 1 to 3650."),
        ({"window": "days", "days": "many"}, "Say how many days: a whole number from 1 to 3650."),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    ready: Person, changed: dict[str, Any], sentence: str
) -> None:
    answer = press(ready, {**ALL, "mode_accounts": "xero_to_crm", "days": "12", **changed})
    page = " ".join(answer.content.decode().split()).partition('id="automatic"')[0]
    assert answer.status_code == 422
    assert sentence in page
    assert '<option value="xero_to_crm" selected>' in page
    form = answer.context["form"]
    assert form["modules"].value() == {**ALL, **changed}["modules"]
    assert page.count(" checked>") == sum(row["ticked"] for row in form.rows()) + (
        {**ALL, **changed}["window"] != ""
    )
    assert f'value="{changed.get("days", "12")}"' in page
    assert not Run.objects.exists()


def test_the_button_says_what_is_missing(alice: Person) -> None:
    def said() -> str:
        return str(alice.client.get(url("synchronization", alice)).context["hindrance"])

    assert said() == "Connect Zoho CRM and Xero first."
    connect_both(alice)
    assert said().startswith("Fetch the records of Zoho CRM and Xero first")
    fetched(alice)
    assert said() == ""
    Cursor.objects.filter(side="xero", module="products").update(fetched_at=None)
    assert said() == ""
    Cursor.objects.filter(side="xero", module="products").delete()
    assert said().startswith("Fetch the records of Xero first")
    Connection.objects.filter(side="zoho").update(state="lost")
    assert said() == "Connect Zoho CRM first."


def test_a_click_that_comes_too_early_is_answered_in_words(alice: Person) -> None:
    page = press(alice, ALL).content.decode()
    assert "Zoho CRM is not connected. Connect it in Setup first." in page


def test_everything_is_chosen_until_a_first_sync_has_finished(ready: Person) -> None:
    def chosen() -> object:
        return ready.client.get(url("synchronization", ready)).context["form"]["window"].value()

    assert chosen() == "everything"
    run(ready, state=RunState.FAILED)
    assert chosen() == "everything"
    run(ready, state=RunState.PARTLY)
    assert chosen() == "last"


def test_it_shows_how_the_open_run_goes_and_stops_it(ready: Person) -> None:
    counts = {"accounts": {"read": 1500, "planned": 40, "written": 10, "held": 2, "refused": 1}}
    made = run(ready, state=RunState.RUNNING, counts=counts, calls={"zoho": 3, "xero": 1200})
    page = ready.client.get(url("synchronization", ready)).content.decode()
    assert 'value="11"' in page
    assert "Calls used: 3 to Zoho CRM, 1,200 to Xero" in page
    assert "1,500" in page
    stopped = ready.client.post(url("run-stop", ready, made.public_id), follow=True)
    assert Run.objects.get().stop_requested
    assert "Stopping. What has been sent to a vendor is brought to its end" in (
        stopped.content.decode()
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": RunState.QUEUED}, "Waiting for its turn."),
        ({"state": RunState.FAILED, "error": "Xero is away."}, "Xero is away."),
        ({"state": RunState.FAILED}, "It could not be finished."),
        ({"state": RunState.STOPPED}, "Stopped by a person."),
        ({"state": RunState.SUCCEEDED, "left": 0}, "0 changes left."),
        ({"state": RunState.SUCCEEDED}, "Both sides agree."),
        ({"counts": {"accounts": {"written": 1}}, "left": 1}, "1 change left."),
        ({"counts": {"accounts": {"written": 1}}}, "1 record written."),
        (
            {"state": RunState.PARTLY, "counts": {"accounts": {"held": 2, "refused": 1}}},
            "3 records held or refused",
        ),
    ],
)
def test_a_run_is_told_in_a_sentence(ready: Person, values: dict[str, Any], sentence: str) -> None:
    run(ready, **values)
    page = ready.client.get(url("synchronization", ready)).content.decode()
    assert sentence in page


def test_a_paused_run_says_why_and_that_it_goes_on(ready: Person) -> None:
    made = run(ready, state=RunState.RUNNING, error="Xero asks to wait.")
    made.wake_at = made.created_at
    made.save()
    page = ready.client.get(url("synchronization", ready)).content.decode()
    assert "Paused, and goes on by itself. Xero asks to wait." in page


def test_an_open_run_says_how_long_the_rest_takes(alice: Person) -> None:
    started = timezone.now() - timedelta(seconds=60)
    counts = {"accounts": {"read": 9, "planned": 40, "written": 10}}
    made = run(alice, state=RunState.RUNNING, counts=counts, started_at=started)
    where = reverse("sync:run-progress", args=[alice.bridge.public_id, made.public_id])
    page = alice.client.get(where).content.decode()
    assert re.search(r"time left: about 3 min \d+ s", page)
    Run.objects.update(counts={"accounts": {"read": 9}})
    assert "time left" not in alice.client.get(where).content.decode()
    Run.objects.update(counts=counts, wake_at=timezone.now())
    assert "time left" not in alice.client.get(where).content.decode()


def ask_for(one: Person, text: str, **more: str) -> Any:
    return press(one, {"modules": ["accounts"], "window": "one", "which": text, **more})


def test_one_record_is_synced_by_its_name(ready: Person) -> None:
    for side in Side:
        record(ready, side, Module.ACCOUNTS, "Northwind")
    link(ready, Module.ACCOUNTS, "Northwind")
    record(ready, Side.ZOHO, Module.ACCOUNTS, "Northwind Traders")
    answer = ask_for(ready, "northwind", mode_accounts="crm_to_xero")
    made = Run.objects.get(kind=RunKind.SYNC)
    assert answer["Location"] == url("run", ready, made.public_id)
    assert made.options["only"] == {"accounts": [["zoho-Northwind", "xero-Northwind"]]}
    assert made.options["modes"] == {"accounts": "crm_to_xero"}
    assert made.notify == ""
    ask_for(ready, "northwind", mode_accounts="crm_to_xero", notify="on")  # joins, and asks more
    assert Run.objects.get(kind=RunKind.SYNC).notify == Notify.ALWAYS


def test_of_several_records_a_person_chooses(ready: Person) -> None:
    for title in ("Acme North", "Acme South"):
        record(ready, Side.ZOHO, Module.ACCOUNTS, title)
    assert ask_for(ready, "Acme")["Location"] == url("records", ready) + "?q=Acme"
    for number in range(5):
        record(ready, Side.ZOHO, Module.ACCOUNTS, f"Acme {number}")
    assert ask_for(ready, "Acme")["Location"] == url("records", ready) + "?q=Acme"
    assert not Run.objects.filter(kind=RunKind.SYNC).exists()


def test_one_record_without_a_name(ready: Person) -> None:
    answer = ask_for(ready, "")
    assert answer.status_code == 422
    assert "Say which record" in answer.content.decode()
    assert not Run.objects.filter(kind=RunKind.SYNC).exists()


def test_one_record_that_was_not_read_yet_is_looked_for(ready: Person) -> None:
    record(ready, Side.ZOHO, Module.INVOICES, "Globex")  # not one of the modules that are ticked
    answer = ask_for(ready, "Globex")
    run = Run.objects.get(kind=RunKind.SYNC)
    assert answer["Location"] == url("run", ready, run.public_id)
    assert (run.options["named"], run.options["only"]) == ("Globex", {})
    page = ready.client.get(answer["Location"]).content.decode()
    assert "The one called Globex" in page
