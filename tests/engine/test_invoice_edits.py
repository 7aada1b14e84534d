"""Invoices edited in every way on either side, with their lines: what each side then holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from sync.core.records import Module, Side
from sync.core.verdicts import Why
from sync.models import Change, Link, Question, Run
from tests.engine.papers import Papers, xero_lines, zoho_lines
from tests.engine.stage import stage
from tests.portal import Portal

pytestmark = pytest.mark.django_db

Lines = tuple[tuple[str, str, str], ...]  # item, quantity, price
TWO: Lines = (("W-1", "1", "10"), ("W-2", "2", "20"))


@dataclass(frozen=True)
class Case:
    name: str
    act: Callable[[Papers, str, str], object]  # (papers, zoho id, xero id)
    zoho: Lines = TWO
    xero: Lines = TWO
    asked: frozenset[str] = frozenset()
    kept: int = 2  # how many of the first lines' ids are still there, on each side
    writes: frozenset[Side] = frozenset()


Z, X = frozenset({Side.ZOHO}), frozenset({Side.XERO})


CASES = (
    Case("nothing", lambda papers, zoho, xero: None),
    Case(
        "line added at Zoho",
        lambda papers, zoho, xero: papers.add_zoho_line(zoho, "W-3", 3, 30),
        (*TWO, ("W-3", "3", "30")),
        (*TWO, ("W-3", "3", "30")),
        writes=X,
    ),
    Case(
        "line added at Xero",
        lambda papers, zoho, xero: papers.add_xero_line(xero, "W-3", 3, 30),
        (*TWO, ("W-3", "3", "30")),
        (*TWO, ("W-3", "3", "30")),
        writes=Z,
    ),
    Case(
        "line edited at Zoho",
        lambda papers, zoho, xero: papers.edit_zoho_line(zoho, 0, Quantity=5),
        (("W-1", "5", "10"), TWO[1]),
        (("W-1", "5", "10"), TWO[1]),
        writes=X,
    ),
    Case(
        "line edited at Xero",
        lambda papers, zoho, xero: papers.edit_xero_line(xero, 1, Quantity=5, LineAmount=None),
        (TWO[0], ("W-2", "5", "20")),
        (TWO[0], ("W-2", "5", "20")),
        writes=Z,
    ),
    Case(
        "line removed at Zoho",
        lambda papers, zoho, xero: papers.drop_zoho_line(zoho, 0),
        TWO[1:],
        TWO[1:],
        kept=1,
        writes=X,
    ),
    Case(
        "line removed at Xero",
        lambda papers, zoho, xero: papers.drop_xero_line(xero, 0),
        TWO[1:],
        TWO[1:],
        kept=1,
        writes=Z,
    ),
    Case(
        "lines edited on both sides",
        lambda papers, zoho, xero: (
            papers.edit_zoho_line(zoho, 0, Quantity=5),
            papers.edit_xero_line(xero, 1, Quantity=5, LineAmount=None),
        ),
        (("W-1", "5", "10"), TWO[1]),
        (TWO[0], ("W-2", "5", "20")),
        frozenset({"lines"}),
    ),
    Case(
        "subject at Zoho, due date at Xero",
        lambda papers, zoho, xero: (
            papers.portal.zoho.update("Invoices", zoho, {"Subject": "Ünï 日本"}),
            papers.save(xero, DueDate="2026-12-24"),
        ),
        writes=Z | X,
    ),
    Case(
        "status at Zoho",
        lambda papers, zoho, xero: papers.say(zoho, Status="Approved"),
        writes=X,
    ),
    Case(
        "status at Xero",
        lambda papers, zoho, xero: papers.save(xero, Status="AUTHORISED"),
        writes=Z,
    ),
    Case(
        "four decimals at Xero",  # the CRM keeps two; the adjustment takes the rest
        lambda papers, zoho, xero: papers.edit_xero_line(
            xero, 0, Quantity=100, UnitAmount=0.1234, LineAmount=None
        ),
        (("W-1", "100", "0.12"), TWO[1]),
        (("W-1", "100", "0.1234"), TWO[1]),
        writes=Z,
    ),
    Case(
        "a line's discount at Zoho",
        lambda papers, zoho, xero: papers.edit_zoho_line(zoho, 1, Discount=4),
        writes=X,
    ),
    Case(
        "a line's tax at Zoho",
        lambda papers, zoho, xero: papers.edit_zoho_line(
            zoho, 1, Line_Tax=[{"name": "Standard Rate"}]
        ),
        writes=X,
    ),
    Case(
        "a line's tax at Xero",
        lambda papers, zoho, xero: papers.edit_xero_line(
            xero, 1, TaxType="RROUTPUT", TaxAmount=None
        ),
        writes=Z,
    ),
    Case(
        "voided at Xero", lambda papers, zoho, xero: papers.void(xero), asked=frozenset({"status"})
    ),
    Case(
        "deleted at Xero",
        lambda papers, zoho, xero: papers.save(xero, Status="DELETED"),
        asked=frozenset({"*"}),
    ),
)


@dataclass(frozen=True)
class Played:
    zoho: Mapping[str, Mapping[str, Any]]
    xero: Mapping[str, Mapping[str, Any]]
    before: Mapping[str, tuple[set[str], set[str]]]
    asked: Mapping[str, set[tuple[str, str]]]
    changed: Mapping[str, set[Side]]
    runs: tuple[Run, ...]
    codes: Mapping[str, str]


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Played:
    with stage(django_db_blocker) as portal:
        return _play(portal)


def _play(portal: Portal) -> Played:
    papers = Papers(portal)
    made = {case.name: papers.new_at_zoho(case.name, TWO) for case in CASES}
    portal.fetch()
    portal.sync()
    pairs = dict(Link.objects.filter(module="invoices").values_list("zoho_id", "xero_id"))
    before = {
        name: (papers.zoho_line_ids(zoho_id), papers.xero_line_ids(pairs[zoho_id]))
        for name, zoho_id in made.items()
    }
    done = Change.objects.count()
    for case in CASES:
        case.act(papers, made[case.name], pairs[made[case.name]])
    runs = tuple(portal.sync(Module.INVOICES, window=each) for each in ("last", "last", "all"))
    names = {key: name for name, each in made.items() for key in (each, pairs[each])}
    changed: dict[str, set[Side]] = {}
    for change in Change.objects.order_by("pk")[done:]:
        changed.setdefault(names[change.remote_id], set()).add(Side(change.side))
    asked: dict[str, set[tuple[str, str]]] = {}
    for each in Question.objects.all():
        asked.setdefault(names[each.zoho_id or each.xero_id], set()).add((each.field, each.why))
    return Played(
        {name: portal.zoho.get("Invoices", each) or {} for name, each in made.items()},
        {name: papers.xero_invoice(pairs[each]) for name, each in made.items()},
        before,
        asked,
        changed,
        runs,
        {row["id"]: row["Product_Code"] for row in portal.zoho.list("Products")},
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_lines_of_both_sides(played: Played, case: Case) -> None:
    zoho, xero = played.zoho[case.name], played.xero[case.name]
    assert zoho_lines(zoho, played.codes) == case.zoho
    assert xero_lines(xero) == case.xero
    assert {field for field, _ in played.asked.get(case.name, set())} == set(case.asked)
    assert played.changed.get(case.name, set()) == set(case.writes)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lines_that_stay_keep_their_ids(played: Played, case: Case) -> None:
    zoho, xero = played.before[case.name]
    now = {line["id"] for line in played.zoho[case.name]["Invoiced_Items"]}
    assert len(zoho & now) == case.kept
    now = {line["LineItemID"] for line in played.xero[case.name]["LineItems"]}
    assert len(xero & now) == case.kept


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_totals_are_equal_to_the_cent(played: Played, case: Case) -> None:
    if not case.asked:
        zoho = Decimal(str(played.zoho[case.name]["Grand_Total"]))
        xero = Decimal(str(played.xero[case.name]["Total"]))
        assert zoho == xero, case.name


def test_headers_are_merged(played: Played) -> None:
    name = "subject at Zoho, due date at Xero"
    assert played.xero[name]["Reference"] == "Ünï 日本"
    assert played.zoho[name]["Due_Date"] == "2026-12-24"
    assert played.xero["status at Zoho"]["Status"] == "AUTHORISED"
    assert played.zoho["status at Xero"]["Status"] == "Approved"


def test_what_ends_a_document_is_asked(played: Played) -> None:
    for name in ("voided at Xero", "deleted at Xero"):
        assert played.zoho[name]["Status"] == "Created"
        assert {why for _, why in played.asked[name]} <= {Why.STATUS, Why.DELETED}


def test_a_second_run_writes_nothing(played: Played) -> None:
    first, *again = played.runs
    assert first.error == ""
    assert [run.counts["invoices"]["planned"] for run in again] == [0, 0]
    assert [run.left for run in played.runs] == [0, 0, 0]
