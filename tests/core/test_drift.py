"""The nightly comparison adds up the same however its groups come, and says what is wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.drift import Group, Odd, Report, Wrong, compared, gaps, read, sentence, written
from sync.core.letters import Facts, letter
from sync.core.mails import MailKind
from sync.core.records import Module, Side

MONEY = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
GROUP = st.builds(
    Group,
    side=st.sampled_from(Side),
    module=st.sampled_from([Module.INVOICES, Module.PURCHASE_ORDERS]),
    status=st.sampled_from(["", "DRAFT", "PAID"]),
    currency=st.sampled_from(["", "GBP", "EUR"]),
    linked=st.booleans(),
    records=st.integers(0, 1000),
    money=MONEY,
)
GROUPS = st.lists(GROUP, max_size=12)
ODD = Odd(Wrong.TOTALS, Module.INVOICES, "INV-1", "z", "x", "10.00 GBP", "12.00 GBP")


def mirrored(one: Group) -> Group:
    rest = (one.module, one.status, one.currency, one.linked, one.records, one.money)
    return Group(one.side.other, *rest)


@given(GROUPS.flatmap(lambda groups: st.tuples(st.just(groups), st.permutations(groups))))
def test_the_order_is_no_matter(orders: tuple[list[Group], list[Group]]) -> None:
    one, other = (compared(groups, {}, ()) for groups in orders)
    assert one == other


@given(GROUPS)
def test_nothing_is_lost_or_counted_twice(groups: list[Group]) -> None:
    lines = compared(groups, {}, ()).lines
    assert sum(line.records for line in lines) == sum(one.records for one in groups)
    assert sum(line.money for line in lines) == sum(one.money for one in groups)
    linked = [one for one in groups if one.linked]
    assert sum(line.linked for line in lines) == sum(one.records for one in linked)
    assert sum(line.linked_money for line in lines) == sum(one.money for one in linked)


@given(GROUPS)
def test_the_sides_are_treated_alike(groups: list[Group]) -> None:
    there = gaps(compared(groups, {}, ()))
    back = gaps(compared([mirrored(one) for one in groups], {}, ()))
    assert there == {key: -gap for key, gap in back.items()}


@given(GROUPS)
def test_equal_sides_have_no_gap(groups: list[Group]) -> None:
    both = [*groups, *(mirrored(one) for one in groups)]
    assert set(gaps(compared(both, {}, ())).values()) <= {Decimal(0)}


@given(GROUPS, st.dictionaries(st.sampled_from(Wrong), st.integers(0, 9)))
def test_what_is_kept_is_read_again(groups: list[Group], counts: dict[Wrong, int]) -> None:
    report = compared(groups, counts, [ODD])
    assert read(written(report)) == report
    assert report.wrong == sum(counts.values())


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "All linked records come to the same on both sides."),
        ({Wrong.TOTALS: 1}, "1 pair comes to different totals."),
        (
            {Wrong.MISSING: 1200, Wrong.TOTALS: 2},
            "2 pairs come to different totals; 1,200 links name a record that is gone.",
        ),
    ],
)
def test_it_is_said_in_words(counts: dict[Wrong, int], words: str) -> None:
    assert sentence(compared([], counts, ())) == words
    assert Report().wrong == 0


def test_the_mail_says_what_and_where() -> None:
    said = letter(MailKind.DRIFT, Facts(company="Harbour Ltd", error="1 pair differs."))
    assert said.subject == "Both sides do not come to the same - Harbour Ltd"
    assert "1 pair differs." in said.paragraphs
    assert said.place == "drift"
