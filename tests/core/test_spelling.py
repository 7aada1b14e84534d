"""A country in Xero consists of plain letters (XERO.md 5); in the CRM it is spelled as it is."""

from __future__ import annotations

import pytest

from sync.core.plan import plan
from sync.core.records import Lone
from sync.core.spelling import foreign, plain_letters
from sync.core.tables.accounts import ACCOUNTS
from sync.core.verdicts import Agree, Hold, Why
from tests.core.made import asks, made_of, moves
from tests.core.world import RULES, XERO, ZOHO, account, agreed, linked, seen

WAS = account(billing_country="Japan")


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("New Zealand", "New Zealand"),
        ("Korea, Republic of", "Korea Republic of"),
        ("Côte d'Ivoire", "Cote dIvoire"),
        ("Bosnia-Herzegovina", "Bosnia Herzegovina"),
        ("Moldova (Republic of)", "Moldova Republic of"),
        ("São Tomé & Príncipe", "Sao Tome Principe"),
        ("Færøerne", "Faeroerne"),
        ("U.S.A.", "USA"),
        ("Area 51", "Area 51"),
        ("-", ""),
    ],
)
def test_marks_and_punctuation_are_left_out(said: str, plain: str) -> None:
    assert plain_letters(said) == plain


def test_what_is_no_plain_letter() -> None:
    assert foreign("Area 51") == "1 5"
    assert foreign("日本") == "日 本"
    assert foreign("Japan") == ""


def test_a_country_is_told_in_letters_and_rests() -> None:
    now = account(billing_country="Korea, Republic of")
    made = made_of(linked(now, WAS, agreed(WAS, WAS)), ACCOUNTS)
    assert moves(made) == {XERO: {"billing_country": "Korea Republic of"}}
    stored = account(billing_country="Korea Republic of")
    assert made_of(linked(now, stored, None), ACCOUNTS) == Agree()
    assert made_of(linked(now, stored, agreed(now, stored)), ACCOUNTS) == Agree()


@pytest.mark.parametrize(("said", "detail"), [("日本", "日 本"), ("Area 51", "1 5"), ("-", "-")])
def test_what_cannot_be_said_in_letters_holds_itself(said: str, detail: str) -> None:
    now = account(billing_country=said, phone="2")
    made = made_of(linked(now, WAS, agreed(WAS, WAS)), ACCOUNTS)
    assert asks(made) == [(Why.UNFIT, "billing_country")]
    assert made.questions[0].detail == detail
    assert moves(made) == {XERO: {"phone": "2"}}
    assert isinstance(plan(Lone(ZOHO, seen("z", now)), ACCOUNTS, RULES), Hold)


def test_the_crm_takes_any_spelling() -> None:
    now = account(billing_country="日本")
    made = made_of(linked(WAS, now, agreed(WAS, WAS)), ACCOUNTS)
    assert moves(made) == {ZOHO: {"billing_country": "日本"}}
