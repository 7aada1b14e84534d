from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.core.answers import Choice
from sync.core.records import Mode, Module, Side
from sync.core.states import ChangeState
from sync.core.verdicts import Why
from sync.models import Answer, Grant, Link, Question, Record, Run
from tests.web.people import Person, change, connect_both, fetched, link, record, run

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def url(one: Person, name: str = "record", side: Side = Side.ZOHO, title: str = "Contoso") -> str:
    args = [one.bridge.public_id, Module.ACCOUNTS, side, f"{side}-{title}"]
    return reverse(f"sync:{name}", args=args)


def find(one: Person, words: str) -> list[str]:
    where = reverse("sync:records", args=[one.bridge.public_id])
    return [row[0].title for row in one.client.get(where, {"q": words}).context["rows"]]


@pytest.fixture
def contoso(alice: Person) -> Person:
    """Have one company on both sides, agreed, with a phone edited in Zoho since."""
    connect_both(alice)
    fetched(alice)
    for side, phone in ((Side.ZOHO, "2"), (Side.XERO, "1")):
        made = record(alice, side, Module.ACCOUNTS, "Contoso")
        made.fields = {"name": "Contoso", "phone": phone}
        made.keys = ["email:office@contoso.example", "name:contoso"]
        made.save()
    link(alice, Module.ACCOUNTS, "Contoso")
    base = {"name": "Contoso", "phone": "1"}
    Link.objects.update(zoho_base=base, xero_base=base, agreed_at=timezone.now())
    return alice


def test_it_is_found_by_name_number_and_email(contoso: Person, mallory: Person) -> None:
    for words in ("conto", "OFFICE@contoso.example", "zoho-Contoso", "Contoso"):
        assert "Contoso" in find(contoso, words), words
    assert find(contoso, "nobody") == find(contoso, "") == find(mallory, "conto") == []


def test_both_sides_and_the_agreed_state_stand_side_by_side(contoso: Person) -> None:
    rows = {row.label: row for row in contoso.client.get(url(contoso)).context["fields"]}
    phone = rows["Phone"]
    assert (phone.zoho, phone.xero, phone.agreed, phone.edited) == ("2", "1", "1", (True, False))


def test_the_trace_says_what_comes_next(contoso: Person) -> None:
    page = text(contoso.client.get(url(contoso)))
    assert "Written with the next synchronization in Xero: Phone." in page
    Record.objects.filter(side=Side.ZOHO).update(fields={"name": "Contoso", "phone": "1"})
    page = text(contoso.client.get(url(contoso, side=Side.XERO)))
    assert "nothing is left to do" in page


def test_a_mode_that_does_not_carry_it_is_named(contoso: Person) -> None:
    run(contoso, options={"modes": {"accounts": Mode.XERO_TO_CRM}, "window": "last"})
    assert "Left open by the mode" in text(contoso.client.get(url(contoso)))


def test_a_refusal_is_told_with_the_vendors_words(contoso: Person) -> None:
    Question.objects.create(
        bridge=contoso.bridge,
        module=Module.ACCOUNTS,
        zoho_id="zoho-Contoso",
        xero_id="xero-Contoso",
        why=Why.REFUSED,
        field="*",
        detail="The name is too odd.",
        words="Invalid name",
        tries=2,
        retry_at=timezone.now(),
    )
    page = text(contoso.client.get(url(contoso)))
    for words in ("refused it 2 times. The name is too odd.", "Invalid name", "tried again after"):
        assert words in page


def test_a_lone_record_left_alone_says_who_said_so(contoso: Person) -> None:
    record(contoso, Side.XERO, Module.ACCOUNTS, "Lonely")
    Record.objects.filter(title="Lonely").update(fields={"name": "Lonely"}, keys=["name:lonely"])
    where = url(contoso, side=Side.XERO, title="Lonely")
    assert "Created with the next synchronization in Zoho CRM" in text(contoso.client.get(where))
    Answer.objects.create(
        bridge=contoso.bridge,
        module=Module.ACCOUNTS,
        xero_id="xero-Lonely",
        field="*",
        choice=Choice.IGNORE,
        at=timezone.now(),
    )
    assert "leave it alone" in text(contoso.client.get(where))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ChangeState.UNKNOWN, "The portal is looking whether it arrived"),
        (ChangeState.HELD, "it waits for an answer in Review"),
    ],
)
def test_a_lost_create_and_what_it_may_have_become_say_so(
    contoso: Person, state: ChangeState, words: str
) -> None:
    for side in Side:
        record(contoso, side, Module.ACCOUNTS, "Lost")
    ids = {"remote_id": "xero-Lost", "source_id": "zoho-Lost"}
    change(run(contoso), "Lost", **ids, creates=True, state=state)
    for side in Side:
        page = text(contoso.client.get(url(contoso, side=side, title="Lost")))
        assert words in page
        assert "belongs to another module" not in page


