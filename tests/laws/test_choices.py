"""Laws of choices, whatever they are."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sync.core.choices import (
    Brake,
    CatchAll,
    Choices,
    Deletions,
    Direction,
    ExtraRow,
    Kind,
    ModuleChoices,
    Rounding,
    RowChoice,
)
from sync.core.choices_json import read, written
from sync.core.chosen import chosen_rules, chosen_table
from sync.core.plan import plan
from sync.core.records import Fields, Linked, Lone, Mode, Module, Side
from sync.core.table import Owner
from sync.core.verdicts import Agree
from tests.core.world import ACCOUNTS, LEXICON, account, seen

TEXTS = st.text(max_size=20)
NAMES = st.text(min_size=1, max_size=20)
BOOKS = st.dictionaries(st.sampled_from(Side), st.dictionaries(TEXTS, TEXTS, max_size=3))
ROW_CHOICES = st.builds(
    RowChoice,
    owner=st.none() | st.sampled_from(Owner),
    direction=st.sampled_from(Direction),
    zoho_field=st.sampled_from(["", "Own_1"]),
    defaults=st.dictionaries(st.sampled_from(Side), TEXTS),
)
EXTRA = st.builds(
    ExtraRow, name=NAMES, label=NAMES, zoho=NAMES, xero=NAMES, kind=st.sampled_from(Kind)
)
MODULES = st.builds(
    ModuleChoices,
    owner=st.none() | st.sampled_from(Owner),
    opt_in=st.booleans(),
    deletions=st.sampled_from(Deletions),
    rows=st.dictionaries(st.sampled_from(["name", "phone", "email"]), ROW_CHOICES),
    extra=st.lists(EXTRA, max_size=2).map(tuple),
    statuses=BOOKS,
)
CHOICES = st.builds(
    Choices,
    owner=st.sampled_from(Owner),
    modules=st.dictionaries(st.sampled_from(Module), MODULES, max_size=2),
    taxes=BOOKS,
    purchase_taxes=BOOKS,
    sales_account=TEXTS,
    purchase_account=TEXTS,
    catch_all=st.builds(CatchAll, name=TEXTS, code=TEXTS),
    rounding=st.sampled_from(Rounding),
    brake=st.builds(Brake, share=st.integers(1, 100), at_least=st.integers(1, 1000)),
)
VALUES = st.sampled_from([None, "a", "b"])
RECORDS = st.builds(account, name=VALUES, phone=VALUES, email=VALUES, add_to_xero=st.booleans())


@given(CHOICES)
def test_choices_come_back_as_they_were_written(choices: Choices) -> None:
    assert read(json.loads(json.dumps(written(choices)))) == choices


@given(CHOICES, RECORDS, RECORDS, st.fixed_dictionaries({Side.ZOHO: RECORDS, Side.XERO: RECORDS}))
def test_a_closed_direction_is_never_written(
    choices: Choices, zoho: Fields, xero: Fields, base: dict[Side, Fields]
) -> None:
    table = chosen_table(ACCOUNTS, choices, {})
    rules = chosen_rules(choices, table, Mode.BOTH, LEXICON)
    mine = choices.of(Module.ACCOUNTS).rows
    for case in (
        Linked(seen("z", zoho), seen("x", xero), base),
        Lone(Side.ZOHO, seen("z", zoho)),
        Lone(Side.XERO, seen("x", xero)),
    ):
        made = plan(case, table, rules)
        for write in made.writes if isinstance(made, Agree) else ():
            for name in write.fields:
                if name in mine:
                    assert mine[name].direction.writes(write.side)
