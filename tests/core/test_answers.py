"""What an answer makes of a plan, and when it is too late for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sync.core.answers import Answer, Choice, Kind, answered, choices_of, kind_of, mark, whys_of
from sync.core.ending import ended
from sync.core.reading import rendered
from sync.core.records import Linked, Lone, Mode, Side, Twin
from sync.core.verdicts import WHOLE_RECORD, Agree, Forget, Hold, Plan, Why
from tests.core.world import (
    ACCOUNTS,
    INVOICES,
    RULES,
    XERO,
    ZOHO,
    account,
    agreed,
    d,
    linked,
    seen,
    xero_invoice,
    zoho_invoice,
)


def edited(**xero: Any) -> Linked:
    """Have both edit the phone."""
    base = agreed(account(), account())
    return linked(account(phone="09 2"), account(phone="09 3", **xero), base)


def said(choice: Choice, case: Linked, field: str = "phone") -> Answer:
    marks = {side: mark(case.on(side), field) for side in Side}
    return Answer(choice, "z", "x", marks, field)


def whys(made: Plan) -> list[Why]:
    match made:
        case Hold(question=question):
            return [question.why]
        case Agree(questions=questions):
            return [question.why for question in questions]
        case Forget():
            return []


def written(made: Plan) -> dict[Side, dict[str, Any]]:
    assert isinstance(made, Agree)
    return {write.side: dict(write.fields) for write in made.writes}


@pytest.mark.parametrize(
    ("choice", "side", "value"), [(Choice.ZOHO, XERO, "09 2"), (Choice.XERO, ZOHO, "09 3")]
)
def test_the_chosen_value_stands(choice: Choice, side: Side, value: str) -> None:
    case = edited()
    assert whys(answered(case, ACCOUNTS, RULES, []).made) == [Why.CONFLICT]
    one = said(choice, case)
    done = answered(case, ACCOUNTS, RULES, [one])
    assert written(done.made) == {side: {"phone": value}}
    assert whys(done.made) == []
    assert done.used == (one,)


def test_an_answer_to_what_moved_since_is_not_used() -> None:
    one = said(Choice.ZOHO, edited())
    later = replace(edited(), xero=seen("x", account(phone="09 4")))
    done = answered(later, ACCOUNTS, RULES, [one])
    assert whys(done.made) == [Why.CONFLICT]
    assert (done.used, done.stale) == ((), (one,))


def test_another_field_may_move_meanwhile() -> None:
    one = said(Choice.ZOHO, edited())
    done = answered(edited(fax="1"), ACCOUNTS, RULES, [one])
    assert written(done.made) == {ZOHO: {"fax": "1"}, XERO: {"phone": "09 2"}}


def test_an_answer_does_not_leave_its_mode() -> None:
    case = edited()
    rules = replace(RULES, mode=Mode.CRM_TO_XERO)
    made = answered(case, ACCOUNTS, rules, [said(Choice.XERO, case)]).made
    assert written(made) == {}
    assert isinstance(made, Agree)
    assert made.waiting == ("phone",)


def test_a_locked_edit_is_taken_back() -> None:
    base = agreed(account(), account())
    case = Linked(seen("z", account(phone="1")), seen("x", account(), lock="paid"), base)
    assert whys(answered(case, ACCOUNTS, RULES, []).made) == [Why.LOCKED]
    made = answered(case, ACCOUNTS, RULES, [said(Choice.XERO, case)]).made
    assert written(made) == {ZOHO: {"phone": "09 1"}}


def test_an_ignored_field_stays_open_without_a_word() -> None:
    case = edited(fax="1")
    made = answered(case, ACCOUNTS, RULES, [Answer(Choice.IGNORE, "z", "x", field="phone")]).made
    assert whys(made) == []
    assert isinstance(made, Agree)
    assert made.waiting == ("phone",)
    assert written(made) == {ZOHO: {"fax": "1"}}


def test_an_ignored_pair_is_left_alone() -> None:
    made = answered(edited(fax="1"), ACCOUNTS, RULES, [Answer(Choice.IGNORE, "z", "x")]).made
    assert isinstance(made, Agree)
    assert not made.writes
    assert set(made.waiting) == {row.name for row in ACCOUNTS.rows}


def test_an_answer_is_for_its_own_record_only() -> None:
    case = edited()
    other = Answer(Choice.ZOHO, "z2", "x2", field="phone")
    assert answered(case, ACCOUNTS, RULES, [other]).used == ()


@pytest.mark.parametrize("choice", [Choice.UNLINK, Choice.RESTORE])
def test_a_deletion_ends_the_link(choice: Choice) -> None:
    case = linked(account(), None, agreed(account(), account()))
    assert whys(answered(case, ACCOUNTS, RULES, []).made) == [Why.DELETED]
    one = said(choice, case, WHOLE_RECORD)
    assert answered(case, ACCOUNTS, RULES, [one]).made == Forget()
    assert answered(edited(), ACCOUNTS, RULES, [one]).stale == (one,)


STATES = [("DRAFT", "DELETED"), ("SUBMITTED", "DELETED"), ("AUTHORISED", "VOIDED"), ("PAID", None)]


@pytest.mark.parametrize(("state", "last"), STATES)
def test_a_document_ends_by_its_status(state: str, last: str | None) -> None:
    case = linked(None, xero_invoice(status=state), agreed(zoho_invoice(), xero_invoice()))
    made = answered(case, INVOICES, RULES, [said(Choice.REMOVE, case, WHOLE_RECORD)]).made
    if last is None:
        assert whys(made) == [Why.DELETED]
    else:
        assert written(made) == {XERO: {"status": last}}


@pytest.mark.parametrize(
    ("left", "payload"),
    [({}, {"ContactStatus": "ARCHIVED"}), ({"shared": True}, None), ({"lock": "period"}, None)],
)
def test_a_contact_ends_archived(left: dict[str, Any], payload: dict[str, str] | None) -> None:
    case = Linked(seen("z", None), seen("x", account(), **left), agreed(account(), account()))
    made = answered(case, ACCOUNTS, RULES, [said(Choice.REMOVE, case, WHOLE_RECORD)]).made
    if payload is None:
        assert whys(made) == [Why.DELETED]
    else:
        assert isinstance(made, Agree)
        assert rendered(ACCOUNTS, made.writes[0], create=False) == payload


def test_nothing_ends_in_the_crm() -> None:
    case = linked(account(), None, agreed(account(), account()))
    made = answered(case, ACCOUNTS, RULES, [said(Choice.REMOVE, case, WHOLE_RECORD)]).made
    assert whys(made) == [Why.DELETED]
    assert ended(seen("z", None), ACCOUNTS, ZOHO) is None


# -- records that are on one side ----------------------------------------------------------
def lone(*twins: Twin, **fields: Any) -> Lone:
    return Lone(ZOHO, seen("z", account(email=None, **fields)), twins)


def twin(key: str, side: Side = XERO, *, is_linked: bool = False, **fields: Any) -> Twin:
    return Twin(side, seen(key, account(email=None, **fields)), is_linked)


def test_a_match_that_somebody_knows_is_joined() -> None:
    case = lone(twin("x", name="Acme Limited"))
    assert whys(answered(case, ACCOUNTS, RULES, []).made) == [Why.MATCH]
    done = answered(case, ACCOUNTS, RULES, [Answer(Choice.SAME, "z", "x")])
    assert isinstance(done.made, Agree)
    assert done.made.link_to == "x"
    assert whys(done.made) == [Why.CONFLICT]  # whose name is better is another question


def test_one_of_several_is_chosen() -> None:
    case = lone(twin("x"), twin("y"), twin("z2", ZOHO))
    made = answered(case, ACCOUNTS, RULES, [Answer(Choice.SAME, "z", "y")]).made
    assert isinstance(made, Agree)
    assert made.link_to == "y"


def test_what_is_not_the_same_is_made_anew() -> None:
    case = lone(twin("x", name="Acme Limited"))
    made = answered(case, ACCOUNTS, RULES, [Answer(Choice.DIFFERENT, "z", "x")]).made
    assert written(made)[XERO]["name"] == "Acme Ltd"


def test_the_same_answer_holds_from_the_other_side() -> None:
    case = Lone(XERO, seen("x", account(name="Acme Limited")), (twin("z", ZOHO),))
    apart = answered(case, ACCOUNTS, RULES, [Answer(Choice.DIFFERENT, "z", "x")]).made
    assert written(apart)[ZOHO]["name"] == "Acme Limited"
    joined = answered(case, ACCOUNTS, RULES, [Answer(Choice.SAME, "z", "x")]).made
    assert isinstance(joined, Agree)
    assert joined.link_to == "z"


def test_of_two_twins_the_ignored_one_is_nobodys_rival() -> None:
    rival = twin("z2", ZOHO)
    ignored = [Answer(Choice.IGNORE, "z2")]
    assert whys(answered(lone(rival), ACCOUNTS, RULES, []).made) == [Why.TWINS]
    assert XERO in written(answered(lone(rival), ACCOUNTS, RULES, ignored).made)
    itself = Lone(ZOHO, rival.record, (twin("z", ZOHO),))
    assert answered(itself, ACCOUNTS, RULES, ignored).made == Agree()


def test_an_ignored_record_still_holds_its_link() -> None:
    case = lone(twin("x", is_linked=True))
    made = answered(case, ACCOUNTS, RULES, [Answer(Choice.IGNORE, "", "x")]).made
    assert whys(made) == [Why.TAKEN]


# -- totals --------------------------------------------------------------------------------
def test_an_accepted_difference_is_written_as_it_is() -> None:
    case = Lone(ZOHO, seen("z", zoho_invoice(total=d("117.00"))))
    assert whys(answered(case, INVOICES, RULES, []).made) == [Why.TOTAL]
    one = Answer(Choice.ACCEPT, "z", "", {ZOHO: mark(case.record)})
    assert XERO in written(answered(case, INVOICES, RULES, [one]).made)
    edited = Lone(ZOHO, seen("z", zoho_invoice(total=d("118.00"))))
    done = answered(edited, INVOICES, RULES, [one])
    assert whys(done.made) == [Why.TOTAL]
    assert done.stale == (one,)


def test_an_accepted_difference_from_xero_needs_no_adjustment() -> None:
    case = Lone(XERO, seen("x", xero_invoice(total=d("130.00"))))
    assert whys(answered(case, INVOICES, RULES, []).made) == [Why.TOTAL]
    one = Answer(Choice.ACCEPT, "", "x", {XERO: mark(case.record)})
    made = answered(case, INVOICES, RULES, [one]).made
    assert "adjustment" not in written(made)[ZOHO]


def test_an_accepted_difference_of_a_pair_is_agreed() -> None:
    base = agreed(zoho_invoice(), xero_invoice())
    case = linked(zoho_invoice(total=d("110.00")), xero_invoice(), base)
    assert whys(answered(case, INVOICES, RULES, []).made) == [Why.TOTAL]
    one = said(Choice.ACCEPT, case, "total")
    assert answered(case, INVOICES, RULES, [one]).made == Agree()


# -- what may be answered ------------------------------------------------------------------
def test_every_reason_has_its_place_and_its_answers() -> None:
    assert sorted(why for kind in Kind for why in whys_of(kind)) == sorted(Why)
    for why in Why:
        waits = kind_of(why) is Kind.WAITING
        assert bool(choices_of(why, Mode.BOTH)) is why.asks is not waits


@pytest.mark.parametrize(
    ("why", "mode", "more", "choices"),
    [
        (Why.CONFLICT, Mode.BOTH, {}, ["zoho", "xero"]),
        (Why.CONFLICT, Mode.CRM_TO_XERO, {}, ["zoho"]),
        (Why.CONFLICT, Mode.XERO_TO_CRM, {}, ["xero"]),
        (Why.LOCKED, Mode.CRM_TO_XERO, {}, ["ignore"]),
        (Why.LOCKED, Mode.BOTH, {"lone": True}, ["ignore"]),
        (Why.DELETED, Mode.BOTH, {"gone": ZOHO}, ["remove", "unlink", "restore"]),
        (Why.DELETED, Mode.CRM_TO_XERO, {"gone": ZOHO}, ["remove", "unlink"]),
        (Why.DELETED, Mode.XERO_TO_CRM, {"gone": ZOHO}, ["unlink", "restore"]),
        (Why.MISSING, Mode.BOTH, {}, ["ignore"]),
    ],
)
def test_answers_that_a_mode_allows(
    why: Why, mode: Mode, more: dict[str, Any], choices: list[str]
) -> None:
    assert list(choices_of(why, mode, **more)) == choices


def test_marks_tell_apart_and_alike() -> None:
    assert mark(None) == mark(seen("z", None)) == ""
    assert mark(seen("z", account())) == mark(seen("other", account()))
    assert mark(seen("z", account()), "phone") != mark(seen("z", account()), "fax")


def test_what_stands_and_what_is_over_once_done() -> None:
    assert {choice for choice in Choice if choice.stands} == {Choice.DIFFERENT, Choice.IGNORE}
