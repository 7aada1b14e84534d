from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunKind, RunStart, RunState
from sync.core.verdicts import Why
from sync.models import Question, Run
from sync.store import views_runs
from tests.web.people import Person, change, link, record, run

pytestmark = pytest.mark.django_db


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def see(one: Person, made: Run, query: str = "") -> Any:
    return one.client.get(url("run", one, made.public_id) + query)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def ask(made: Run, **values: Any) -> Question:
    filled = {
        "module": Module.ACCOUNTS,
        "title": "Contoso",
        "zoho_id": "z",
        "xero_id": "x",
        "why": Why.CONFLICT,
        "field": "phone",
        "zoho_value": "1",
        "xero_value": "2",
        **values,
    }
    return Question.objects.create(bridge=made.bridge, run=made, **filled)


def test_an_empty_history_says_what_will_be_here(alice: Person) -> None:
    assert "Nothing has run yet" in text(alice.client.get(url("history", alice)))


def test_a_run_says_who_when_what_and_how_it_ended(alice: Person) -> None:
    run(
        alice,
        options={"modes": {"accounts": "xero_to_crm"}, "window": "30d"},
        counts={"accounts": {"read": 1234, "written": 5, "held": 1, "refused": 2, "unknown": 1}},
        calls={"zoho": 4},
        left=0,
    )
    page = text(alice.client.get(url("history", alice)))
    words = ("Synchronization", "Before 30 days til now", "Accounts: Xero to CRM", "1,234")
    for said in (*words, alice.user.email, "4 to Zoho CRM", "0 changes left", "took 1 min 15 s"):
        assert said in page


def test_runs_come_page_by_page_each_once_the_newest_first(
    alice: Person, mallory: Person, monkeypatch: Any
) -> None:
    monkeypatch.setattr(views_runs, "RUNS_A_PAGE", 3)
    run(mallory)
    made = [run(alice, RunKind.FETCH).public_id for _ in range(7)]
    now = Run.objects.latest("pk").created_at
    Run.objects.filter(public_id__in=made[2:5]).update(created_at=now)  # a tie
    seen, where = [], url("history", alice)
    for _ in range(3):
        context = alice.client.get(where).context
        seen += [said.run.public_id for said in context["runs"]]
        where = f"{url('history', alice)}?before={seen[-1]}"
    assert sorted(seen) == sorted(made)
    assert len(seen) == 7
    assert context["more"] is False


@pytest.mark.parametrize("before", ["x", str(uuid4())])
def test_a_page_that_never_was_is_the_first(alice: Person, before: str) -> None:
    run(alice)
    answer = alice.client.get(f"{url('history', alice)}?before={before}")
    assert len(answer.context["runs"]) == 1


def test_a_change_is_shown_field_by_field_in_peoples_words(alice: Person) -> None:
    made = run(alice)
    record(alice, Side.XERO, Module.ACCOUNTS, "Northwind Traders", handle="c-1")
    change(
        made,
        "INV-1",
        module=Module.INVOICES,
        before={"account": None, "due_date": "2026-11-01", "subject": "Old"},
        after={"account": "c-1", "due_date": "2026-12-01", "subject": "New"},
    )
    said = see(alice, made).context["changes"][0]
    assert (said.action, said.state) == ("Update in Xero", "Written")
    cells = {field.label: (field.cell.old, field.cell.new) for field in said.fields}
    assert cells["Account"] == ("", "Northwind Traders")
    assert cells["Due date"] == ("1 Nov 2026", "1 Dec 2026")
    assert cells["Subject"] == ("Old", "New")
    page = text(see(alice, made))
    assert '<td class="old">blank</td>' in page
    assert "c-1" not in page


