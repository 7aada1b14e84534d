"""Review's pages: what they show, and what a click keeps in force."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sync.core.answers import Choice
from sync.core.records import Module, Side
from sync.core.verdicts import Why
from sync.models import Answer, Question, Role, Run
from sync.models import Rules as Kept
from tests.browser.rooms_review import ask, held, pair, ready, review_many, review_matches
from tests.web.people import Person, person

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def url(one: Person, name: str = "review") -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id])


def see(one: Person, query: str = "") -> Any:
    return one.client.get(url(one) + query)


def buttons(page: Any) -> dict[str, str]:
    """Return label -> value of the single answers."""
    found = re.findall(r'name="one"\s+value="([^"]+)"\s*>\s*([^<]+?)\s*<', page.content.decode())
    return {label: value for value, label in found}


def send(who: Person, /, **values: Any) -> str:
    return text(who.client.post(url(who, "review-answer"), values, follow=True))


def in_force() -> list[tuple[str, str, str, str]]:
    rows = Answer.objects.filter(used_at=None)
    return sorted(rows.values_list("zoho_id", "xero_id", "field", "choice"))


@pytest.fixture
def phones() -> tuple[Person, Question]:
    """Have one account whose phone was edited on both sides."""
    one, made = ready()
    ids = pair(one, phone=("020 1", "020 2"))
    asked = ask(made, Why.CONFLICT, field="phone", zoho_value="020 1", xero_value="020 2", **ids)
    return one, asked


def test_nothing_waits() -> None:
    one, _ = ready()
    assert "Nothing waits for you" in text(see(one))


def test_both_values_stand_side_by_side_with_the_answers(phones: tuple[Person, Question]) -> None:
    one, _ = phones
    page = see(one)
    words = text(page)
    for said in ("Phone was changed on both sides", "020 1", "020 2", "Changed <time", "waiting"):
        assert said in words
    assert list(buttons(page)) == ["Take Zoho CRM&#x27;s value", "Take Xero&#x27;s value"]


def test_a_click_is_kept_and_starts_a_run_for_this_record(phones: tuple[Person, Question]) -> None:
    one, asked = phones
    value = buttons(see(one))["Take Xero&#x27;s value"]
    words = send(one, kind="edits", one=value)
    assert "1 answer is being carried out." in words
    assert "Answered: Take Xero&#x27;s value" in words
    assert "Only 1 record" in words
    assert in_force() == [("z1", "x1", "phone", Choice.XERO)]
    run = Run.objects.latest("pk")
    assert run.options["only"] == {"accounts": [["z1", "x1"]]}
    assert run.requested_by == one.user
    assert buttons(see(one)) == {}
    assert asked.title in words


def test_what_has_changed_since_is_not_answered(phones: tuple[Person, Question]) -> None:
    one, asked = phones
    value = buttons(see(one))["Take Xero&#x27;s value"]
    Question.objects.filter(pk=asked.pk).update(detail="other")
    assert "changed since you saw it" in send(one, kind="edits", one=value)
    assert in_force() == []
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"one": "x"},
        {"one": "1:2"},
        {"one": ":::"},
        {"one": "99999999:abc:zoho"},
        {"one": f"{'9' * 30}:abc:zoho"},
        {"bulk": "nonsense"},
        {"bulk": "zoho"},
        {"bulk": "same", "scope": "all"},
        {"bulk": "zoho", "tick": ["x", "1"]},
    ],
)
def test_nonsense_answers_nothing(phones: tuple[Person, Question], values: dict[str, Any]) -> None:
    one, _ = phones
    send(one, kind="edits", **values)
    assert in_force() == []


def test_the_ticked_ones_are_answered_and_ruled_from_now_on() -> None:
    one, made = ready()
    for number in range(3):
        ids = pair(one, number, phone=("020 1", "020 2"))
        ask(made, Why.CONFLICT, field="phone", **ids)
    ticks = re.findall(r'name="tick"\s+value="([^"]+)"', see(one).content.decode())
    sent = {"tick": ticks[:2], "bulk": "zoho", "scope": "ticked", "from_now_on": "1"}
    assert "2 answers are being carried out." in send(one, kind="edits", **sent)
    assert [each[:2] for each in in_force()] == [("z0", "x0"), ("z1", "x1")]
    assert Kept.objects.get().choices["modules"]["accounts"]["rows"]["phone"]["owner"] == "zoho"


def test_a_match_is_asked_about_once_and_chosen_among_several() -> None:
    where = review_matches()
    assert where.person
    one = where.person
    page = see(one)
    words = text(page)
    assert 'Matches<span class="badge bg-secondary-lt">2</span>' in words
    assert words.count("Bolt Limited</strong>") <= 1
    values = re.findall(r'name="one"\s+value="([^"]+)"', page.content.decode())
    chosen = next(value for value in values if value.endswith(":same:x1"))
    send(one, kind="matches", one=chosen)
    assert in_force() == [("z1", "x1", "*", Choice.SAME)]
    none = next(value for value in values if value.endswith(":different"))
    send(one, kind="matches", one=none)
    assert (("z1", "x0", "*", Choice.DIFFERENT)) in in_force()
    assert "Answered: They are different" in text(see(one))
    single = next(value for value in values if value.endswith(":same"))
    send(one, kind="matches", one=single)
    assert ("z2", "xb", "*", Choice.SAME) in in_force()


def test_who_is_told_apart_is_no_candidate_any_more() -> None:
    where = review_matches()
    assert where.person
    bridge = where.person.bridge
    Answer.objects.create(
        bridge=bridge,
        module=Module.ACCOUNTS,
        zoho_id="z1",
        xero_id="x0",
        field="*",
        choice=Choice.DIFFERENT,
        at=timezone.now(),
    )
    words = text(see(where.person))
    assert "ACME GmbH</strong>" not in words
    assert words.count("· ACME GmbH") == 1
    assert "· Acme Limited" not in words
    assert "Answered:" not in words


def test_nobody_names_a_record_that_does_not_fit() -> None:
    where = review_matches()
    assert where.person
    page = see(where.person).content.decode()
    value = next(v for v in re.findall(r'name="one"\s+value="([^"]+)"', page) if ":same:" in v)
    send(where.person, kind="matches", one=value.rsplit(":", 1)[0] + ":stranger")
    assert in_force() == []


def test_of_twins_one_is_meant() -> None:
    one, made = ready()
    for key in ("z1", "z2"):
        held(one, Side.ZOHO, key, name="Twin Ltd")
        ask(made, Why.TWINS, zoho_id=key, title="Twin Ltd", detail="Twin Ltd")
    value = next(iter(buttons(see(one)).values()))
    assert value.endswith(":only")
    send(one, kind="duplicates", one=value)
    assert in_force() == [("z1", "", "*", Choice.IGNORE)]
    assert Run.objects.latest("pk").options["only"] == {"accounts": [["z2", ""], ["z1", ""]]}


def test_a_deletion_is_answered_for_what_is_left() -> None:
    one, made = ready()
    ids = pair(one)
    ask(made, Why.DELETED, detail="xero", zoho_value="Contoso", **ids)
    page = see(one)
    assert list(buttons(page))[-1] == "Bring it back in Xero"
    send(one, kind="deletions", one=buttons(page)["Keep it, and stop linking"])
    assert [each[:4] for each in in_force()] == [
        ("z1", "", "*", Choice.IGNORE),
        ("z1", "x1", "*", Choice.UNLINK),
    ]


def test_a_refusal_shows_every_voice_and_can_be_tried_again() -> None:
    one, made = ready()
    ask(
        made,
        Why.REFUSED,
        detail="Rename one of them.",
        words="Name <taken>",
        vendor_field="Name",
        tries=2,
        retry_at=made.created_at,
        **pair(one),
    )
    page = see(one)
    for said in ("Rename one of them.", "Name &lt;taken&gt;", "the field Account name", "2 times"):
        assert said in text(page)
    send(one, kind="refused", one=buttons(page)["Try again now"])
    assert in_force() == []
    assert Run.objects.latest("pk").options["only"] == {"accounts": [["z1", "x1"]]}


def test_what_explains_itself_waits_for_nobody() -> None:
    one, made = ready()
    ask(made, Why.PARENT, module=Module.INVOICES, field="account", detail="4876", zoho_id="z1")
    page = see(one, "?kind=waiting")
    assert buttons(page) == {}
    assert "waiting</span>" not in text(page)


def test_thousands_come_page_by_page_and_are_answered_at_once() -> None:
    where = review_many()
    assert where.person
    one = where.person
    seen, after = set(), 0
    for _ in range(3):
        context = see(one, f"?kind=edits&field=phone&after={after}").context
        seen |= {item.question.pk for item in context["items"]}
        after = context["last"]
    assert len(seen) == 75
    assert context["total"] == 2000
    words = send(one, kind="edits", module="accounts", field="phone", bulk="xero", scope="all")
    assert "2,000 answers are being carried out." in words
    assert len(in_force()) == 2000
    assert {field for _, _, field, _ in in_force()} == {"phone"}


def test_what_is_left_alone_can_be_asked_about_again() -> None:
    one, made = ready()
    held(one, Side.ZOHO, "z1", name="Contoso")
    ask(made, Why.MISSING, field="name", zoho_id="z1")
    send(one, kind="fix", one=buttons(see(one))["Leave it alone from now on"])
    assert in_force() == [("z1", "", "*", Choice.IGNORE)]
    words = text(see(one, "?kind=ignored"))
    assert "Contoso Holdings" in words
    assert one.user.email in words
    pk = Answer.objects.get().pk
    done = one.client.post(url(one, "review-again"), {"answer": [pk, "x"]}, follow=True)
    assert "1 taken back" in text(done)
    assert "Nothing is left alone" in text(done)
    assert in_force() == []


def test_an_answer_needs_both_sides(phones: tuple[Person, Question]) -> None:
    one, _ = phones
    value = buttons(see(one))["Take Xero&#x27;s value"]
    one.bridge.xero = None
    one.bridge.save()
    assert "Xero is not connected" in send(one, kind="edits", one=value)
    assert in_force() == []


def test_a_viewer_sees_and_cannot_answer(phones: tuple[Person, Question]) -> None:
    one, _ = phones
    victor = person("victor", role=Role.VIEWER, tenant=one.bridge.tenant)
    page = victor.client.get(url(one))
    assert "020 2" in text(page)
    assert buttons(page) == {}
    assert 'name="tick"' not in text(page)


def test_another_tenants_question_is_not_answered(
    phones: tuple[Person, Question], mallory: Person
) -> None:
    one, _ = phones
    value = buttons(see(one))["Take Xero&#x27;s value"]
    assert "cannot be answered so" in send(mallory, kind="edits", one=value)
    assert in_force() == []
