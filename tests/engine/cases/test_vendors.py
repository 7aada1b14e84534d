"""Vendors: every kind of case, in every mode, line by line."""

from __future__ import annotations

import pytest

from tests.engine.cases.case import Case, Ends, x
from tests.engine.cases.companies import COMPANIES, NEW
from tests.engine.cases.desks import Suppliers
from tests.engine.cases.world import Played, check, check_whole

pytestmark = pytest.mark.django_db
DESK = Suppliers
LONG = "{k}" + "v" * 117  # one more than the CRM takes
CASES = (
    *COMPANIES,
    Case(
        "too long a name for Zoho",
        NEW,
        [x("edit", name=LONG, phone="2")],
        Ends("phone=2", f"phone=2, name={LONG}", "z", "too_long:name"),
        to_xero=Ends("", f"phone=2, name={LONG}"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_ends_so_on_both_sides(played: Played, case: Case) -> None:
    check(played, case)


def test_the_runs_count_what_the_table_counts(played: Played) -> None:
    check_whole(played, CASES)
