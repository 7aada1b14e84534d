from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from sync.core.records import Module, Side
from sync.core.states import RunKind, RunState
from sync.models import Link, Record, Run
from tests.web.people import Person, change, connect_both, fetched, link, record, run

pytestmark = pytest.mark.django_db


def url(name: str, one: Person, made: Run) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, made.public_id])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def pair(one: Person, title: str, phone: str) -> None:
    """Keep two linked records that agree, the Xero one with this phone."""
    for side in Side:
        record(one, side, Module.ACCOUNTS, title)
    Record.objects.filter(remote_id=f"xero-{title}").update(fields={"phone": phone})
    link(one, Module.ACCOUNTS, title)
    Link.objects.update(zoho_base={}, xero_base={})


@pytest.fixture
def made(alice: Person) -> Run:
    """Return a run that wrote three phones, of which one has changed since and one is apart."""
    connect_both(alice)
    fetched(alice)
    done = run(alice)
    for title, phone in (("same", "2"), ("moved", "3")):
        pair(alice, title, phone)
        change(done, title, remote_id=f"xero-{title}", source_id=f"zoho-{title}")
    change(done, "apart", remote_id="xero-apart", source_id="zoho-apart")
    return done


def test_it_says_beforehand_what_goes_back_and_what_stays(
    alice: Person, made: Run, django_assert_max_num_queries: Any
) -> None:
    assert "Undo this run" in text(alice.client.get(url("run", alice, made)))
    with django_assert_max_num_queries(30):
        answer = alice.client.get(url("undo", alice, made))
    assert answer.context["outlook"].back == 1
    page = text(answer)
    assert "It was changed again since" in page
    assert "not there any more" in page
    assert {one["title"] for one in answer.context["staying"]} == {"moved", "apart"}


def test_the_button_starts_one_undo(alice: Person, made: Run) -> None:
    answer = alice.client.post(url("undo-start", alice, made))
    undo = Run.objects.get(kind=RunKind.UNDO)
    assert undo.options["undo"] == str(made.public_id)
    assert answer["Location"] == url("run", alice, undo)
    alice.client.post(url("undo-start", alice, made))
    assert Run.objects.filter(kind=RunKind.UNDO).count() == 1
    assert "Waiting for its turn" in text(alice.client.get(url("run", alice, undo)))
    Run.objects.filter(pk=undo.pk).update(
        state=RunState.PARTLY, counts={"accounts": {"written": 1, "held": 2}}
    )
    said = "1 record taken back. 2 records could not: each says why."
    assert said in text(alice.client.get(url("run", alice, made)))


def test_one_undo_at_a_time(alice: Person, made: Run) -> None:
    alice.client.post(url("undo-start", alice, made))
    other = run(alice)
    change(other, "x")
    answer = alice.client.post(url("undo-start", alice, other), follow=True)
    assert "Another run is being taken back" in text(answer)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"kind": RunKind.FETCH}, "Only a synchronization"),
        ({"kind": RunKind.SYNC}, "has written nothing"),
        ({"kind": RunKind.SYNC, "state": RunState.RUNNING}, "is not over yet"),
    ],
)
def test_what_cannot_be_undone_says_why(alice: Person, values: dict[str, Any], why: str) -> None:
    made = run(alice, **values)
    assert "Undo this run" not in text(alice.client.get(url("run", alice, made)))
    assert why in text(alice.client.get(url("undo", alice, made)))
    assert why in text(alice.client.post(url("undo-start", alice, made), follow=True))


def test_a_viewer_takes_nothing_back(alice: Person, victor: Person, made: Run) -> None:
    assert "Undo this run" not in text(victor.client.get(url("run", alice, made)))
    assert victor.client.get(url("undo", alice, made)).status_code == 403
