"""Documents both sides have: lines, totals, locks and status moves, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sync.core.choices import Deletions
from sync.core.plan import plan
from sync.core.records import Fields, Linked, Mode, Module, Side
from sync.core.states import Lock
from sync.core.table import Owner
from sync.core.translate import lines_of
from sync.core.verdicts import Agree, Hold, Rules, Why
from tests.core.made import asks, made_of, moves
from tests.core.world import (
    INVOICES,
    LEXICON,
    RULES,
    XERO,
    ZOHO,
    agreed,
    d,
    linked,
    seen,
    xero_invoice,
    xero_line,
    zoho_invoice,
    zoho_line,
)

DOCUMENTS = agreed(zoho_invoice(), xero_invoice())


def zoho_edit(rules: Rules = RULES, xero: Fields | None = None, **changes: Any) -> Agree:
    held = xero or xero_invoice()
    base = agreed(zoho_invoice(), held)
    return made_of(linked(zoho_invoice(**changes), held, base), INVOICES, rules)


def xero_edit(zoho: Fields | None = None, **changes: Any) -> Agree:
    held = zoho or zoho_invoice()
    base = agreed(held, xero_invoice())
    return made_of(linked(held, xero_invoice(**changes), base), INVOICES)


def test_what_only_one_side_computes_for_itself_is_not_carried() -> None:
    assert xero_edit(kind="Inclusive") == Agree()


def test_what_only_xero_counts_is_shown_in_the_crm_and_put_right_there() -> None:
    paid: dict[str, Any] = {"paid": d("5.00"), "due": d("110.00")}
    assert moves(xero_edit(**paid)) == {ZOHO: paid}
    assert moves(zoho_edit(due=d("1.00"))) == {ZOHO: {"due": d("115.00")}}
    both = linked(zoho_invoice(due=d("1.00")), xero_invoice(**paid), DOCUMENTS)
    made = made_of(both, INVOICES)
    assert (moves(made), made.questions) == ({ZOHO: paid}, ())


def test_a_field_that_the_crm_got_later_is_filled_though_nobody_edited() -> None:
    before = {name: value for name, value in zoho_invoice().items() if name != "due"}
    case = linked(zoho_invoice(due=None), xero_invoice(), agreed(before, xero_invoice()))
    assert moves(made_of(case, INVOICES)) == {ZOHO: {"due": d("115.00")}}


def test_a_line_edited_in_the_crm_keeps_its_id_and_what_only_xero_knows() -> None:
    held = xero_invoice(lines=(xero_line(account="205", tracking="[1]"),))
    edit: dict[str, Any] = {"lines": (zoho_line(quantity=d("3.0000")),), "total": d("172.50")}
    (write,) = zoho_edit(xero=held, **edit).writes
    (line,) = lines_of(write.fields["lines"])
    expected = xero_line(account="205", tracking="[1]", quantity=d("3.0000"))
    assert line == {name: value for name, value in expected.items() if name != "discount"}
    assert set(write.fields) == {"lines"}


def test_a_word_that_says_the_same_is_left_as_it_is() -> None:
    held = xero_invoice(lines=(xero_line(tax="CAPEX"),))
    edit: dict[str, Any] = {"lines": (zoho_line(quantity=d("3.0000")),), "total": d("172.50")}
    (write,) = zoho_edit(xero=held, **edit).writes
    (line,) = lines_of(write.fields["lines"])
    assert line["tax"] == "CAPEX"


def test_what_a_vendor_filled_in_is_not_cleared_by_an_edit_of_something_else() -> None:
    bare = zoho_invoice(lines=(zoho_line(description=None),))
    edited = zoho_line(description=None, quantity=d("3.0000"))
    zoho = zoho_invoice(lines=(edited,), total=d("172.50"))
    case = linked(zoho, xero_invoice(), agreed(bare, xero_invoice()))
    (write,) = made_of(case, INVOICES).writes
    (line,) = lines_of(write.fields["lines"])
    assert (line["description"], line["quantity"]) == ("Thing", d("3.0000"))


def test_a_kept_line_takes_what_is_new_and_clears_what_is_gone() -> None:
    was = zoho_line(description="Old")
    base = agreed(zoho_invoice(lines=(was,)), xero_invoice(lines=(xero_line(description="Old"),)))
    now = zoho_line(description=None, discount=d("10.00"))
    case = linked(zoho_invoice(lines=(now,), total=d("103.50")), base[XERO], base)
    (write,) = made_of(case, INVOICES).writes
    (line,) = lines_of(write.fields["lines"])
    assert (line["description"], line["discount"]) == (None, d("10.00"))
    assert "tracking" not in line  # blank on both sides


def test_lines_edited_on_both_sides_become_the_owners() -> None:
    zoho = zoho_invoice(lines=(zoho_line(description="Z"),))
    xero = xero_invoice(lines=(xero_line(quantity=d("9.0000")),))
    rules = replace(RULES, owner=Owner.ZOHO)
    (write,) = made_of(linked(zoho, xero, DOCUMENTS), INVOICES, rules).writes
    (line,) = lines_of(write.fields["lines"])
    assert (line["id"], line["description"], line["quantity"]) == ("xl1", "Z", d("2.0000"))


def test_no_tax_may_be_the_word_for_a_tax() -> None:
    books = {**LEXICON.books, "tax": {XERO: {"EXEMPT": ""}}}
    rates = {**LEXICON.rates, XERO: {"EXEMPT": d("0")}}
    rules = Rules(lexicon=replace(LEXICON, books=books, rates=rates))
    zoho = zoho_invoice(lines=(zoho_line(tax=None),), total=d("100.00"))
    xero = xero_invoice(lines=(xero_line(tax="EXEMPT"),), total=d("100.00"))
    assert made_of(linked(zoho, xero, None), INVOICES, rules) == Agree()


def test_added_and_removed_lines() -> None:
    lines = (zoho_line("zl2", item="zq"),)
    (write,) = zoho_edit(lines=lines).writes
    assert write.removed_lines == ("xl1",)
    (line,) = lines_of(write.fields["lines"])
    assert (line["id"], line["item"], line["account"]) == (None, "AB-2", "200")


@pytest.mark.parametrize("side", list(Side))
def test_lines_whose_ids_changed_are_known_by_what_they_say(side: Side) -> None:
    texts, new = ("a", "b", "c"), ("c", "b", "new")
    zoho = tuple(zoho_line(f"z{text}", description=text) for text in texts)
    xero = tuple(xero_line(f"x{text}", description=text) for text in texts)
    anew = {
        ZOHO: tuple(zoho_line(f"n{text}", description=text) for text in new),
        XERO: tuple(xero_line(f"n{text}", description=text) for text in new),
    }
    base = agreed(zoho_invoice(lines=zoho), xero_invoice(lines=xero))
    held = {**base, side: {**base[side], "lines": anew[side]}}
    table = replace(INVOICES, total="")
    (write,) = made_of(linked(held[ZOHO], held[XERO], base), table).writes
    here = "x" if side is ZOHO else "z"
    written = [(line["id"], line["description"]) for line in lines_of(write.fields["lines"])]
    assert written == [(f"{here}c", "c"), (f"{here}b", "b"), (f"{here}a", "new")]


def test_lines_that_only_changed_their_ids_are_not_edited() -> None:
    assert zoho_edit(lines=(zoho_line("zl9"),)) == Agree()


@pytest.mark.parametrize("lines", [None, ()])
def test_lines_that_were_not_read_delete_nothing(lines: object) -> None:
    assert asks(zoho_edit(lines=lines)) == [(Why.INCOMPLETE, "lines")]


def test_lines_edited_on_both_sides_are_asked_about() -> None:
    zoho = zoho_invoice(lines=(zoho_line(quantity=d("3.0000")),))
    xero = xero_invoice(lines=(xero_line(quantity=d("4.0000")),))
    made = made_of(linked(zoho, xero, DOCUMENTS), INVOICES)
    assert asks(made) == [(Why.CONFLICT, "lines")]
    assert (made.questions[0].zoho, made.questions[0].xero) == (None, None)


def test_a_line_that_names_a_stranger_waits_for_it() -> None:
    made = zoho_edit(lines=(zoho_line(item="new"),))
    assert asks(made) == [(Why.PARENT, "lines")]
    assert made.questions[0].needs == ((Module.PRODUCTS, "new"),)


def test_a_total_that_xero_would_not_come_to_holds_the_lines_only() -> None:
    made = zoho_edit(lines=(zoho_line(quantity=d("3.0000")),), subject="New", total=d("170.00"))
    assert asks(made) == [(Why.TOTAL, "lines")]
    assert moves(made) == {XERO: {"subject": "New"}}


@pytest.mark.parametrize(
    ("kind", "lines", "total", "expected"),
    [
        ("Inclusive", (zoho_line(quantity=d("3.0000")),), d("172.50"), "Exclusive"),
        ("NoTax", (zoho_line(quantity=d("3.0000"), tax=None),), d("150.00"), None),
    ],
)
def test_a_document_of_another_kind_is_rewritten_only_to_the_same_cent(
    kind: str, lines: tuple[Fields, ...], total: object, expected: str | None
) -> None:
    (write,) = zoho_edit(xero=xero_invoice(kind=kind), lines=lines, total=total).writes
    assert write.fields.get("kind") == expected


def test_tax_does_not_enter_a_document_without_tax() -> None:
    edit: dict[str, Any] = {"lines": (zoho_line(quantity=d("3.0000")),), "total": d("172.50")}
    assert asks(zoho_edit(xero=xero_invoice(kind="NoTax"), **edit)) == [(Why.TOTAL, "lines")]


def test_lines_edited_at_xero_go_to_the_crm_with_what_rounding_leaves() -> None:
    edit: dict[str, Any] = {"lines": (xero_line(quantity=d("3.0000")),), "total": d("172.51")}
    (write,) = xero_edit(**edit).writes
    assert write.fields["adjustment"] == d("0.01")
    held = zoho_invoice(adjustment=d("0.01"))
    assert "adjustment" not in xero_edit(zoho=held, **edit).writes[0].fields


def test_more_than_rounding_is_asked_about() -> None:
    edit: dict[str, Any] = {"lines": (xero_line(quantity=d("3.0000")),), "total": d("172.50")}
    assert asks(xero_edit(zoho=zoho_invoice(discount=d("9.00")), **edit)) == [(Why.TOTAL, "lines")]


def test_a_table_without_a_total_balances_nothing() -> None:
    table = replace(INVOICES, total="")
    case = linked(zoho_invoice(lines=(zoho_line(quantity=d("3.0000")),)), xero_invoice(), DOCUMENTS)
    assert set(moves(made_of(case, table))[XERO]) == {"lines"}


def test_totals_that_drift_apart_without_a_line_are_asked_about() -> None:
    made = zoho_edit(discount=d("15.00"), total=d("100.00"), subject="New")
    assert asks(made) == [(Why.TOTAL, "total")]
    assert (made.questions[0].zoho, made.questions[0].xero) == (d("100.00"), d("115.00"))


def test_a_total_that_waits_with_its_lines_is_not_asked_about() -> None:
    edit: dict[str, Any] = {"lines": (zoho_line(quantity=d("3.0000")),), "total": d("172.50")}
    made = zoho_edit(replace(RULES, mode=Mode.XERO_TO_CRM), **edit)
    assert (made.questions, made.waiting) == ((), ("lines",))


@pytest.mark.parametrize("lock", [Lock.PAID, Lock.PART_PAID, Lock.VOIDED, Lock.PERIOD])
def test_a_locked_document_is_not_tried(lock: Lock) -> None:
    zoho = seen("z", zoho_invoice(due_date=date(2027, 1, 1)))
    case = Linked(zoho, seen("x", xero_invoice(), lock=lock), DOCUMENTS)
    made = made_of(case, INVOICES)
    assert made.writes == ()
    assert asks(made) == [(Why.LOCKED, "due_date")]
    assert made.questions[0].detail == lock


def test_a_first_match_does_not_ask_to_fill_a_locked_documents_blanks() -> None:
    xero = seen("x", xero_invoice(subject=None, due_date=date(2027, 1, 1)), lock=Lock.PAID)
    made = made_of(Linked(seen("z", zoho_invoice()), xero), INVOICES)
    assert made.writes == ()
    assert asks(made) == [(Why.CONFLICT, "due_date")]


@pytest.mark.parametrize(
    ("now", "to", "allowed"),
    [
        ("DRAFT", "Approved", True),
        ("AUTHORISED", "Created", False),
        ("SUBMITTED", "Approved", True),
        (None, "Approved", True),
    ],
)
def test_status_moves_that_xero_knows(now: str | None, to: str, *, allowed: bool) -> None:
    was = {"DRAFT": "Created", "SUBMITTED": "Created", "AUTHORISED": "Approved"}
    base = agreed(zoho_invoice(status=was.get(str(now))), xero_invoice(status=now))
    case = linked(zoho_invoice(status=to), xero_invoice(status=now), base)
    made = made_of(case, INVOICES)
    assert (made.questions == ()) is allowed
    assert bool(made.writes) is allowed


def test_words_that_mean_the_same_are_no_edit() -> None:
    assert zoho_edit(status="Delivered") == Agree()


@pytest.mark.parametrize(("side", "word"), [(ZOHO, "Cancelled"), (XERO, "VOIDED")])
def test_a_status_that_is_not_carried_holds_the_record(side: Side, word: str) -> None:
    zoho = zoho_invoice(status=word) if side is ZOHO else zoho_invoice()
    xero = xero_invoice(status=word) if side is XERO else xero_invoice()
    made = plan(linked(zoho, xero, DOCUMENTS), INVOICES, RULES)
    assert isinstance(made, Hold)
    assert (made.question.why, made.question.detail) == (Why.STATUS, word)
    shown = {ZOHO: made.question.zoho, XERO: made.question.xero}
    assert shown == {side: word, side.other: None}


def test_a_new_word_without_a_counterpart_is_asked_about() -> None:
    rules = replace(RULES, lexicon=replace(LEXICON, links={}))
    made = zoho_edit(rules, account="zb")
    assert asks(made) == [(Why.PARENT, "account")]


@pytest.mark.parametrize(
    ("status", "said", "along"),
    [
        ("DRAFT", "DELETED", {"account": "xa", "date": date(2026, 9, 14)}),
        ("AUTHORISED", "VOIDED", {}),
        ("VOIDED", None, {}),
    ],
)
def test_a_document_ends_by_rule_with_what_xero_wants_to_be_told(
    status: str, said: str | None, along: dict[str, Any]
) -> None:
    left = linked(None, xero_invoice(status=status), None)
    made = plan(left, INVOICES, replace(RULES, deletions=Deletions.REMOVE))
    assert isinstance(made, Agree)
    wanted = [] if said is None else [({"status": said}, along)]
    assert [(write.fields, write.along) for write in made.writes] == wanted
