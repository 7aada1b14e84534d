from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunKind, RunState
from sync.models import Change, Run
from sync.store import approvals
from tests.web.people import Person, change, connect_both, fetched, record, run

pytestmark = pytest.mark.django_db
UNSEEN: dict[str, Any] = {"state": ChangeState.PREVIEWED}


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def see(one: Person, seen: Run, query: str = "") -> Any:
    return one.client.get(url("preview", one, seen.public_id) + query)


def press(one: Person, seen: Run, do: str, **more: Any) -> Any:
    where = url("preview-approve", one, seen.public_id)
    return one.client.post(where, {"do": do, **more}, follow=True)


def approved() -> set[str]:
    found = Change.objects.filter(state=ChangeState.APPROVED)
    return set(found.values_list("title", flat=True))


@pytest.fixture
def seen(alice: Person) -> Run:
    """Return a preview with a new account, an edited one, an archived one and a new invoice."""
    connect_both(alice)
    fetched(alice)
    options = {"modes": {"accounts": "both", "invoices": "both"}, "window": "all"}
    made = run(alice, RunKind.PREVIEW, options=options, counts={"accounts": {"planned": 4}})
    new: dict[str, Any] = {**UNSEEN, "creates": True, "remote_id": "", "before": {"name": None}}
    change(made, "Contoso", **new, source_id="zoho-Contoso", after={"name": "Contoso"})
    change(made, "Fabrikam", **UNSEEN, source_id="z2")
    ends = {"before": {"archived": None}, "after": {"archived": True}}
    change(made, "Gone Ltd", **UNSEEN, **ends)
    record(alice, Side.ZOHO, Module.ACCOUNTS, "Contoso")
    named = {"account": "new\u2192zoho-Contoso", "status": "DRAFT"}
    change(made, "INV-1", **{**new, "after": named}, module=Module.INVOICES, source_id="zi")
    return made


def test_preview_is_a_button_of_the_panel(alice: Person) -> None:
    connect_both(alice)
    fetched(alice)
    asked = {"modules": ["accounts"], "mode_accounts": "both", "window": "last", "preview": "1"}
    answer = alice.client.post(url("sync-start", alice), asked)
    made = Run.objects.get()
    assert made.kind == RunKind.PREVIEW
    assert answer["Location"] == url("preview", alice, made.public_id)
    assert "Waiting for its turn" in text(see(alice, made))


def test_history_leads_to_the_preview(alice: Person, seen: Run) -> None:
    answer = alice.client.get(url("run", alice, seen.public_id))
    assert answer["Location"] == url("preview", alice, seen.public_id)


def test_a_finished_preview_is_shown_in_place_of_its_progress(alice: Person, seen: Run) -> None:
    where = url("run-progress", alice, seen.public_id)
    assert alice.client.get(where)["HX-Refresh"] == "true"
    Run.objects.update(state=RunState.RUNNING)
    assert "HX-Refresh" not in alice.client.get(where)


def test_every_change_is_shown_field_by_field_grouped_and_counted(alice: Person, seen: Run) -> None:
    answer = see(alice, seen)
    page = text(answer)
    assert "4 changes would be written" in page
    for said in (
        "nothing has been written by looking",
        "Create in Xero",
        "Update in Xero",
        "Remove in Xero",
        "0 of 4 approved",
    ):
        assert said in page
    assert "After its account Contoso is created." in page
    assert "Contoso (new)" in page
    groups = [
        (label, one.creates, one.updates, one.removes) for label, _, one in answer.context["groups"]
    ]
    assert groups == [("Accounts", 1, 1, 1), ("Invoices", 1, 0, 0)]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?q=fab", ["Fabrikam"]),
        ("?module=invoices", ["INV-1"]),
        ("?action=create", ["Contoso", "INV-1"]),
        ("?action=update", ["Fabrikam"]),
        ("?action=remove", ["Gone Ltd"]),
        ("?side=zoho", []),
        ("?state=approved", []),
        ("?module=nonsense&action=x&side=y&state=z", ["Contoso", "Fabrikam", "Gone Ltd", "INV-1"]),
    ],
)
def test_it_can_be_searched_and_narrowed(
    alice: Person, seen: Run, query: str, titles: list[str]
) -> None:
    shown = see(alice, seen, query).context["changes"]
    assert [one.title for one in shown] == titles


