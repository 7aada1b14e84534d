"""Questions answered by a person, and carried out on both vendors over real sockets."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from sync.core.answers import Choice, Kind
from sync.core.records import Mode, Side
from sync.core.states import ChangeState, RunState
from sync.core.verdicts import Why
from sync.engine.connect import connect
from sync.engine.run import Later, execute
from sync.models import Answer, Change, Question, Run
from sync.services.review import (
    Filter,
    Tick,
    answer_all,
    answer_give,
    ask_again,
    owners_set,
    review_page,
    seal_of,
)
from sync.services.runs import sync_start
from sync.store.bridges import bridge_release
from sync.store.runs import Claim, run_claim
from tests.engine.desks import AccountDesk
from tests.engine.reviews import ACCOUNTS, give, in_force, linked, said, whys
from tests.portal import Portal

SIDES = list(Side)


@pytest.fixture
def desk(portal: Portal) -> AccountDesk:
    return AccountDesk(portal)


def disagree(desk: AccountDesk, pair: tuple[str, str], at: int = 5) -> None:
    """Edit the same field on both sides."""
    for side, key in zip(Side, pair, strict=True):
        desk.edit(side, key, {"one": f"{at} at {side}"})


# -- both sides edited the same field ------------------------------------------------------
@pytest.mark.parametrize(("choice", "side"), [(Choice.ZOHO, "zoho"), (Choice.XERO, "xero")])
def test_the_chosen_value_goes_across(desk: AccountDesk, choice: Choice, side: str) -> None:
    (pair,) = linked(desk, "Acme")
    disagree(desk, pair)
    desk.portal.sync(ACCOUNTS)
    assert whys() == [Why.CONFLICT]
    calls = {each: len(desk.portal.vendors.calls[each]) for each in SIDES}
    done = give(desk.portal, choice)
    assert said(desk, pair) == (f"5 at {side}", f"5 at {side}")
    assert (whys(), in_force()) == ([], [])
    (run,) = Run.objects.filter(pk=done.runs[0].pk)
    assert (run.state, run.counts["accounts"]["written"]) == (RunState.SUCCEEDED, 1)
    assert run.counts["accounts"]["read"] == 2  # these two records, and no more
    assert all(len(desk.portal.vendors.calls[each]) - calls[each] <= 3 for each in SIDES)
    change = Change.objects.get(run=run)
    assert (change.state, change.after) == (ChangeState.LANDED, {"phone": f"5 at {side}"})
    again = desk.portal.sync(ACCOUNTS, window="all")
    assert again.counts["accounts"]["planned"] == 0


def test_two_fields_answered_each_way_at_once(desk: AccountDesk) -> None:
    (pair,) = linked(desk, "Acme")
    for side, key in zip(Side, pair, strict=True):
        desk.edit(side, key, {"one": f"1 {side}", "two": f"2 {side}"})
    desk.portal.sync(ACCOUNTS)
    give(desk.portal, Choice.ZOHO, Question.objects.filter(field="phone"))
    assert said(desk, pair, "two") == ("2 zoho", "2 xero")
    give(desk.portal, Choice.XERO)
    assert said(desk, pair) == ("1 zoho", "1 zoho")
    assert said(desk, pair, "two") == ("2 xero", "2 xero")
    assert (whys(), in_force()) == ([], [])


def test_two_answers_before_the_worker_comes_are_one_run(desk: AccountDesk) -> None:
    pairs = linked(desk, "Acme", "Bolt")
    for pair in pairs:
        disagree(desk, pair)
    desk.portal.sync(ACCOUNTS)
    runs = set()
    for one in Question.objects.all():
        done = answer_give(
            bridge=desk.portal.fresh(),
            user=desk.portal.user,
            ticks=[Tick(one.pk)],
            choice=Choice.ZOHO,
            enqueue=False,
        )
        runs |= {run.pk for run in done.runs}
    (pk,) = runs
    desk.portal.carry_on(Run.objects.get(pk=pk))
    assert {said(desk, pair) for pair in pairs} == {("5 at zoho", "5 at zoho")}


def test_all_of_one_field_are_answered_alike(desk: AccountDesk) -> None:
    pairs = linked(desk, *(f"Company {number}" for number in range(30)))
    for pair in pairs:
        disagree(desk, pair)
    desk.edit(Side.ZOHO, pairs[0][0], {"two": "z"})
    desk.edit(Side.XERO, pairs[0][1], {"two": "x"})
    desk.portal.sync(ACCOUNTS)
    asked = Filter(Kind.EDITS, ACCOUNTS, "phone")
    done = answer_all(
        bridge=desk.portal.fresh(),
        user=desk.portal.user,
        asked=asked,
        choice=Choice.XERO,
        enqueue=False,
    )
    assert (done.answered, done.moved) == (30, 0)
    desk.portal.carry_on(done.runs[0])
    assert {said(desk, pair) for pair in pairs} == {("5 at xero", "5 at xero")}
    assert list(Question.objects.values_list("field", flat=True)) == ["fax"]


def test_from_now_on_nobody_is_asked_any_more(desk: AccountDesk) -> None:
    (pair,) = linked(desk, "Acme")
    owners_set(
        bridge=desk.portal.bridge,
        user=desk.portal.user,
        fields=[(ACCOUNTS, "phone")],
        choice=Choice.XERO,
    )
    disagree(desk, pair)
    desk.portal.sync(ACCOUNTS)
    assert whys() == []
    assert said(desk, pair) == ("5 at xero", "5 at xero")


def test_a_one_way_sync_is_answered_one_way(desk: AccountDesk) -> None:
    (pair,) = linked(desk, "Acme")
    disagree(desk, pair)
    desk.edit(Side.XERO, pair[1], {"two": "only at Xero"})
    desk.portal.sync(ACCOUNTS, mode=Mode.CRM_TO_XERO)
    assert give(desk.portal, Choice.XERO).answered == 0
    assert give(desk.portal, Choice.ZOHO).answered == 1
    assert said(desk, pair) == ("5 at zoho", "5 at zoho")
    assert said(desk, pair, "two") == ("2", "only at Xero")


def test_what_moved_meanwhile_is_asked_again(desk: AccountDesk) -> None:
    (pair,) = linked(desk, "Acme")
    disagree(desk, pair)
    desk.portal.sync(ACCOUNTS)
    desk.edit(Side.XERO, pair[1], {"one": "nobody has seen this"})
    give(desk.portal, Choice.ZOHO)
    assert said(desk, pair) == ("5 at zoho", "nobody has seen this")
    (question,) = Question.objects.all()
    assert (question.why, question.xero_value) == (Why.CONFLICT, "nobody has seen this")
    assert Answer.objects.get().moved
    give(desk.portal, Choice.ZOHO)
    assert said(desk, pair) == ("5 at zoho", "5 at zoho")


def test_a_page_that_is_old_answers_nothing(desk: AccountDesk) -> None:
    (pair,) = linked(desk, "Acme")
    disagree(desk, pair)
    desk.portal.sync(ACCOUNTS)
    bridge = desk.portal.fresh()
    (item,) = review_page(bridge=bridge, asked=Filter(Kind.EDITS), after=0).items
    tick = Tick(item.question.pk, seal_of(item))
    disagree(desk, pair, at=6)
    desk.portal.sync(ACCOUNTS)
    who: dict[str, Any] = {"bridge": bridge, "user": desk.portal.user}
    done = answer_give(**who, ticks=[tick], choice=Choice.ZOHO, enqueue=False)
    assert (done.answered, done.moved, done.runs) == (0, 1, ())
    assert in_force() == []


def test_an_answer_during_a_run_is_carried_out_once(desk: AccountDesk) -> None:
    (pair,) = linked(desk, "Acme")
    disagree(desk, pair)
    desk.portal.sync(ACCOUNTS)
    asked: dict[str, Any] = {"bridge": desk.portal.fresh(), "user": desk.portal.user}
    asked["enqueue"] = False
    running = sync_start(**asked, modes={ACCOUNTS: Mode.BOTH}, window="last")
    claim = run_claim(public_id=running.public_id, now=timezone.now())
    assert isinstance(claim, Claim)
    (own,) = answer_give(**asked, ticks=[Tick(Question.objects.get().pk)], choice=Choice.ZOHO).runs
    assert isinstance(execute(own.public_id, connect), Later)  # the other is at work
    bridge_release(bridge_id=desk.portal.bridge.pk, fence=claim.fence)
    assert isinstance(execute(running.public_id, connect), Later)  # a click goes first
    counts = [desk.portal.carry_on(run).counts["accounts"]["written"] for run in (own, running)]
    assert counts == [1, 0]
    assert said(desk, pair) == ("5 at zoho", "5 at zoho")
    assert in_force() == []


def test_an_ignored_field_is_quiet_until_somebody_asks_again(desk: AccountDesk) -> None:
    (pair,) = linked(desk, "Acme")
    desk.edit(Side.ZOHO, pair[0], {"name": "Acme <Ltd>", "one": "7"})
    desk.portal.sync(ACCOUNTS)
    assert whys() == [Why.UNFIT]
    give(desk.portal, Choice.IGNORE)
    desk.portal.sync(ACCOUNTS)
    assert (whys(), in_force()) == ([], [Choice.IGNORE])
    assert said(desk, pair) == ("7", "7")
    (one,) = Answer.objects.all()
    ask_again(bridge=desk.portal.fresh(), user=desk.portal.user, ids=[one.pk], enqueue=False)
    desk.portal.carry_on(Run.objects.latest("pk"))
    assert whys() == [Why.UNFIT]
