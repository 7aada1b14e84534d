"""Plans as the tests look at them."""

from __future__ import annotations

from collections.abc import Mapping

from sync.core.plan import plan
from sync.core.records import Fields, Linked, Side
from sync.core.table import Table
from sync.core.verdicts import Agree, Rules, Why
from tests.core.world import RULES


def made_of(case: Linked, table: Table, rules: Rules = RULES) -> Agree:
    made = plan(case, table, rules)
    assert isinstance(made, Agree), made
    return made


def asks(made: Agree) -> list[tuple[Why, str]]:
    return [(question.why, question.field) for question in made.questions]


def moves(made: Agree) -> Mapping[Side, Fields]:
    return {write.side: write.fields for write in made.writes}