def test_a_documents_lines_are_paired_by_their_ids(alice: Person) -> None:
    made = run(alice)
    record(alice, Side.XERO, Module.PRODUCTS, "Garden bench", handle="BENCH")
    kept = {"id": "1", "item": "BENCH", "quantity": "2", "tracking": "{}"}
    same = {"id": "3", "item": "BENCH", "quantity": "9"}
    gone = {"id": "2", "description": "Delivery"}
    new = {"id": None, "description": "Assembly", "quantity": "1"}
    change(
        made,
        "INV-1",
        module=Module.INVOICES,
        before={"lines": [kept, gone, same]},
        after={"lines": [{**kept, "quantity": "3"}, same, new]},
    )
    lines = see(alice, made).context["changes"][0].lines
    assert lines.columns == ("Product", "Description", "Quantity")
    assert [line.mark for line in lines.lines] == ["changed", "", "added", "removed"]
    assert [(cell.old, cell.new) for cell in lines.lines[0].cells] == [
        ("Garden bench", "Garden bench"),
        ("", ""),
        ("2", "3"),
    ]
    assert '<del class="text-secondary">2</del> → <ins>3</ins>' in text(see(alice, made))


def test_a_create_shows_values_and_a_refusal_both_voices(alice: Person) -> None:
    made = run(alice)
    change(
        made,
        "Acme",
        creates=True,
        state=ChangeState.REFUSED,
        before={},
        after={"name": "Acme", "phone": None, "was_once_a_field": True},
        words="Name <taken>",
        reason="Rename one of them.",
    )
    page = text(see(alice, made))
    for said in ("Create in Xero", "Name &lt;taken&gt;", "Rename one of them.", "Refused"):
        assert said in page
    for said in ("Was once a field", ">Yes<", "> Value <"):
        assert said in page
    assert "Before" not in page


def test_counts_filter(alice: Person) -> None:
    counts = {"accounts": {"written": 1, "refused": 1, "held": 1}, "products": {"written": 1}}
    made = run(alice, state=RunState.PARTLY, counts=counts)
    change(made, "A1")
    change(made, "A2", state=ChangeState.REFUSED)
    change(made, "P1", module=Module.PRODUCTS, after={"name": "x"}, before={})
    change(made, "A3", state=ChangeState.UNKNOWN)
    ask(made)

    def shown(query: str) -> list[str]:
        context = see(alice, made, query).context
        return [one.title for one in (*context.get("changes", ()), *context.get("questions", ()))]

    assert shown("") == ["A1", "A2", "A3", "P1", "Contoso"]
    assert shown("?show=written") == ["A1", "P1"]
    assert shown("?show=written&module=products") == ["P1"]
    assert shown("?show=refused") == ["A2"]
    assert shown("?show=unknown&module=accounts") == ["A3"]
    assert shown("?show=held&module=accounts") == ["Contoso"]
    assert shown("?show=held&module=products") == []
    assert shown("?show=nonsense&module=ledgers") == shown("")
    page = text(see(alice, made))
    for query in ("?show=refused&amp;module=accounts", "?show=held&amp;module=accounts"):
        assert query in page


