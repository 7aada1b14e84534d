"""History narrowed to some runs, and taken along as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from sync.core.records import Module
from sync.core.states import ChangeState, RunKind, RunStart, RunState
from sync.web import history
from tests.web.people import Person, change, run

pytestmark = pytest.mark.django_db


def url(name: str, one: Person, *more: object) -> str:
    return reverse(f"sync:{name}", args=[one.bridge.public_id, *more])


def table(answer: Any) -> list[list[str]]:
    body = b"".join(answer.streaming_content).decode()
    assert body.startswith("\ufeff")
    return list(csv.reader(io.StringIO(body[1:])))


@pytest.fixture
def runs(alice: Person, olga: Person) -> dict[str, Any]:
    """Return runs of several kinds, states, modules and people."""
    invoices = {"modes": {"invoices": "both"}, "window": "last"}
    return {
        "sync": run(alice),
        "fetch": run(alice, RunKind.FETCH, counts={"products": {"read": 3}}),
        "failed": run(alice, state=RunState.FAILED, error="No way"),
        "invoices": run(alice, options=invoices),
        "olga's": run(alice, requested_by=olga.user),
        "clock": run(alice, requested_by=None, started_by=RunStart.CLOCK),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"kind": "fetch"}, {"fetch"}),
        ({"state": "failed"}, {"failed"}),
        ({"module": "invoices"}, {"invoices"}),
        ({"module": "products"}, {"fetch"}),
        ({"who": "clock"}, {"clock"}),
        ({"who": "olga"}, {"olga's"}),
        ({"kind": "sync", "module": "accounts", "state": "succeeded"}, {"sync", "olga's", "clock"}),
        ({"kind": "x", "state": "y", "module": "z", "who": "w"}, None),
    ],
)
def test_only_what_fits_is_listed(
    alice: Person, olga: Person, runs: dict[str, Any], query: dict[str, str], names: set[str] | None
) -> None:
    asked = {**query, **({"who": str(olga.user.pk)} if query.get("who") == "olga" else {})}
    shown = alice.client.get(url("history", alice), asked).context["runs"]
    expected = {runs[name].pk for name in names or runs}
    assert {said.run.pk for said in shown} == expected
    rows = table(alice.client.get(url("runs-csv", alice), asked))
    assert len(rows) == 1 + len(expected)


def test_where_nothing_fits_it_says_so(alice: Person, runs: dict[str, Any]) -> None:
    page = alice.client.get(url("history", alice), {"state": "braked"}).content.decode()
    assert "No run fits this choice" in page


def test_narrowed_pages_follow_each_other(
    alice: Person, runs: dict[str, Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr("sync.store.views_runs.RUNS_A_PAGE", 1)
    first = alice.client.get(url("history", alice), {"module": "accounts"})
    last = first.context["runs"][-1].run.public_id
    assert f"?module=accounts&amp;before={last}" in first.content.decode()
    after = {"module": "accounts", "before": last}
    second = alice.client.get(url("history", alice), after).context["runs"]
    assert second[0].run.pk == runs["olga's"].pk


def test_the_csv_of_runs_says_all_that_is_known(
    alice: Person, mallory: Person, monkeypatch: Any
) -> None:
    monkeypatch.setattr(history, "CHUNK", 2)
    run(mallory)
    for number in range(5):
        made = run(
            alice,
            counts={"accounts": {"read": number, "written": 2}},
            calls={"zoho": 7, "xero": 3},
            received={"zoho": 700, "xero": 300},
            left=0,
        )
    heads, *rows = table(alice.client.get(url("runs-csv", alice)))
    assert [dict(zip(heads, row, strict=True))["Read"] for row in rows] == ["4", "3", "2", "1", "0"]
    newest = dict(zip(heads, rows[0], strict=True))
    assert newest["By"] == alice.user.email
    names = ("Calls to Zoho CRM", "Calls to Xero", "Bytes of Zoho CRM", "Changes left", "Result")
    assert [newest[name] for name in names] == ["7", "3", "700", "0", "Done"]
    assert newest["Started"].startswith(f"{made.created_at:%Y-%m-%d %H:%M}")


def test_the_csv_of_changes_has_a_row_for_each_field(alice: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(history, "CHUNK", 2)
    made = run(alice)
    for number in range(5):
        fields = {"phone": f"={number}", "fax": "-1"}
        change(made, f"n{number}", before=dict.fromkeys(fields), after=fields)
    refused = {"state": ChangeState.REFUSED, "words": "No", "reason": "Too odd"}
    change(made, "last", **refused, module=Module.PRODUCTS)
    heads, *rows = table(alice.client.get(url("changes-csv", alice, made.public_id)))
    assert len(rows) == 11
    first = dict(zip(heads, rows[0], strict=True))
    assert (first["Record"], first["Field"], first["After"]) == ("n0", "Phone", "'=0")
    assert {row[heads.index("After")] for row in rows if "Fax" in row} == {"-1"}
    last = dict(zip(heads, rows[-1], strict=True))
    assert (last["State"], last["Reason"], last["The vendor said"]) == ("Refused", "Too odd", "No")
    where = f"{url('changes-csv', alice, made.public_id)}?show=refused&module=products"
    assert len(table(alice.client.get(where))) == 2


def test_lines_are_counted_and_what_has_no_fields_is_named(alice: Person) -> None:
    made = run(alice)
    lines = [{"id": None, "quantity": "1"}, {"id": None, "quantity": "2"}]
    values = {"module": Module.INVOICES, "creates": True}
    change(made, "INV-1", **values, before={"lines": None}, after={"lines": lines})
    change(made, "INV-2", **values, before={}, after={})
    heads, *rows = table(alice.client.get(url("changes-csv", alice, made.public_id)))
    found = [(row[1], row[heads.index("Field")], row[heads.index("After")]) for row in rows]
    assert found == [("INV-1", "Lines", "2"), ("INV-2", "", "")]


def test_an_empty_history_is_a_table_of_heads(alice: Person) -> None:
    assert len(table(alice.client.get(url("runs-csv", alice)))) == 1
    nothing = url("changes-csv", alice, run(alice).public_id)
    assert len(table(alice.client.get(nothing))) == 1
