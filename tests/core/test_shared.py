"""A contact of Xero's that an account and a vendor are both linked to, and the shadows of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sync.core.plan import plan
from sync.core.records import Fields, Linked, Lone, Mode, Side, Twin
from sync.core.table import Owner
from sync.core.tables.vendors import VENDORS
from sync.core.verdicts import Agree, Hold, Question, Rules, Why
from sync.core.words import sentence
from tests.core.world import RULES, XERO, ZOHO, agreed, seen


def vendor(**but: Any) -> dict[str, Any]:
    blank = dict.fromkeys(row.name for row in VENDORS.rows if row.carried)
    return {**blank, "name": "Acme", "phone": "1", **but}


def shared(zoho: Fields, xero: Fields, base: Any = None, rules: Rules = RULES) -> Agree:
    made = plan(Linked(seen("z", zoho), seen("x", xero, shared=True), base), VENDORS, rules)
    assert isinstance(made, Agree), made
    return made


WAS = agreed(vendor(), vendor())
APART = agreed(vendor(phone="own"), vendor())


@pytest.mark.parametrize(
    ("_case", "zoho", "xero", "base", "to_zoho", "to_xero", "asked"),
    [
        ("first, and it differs", vendor(phone="2"), vendor(), None, None, None, ""),
        ("first, and fills", vendor(), vendor(phone=None), None, None, {"phone": "1"}, ""),
        ("first, and is filled", vendor(phone=None), vendor(), None, {"phone": "1"}, None, ""),
        ("follows", vendor(), vendor(phone="2"), WAS, {"phone": "2"}, None, ""),
        ("follows into nothing", vendor(), vendor(phone=None), WAS, {"phone": None}, None, ""),
        ("keeps to itself", vendor(phone="2"), vendor(), WAS, None, None, "phone"),
        ("clears for itself", vendor(phone=None), vendor(), WAS, None, None, "phone"),
        ("both edited", vendor(phone="2"), vendor(phone="3"), WAS, None, None, "phone"),
        ("had its own", vendor(phone="own"), vendor(phone="2"), APART, None, None, ""),
        ("edits its own", vendor(phone="2"), vendor(), APART, None, None, "phone"),
        ("had its own, other goes", vendor(phone="own"), vendor(phone=None), APART, None, None, ""),
        ("fills again", vendor(phone="2"), vendor(phone=None), WAS, None, {"phone": "2"}, ""),
        ("nobody writes it", vendor(website="w"), vendor(), WAS, None, None, ""),
    ],
)
def test_the_vendor_fills_and_follows(
    _case: str, zoho: Fields, xero: Fields, base: Any, to_zoho: Any, to_xero: Any, asked: str
) -> None:
    made = shared(zoho, xero, base)
    sent = {write.side: write.fields for write in made.writes}
    assert (sent.get(ZOHO), sent.get(XERO)) == (to_zoho, to_xero)
    assert [one.field for one in made.questions] == [asked] * bool(asked)
    assert {one.why for one in made.questions} <= {Why.SHARED}


def test_an_edit_that_stays_says_who_speaks() -> None:
    (asked,) = shared(vendor(phone="2"), vendor(name="ACME"), WAS).questions
    assert asked == Question(Why.SHARED, "phone", zoho="2", xero="1", detail="ACME")
    assert sentence(asked, VENDORS).startswith("In Xero this vendor is the same contact as the")


@pytest.mark.parametrize(
    ("rules", "to_zoho", "to_xero"),
    [
        (replace(RULES, settled={"phone": ZOHO}), None, {"phone": "2"}),
        (replace(RULES, settled={"phone": XERO}), {"phone": "1"}, None),
        (replace(RULES, owners={"phone": Owner.ZOHO}), None, {"phone": "2"}),
        (replace(RULES, owners={"phone": Owner.XERO}), {"phone": "1"}, None),
    ],
)
def test_what_somebody_said_of_it_is_carried(rules: Rules, to_zoho: Any, to_xero: Any) -> None:
    made = shared(vendor(phone="2"), vendor(), WAS, rules)
    sent = {write.side: write.fields for write in made.writes}
    assert (sent.get(ZOHO), sent.get(XERO), made.questions) == (to_zoho, to_xero, ())


def test_an_edit_waits_for_a_mode_that_asks() -> None:
    made = shared(vendor(phone="2"), vendor(), WAS, replace(RULES, mode=Mode.XERO_TO_CRM))
    assert made == Agree(waiting=("phone",))


def twin(side: Side, record_id: str, *, shadow: bool = False, **but: Any) -> Twin:
    return Twin(side, seen(record_id, vendor(**but)), linked=False, shadow=shadow)


def test_its_own_kind_comes_before_a_shadow() -> None:
    twins = (twin(XERO, "shadow", shadow=True), twin(XERO, "own"))
    made = plan(Lone(ZOHO, seen("z", vendor()), twins), VENDORS, RULES)
    assert isinstance(made, Agree)
    assert made.link_to == "own"


def test_a_shadow_is_joined_where_there_is_nobody_else() -> None:
    made = plan(Lone(ZOHO, seen("z", vendor()), (twin(XERO, "s", shadow=True),)), VENDORS, RULES)
    assert isinstance(made, Agree)
    assert made.link_to == "s"


@pytest.mark.parametrize("shadow", [True, False])
def test_a_shadow_is_nobodys_rival(*, shadow: bool) -> None:
    made = plan(Lone(XERO, seen("x", vendor()), (twin(XERO, "s", shadow=shadow),)), VENDORS, RULES)
    assert isinstance(made, Agree if shadow else Hold)
    if isinstance(made, Hold):
        assert made.question.why is Why.TWINS