def test_changes_come_page_by_page(alice: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(views_runs, "CHANGES_A_PAGE", 2)
    made = run(alice)
    for name in ("P1", "A1", "A2", "A3", "P2"):
        change(made, name, module=Module.PRODUCTS if name[0] == "P" else Module.ACCOUNTS)
    seen, after = [], 0
    while True:
        context = see(alice, made, f"?after={after}").context
        seen += [one.title for one in context["changes"]]
        after = context["last"]
        if not after:
            break
    assert seen == ["A1", "A2", "A3", "P1", "P2"]
    for nonsense in ("x", "-1", "9" * 30, "99999"):
        assert len(see(alice, made, f"?after={nonsense}").context["changes"]) == 2


def test_what_is_held_says_why_in_a_sentence(alice: Person) -> None:
    made = run(alice)
    ask(made)
    ask(made, field="*", why=Why.TWINS, zoho_value=None, xero_value=None, detail="Acme, ACME")
    ask(made, field="old_field", why=Why.MISSING, title="")
    ask(made, module=Module.INVOICES, field="lines", why=Why.INCOMPLETE, zoho_value=[{"id": "1"}])
    page = text(see(alice, made))
    assert "Zoho CRM says &quot;1&quot;, Xero says &quot;2&quot;." in page
    assert "Other records of the same side look the same: Acme, ACME." in page
    assert "Without a name" in page
    assert "The lines of this invoice could not be read in full" in page


def test_what_is_held_names_other_records_by_their_titles(alice: Person) -> None:
    made = run(alice)
    record(alice, Side.ZOHO, Module.ACCOUNTS, "Brook Ltd", handle="4876")
    record(alice, Side.XERO, Module.ACCOUNTS, "Brook Holdings", handle="be3e")
    invoices = {"module": Module.INVOICES, "field": "account"}
    ask(made, **invoices, zoho_value="4876", xero_value="be3e")
    ask(made, **invoices, why=Why.PARENT, zoho_id="other", detail="4876", xero_value=None)
    page = text(see(alice, made))
    assert "Zoho CRM says &quot;Brook Ltd&quot;, Xero says &quot;Brook Holdings&quot;" in page
    assert "is not on the other side yet: Brook Ltd." in page
    assert "4876" not in page


def test_much_that_is_held_does_not_bury_the_changes(alice: Person) -> None:
    made = run(alice)
    for number in range(12):
        ask(made, zoho_id=str(number), title=f"Held {number}")
    assert len(see(alice, made).context["questions"]) == 10
    assert "Show all that is held" in text(see(alice, made))
    alone = see(alice, made, "?show=held")
    assert len(alone.context["questions"]) == 12
    assert "Show all that is held" not in text(alone)


def test_what_a_later_run_asked_again_stands_there(alice: Person) -> None:
    made = run(alice, counts={"accounts": {"held": 1}})
    page = text(see(alice, made, "?show=held"))
    assert "asked again by a later run" in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": RunKind.FETCH}, "A fetch reads, and writes nothing."),
        ({}, "This run had nothing to write."),
        ({"state": RunState.RUNNING}, "None has been planned yet."),
    ],
)
def test_a_run_without_changes_says_so(
    alice: Person, values: dict[str, Any], sentence: str
) -> None:
    assert sentence in text(see(alice, run(alice, **values)))


def test_another_bridges_titles_are_not_borrowed(alice: Person, mallory: Person) -> None:
    made = run(alice)
    record(mallory, Side.XERO, Module.ACCOUNTS, "Secret Ltd", handle="c-1")
    link(alice, Module.ACCOUNTS, "a")
    change(made, "INV", module=Module.INVOICES, before={}, after={"account": "c-1"})
    page = text(see(alice, made))
    assert "Secret Ltd" not in page
    assert "c-1" in page


@pytest.mark.parametrize(
    ("start", "words"),
    [(RunStart.CLOCK, "schedule"), (RunStart.EVENT, "a change at a vendor"),
     (RunStart.COMMAND, "a command"), (RunStart.CLICK, "alice@example.com")],
)  # fmt: skip
def test_history_says_what_started_a_run(alice: Person, start: RunStart, words: str) -> None:
    run(alice, started_by=start)
    page = text(alice.client.get(url("history", alice)))
    assert f'<span class="text-truncate" title="{words}">{words}</span>' in page


def test_what_a_run_was_for_is_said_in_words(alice: Person) -> None:
    asked: dict[str, Any] = {"modes": {"accounts": "both"}, "window": "last"}
    run(alice, options={**asked, "news": True, "only": {}, "look": {}}, scope="news")
    run(alice, options={**asked, "only": {"accounts": [["z", "x"]]}}, scope="only1")
    page = alice.client.get(f"/{alice.bridge.public_id}/history/").content.decode()
    assert "What was announced" in page
    assert "Only 1 record" in page
