from __future__ import annotations

import pytest

from sync.core.choices import CatchAll, Choices
from sync.core.records import Module, Side
from sync.models import Connection
from sync.store.rules import rules_get
from tests.web.people import Person
from tests.web.settings_rows import XERO, known, press, url

pytestmark = pytest.mark.django_db


def chosen(one: Person) -> Choices:
    return rules_get(bridge_id=one.bridge.pk).choices


def name_of(one: Person, room: str, side: Side, word: str, module: str | None = None) -> str:
    form = one.client.get(url(one, room)).context["form"]
    return next(
        str(each.name)
        for each in form.spoken
        if (each.side, each.word) == (side, word) and each.module == module
    )


def test_every_status_that_either_side_knows_can_be_mapped(alice: Person) -> None:
    known(alice)
    pages = alice.client.get(url(alice, "statuses")).context["form"].pages()
    zoho, xero = ({word.name for word in page.words} for page in pages if page.title == "Invoices")
    assert zoho == {"Created", "Approved", "Delivered", "Cancelled"}
    assert xero >= {"DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"}


def test_only_what_differs_is_kept(alice: Person) -> None:
    known(alice)
    module = Module.INVOICES
    approved = name_of(alice, "statuses", Side.ZOHO, "Approved", module)
    draft = name_of(alice, "statuses", Side.XERO, "DRAFT", module)
    press(alice, "statuses", **{approved: "SUBMITTED", draft: ""})
    assert chosen(alice).of(module).statuses == {
        Side.ZOHO: {"Approved": "SUBMITTED"},
        Side.XERO: {"DRAFT": ""},
    }
    press(alice, "statuses", **{approved: "AUTHORISED", draft: "Created"})
    assert chosen(alice) == Choices()


def test_a_tax_is_suggested_by_equal_rate_and_shown_as_such(alice: Person) -> None:
    known(alice)
    page = alice.client.get(url(alice, "taxes")).content.decode()
    assert "Suggested by equal rate: 20% (VAT on Income), 20 % · OUTPUT2" in page
    vat = name_of(alice, "taxes", Side.ZOHO, "VAT")
    press(alice, "taxes", **{vat: "RROUTPUT"})
    assert chosen(alice).taxes == {Side.ZOHO: {"VAT": "RROUTPUT"}}
    press(alice, "taxes", **{vat: ""})
    assert chosen(alice).taxes == {Side.ZOHO: {"VAT": ""}}
    press(alice, "taxes", **{vat: "*"})
    assert chosen(alice) == Choices()


def test_sales_and_purchases_have_taxes_of_their_own(alice: Person) -> None:
    known(alice)
    pages = alice.client.get(url(alice, "taxes")).context["form"].pages()
    words = [(page.title, page.here, [one.name for one in page.words]) for page in pages]
    assert ("Taxes on sales", "Xero", ["OUTPUT2", "RROUTPUT"]) in words
    assert ("Taxes on purchases", "Xero", ["INPUT2"]) in words
    press(alice, "taxes", purchase_tax_zoho_0="")
    made = chosen(alice)
    assert (made.taxes, made.purchase_taxes) == ({}, {Side.ZOHO: {"VAT": ""}})


def test_a_word_that_is_none_is_refused(alice: Person) -> None:
    known(alice)
    vat = name_of(alice, "taxes", Side.ZOHO, "VAT")
    page = press(alice, "taxes", **{vat: "MOON"})
    assert (page.status_code, chosen(alice)) == (422, Choices())
    assert "choose one of those offered" in page.content.decode()


def test_what_is_no_longer_offered_is_still_shown(alice: Person) -> None:
    known(alice)
    press(alice, "accounts", sales_account="260")
    fewer = {**XERO, "accounts": [["200", "REVENUE", True, "Sales"]]}
    Connection.objects.filter(side=Side.XERO).update(metadata=fewer)
    assert "260 (no longer offered)" in alice.client.get(url(alice, "accounts")).content.decode()


def test_accounts_and_the_catch_all(alice: Person) -> None:
    known(alice)
    page = alice.client.get(url(alice, "accounts")).content.decode()
    assert "As suggested: 200 Sales" in page
    assert "Wholesale (blue)" in page
    assert "Closed" not in page
    press(
        alice,
        "accounts",
        sales_account="260",
        purchase_account="310",
        catch_all_name="Other",
        catch_all_code="OTHER",
        bills="on",
        due_rule="End of the following month",
        theme="t2",
    )
    made = chosen(alice)
    assert (made.due_rule, made.theme) == ("End of the following month", "t2")
    assert (made.sales_account, made.purchase_account) == ("260", "310")
    assert made.bills is True
    assert made.catch_all == CatchAll("Other", "OTHER")
    refused = press(alice, "accounts", catch_all_code="X" * 31)
    assert "at most 30 characters" in refused.content.decode()
