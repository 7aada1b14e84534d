"""Every kind of edit of a linked account or product, in every mode: carried, merged or asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from pytest_django import DjangoDbBlocker

from sync.core.records import Mode, Module, Side
from sync.core.states import RunState
from sync.models import Change, Link, Question, Run
from tests.engine.desks import AccountDesk, Desk, ProductDesk, Words
from tests.engine.stage import stage
from tests.portal import Portal

# The play needs the database; what is read of it afterwards does not.
pytestmark = pytest.mark.django_db

FIELDS: Mapping[Module, Mapping[str, str]] = {
    Module.ACCOUNTS: {"name": "name", "one": "phone", "two": "fax"},
    Module.PRODUCTS: {"name": "name", "one": "description", "two": "price"},
}
START = {"one": "11", "two": "22"}


@dataclass(frozen=True)
class Case:
    name: str
    zoho: Words = field(default_factory=dict)  # what is edited there
    xero: Words = field(default_factory=dict)
    asked: frozenset[str] = frozenset()

    def edits(self, side: Side) -> Words:
        return self.zoho if side is Side.ZOHO else self.xero

    def expected(self, side: Side, mode: Mode) -> Words:
        """Return its own edits, and the other's of fields that it did not edit itself."""
        own, theirs = self.edits(side), self.edits(side.other)
        taken = {word: value for word, value in theirs.items() if word not in own}
        return {**START, "name": self.name, **own, **(taken if mode.writes(side) else {})}


CASES = (
    Case("nothing"),
    Case("one field at Zoho", {"one": "12"}),
    Case("one field at Xero", xero={"one": "12"}),
    Case("all fields at Zoho", {"one": "12", "two": "23"}),
    Case("all fields at Xero", xero={"one": "12", "two": "23"}),
    Case("different fields", {"one": "12"}, {"two": "23"}),
    Case("different fields turned", {"two": "23"}, {"one": "12"}),
    Case("the same field", {"one": "12"}, {"one": "13"}, frozenset({"one"})),
    Case("the same and another", {"one": "12", "two": "23"}, {"one": "13"}, frozenset({"one"})),
    Case("the same edit", {"one": "12"}, {"one": "12"}),
    Case("the same edit and another", {"one": "12", "two": "23"}, {"one": "12"}),
    Case("cleared at Zoho", {"one": ""}),
    Case("cleared at Xero", xero={"one": ""}),
    Case("cleared and edited", {"one": ""}, {"one": "12"}, frozenset({"one"})),
    Case("renamed at Zoho", {"name": "new name at Zoho"}),
    Case("renamed at Xero", xero={"name": "new name at Xero"}),
    Case(
        "renamed twice", {"name": "twice at Zoho"}, {"name": "twice at Xero"}, frozenset({"name"})
    ),
    Case("renamed and edited", {"name": "now edited"}, {"two": "23"}),
    Case("recapitalised", {"name": "RECAPITALISED"}),
    Case("unicode", {"name": "Ångström Ølé 日本 & Co"}, {"one": "ünï"}),
)


@dataclass(frozen=True)
class Played:
    """What was there when the play was over, by the name of the case."""

    mode: Mode
    runs: tuple[Run, ...]
    held: Mapping[Side, Mapping[str, Words]]
    asked: Mapping[str, set[str]]
    changed: Mapping[str, set[Side]]
    links: int
    totals: Mapping[Side, int]


@pytest.fixture(
    scope="module",
    params=[(desk, mode) for desk in (AccountDesk, ProductDesk) for mode in Mode],
    ids=lambda each: f"{each[0].module}-{each[1]}",
)
def played(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Played:
    kind, mode = request.param
    with stage(django_db_blocker) as portal:
        return _play(portal, kind(portal), mode)


def _play(portal: Portal, desk: Desk, mode: Mode) -> Played:
    began = [desk.add(Side.ZOHO, {"name": case.name, **START}) for case in CASES]
    portal.fetch()
    first = portal.sync(desk.module)
    pairs = dict(Link.objects.values_list("zoho_id", "xero_id"))
    before = Change.objects.count()
    names: dict[str, str] = {}
    for case, zoho_id in zip(CASES, began, strict=True):
        names |= dict.fromkeys((zoho_id, pairs[zoho_id]), case.name)
        for side, record_id in ((Side.ZOHO, zoho_id), (Side.XERO, pairs[zoho_id])):
            if case.edits(side):
                desk.edit(side, record_id, case.edits(side))
    windows = ("last", "last", "all")
    runs = [portal.sync(desk.module, mode=mode, window=window) for window in windows]
    rows = {side: desk.all(side) for side in Side}
    return Played(
        mode,
        (first, *runs),
        {side: {names[key]: row for key, row in rows[side].items()} for side in Side},
        _asked(desk, names),
        _changed(before, names),
        Link.objects.count(),
        {side: len(rows[side]) for side in Side},
    )


def _asked(desk: Desk, names: Mapping[str, str]) -> Mapping[str, set[str]]:
    words = {name: word for word, name in FIELDS[desk.module].items()}
    asked: dict[str, set[str]] = {}
    for question in Question.objects.all():
        word = words.get(question.field, question.field)
        asked.setdefault(names[question.zoho_id], set()).add(word)
    return asked


def _changed(since: int, names: Mapping[str, str]) -> Mapping[str, set[Side]]:
    changed: dict[str, set[Side]] = {}
    for change in Change.objects.order_by("pk")[since:]:
        changed.setdefault(names[change.remote_id], set()).add(Side(change.side))
    return changed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_edit_ends_where_it_should(played: Played, case: Case) -> None:
    for side in Side:
        held = {word: played.held[side][case.name][word] for word in ("name", *START)}
        assert held == case.expected(side, played.mode), side
    assert played.asked.get(case.name, set()) == set(case.asked)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_only_what_changes_is_written(played: Played, case: Case) -> None:
    needed = {
        side
        for side in Side
        if played.mode.writes(side)
        and any(
            value != case.edits(side).get(word) and word not in case.asked
            for word, value in case.edits(side.other).items()
        )
    }
    assert played.changed.get(case.name, set()) == needed


def test_every_run_ended_well(played: Played) -> None:
    assert [run.error for run in played.runs] == [""] * len(played.runs)
    assert {run.state for run in played.runs} <= {RunState.SUCCEEDED, RunState.PARTLY}
    assert [run.left for run in played.runs] == [0] * len(played.runs)


def test_nothing_is_doubled(played: Played) -> None:
    assert played.links == len(CASES)
    assert played.totals == {side: len(CASES) for side in Side}


@pytest.mark.parametrize("again", [2, 3], ids=["last", "all"])
def test_a_second_run_writes_nothing(played: Played, again: int) -> None:
    (counts,) = played.runs[again].counts.values()
    assert (counts["planned"], counts.get("written", 0)) == (0, 0)
