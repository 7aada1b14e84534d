"""Accounts: every kind of case, in every mode, line by line."""

from __future__ import annotations

import pytest

from tests.engine.cases.case import Case
from tests.engine.cases.companies import COMPANIES
from tests.engine.cases.desks import Companies
from tests.engine.cases.world import Played, check, check_whole

# The play needs the database; what is read of it afterwards does not.
pytestmark = pytest.mark.django_db
DESK = Companies
CASES = (*COMPANIES,)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_ends_so_on_both_sides(played: Played, case: Case) -> None:
    check(played, case)


def test_the_runs_count_what_the_table_counts(played: Played) -> None:
    check_whole(played, CASES)