def test_all_none_or_what_fits_can_be_approved(alice: Person, seen: Run) -> None:
    press(alice, seen, "all", action="create")
    assert approved() == {"Contoso", "INV-1"}
    press(alice, seen, "all")
    assert len(approved()) == 4
    press(alice, seen, "none", module="accounts")
    assert approved() == {"INV-1"}
    assert "1 of 4 approved" in text(see(alice, seen))


def test_ticks_are_kept_from_page_to_page(alice: Person, seen: Run, monkeypatch: Any) -> None:
    monkeypatch.setattr(approvals, "CHANGES_A_PAGE", 2)
    first = see(alice, seen)
    shown = [one.pk for one in first.context["changes"]]
    after = first.context["last"]
    answer = press(alice, seen, "next", shown=shown, tick=[shown[1]], after=after)
    assert approved() == {"Fabrikam"}
    assert [one.title for one in answer.context["changes"]] == ["Gone Ltd", "INV-1"]
    press(alice, seen, "", shown=shown, tick=[])
    assert approved() == set()


def test_what_was_not_shown_is_not_approved_by_its_number(alice: Person, seen: Run) -> None:
    pks = list(seen.change_set.values_list("pk", flat=True))
    press(alice, seen, "", shown=[pks[0]], tick=pks)
    assert approved() == {"Contoso"}


def test_writing_starts_one_run_with_what_was_approved(alice: Person, seen: Run) -> None:
    pks = list(seen.change_set.values_list("pk", flat=True))
    answer = press(alice, seen, "write", shown=pks, tick=pks[:1])
    made = Run.objects.exclude(pk=seen.pk).get()
    assert (made.kind, made.options["approved"]) == (RunKind.SYNC, str(seen.public_id))
    assert made.options["modes"] == seen.options["modes"]
    assert [one.run.pk for one in answer.context["following"]] == [made.pk]
    press(alice, seen, "write")
    assert Run.objects.count() == 2, "a second click joins"


def test_without_a_tick_nothing_is_written(alice: Person, seen: Run) -> None:
    answer = press(alice, seen, "write")
    assert "Approve at least one change first." in text(answer)
    assert Run.objects.count() == 1


def test_an_open_preview_cannot_be_approved(alice: Person, seen: Run) -> None:
    Run.objects.update(state=RunState.RUNNING)
    press(alice, seen, "all")
    press(alice, seen, "", shown=[1], tick=[1])
    assert approved() == set()
    assert "not finished yet" in text(press(alice, seen, "write"))


def test_what_became_of_it_is_said(alice: Person, seen: Run) -> None:
    seen.change_set.filter(title="Contoso").update(state=ChangeState.CARRIED)
    said = "Moved meanwhile: look again."
    seen.change_set.filter(title="Fabrikam").update(state=ChangeState.MOVED, reason=said)
    page = text(see(alice, seen))
    assert said in page
    assert "1 moved meanwhile" in page
    press(alice, seen, "all")
    assert approved() == {"Gone Ltd", "INV-1"}


def test_what_a_run_has_written_counts_as_written(alice: Person, seen: Run) -> None:
    seen.change_set.update(state=ChangeState.APPROVED)
    follower = run(alice, options={**seen.options, "approved": str(seen.public_id)})
    change(follower, "Fabrikam", source_id="z2")
    assert see(alice, seen).context["carried"] == 1


def test_a_viewer_looks_and_approves_nothing(alice: Person, victor: Person, seen: Run) -> None:
    page = text(see(victor, seen))
    assert "Fabrikam" in page
    assert "Approve all" not in page
    assert victor.client.post(url("preview-approve", alice, seen.public_id)).status_code == 403


def test_other_runs_are_no_previews(alice: Person) -> None:
    assert see(alice, run(alice)).status_code == 404


def test_a_very_full_preview_stays_small(
    alice: Person, seen: Run, django_assert_max_num_queries: Any
) -> None:
    filled = {"run": seen, "bridge": seen.bridge, "module": Module.ACCOUNTS, "side": Side.XERO}
    fields = {f"field {number}": "some words" for number in range(12)}
    Change.objects.bulk_create(
        Change(
            **filled,
            title=f"Company {number}",
            key=f"k{number}",
            source_id=f"z{number}",
            creates=bool(number % 2),
            before=dict.fromkeys(fields),
            after=fields,
            state=ChangeState.PREVIEWED,
        )
        for number in range(3000)
    )
    with django_assert_max_num_queries(30):
        answer = see(alice, seen)
    assert len(answer.content) < 300_000
    assert answer.context["fits"] == 3004
    press(alice, seen, "all")
    assert len(approved()) == 3004
