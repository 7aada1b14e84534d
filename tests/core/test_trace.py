"""Why a record was or was not synced, and where it opens."""

from __future__ import annotations

from typing import Any

import pytest

from sync.core.records import Module, Side
from sync.core.tables import TABLES
from sync.core.trace import Facts, Mark, trace
from sync.core.verdicts import Agree, Forget, Hold, Plan, Question, Why, Write
from sync.core.where import xero_page, zoho_page

ACCOUNTS, ORDERS = TABLES[Module.ACCOUNTS], TABLES[Module.PURCHASE_ORDERS]


def said(plan: Plan | None = None, **known: Any) -> list[tuple[Mark, str]]:
    """Return what is said after where it is and whether it is linked."""
    steps = trace(Facts(ACCOUNTS, Side.ZOHO, plan, **known))
    return [(one.mark, one.sentence) for one in steps]


def test_it_begins_with_where_it_is() -> None:
    assert said(linked=True) == [
        (Mark.YES, "Zoho CRM has it, and the portal has read it."),
        (Mark.YES, "It is linked to its record in Xero."),
    ]
    assert said(gone=True) == [
        (Mark.NO, "It was deleted in Zoho CRM."),
        (Mark.NOTE, "It is not linked to any record in Xero."),
    ]


@pytest.mark.parametrize(
    ("known", "mark", "words"),
    [
        ({"alone": True}, Mark.NO, "leave it alone"),
        ({"shadow": True}, Mark.NO, "another module"),
        ({"dormant": True}, Mark.NO, "older than the first fetch"),
        ({"doubted": True}, Mark.NOTE, "An answer about it was lost"),
        ({"asked_after": True}, Mark.NO, "waits for an answer in Review"),
        ({"refused": "The vendor refused it once."}, Mark.NO, "refused it once"),
    ],
)
def test_each_barrier_is_named(known: dict[str, Any], mark: Mark, words: str) -> None:
    *_, (found, sentence) = said(**known)
    assert found is mark
    assert words in sentence


@pytest.mark.parametrize(
    ("plan", "known", "expected"),
    [
        (Hold(Question(Why.OPT_OUT)), {}, (Mark.NOTE, "Add to Xero is not ticked")),
        (Hold(Question(Why.NO_KEY)), {}, (Mark.NO, "nothing to recognise it by")),
        (Forget(), {}, (Mark.NOTE, "Nobody has it any more")),
        (Agree(), {"linked": True}, (Mark.YES, "nothing is left to do")),
        (Agree(), {}, (Mark.NOTE, "not to go across the way")),
        (
            Agree(waiting=("phone",)),
            {},
            (Mark.NOTE, "Left open by the mode, or by an answer: Phone"),
        ),
        (
            Agree(writes=(Write(Side.XERO, {"phone": "1", "odd_one": "2"}, "x"),)),
            {},
            (Mark.YES, "Written with the next synchronization in Xero: Phone, odd one."),
        ),
        (
            Agree(writes=(Write(Side.XERO, {"name": "1"}),)),
            {},
            (Mark.YES, "Created with the next synchronization in Xero"),
        ),
    ],
)
def test_it_ends_with_what_comes_of_it(
    plan: Plan, known: dict[str, Any], expected: tuple[Mark, str]
) -> None:
    *_, (mark, sentence) = said(plan, **known)
    assert mark is expected[0]
    assert expected[1] in sentence


def test_a_held_field_and_a_written_one_are_both_named() -> None:
    made = Agree(
        writes=(Write(Side.XERO, {"phone": "1"}, "x"),),
        questions=(Question(Why.CONFLICT, "fax", zoho="1", xero="2"),),
    )
    words = [sentence for _, sentence in said(made, linked=True)[2:]]
    assert len(words) == 2
    assert words[0].startswith("Fax was changed on both sides")


def test_what_is_left_alone_needs_no_other_reason() -> None:
    assert said(Agree(), alone=True)[-1][1].startswith("Somebody said")


def test_a_record_opens_in_the_right_data_centre() -> None:
    where = zoho_page(ORDERS, "77", "https://accounts.zoho.eu")
    assert where == "https://crm.zoho.eu/crm/tab/PurchaseOrders/77"
    assert zoho_page(ORDERS, "77", "http://127.0.0.1:9") == ""


def test_a_record_opens_in_the_right_organisation() -> None:
    where = xero_page(ACCOUNTS, "abc", "!Q1")
    assert "shortcode=%21Q1" in where
    assert where.endswith("redirecturl=%2FContacts%2FView%2Fabc")
    assert xero_page(ACCOUNTS, "abc", "") == ""
