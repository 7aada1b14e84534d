"""Choices are data: read and written back, refused in words, laid over what stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connectors.xero import wire
from sync.core.choices import (
    Brake,
    Choices,
    Deletions,
    Direction,
    ExtraRow,
    Kind,
    ModuleChoices,
    RowChoice,
)
from sync.core.choices_json import NotAChoice, read, written
from sync.core.chosen import chosen_lexicon, chosen_rules, chosen_table
from sync.core.plan import plan
from sync.core.reading import reader
from sync.core.records import Base, Lone, Mode, Module, Side
from sync.core.table import Owner
from sync.core.tables import TABLES
from sync.core.tables.bills import BILLS
from sync.core.tables.offers import OFFERS
from sync.core.verdicts import Agree, Hold, Rules, Why
from tests.core.world import (
    ACCOUNTS,
    INVOICES,
    LEXICON,
    RULES,
    XERO,
    ZOHO,
    account,
    linked,
    seen,
    zoho_invoice,
)


def of(**chosen: Any) -> Choices:
    return Choices(modules={Module.ACCOUNTS: ModuleChoices(**chosen)})


def rules(choices: Choices) -> Rules:
    return chosen_rules(choices, ACCOUNTS, Mode.BOTH, LEXICON)


def row(**chosen: Any) -> Choices:
    return of(rows={"phone": RowChoice(**chosen)})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([], "Settings: names with values were expected"),
        ({"colour": 1}, "Settings: there is no such setting as 'colour'"),
        ({"owner": "me"}, "Settings > owner: 'me' is none of ask, zoho, xero, newest"),
        ({"modules": {"leads": {}}}, "'leads' is none of accounts"),
        ({"modules": {"accounts": {"opt_in": 1}}}, "Settings > modules > accounts > opt_in: yes"),
        ({"modules": {"accounts": {"extra": {}}}}, "extra: a list was expected"),
        ({"modules": {"accounts": {"extra": [{"name": "a"}]}}}, "extra 1: label is missing"),
        ({"brake": {"share": 0}}, "Settings > brake > share: a number from 1 to 100"),
        ({"brake": {"share": True}}, "a number from 1 to 100"),
        ({"sales_account": 200}, "Settings > sales_account: a text was expected"),
        ({"sales_account": "2" * 301}, "longer than 300 characters"),
        ({"taxes": {"sage": {}}}, "'sage' is none of zoho, xero"),
        ({"taxes": {"zoho": {"VAT": None}}}, "Settings > taxes > zoho > VAT: a text"),
    ],
)
def test_what_is_no_choice_is_refused_in_words(said: object, words: str) -> None:
    with pytest.raises(NotAChoice, match=words):
        read(said)


def test_what_nobody_chose_is_not_written() -> None:
    assert written(Choices()) == {}
    chosen = replace(of(opt_in=True), brake=Brake(share=50))
    assert written(chosen) == {"modules": {"accounts": {"opt_in": True}}, "brake": {"share": 50}}
    assert read(written(chosen)) == chosen


@pytest.mark.parametrize("table", [ACCOUNTS, INVOICES])
def test_nothing_chosen_changes_nothing(table: Any) -> None:
    assert chosen_table(table, Choices(), {}) == table
    assert chosen_lexicon(LEXICON, Choices(), [table]) == LEXICON
    assert chosen_rules(Choices(), table, Mode.BOTH, LEXICON) == RULES


@pytest.mark.parametrize(
    ("direction", "zoho", "xero", "writes"),
    [
        (Direction.TO_CRM, "a", "b", {ZOHO: {"phone": "b"}}),
        (Direction.TO_XERO, "a", "b", {XERO: {"phone": "a"}}),
        (Direction.TO_CRM, "a", None, {}),
        (Direction.OFF, "a", "b", {}),
    ],
)
def test_a_field_goes_only_where_it_may(
    direction: Direction, zoho: str, xero: str | None, writes: Any
) -> None:
    choices = row(direction=direction)
    table = chosen_table(ACCOUNTS, choices, {})
    was = account(phone=None)
    case = linked(account(phone=zoho), account(phone=xero), {ZOHO: was, XERO: was})
    made = plan(case, table, rules(choices))
    assert isinstance(made, Agree)
    assert made.questions == ()
    assert {write.side: write.fields for write in made.writes} == writes


@pytest.mark.parametrize(
    ("choices", "winner"),
    [
        (Choices(), None),
        (Choices(owner=Owner.XERO), XERO),
        (replace(of(owner=Owner.ZOHO), owner=Owner.XERO), ZOHO),
        (
            replace(of(owner=Owner.ZOHO, rows={"phone": RowChoice(owner=Owner.XERO)})),
            XERO,
        ),
        (replace(row(owner=Owner.ASK), owner=Owner.XERO), None),
    ],
)
def test_the_nearest_word_says_who_wins(choices: Choices, winner: Side | None) -> None:
    was = account(phone="0")
    case = linked(account(phone="1"), account(phone="2"), {ZOHO: was, XERO: was})
    made = plan(case, chosen_table(ACCOUNTS, choices, {}), rules(choices))
    assert isinstance(made, Agree)
    assert [write.side.other for write in made.writes] == ([winner] if winner else [])
    assert len(made.questions) == (winner is None)


def test_a_default_fills_a_blank_of_something_new_only() -> None:
    choices = row(defaults={XERO: "00 0"})
    made = plan(Lone(ZOHO, seen("z", account(phone=None))), ACCOUNTS, rules(choices))
    assert isinstance(made, Agree)
    assert made.writes[0].fields["phone"] == "00 0"
    full = plan(Lone(ZOHO, seen("z", account(phone="1"))), ACCOUNTS, rules(choices))
    assert isinstance(full, Agree)
    assert full.writes[0].fields["phone"] == "1"
    other = chosen_rules(choices, INVOICES, Mode.BOTH, LEXICON)
    assert other.lexicon.defaults == LEXICON.defaults


def test_a_default_that_does_not_fit_its_field_is_not_used() -> None:
    choices = Choices(
        modules={Module.INVOICES: ModuleChoices(rows={"rate": RowChoice(defaults={XERO: "much"})})}
    )
    assert chosen_rules(choices, INVOICES, Mode.BOTH, LEXICON).lexicon == LEXICON


def test_a_field_of_ones_own_is_carried_like_any_other() -> None:
    extra = ExtraRow("member_no", "Member no.", "Member_No", "AccountNumber", Kind.TEXT)
    table = chosen_table(ACCOUNTS, of(extra=(extra,)), {ZOHO: {"Member_No": 20}})
    own = table.row("member_no")
    assert dict(own.limit) == {ZOHO: 20, XERO: 50}
    assert reader(table, ZOHO)({"Member_No": "  M  7 "})["member_no"] == "M 7"
    assert reader(table, XERO)({"AccountNumber": "M 7"})["member_no"] == "M 7"
    made = plan(Lone(ZOHO, seen("z", account(member_no="M 7"))), table, RULES)
    assert isinstance(made, Agree)
    assert made.writes[0].fields["member_no"] == "M 7"


WIRES = {"Contacts": wire.Contact, "Items": wire.Item, "PurchaseOrders": wire.PurchaseOrder}


@pytest.mark.parametrize("module", [m for m in OFFERS if m in TABLES])
def test_what_is_offered_of_xero_is_read_from_it(module: Module) -> None:
    read_fields = WIRES[TABLES[module].resource[XERO]].__annotations__
    for offer in OFFERS[module]:
        assert set(offer.spot.names) <= set(read_fields)


def test_a_field_that_the_crm_no_longer_has_is_not_carried() -> None:
    extra = ExtraRow("member_no", "Member no.", "Member_No", "AccountNumber")
    known: dict[Side, dict[str, int | None]] = {ZOHO: {"Account_Name": None}}
    table = chosen_table(ACCOUNTS, of(extra=(extra,)), known)
    assert not table.row("member_no").carried


def test_a_field_may_be_read_from_another_place() -> None:
    choices = of(rows={"tax_number": RowChoice(zoho_field="VAT_ID")})
    table = chosen_table(ACCOUNTS, choices, {ZOHO: {"VAT_ID": 12}})
    assert reader(table, ZOHO)({"VAT_ID": "GB 1", "Tax_Number": "old"})["tax_number"] == "GB 1"
    assert dict(table.row("tax_number").limit) == {ZOHO: 12, XERO: 50}
    assert table.row("tax_number").carried


def test_a_line_s_field_may_be_switched_off() -> None:
    off = RowChoice(direction=Direction.OFF)
    choices = Choices(modules={Module.INVOICES: ModuleChoices(rows={"lines.description": off})})
    table = chosen_table(INVOICES, choices, {})
    made = plan(Lone(ZOHO, seen("z", zoho_invoice())), table, RULES)
    assert isinstance(made, Agree)
    lines = made.writes[0].fields["lines"]
    assert isinstance(lines, tuple)
    assert "description" not in lines[0]


def test_statuses_and_taxes_are_laid_over_the_books() -> None:
    statuses = {ZOHO: {"Approved": "SUBMITTED", "Created": ""}}
    choices = Choices(
        modules={Module.INVOICES: ModuleChoices(statuses=statuses)},
        taxes={XERO: {"CAPEX": ""}, ZOHO: {"GST": "OUTPUT"}},
    )
    books = chosen_lexicon(LEXICON, choices, [ACCOUNTS, INVOICES]).books
    assert books["invoice_status"][ZOHO] == {"Approved": "SUBMITTED", "Delivered": "AUTHORISED"}
    assert books["invoice_status"][XERO] == LEXICON.books["invoice_status"][XERO]
    assert books["tax"] == {
        ZOHO: {"VAT": "OUTPUT2", "GST": "OUTPUT"},
        XERO: {"OUTPUT2": "VAT", "CAPEX": ""},
    }


def test_chosen_accounts_speak_where_nothing_else_does() -> None:
    choices = Choices(sales_account="260", purchase_account="310")
    said = chosen_rules(choices, INVOICES, Mode.BOTH, LEXICON).lexicon.defaults
    assert said[XERO]["lines.account"] == said[XERO]["sales_account"] == "260"
    assert said[ZOHO] == LEXICON.defaults[ZOHO]
    assert said[XERO]["purchase_account"] == "310"


def test_orders_become_bills_by_choice() -> None:
    table = TABLES[Module.PURCHASE_ORDERS]
    assert chosen_table(table, Choices(bills=True), {}) == BILLS
    assert chosen_table(table, Choices(), {}) == table


def test_chosen_purchases_are_booked_where_orders_are() -> None:
    table = TABLES[Module.PURCHASE_ORDERS]
    chosen = Choices(sales_account="260", purchase_account="310")
    said = chosen_rules(chosen, table, Mode.BOTH, LEXICON).lexicon.defaults
    assert said[XERO]["lines.account"] == "310"


TICKED = of(opt_in=True)


@pytest.mark.parametrize(("tick", "why"), [(True, None), (False, Why.OPT_OUT), (None, Why.OPT_OUT)])
def test_without_a_tick_nothing_is_carried(tick: bool | None, why: Why | None) -> None:
    table = chosen_table(ACCOUNTS, TICKED, {})
    zoho, xero = account(add_to_xero=tick), account(phone="2")
    lone = plan(Lone(ZOHO, seen("z", zoho)), table, rules(TICKED))
    pair = plan(linked(zoho, xero, None), table, rules(TICKED))
    for made in (lone, pair):
        assert (made.question.why if isinstance(made, Hold) else None) is why
    assert not Why.OPT_OUT.asks


def test_without_the_field_in_the_crm_no_tick_is_asked_for() -> None:
    table = chosen_table(ACCOUNTS, TICKED, {ZOHO: {"Account_Name": 200}})
    assert isinstance(plan(Lone(ZOHO, seen("z", account())), table, rules(TICKED)), Agree)


@pytest.mark.parametrize("chosen", [TICKED, Choices()])
def test_what_comes_from_xero_is_ticked(chosen: Choices) -> None:
    table = chosen_table(ACCOUNTS, chosen, {})
    made = plan(Lone(XERO, seen("x", account(add_to_xero=True))), table, rules(chosen))
    assert isinstance(made, Agree)
    assert made.writes[0].fields["add_to_xero"] is True


def ticks(zoho: bool | None, base: Base | None) -> bool:
    """Tell whether the portal would tick a linked account that both sides say the same of."""
    one = {"add_to_xero": zoho}
    made = plan(
        linked(account() | one, account(add_to_xero=True), base), ACCOUNTS, rules(Choices())
    )
    assert isinstance(made, Agree)
    return any("add_to_xero" in write.fields for write in made.writes)


def test_a_tick_is_set_with_the_link_and_is_the_users_afterwards() -> None:
    ticked = {ZOHO: account(add_to_xero=True), XERO: account(add_to_xero=True)}
    untold = {ZOHO: account(add_to_xero=False), XERO: account(add_to_xero=None)}
    assert ticks(False, None)
    assert ticks(None, untold)
    assert not ticks(True, None)
    assert not ticks(False, ticked)


def test_what_got_its_field_after_the_link_is_ticked_and_not_left_out() -> None:
    without = {name: value for name, value in account().items() if name != "add_to_xero"}
    base = {ZOHO: without, XERO: account(add_to_xero=True)}
    zoho, xero = account(add_to_xero=False), account(add_to_xero=True)
    made = plan(linked(zoho, xero, base), ACCOUNTS, rules(TICKED))
    assert isinstance(made, Agree)
    assert made.writes[0].fields == {"add_to_xero": True}


@pytest.mark.parametrize(
    ("deletions", "why"), [(Deletions.ASK, Why.DELETED), (Deletions.MARK, Why.LEFT)]
)
def test_a_deletion_is_asked_about_or_left_alone(deletions: Deletions, why: Why) -> None:
    made = plan(linked(None, account(), None), ACCOUNTS, rules(of(deletions=deletions)))
    assert isinstance(made, Hold)
    assert made.question.why is why
