"""COQL as text: the vendor's rules on brackets, lists and quotes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sandbox.zoho import grammar
from connectors.zoho import coql


def parsed(where: str) -> grammar.Query:
    return grammar.parse(coql.select("Contacts", ["id"], where, order=("id",)))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (coql.after_id(""), "id is not null"),
        (coql.after_id("7"), "id > 7"),
        (coql.after_time("T", ""), "Modified_Time >= 'T'"),
        (
            coql.after_time("T", "7"),
            "(Modified_Time >= 'T' and (Modified_Time > 'T' or id > 7))",
        ),
        (coql.either(["a", "b", "c"]), "((a or b) or c)"),
        (coql.among("id", ["1", "2"]), "id in ('1', '2')"),
    ],
)
def test_conditions(where: str, expected: str) -> None:
    assert where == expected


@pytest.mark.parametrize("count", [1, 100, 101, coql.FEW])
def test_a_list_is_cut_and_bracketed_as_the_vendor_wants_it(count: int) -> None:
    ids = [str(n) for n in range(1, count + 1)]
    where = coql.both(coql.among("id", ids), coql.after_id("5"))
    query = parsed(where)
    assert grammar.criteria(query.where) <= grammar.MAX_CRITERIA
    listed = re.findall(r"'(\d+)'", where)
    assert listed == ids


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_value_escapes_its_quotes(value: str) -> None:
    where = parsed(coql.among("Last_Name", [value])).where
    assert isinstance(where, grammar.Criterion)
    assert where.values == (value,)


def test_a_select_names_its_order_and_its_limit() -> None:
    text = coql.select("Leads", ["id", "B"], "id > 1", order=("Modified_Time", "id"))
    assert text == (
        "select id, B from Leads where id > 1 order by Modified_Time asc, id asc limit 2000"
    )
