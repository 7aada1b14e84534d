"""Pending records -> plans -> journal -> batches -> links, one bounded chunk at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sync.core.answers import Answered, answered
from sync.core.chosen import chosen_rules
from sync.core.records import Case, Linked, Lone, Mode, Module, Side
from sync.core.stand_in import needs_stand_in
from sync.core.table import Table
from sync.core.verdicts import Agree, Forget, Hold, Plan, Question, Rules, Write
from sync.engine.agreement import Decision
from sync.engine.answer import Told
from sync.engine.approve import allowed_plans
from sync.engine.carry import carry_out
from sync.engine.catch_all import make, with_catch_all
from sync.engine.facts import was_refused_for_its_date, watch_lock_date
from sync.engine.foresee import freed, with_in_use
from sync.engine.lexicon import with_links
from sync.engine.refresh import refresh
from sync.engine.relink import relink, with_heirs
from sync.engine.seats import with_seats
from sync.engine.shared import is_half, news_for_others, with_shared, with_shared_ends
from sync.engine.unborn import with_unborn
from sync.engine.work import Work
from sync.store import pending, questions
from sync.store.links import links_analyse
from sync.store.pending import Pair, Within
from sync.store.questions import Subject
from sync.store.records import Kept

CHUNK = 200  # cases planned together: two queries for them, a few for what they refer to
MANY = 1000  # new links after which the database has to look at them before it plans
ROUNDS = 3  # a new link is written to one side, to the other, and hears what that made of it
PAIRS, LONE = "pairs", "lone"


@dataclass(frozen=True, slots=True)
class Planned:
    """A case with what was decided about it. `pair` or `kept`: where it came from."""

    case: Case
    made: Plan
    title: str
    pair: Pair | None = None
    kept: Kept | None = None
    said: Answered | None = None  # the answers of people that went into it

    @property
    def questions(self) -> tuple[Question, ...]:
        match self.made:
            case Agree(questions=questions):
                return questions
            case Hold(question=question):
                return (question,)
            case Forget():
                return ()

    @property
    def writes(self) -> tuple[Write, ...]:
        return self.made.writes if isinstance(self.made, Agree) else ()

    @property
    def subject(self) -> Subject:
        match self.case:
            case Linked(zoho=zoho, xero=xero):
                return Subject(zoho.id, xero.id, self.title)
            case Lone(side=Side.ZOHO, record=record):
                return Subject(record.id, "", self.title)
            case Lone(record=record):
                return Subject("", record.id, self.title)


def settle_module(work: Work, module: Module) -> bool:
    """Carry on with a module from where the run is; tell whether it is through.

    Pairs first, then the records that are on one side only.
    """
    table, mode = work.tables[module], work.modes[module]
    window = work.window()
    relink(work, table)
    with work.held():
        questions.questions_heal(bridge_id=work.bridge_id, module=module)
    while work.run.place.get("phase") != "through":
        if work.is_over:
            return False
        if was_refused_for_its_date(work):
            watch_lock_date(work)
        place = work.run.place or {"phase": PAIRS, "after": 0}
        if place["phase"] == PAIRS:
            _pairs_chunk(work, table, mode, window, place["after"])
        else:
            _lone_chunk(work, table, mode, window, place["after"])
    work.run.place = {}
    if work.run.counts.get(module, {}).get("written", 0) >= MANY:
        with work.held():
            links_analyse()
    return True


def _pairs_chunk(work: Work, table: Table, mode: Mode, window: Within, after: int) -> None:
    pairs = pending.pairs_pending(
        bridge_id=work.bridge_id, table=table, after=after, within=window, limit=CHUNK
    )
    settle(work, table, mode, pairs=pairs)
    if len(pairs) == CHUNK:
        _go_on(work, PAIRS, pairs[-1].link_id)
    else:
        _go_on(work, LONE, 0)


def _lone_chunk(work: Work, table: Table, mode: Mode, window: Within, after: int) -> None:
    lone = pending.lone_pending(
        bridge_id=work.bridge_id,
        table=table,
        sides=[side for side in Side if mode.writes(side.other)],
        after=after,
        within=window,
        limit=CHUNK,
    )
    settle(work, table, mode, lone=lone)
    _go_on(work, LONE if len(lone) == CHUNK else "through", lone[-1].pk if lone else 0)


def _go_on(work: Work, phase: str, after: int) -> None:
    work.run.place = {"phase": phase, "after": after}
    with work.held():
        work.keep("place")


def settle(
    work: Work,
    table: Table,
    mode: Mode,
    *,
    pairs: Sequence[Pair] = (),
    lone: Sequence[Kept] = (),
    bring_parents: bool = True,
) -> None:
    """Plan these records and carry the plans out. What they need goes before them."""
    decided = _allowed(work, table, mode, pairs=pairs, lone=lone)
    if bring_parents and _bring(work, mode, decided):
        decided = _allowed(work, table, mode, pairs=pairs, lone=lone)
    if any(needs_stand_in(write) for one in decided for write in one.writes):
        make(work)
        decided = _allowed(work, table, mode, pairs=pairs, lone=lone)
    decisions = [decision_of(one) for one in decided]
    last, again = decisions, carry_out(work, table, decisions)
    for _ in range(ROUNDS):
        free = freed(table, last, decisions)  # in a chain of renames each waits for the next
        work.count(table.module, held=-len(free))
        if not (again or free):
            break
        rest = pending.pairs_by_id(bridge_id=work.bridge_id, table=table, ids=[*again, *free])
        last = [decision_of(one) for one in _allowed(work, table, mode, pairs=rest)]
        again = carry_out(work, table, last)
        decisions = [*decisions, *last]
    for module, news in news_for_others(work, table, decisions):
        settle(work, work.tables[module], work.modes[module], pairs=news)


def _allowed(
    work: Work,
    table: Table,
    mode: Mode,
    *,
    pairs: Sequence[Pair] = (),
    lone: Sequence[Kept] = (),
) -> list[Planned]:
    """Plan these; where the run is for what somebody approved, leave out all the rest."""
    decided = decide(work, table, mode, pairs=pairs, lone=lone)
    if not work.approved_in:
        return decided
    kept = allowed_plans(work, table, [decision_of(one, whole=True) for one in decided])
    both = zip(decided, kept, strict=True)
    return [replace(one, made=made) for one, made in both if made is not None]


def decide(
    work: Work,
    table: Table,
    mode: Mode,
    *,
    pairs: Sequence[Pair] = (),
    lone: Sequence[Kept] = (),
) -> list[Planned]:
    twins = pending.twins_of(bridge_id=work.bridge_id, table=table, some=lone) if lone else {}
    cases = [Lone(one.side, one.record, twins[one.pk]) for one in lone]
    told = Told.about(work, table, [*(pair.case for pair in pairs), *cases])
    cases = [told.with_named(case) for case in cases]
    pairs, cases = with_heirs(work, table, mode, pairs, cases)
    pairs, cases = with_shared(work, table, pairs, cases)
    pairs = with_shared_ends(work, table, pairs)
    every: list[Case] = [*(pair.case for pair in pairs), *cases]
    lexicon = with_links(
        with_catch_all(work, table, work.lexicon),
        bridge_id=work.bridge_id,
        table=table,
        cases=every,
    )
    lexicon = with_unborn(work, table, lexicon, every)
    lexicon = with_in_use(lexicon, bridge_id=work.bridge_id, table=table, cases=every)
    rules = chosen_rules(work.choices, table, mode, lexicon)
    origins: list[tuple[Case, Pair | Kept]] = [(pair.case, pair) for pair in pairs]
    origins += zip(cases, lone, strict=True)
    planned = [_planned(case, origin, table, rules, told) for case, origin in origins]
    plans = with_seats(work, table, every, [one.made for one in planned])
    return [replace(one, made=made) for one, made in zip(planned, plans, strict=True)]


def _planned(case: Case, origin: Pair | Kept, table: Table, rules: Rules, told: Told) -> Planned:
    said = answered(case, table, rules, told.of(case))
    if isinstance(origin, Pair):
        return Planned(case, said.made, origin.title, pair=origin, said=said)
    return Planned(case, said.made, origin.title, kept=origin, said=said)


def _bring(work: Work, mode: Mode, decided: Iterable[Planned]) -> bool:
    """Settle the parents that these plans wait for; tell whether there were any."""
    parents = parents_of(work, mode, decided)
    for table, found in parents:
        settle(work, table, mode, lone=found)
    return bool(parents)


def parents_of(
    work: Work, mode: Mode, decided: Iterable[Planned]
) -> list[tuple[Table, list[Kept]]]:
    """Return the records without a link that these plans wait for, by their table."""
    needed: dict[tuple[Module, Side], set[str]] = {}
    for one in decided:
        for question in one.questions:
            for module, handle in question.needs:
                for side in _sources(one.case, mode):
                    needed.setdefault((module, side), set()).add(handle)
    return [
        (work.tables[module], _parents(work, work.tables[module], side, sorted(handles)))
        for (module, side), handles in needed.items()
    ]


def _parents(work: Work, table: Table, side: Side, handles: list[str]) -> list[Kept]:
    """Return these without a link. A run for a few has read nothing else: it reads them now."""
    if work.only and side is Side.ZOHO:  # whose handles are its ids
        refresh(work, table, side, handles)
    return pending.lone_by_handle(bridge_id=work.bridge_id, table=table, side=side, handles=handles)


def _sources(case: Case, mode: Mode) -> list[Side]:
    """Return the sides this case's missing parents may be on: those it would carry from."""
    if isinstance(case, Lone):
        return [case.side]
    return [side for side in Side if mode.writes(side.other)]


def decision_of(one: Planned, *, whole: bool = False) -> Decision:
    """One write to one side at a time: with two, the second is planned anew after the first.

    `whole`: with all its writes, to be looked at and not to be carried out.
    """
    made = one.made
    later: tuple[str, ...] = ()
    if isinstance(made, Agree) and len(made.writes) > 1 and not whole:
        later = tuple(name for write in made.writes[1:] for name in write.fields)
        made = replace(made, writes=made.writes[:1], waiting=(*made.waiting, *later))
    return Decision(
        case=one.case,
        made=made,
        subject=one.subject,
        questions=one.questions,
        pair=one.pair,
        kept=one.kept,
        unfinished=bool(later) or (bool(one.writes) and is_half(one.case)),
        used=one.said.used if one.said else (),
        stale=one.said.stale if one.said else (),
    )
