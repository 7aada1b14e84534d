"""All cases of one module in one mode, played at once in one world: each has its own records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from sync.core.choices import Brake
from sync.core.records import Mode, Side
from sync.core.states import ChangeState, RunState
from sync.models import Change, Link, Question, Run
from sync.store.rules import rules_save
from tests.engine.cases.case import SIGNS, Case, Desk, Step, told
from tests.portal import Portal

Rows = dict[str, dict[str, str]]


@dataclass
class Acting:
    """One case on its way: its key, and the record of it that steps are about on each side."""

    case: Case
    key: str
    ids: dict[Side, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def act(self, desk: Desk, steps: Iterable[Step]) -> None:
        for step in steps:
            begins = desk.start[step.side] if step.verb == "new" else {}
            words = {w: text.format(k=self.key) for w, text in {**begins, **step.words}.items()}
            self.keep(step.side, desk.do(step, self.ids.get(step.side, ""), words))

    def keep(self, side: Side, record_id: str) -> None:
        if record_id:
            self.ids[side] = record_id
            self.known.add(record_id)

    def owns(self, record_id: str, row: Mapping[str, str]) -> bool:
        return record_id in self.known or any(self.key in text.lower() for text in row.values())


@dataclass(frozen=True)
class Found:
    """What one case has come to."""

    rows: Mapping[Side, list[dict[str, str]]]
    written: str
    again: str  # what a second run wrote
    refused: int
    held: list[str]


@dataclass(frozen=True)
class Played:
    desk: Desk
    mode: Mode
    found: Mapping[str, Found]
    keys: Mapping[str, str]
    runs: tuple[Run, Run]
    strays: list[str]  # records and changes that are no case's


def play(portal: Portal, desk: Desk, cases: Sequence[Case], mode: Mode) -> Played:
    acting = [Acting(case, f"k{at:02d}q") for at, case in enumerate(cases)]
    _choose(portal, desk)
    for each in acting:
        each.act(desk, each.case.before)
    portal.fetch()
    portal.sync(*desk.parents, desk.module)
    _meet(desk, acting)
    marks = [_mark()]
    for each in acting:
        each.act(desk, each.case.done)
    desk.meanwhile()
    runs = []
    for _ in range(2):
        portal.fetch()  # which also hears of deletions and lock dates
        runs.append(portal.sync(desk.module, mode=mode, window="all"))
        marks.append(_mark())
    _meet(desk, acting)
    return _played(desk, mode, acting, (runs[0], runs[1]), marks)


def _choose(portal: Portal, desk: Desk) -> None:
    """Save the table's settings, and let a run change every record, as the tables do."""
    chosen = replace(desk.choices, brake=Brake(share=100, at_least=1000))
    now, bridge = timezone.now(), portal.bridge.pk
    rules_save(bridge_id=bridge, choices=chosen, seen=0, user=portal.user, now=now)


def _mark() -> int:
    return Change.objects.count()


def _meet(desk: Desk, acting: Iterable[Acting]) -> None:
    """Take to each case what a run has linked to its records."""
    pairs = Link.objects.filter(module=desk.module).values_list("zoho_id", "xero_id")
    for each in acting:
        for pair in pairs:
            if each.known & set(pair):
                for side, record_id in zip(Side, pair, strict=True):
                    each.keep(side, record_id)


def _played(
    desk: Desk, mode: Mode, acting: list[Acting], runs: tuple[Run, Run], marks: list[int]
) -> Played:
    rows = {side: desk.all(side) for side in Side}
    changes = list(Change.objects.order_by("pk"))
    made = [one for one in changes[marks[0] : marks[1]] if one.module == desk.module]
    again = [one for one in changes[marks[1] : marks[2]] if one.module == desk.module]
    questions = list(Question.objects.filter(module=desk.module))
    for each in acting:
        for side in Side:
            each.known |= {key for key, row in rows[side].items() if each.owns(key, row)}
    found = {each.case.name: _found(each, rows, made, again, questions) for each in acting}
    known = set().union(*(each.known for each in acting))
    strays = [key for side in Side for key in rows[side] if key not in known]
    strays += [str(one) for one in made if one.source_id not in known]
    return Played(desk, mode, found, {e.case.name: e.key for e in acting}, runs, strays)


def _found(
    each: Acting,
    rows: Mapping[Side, Rows],
    made: list[Change],
    again: list[Change],
    questions: list[Question],
) -> Found:
    own = [one for one in made if one.source_id in each.known]
    return Found(
        {side: [row for key, row in rows[side].items() if key in each.known] for side in Side},
        _letters(own),
        _letters(one for one in again if one.source_id in each.known),
        sum(one.state == ChangeState.REFUSED for one in own),
        sorted(f"{q.why}:{q.field}" for q in questions if {q.zoho_id, q.xero_id} & each.known),
    )


def _letters(changes: Iterable[Change]) -> str:
    landed = (one for one in changes if one.state == ChangeState.LANDED)
    return "".join(sorted((SIGNS[Side(one.side)] for one in landed), reverse=True))


def check(played: Played, case: Case) -> None:
    """Compare one case with its row: both sides word by word, the counts and the questions."""
    found, ends = played.found[case.name], case.ends(played.mode)
    for side in Side:
        begins = played.desk.start[side]
        there = _sorted(found.rows[side])
        wanted = _sorted(told(ends.on(side), begins, played.keys[case.name]))
        assert there == wanted, f"{side}: {there}, not {wanted}; {found.written} {found.held}"
    done = (found.written, found.held)
    assert done == (ends.written, sorted(ends.held.split())), done
    assert found.refused == ends.held.count("refused")
    assert found.again == "", "a second run writes nothing"


def _sorted(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(rows, key=lambda row: sorted(row.items()))


def check_whole(played: Played, cases: Sequence[Case]) -> None:
    """Compare the runs' own counts with the sums of the table; nothing else was touched."""
    first, second = played.runs
    assert [run.error for run in played.runs] == ["", ""]
    assert {run.state for run in played.runs} <= {RunState.SUCCEEDED, RunState.PARTLY}
    assert [run.left for run in played.runs] == [0, 0]
    ends = [case.ends(played.mode) for case in cases]
    counted = Counter({name: first.counts[played.desk.module][name] for name in TOLD})
    wanted = {"written": sum(len(one.written) for one in ends)}
    wanted["refused"] = sum(one.held.count("refused") for one in ends)
    assert counted == Counter(wanted), (counted, wanted)
    assert second.counts[played.desk.module]["written"] == 0
    assert played.strays == []


TOLD = ("written", "refused")
