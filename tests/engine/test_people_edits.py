"""Every kind of edit of a linked person, in every mode, wherever in Xero the person is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from pytest_django import DjangoDbBlocker

from sync.core.records import Mode, Module, Side
from sync.models import Change, Link, Question
from tests.engine.people import WORDS, People, Said
from tests.engine.stage import stage
from tests.portal import Portal

pytestmark = pytest.mark.django_db

CONTACTS = Module.CONTACTS
FIELDS = dict(zip(("first_name", "last_name", "email"), WORDS, strict=True)) | {"*": "*"}
PLACES = ("its own", "further", "alone")  # the contact's own, one of its list, no company at all
Words = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    name: str
    zoho: Words = field(default_factory=dict)  # what is edited there
    xero: Words = field(default_factory=dict)
    asked: frozenset[str] = frozenset()

    @property
    def start(self) -> dict[str, str]:
        key = "".join(self.name.title().split())
        return {"first": "Ann", "last": key, "email": f"{key.lower()}@post.test"}

    def edits(self, side: Side) -> Words:
        words = self.zoho if side is Side.ZOHO else self.xero
        return {word: text.format(**self.start) for word, text in words.items()}

    def expected(self, side: Side, mode: Mode) -> Said:
        own, theirs = self.edits(side), self.edits(side.other)
        free = {w: text for w, text in theirs.items() if w not in own and w not in self.asked}
        said = {**self.start, **own, **(free if mode.writes(side) else {})}
        return (said["first"], said["last"], said["email"])


NEW = "new.{email}"
CASES = (
    Case("nothing"),
    Case("first at zoho", {"first": "Bea"}),
    Case("first at xero", xero={"first": "Bea"}),
    Case("last at zoho", {"last": "New{last}"}),
    Case("last at xero", xero={"last": "New{last}"}),
    Case("whole name at zoho", {"first": "Bea", "last": "New{last}"}),
    Case("different fields", {"first": "Bea"}, {"last": "New{last}"}),
    Case("same field", {"first": "Bea"}, {"first": "Cleo"}, frozenset({"first"})),
    Case("same edit", {"first": "Bea"}, {"first": "Bea"}),
    Case("first cleared at zoho", {"first": ""}),
    Case("first cleared at xero", xero={"first": ""}),
    Case("mail at zoho", {"email": NEW}),
    Case("mail at xero", xero={"email": NEW}),
    Case("mail at both", {"email": "z.{email}"}, {"email": "x.{email}"}, frozenset({"email"})),
    Case("same mail at both", {"email": NEW}, {"email": NEW}),
    Case("mail and name at zoho", {"email": NEW, "first": "Bea"}),
    Case("mail at zoho name at xero", {"email": NEW}, {"first": "Bea"}),
    Case("name at zoho mail at xero", {"first": "Bea"}, {"email": NEW}),
    Case("mail in capitals at zoho", {"email": "{last}@POST.test"}),
    Case("unicode", {"first": "Ångström"}, {"last": "Żółć{last}"}),
)


@dataclass(frozen=True)
class Played:
    mode: Mode
    held: Mapping[Side, Mapping[str, Said]]
    asked: Mapping[str, set[str]]
    changed: Mapping[str, set[Side]]
    runs: tuple[tuple[int | None, str, Mapping[str, int]], ...]
    totals: Mapping[Side, int]
    names: Mapping[str, str]  # of the contacts in Xero, by case
    bosses: int  # how many are as they were, of those who were there first


def boss(case: Case) -> Said:
    key = case.start["last"]
    return ("Zora", f"Chief{key}", f"zora@{key.lower()}.test")


@pytest.fixture(
    scope="module",
    params=[(place, mode) for place in PLACES for mode in Mode],
    ids=lambda each: f"{each[0]}-{each[1]}",
)
def played(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Played:
    place, mode = request.param
    with stage(django_db_blocker) as portal:
        return _play(portal, place, mode)


def _play(portal: Portal, place: str, mode: Mode) -> Played:
    people = People(portal)
    began = {case.name: _begin(people, case, place) for case in CASES}
    portal.fetch()
    portal.sync(Module.ACCOUNTS, CONTACTS)
    pairs = dict(Link.objects.filter(module=CONTACTS).values_list("zoho_id", "xero_id"))
    before = Change.objects.count()
    for case in CASES:
        zoho_id = began[case.name]
        if case.zoho:
            people.edit_zoho(zoho_id, case.edits(Side.ZOHO))
        if case.xero:
            people.edit_xero(
                pairs[zoho_id].split("/")[0], case.start["email"], case.edits(Side.XERO)
            )
    runs = [portal.sync(CONTACTS, mode=mode, window=each) for each in ("last", "last", "all")]
    rows = people.in_zoho()
    where = {name: pairs[zoho_id].split("/")[0] for name, zoho_id in began.items()}
    found = {name: people.in_xero(contact_id) for name, contact_id in where.items()}
    back = {zoho_id: name for name, zoho_id in began.items()}
    return Played(
        mode,
        {
            Side.ZOHO: {name: rows[zoho_id] for name, zoho_id in began.items()},
            Side.XERO: {case.name: _only(found[case.name], boss(case)) for case in CASES},
        },
        _asked(back),
        _changed(before, back),
        tuple((run.left, run.error, run.counts["contacts"]) for run in runs),
        {Side.ZOHO: len(rows), Side.XERO: sum(map(len, found.values()))},
        {name: people.raw(contact_id)["Name"] for name, contact_id in where.items()},
        sum(boss(case) in found[case.name] for case in CASES),
    )


def _begin(people: People, case: Case, place: str) -> str:
    said = (case.start["first"], case.start["last"], case.start["email"])
    if place == "alone":
        return people.at_zoho(said)
    if place == "further":
        people.contact(f"Company {case.name}", boss(case))
    return people.at_zoho(said, people.account(f"Company {case.name}"))


def _only(some: list[Said], chief: Said) -> Said:
    (found,) = [each for each in some if each != chief]
    return found


def _asked(back: Mapping[str, str]) -> Mapping[str, set[str]]:
    asked: dict[str, set[str]] = {}
    for one in Question.objects.filter(module=CONTACTS).exclude(zoho_id=""):
        asked.setdefault(back[one.zoho_id], set()).add(FIELDS[one.field])
    return asked


def _changed(since: int, back: Mapping[str, str]) -> Mapping[str, set[Side]]:
    changed: dict[str, set[Side]] = {}
    for one in Change.objects.order_by("pk")[since:]:
        at_zoho = one.source_id if one.side == Side.XERO else one.remote_id
        changed.setdefault(back[at_zoho], set()).add(Side(one.side))
    return changed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_edit_ends_where_it_should(played: Played, case: Case) -> None:
    held = {side: played.held[side][case.name] for side in Side}
    for side in Side:
        said, wanted = held[side], case.expected(side, played.mode)
        assert (*said[:2], said[2].lower()) == (*wanted[:2], wanted[2].lower()), side
    assert played.asked.get(case.name, set()) == set(case.asked)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_somebody_alone_is_called_so_in_xero(played: Played, case: Case) -> None:
    name = played.names[case.name]
    if not name.startswith("Company "):
        first, last, _ = played.held[Side.XERO][case.name]
        assert name == f"{first} {last}".strip()


def test_a_second_run_writes_nothing(played: Played) -> None:
    assert [(left, error) for left, error, _ in played.runs] == [(0, "")] * 3
    for _, _, counts in played.runs[1:]:
        assert (counts["planned"], counts["written"]) == (0, 0)


def test_nobody_is_doubled_or_lost(played: Played) -> None:
    assert played.bosses in (0, len(CASES))
    assert played.totals == {side: len(CASES) + played.bosses for side in Side}


def test_a_one_way_mode_never_writes_its_source(played: Played) -> None:
    wrote = {side for sides in played.changed.values() for side in sides}
    assert all(played.mode.writes(side) for side in wrote)
