"""A record that only one side has: the first truth table of `core.plan`, case by case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sync.core.plan import plan
from sync.core.records import Fields, Lone, Mode, Module, Observation, Side, Twin
from sync.core.table import Table
from sync.core.translate import lines_of
from sync.core.verdicts import Agree, Forget, Hold, Lexicon, Question, Rules, Why
from tests.core.world import (
    ACCOUNTS,
    INVOICES,
    LEXICON,
    PRODUCTS,
    RULES,
    XERO,
    ZOHO,
    account,
    d,
    product,
    seen,
    xero_invoice,
    xero_line,
    zoho_invoice,
    zoho_line,
)

ZOHO_ACCOUNT = Lone(ZOHO, seen("z", account()))


def twin(side: Side, fields: Fields | None, *, linked: bool = False) -> Twin:
    return Twin(side, seen("t", fields), linked)


def with_twins(*twins: Twin) -> Lone:
    return replace(ZOHO_ACCOUNT, twins=twins)


def held(case: Lone, table: Table, rules: Rules = RULES) -> Question:
    made = plan(case, table, rules)
    assert isinstance(made, Hold), made
    return made.question


def written(case: Lone, table: Table, rules: Rules = RULES) -> Fields:
    made = plan(case, table, rules)
    assert isinstance(made, Agree), made
    (write,) = made.writes
    assert (write.side, write.id, made.link_to) == (case.side.other, "", "")
    return write.fields


def zoho_sent(rules: Rules = RULES, **but: Any) -> Fields:
    return written(Lone(ZOHO, seen("z", zoho_invoice(**but))), INVOICES, rules)


def zoho_held(rules: Rules = RULES, **but: Any) -> Question:
    return held(Lone(ZOHO, seen("z", zoho_invoice(**but))), INVOICES, rules)


def xero_sent(rules: Rules = RULES, **but: Any) -> Fields:
    return written(Lone(XERO, seen("x", xero_invoice(**but))), INVOICES, rules)


def xero_held(**but: Any) -> Question:
    return held(Lone(XERO, seen("x", xero_invoice(**but))), INVOICES)


SAME = account(phone=None)
BARE = account(email=None)


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (Lone(ZOHO, seen("z", account(name=None, email=None))), Why.NO_KEY),
        (with_twins(twin(ZOHO, SAME)), Why.TWINS),
        (with_twins(twin(ZOHO, SAME), twin(XERO, SAME)), Why.TWINS),
        (with_twins(twin(XERO, account(name="Acme Limited"))), Why.MATCH),
        (with_twins(twin(XERO, account(name="Other"))), Why.MATCH),
        (with_twins(twin(XERO, SAME), twin(XERO, SAME)), Why.MATCH),
        (with_twins(twin(XERO, SAME, linked=True)), Why.TAKEN),
    ],
)
def test_what_only_a_person_can_settle(case: Lone, why: Why) -> None:
    question = held(case, ACCOUNTS)
    assert question.why is why
    assert question.why.asks
    assert question.zoho == (case.record.fields or {})["name"]
    assert question.xero is None


def test_a_question_names_the_records_it_is_about() -> None:
    case = Lone(XERO, seen("x", account()), (twin(ZOHO, SAME), twin(ZOHO, account(name=None))))
    question = held(case, ACCOUNTS)
    assert question.detail == "several fit: Acme Ltd, t"
    assert (question.zoho, question.xero) == (None, "Acme Ltd")


def test_gone_is_forgotten() -> None:
    assert plan(Lone(ZOHO, seen("z", None)), ACCOUNTS, RULES) == Forget()


@pytest.mark.parametrize(
    ("mode", "side"), [(Mode.XERO_TO_CRM, ZOHO), (Mode.CRM_TO_XERO, XERO)], ids=str
)
def test_a_one_way_mode_creates_nothing_at_its_source(mode: Mode, side: Side) -> None:
    case = Lone(side, seen("a", account()), (twin(side, SAME),))
    assert plan(case, ACCOUNTS, replace(RULES, mode=mode)) == Agree()


def test_a_sure_twin_is_joined_and_its_blanks_are_filled() -> None:
    name = "ACME, Ltd."  # only case and punctuation differ: not worth a question
    made = plan(with_twins(twin(XERO, {**SAME, "name": name})), ACCOUNTS, RULES)
    assert isinstance(made, Agree)
    assert made.link_to == "t"
    assert made.questions == ()
    assert [(write.side, write.fields) for write in made.writes] == [(XERO, {"phone": "09 1"})]


def test_a_xero_record_joins_its_twin_at_zoho_in_a_one_way_mode_too() -> None:
    case = Lone(XERO, seen("x", SAME), (twin(ZOHO, account()),))
    made = plan(case, ACCOUNTS, replace(RULES, mode=Mode.XERO_TO_CRM))
    assert made == Agree(link_to="t")  # Xero's blank phone is not filled: it is the source


def test_gone_and_linked_twins_of_the_same_side_do_not_matter() -> None:
    case = with_twins(twin(XERO, None), twin(ZOHO, SAME, linked=True))
    assert written(case, ACCOUNTS)["name"] == "Acme Ltd"


def test_a_twin_with_a_status_that_is_not_carried_holds_both() -> None:
    other = Twin(XERO, seen("t", xero_invoice(status="VOIDED")), linked=False)
    case = Lone(ZOHO, seen("z", zoho_invoice()), (other,))
    assert held(case, INVOICES).why is Why.STATUS


def test_documents_of_the_same_number_and_other_money_are_not_joined() -> None:
    other = Twin(XERO, seen("t", xero_invoice(total=d("99.00"))), linked=False)
    question = held(Lone(ZOHO, seen("z", zoho_invoice()), (other,)), INVOICES)
    assert question.why is Why.MATCH
    assert "115.00 / 99.00" in question.detail


@pytest.mark.parametrize(
    ("fields", "why", "name"),
    [
        (account(name="A" * 256), Why.TOO_LONG, "name"),
        (account(name="A <B>"), Why.UNFIT, "name"),
        (account(name=None), Why.MISSING, "name"),
    ],
)
def test_an_account_that_xero_would_refuse(fields: Fields, why: Why, name: str) -> None:
    question = held(Lone(ZOHO, seen("z", fields)), ACCOUNTS)
    assert (question.why, question.field) == (why, name)
    assert question.zoho == fields[name]


def test_a_name_may_be_as_long_as_the_limit() -> None:
    assert written(Lone(ZOHO, seen("z", account(name="A" * 255))), ACCOUNTS)["name"] == "A" * 255


def test_a_product_takes_its_defaults_and_a_name_from_its_code() -> None:
    assert written(Lone(ZOHO, seen("z", product())), PRODUCTS) == {
        "code": "AB-1",
        "name": "Thing",
        "price": d("50.0000"),
        "sales_account": "201",
    }
    back = written(Lone(XERO, seen("x", product(name=None))), PRODUCTS)
    assert back == {"code": "AB-1", "name": "AB-1", "price": d("50.0000")}


def test_what_a_vendor_will_not_take_is_not_sent() -> None:
    assert "website" not in written(
        Lone(ZOHO, seen("z", account(website="https://a.test"))), ACCOUNTS
    )


def test_an_invoice_goes_to_xero_in_xeros_words() -> None:
    own = {"kind", "paid", "due", "total"}
    expected = {name: value for name, value in xero_invoice().items() if name not in own}
    line = {name: value for name, value in xero_line(None).items() if name != "tracking"}
    assert zoho_sent() == {**expected, "lines": (line,)}


def test_an_invoice_goes_to_zoho_in_zohos_words() -> None:
    made = xero_sent(subject=None, due_date=None)
    assert made["lines"] == (zoho_line(None),)
    assert (made["account"], made["status"]) == ("za", "Approved")
    assert made["subject"] == "INV-1"
    assert "due_date" not in made  # the CRM may leave it open
    assert "adjustment" not in made
    assert "total" not in made


@pytest.mark.parametrize(
    ("but", "why", "name", "detail"),
    [
        ({"status": "Cancelled"}, Why.STATUS, "status", "Cancelled"),
        ({"account": None}, Why.MISSING, "account", ""),
        ({"lines": None}, Why.INCOMPLETE, "lines", ""),
        ({"lines": ()}, Why.INCOMPLETE, "lines", ""),
        ({"lines": (zoho_line(tax="GST"),)}, Why.UNTRANSLATED, "lines", "line 1, tax: GST"),
        ({"total": d("115.01")}, Why.TOTAL, "lines", ""),
        ({"total": None}, Why.TOTAL, "lines", ""),
        (
            {"lines": (zoho_line(), zoho_line(description="x" * 4001))},
            Why.TOO_LONG,
            "lines",
            "line 2, description: 4001 > 4000",
        ),
    ],
)
def test_why_an_invoice_is_not_created_at_xero(
    but: dict[str, Any], why: Why, name: str, detail: str
) -> None:
    question = zoho_held(**but)
    assert (question.why, question.field, question.detail) == (why, name, detail)


def test_a_blank_status_does_not_stop_an_invoice() -> None:
    assert "status" not in zoho_sent(status=None)


def test_totals_that_differ_are_shown() -> None:
    question = zoho_held(total=d("115.01"))
    assert (question.zoho, question.xero) == (d("115.01"), d("115.00"))


def test_all_parents_that_are_missing_are_named_at_once() -> None:
    lines = (zoho_line(item="p1"), zoho_line(item="p2"), zoho_line(item="p1"))
    question = zoho_held(account="a1", lines=lines)
    assert question.why is Why.PARENT
    assert not question.why.asks
    assert question.needs == (
        (Module.ACCOUNTS, "a1"),
        (Module.PRODUCTS, "p1"),
        (Module.PRODUCTS, "p2"),
    )


def test_what_a_person_must_see_to_comes_before_missing_parents() -> None:
    assert zoho_held(account="a1", lines=None).why is Why.INCOMPLETE


def test_a_stand_in_product_means_no_product() -> None:
    assert xero_sent(lines=(xero_line(item=None),))["lines"] == (zoho_line(None, item="zz"),)
    (line,) = lines_of(zoho_sent(lines=(zoho_line(item="zz"),))["lines"])
    assert line["item"] is None


def test_a_line_without_a_product_is_held_where_there_is_no_stand_in() -> None:
    lexicon = replace(LEXICON, defaults={})
    question = held(
        Lone(XERO, seen("x", xero_invoice(lines=(xero_line(item=None),)))),
        INVOICES,
        Rules(lexicon=lexicon),
    )
    assert (question.why, question.detail) == (Why.MISSING, "line 1, item")


def test_a_tax_inclusive_invoice_is_adjusted_to_the_cent() -> None:
    # 28.9833 net of 15 % is 28.98 to the CRM: 3 of them and their tax are 99.98.
    line = xero_line(quantity=d("3.0000"), price=d("28.9833"))
    made = xero_sent(lines=(line,), total=d("100.00"), kind="Inclusive")
    assert made["adjustment"] == d("0.02")


def test_what_is_more_than_rounding_is_held() -> None:
    question = xero_held(total=d("116.00"))
    assert (question.why, question.zoho, question.xero) == (Why.TOTAL, d("115.00"), d("116.00"))
    assert xero_held(total=None).why is Why.TOTAL


@pytest.mark.parametrize("case", [Lone(ZOHO, seen("z", zoho_invoice())), None])
def test_a_tax_without_a_rate_cannot_be_predicted(case: Lone | None) -> None:
    lexicon = replace(LEXICON, rates={})
    asked = held(case or Lone(XERO, seen("x", xero_invoice())), INVOICES, Rules(lexicon=lexicon))
    assert (asked.why, asked.field) == (Why.UNTRANSLATED, "lines")


def test_without_any_lexicon_nothing_that_needs_one_goes_across() -> None:
    case = Lone(ZOHO, Observation("z", "v", account()))
    assert isinstance(plan(case, ACCOUNTS, Rules()), Agree)
    bare = Rules(lexicon=Lexicon())
    assert held(Lone(ZOHO, seen("z", zoho_invoice())), INVOICES, bare).why is Why.STATUS


def test_money_is_compared_exactly() -> None:
    lines = (zoho_line(quantity=Decimal("1.0000"), price=d("0.3333")),)
    assert zoho_sent(lines=lines, total=d("0.38"))["lines"]
