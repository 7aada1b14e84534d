"""Accounts: every kind of case, in every mode, line by line."""

from __future__ import annotations

import pytest

from tests.engine.cases.case import Case, Ends, x
from tests.engine.cases.companies import COMPANIES, NEW
from tests.engine.cases.desks import Accounts
from tests.engine.cases.world import Played, check, check_whole

# The play needs the database; what is read of it afterwards does not.
pytestmark = pytest.mark.django_db
DESK = Accounts
CASES = (
    *COMPANIES,
    Case(
        "a known pick-list value in Xero",
        NEW,
        [x("edit", trade="Shop")],
        Ends("trade=Shop", "trade=Shop", "z"),
        to_xero=Ends("", "trade=Shop"),
    ),
    Case(
        "a pick-list value in Xero's own spelling",
        NEW,
        [x("edit", trade="SHOP")],
        Ends("trade=Shop", "trade=SHOP", "z"),
        to_xero=Ends("", "trade=SHOP"),
    ),
    Case(
        "an unknown pick-list value in Xero",
        NEW,
        [x("edit", trade="Pub", phone="2")],
        Ends("phone=2", "phone=2, trade=Pub", "z", "not_offered:trade"),
        to_xero=Ends("", "phone=2, trade=Pub"),
    ),
    Case(
        "created in Xero with an unknown pick-list value",
        [],
        [x("new", trade="Pub")],
        Ends("-", "trade=Pub", "", "not_offered:trade"),
        to_xero=Ends("-", "trade=Pub"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_ends_so_on_both_sides(played: Played, case: Case) -> None:
    check(played, case)


def test_the_runs_count_what_the_table_counts(played: Played) -> None:
    check_whole(played, CASES)
