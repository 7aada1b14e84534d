"""States, write keys, windows, words: each a table of cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase

import pytest

from sync.core.identity import write_key
from sync.core.records import Mode, Side
from sync.core.states import (
    DEFAULT_BOOKS,
    INVOICE_MOVES,
    ChangeState,
    Lock,
    RunState,
    invoice_lock,
)
from sync.core.verdicts import Question, Why
from sync.core.window import Window, in_words, parse, since
from sync.core.words import LOCKS, SENTENCES, lock_words, said, sentence
from tests.core.world import ACCOUNTS, INVOICES


def test_which_states_are_open() -> None:
    assert {state for state in RunState if state.is_open} == {
        RunState.QUEUED,
        RunState.RUNNING,
        RunState.WAITING,
    }
    assert {state for state in ChangeState if state.is_open} == {
        ChangeState.PLANNED,
        ChangeState.SENT,
        ChangeState.UNKNOWN,
        ChangeState.HELD,
    }


@pytest.mark.parametrize(
    ("payload", "lock"),
    [
        ({"Status": "DRAFT", "AmountPaid": 0}, ""),
        ({"Status": "AUTHORISED"}, ""),
        ({"Status": "AUTHORISED", "AmountPaid": Decimal("0.01")}, Lock.PART_PAID),
        ({"Status": "AUTHORISED", "AmountCredited": 5}, Lock.PART_PAID),
        ({"Status": "PAID", "AmountPaid": 5}, Lock.PAID),
        ({"Status": "VOIDED"}, Lock.VOIDED),
        ({"Status": "DELETED"}, Lock.DELETED),
    ],
)
def test_what_xero_locks(payload: dict[str, object], lock: str) -> None:
    assert invoice_lock(payload) == lock


def test_the_default_book_leads_to_words_of_the_other_side_only() -> None:
    book = DEFAULT_BOOKS["invoice_status"]
    for side in Side:
        assert set(book[side].values()) <= set(book[side.other])
    assert "PAID" not in book[Side.ZOHO].values()  # nobody but Xero says so
    assert ("AUTHORISED", "DRAFT") not in INVOICE_MOVES


def test_a_write_is_named_by_what_it_says() -> None:
    name = write_key("b1", ["z", ""], {"Name": "a", "Total": Decimal(1)})
    assert name == write_key("b1", ["z", ""], {"Total": Decimal(1), "Name": "a"})
    assert len(name) == 32
    others = [
        write_key("b2", ["z", ""], {"Name": "a", "Total": Decimal(1)}),
        write_key("b1", ["z", "x"], {"Name": "a", "Total": Decimal(1)}),
        write_key("b1", ["z", ""], {"Name": "b", "Total": Decimal(1)}),
        write_key("b1", ["z", ""], {"Name": "a", "Total": Decimal(1)}, attempt=1),
    ]
    assert len({name, *others}) == 5


NOW = datetime(2026, 9, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "window", "words", "start"),
    [
        ("last", Window(), "After the last synchronization ran", None),
        ("30", Window(30), "Before 30 days til now", NOW - timedelta(days=30)),
        (" 1D ", Window(1), "Before 1 day til now", NOW - timedelta(days=1)),
        ("7 days", Window(7), "Before 7 days til now", NOW - timedelta(days=7)),
        ("all", Window(everything=True), "Everything", None),
        ("Everything", Window(everything=True), "Everything", None),
    ],
)
def test_windows(text: str, window: Window, words: str, start: datetime | None) -> None:
    assert parse(text) == window == parse(str(window))
    assert in_words(window) == words
    assert since(window, NOW) == start


@pytest.mark.parametrize("text", ["", "0", "-3", "soon", "3 weeks", "123456"])
def test_no_window(text: str) -> None:
    with pytest.raises(ValueError, match="is not a window"):
        parse(text)


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_a_sentence(why: Why) -> None:
    text = sentence(Question(why, "name", "A", "B", "detail"), ACCOUNTS)
    assert text.endswith((".", "detail"))
    assert "{" not in text
    assert set(SENTENCES) == set(Why)


@pytest.mark.parametrize("code", list(Lock))
def test_every_lock_has_its_words(code: Lock) -> None:
    assert lock_words(code) == LOCKS[code]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            Question(Why.CONFLICT, "due_date", date(2026, 1, 2), None),
            "Due date was changed on both sides: Zoho CRM says 2026-01-02, Xero says nothing. *",
        ),
        (
            Question(Why.DELETED, detail="xero"),
            "The invoice was deleted in Xero and is still in Zoho CRM. *",
        ),
        (
            Question(Why.NO_KEY),
            "The invoice has nothing to recognise it by. Fill in one of: invoice number.",
        ),
        (
            Question(Why.LOCKED, "status", detail="AUTHORISED > DRAFT"),
            "Status cannot be changed in Xero: Xero does not allow that step (AUTHORISED > DRAFT)*",
        ),
        (
            Question(Why.MISSING, "lines", detail="line 2, item"),
            "A line is blank, and the other side requires it (line 2, item). Fill it in.",
        ),
    ],
)
def test_sentences(question: Question, text: str) -> None:
    assert fnmatchcase(sentence(question, INVOICES), text)


def test_a_field_that_no_table_has_is_called_by_its_own_name() -> None:
    asked = Question(Why.TOO_LONG, "trade_name", detail="41 > 40")
    assert sentence(asked, ACCOUNTS).startswith("Trade name is longer than")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (True, "yes"),
        (False, "no"),
        (Decimal("1234.5000"), "1,234.50"),
        (Decimal("0.1250"), "0.125"),
        ((), "0 lines"),
        ("a", '"a"'),
    ],
)
def test_values_are_shown(value: object, text: str) -> None:
    assert said(value) == text  # type: ignore[arg-type]


def test_a_one_way_mode_never_writes_its_source() -> None:
    assert not Mode.XERO_TO_CRM.writes(Side.XERO)
    assert not Mode.CRM_TO_XERO.writes(Side.ZOHO)
    assert all(Mode.BOTH.writes(side) for side in Side)