def test_a_person_inside_of_a_contact_has_a_page(contoso: Person) -> None:
    record(contoso, Side.XERO, Module.CONTACTS, "Ann")
    Record.objects.filter(title="Ann").update(remote_id="c-1/0a1b", keys=["name:ann"])
    Question.objects.create(
        bridge=contoso.bridge,
        module=Module.CONTACTS,
        xero_id="c-1/0a1b",
        title="Ann",
        why=Why.MISSING,
        field="last_name",
    )
    args = [contoso.bridge.public_id, Module.CONTACTS, Side.XERO, "c-1/0a1b"]
    where = reverse("sync:record", args=args)
    found = reverse("sync:records", args=args[:1])
    review = reverse("sync:review", args=args[:1])
    for page in (f"{found}?q=ann", f"{review}?kind=fix"):
        assert where in text(contoso.client.get(page))
    assert contoso.client.get(where).status_code == 200
    again = contoso.client.post(reverse("sync:record-sync", args=args))
    assert again.status_code == 302
    assert Run.objects.get().options["only"] == {"contacts": [["", "c-1/0a1b"]]}


def test_its_whole_history_is_there(contoso: Person) -> None:
    first, second = run(contoso), run(contoso)
    ids = {"remote_id": "xero-Contoso", "source_id": "zoho-Contoso"}
    change(first, "Contoso", **ids)
    change(second, "Contoso", **ids, state=ChangeState.REFUSED, words="No", code="x")
    change(second, "unseen", **ids, state=ChangeState.PREVIEWED)
    back = {"side": Side.ZOHO, "remote_id": "zoho-Contoso", "source_id": "xero-Contoso"}
    change(second, "back", **back)
    shown = contoso.client.get(url(contoso)).context["changes"]
    assert [words.title for words, _ in shown] == ["back", "Contoso", "Contoso"]


def test_it_opens_at_both_vendors(contoso: Person) -> None:
    Grant.objects.filter(side=Side.ZOHO).update(accounts_url="https://accounts.zoho.com.au")
    xero = contoso.bridge.xero
    assert xero
    xero.metadata = {"short_code": "!ab"}
    xero.save()
    page = text(contoso.client.get(url(contoso)))
    assert "https://crm.zoho.com.au/crm/tab/Accounts/zoho-Contoso" in page
    assert "shortcode=%21ab" in page


def test_just_this_record_can_be_synced(contoso: Person) -> None:
    answer = contoso.client.post(url(contoso, "record-sync"))
    made = Run.objects.get()
    assert made.options["only"] == {"accounts": [["zoho-Contoso", "xero-Contoso"]]}
    assert answer["Location"].endswith(f"/history/{made.public_id}/")


def test_without_a_connection_it_says_so(contoso: Person) -> None:
    contoso.bridge.xero = None
    contoso.bridge.save()
    answer = contoso.client.post(url(contoso, "record-sync"), follow=True)
    assert "Xero is not connected" in text(answer)


def test_what_is_not_there_is_not_found(alice: Person) -> None:
    connect_both(alice)
    assert alice.client.get(url(alice)).status_code == 404
    assert alice.client.post(url(alice, "record-sync")).status_code == 404


def test_a_viewer_may_look(contoso: Person, victor: Person) -> None:
    assert "Sync this record" not in text(victor.client.get(url(contoso)))
    assert victor.client.post(url(contoso, "record-sync")).status_code == 403


def test_a_page_asks_little_of_the_database(
    contoso: Person, django_assert_max_num_queries: Any
) -> None:
    made = run(contoso)
    for number in range(60):
        change(made, f"n{number}", remote_id="xero-Contoso", source_id="zoho-Contoso")
    with django_assert_max_num_queries(30):
        answer = contoso.client.get(url(contoso))
    assert len(answer.content) < 300_000
