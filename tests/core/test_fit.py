"""Mappings that cannot work are refused in words, before anything is saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sync.core.choices import Direction, ExtraRow, Kind, ModuleChoices, RowChoice
from sync.core.chosen import extra_row
from sync.core.fit import group, kind_for, misfits, row_group
from sync.core.offered import ZohoField
from sync.core.tables.offers import Offer
from tests.core.world import ACCOUNTS, INVOICES, XERO, ZOHO

FIELDS = (
    ZohoField("Member_No", "Member no.", Kind.TEXT, max_length=20),
    ZohoField("Score", "Score", Kind.TEXT, read_only=True),
    ZohoField("Joined", "Joined", Kind.DATE),
    ZohoField("Owner", "Owner", None),
)
MEMBER = ExtraRow("member_no", "Member", "Member_No", "AccountNumber")


def own(**but: Any) -> ModuleChoices:
    return ModuleChoices(extra=(replace(MEMBER, **but),))


def row(name: str, **chosen: Any) -> ModuleChoices:
    return ModuleChoices(rows={name: RowChoice(**chosen)})


@pytest.mark.parametrize(
    ("mine", "words"),
    [
        (row("name", direction=Direction.TO_CRM), "Account name must go to Xero"),
        (row("shoe"), "Accounts have no field 'shoe'"),
        (row("phone", zoho_field="Moon"), "Zoho CRM's field 'Moon', and there is none"),
        (row("phone", zoho_field="Joined"), "Joined holds a date in Zoho CRM, and Phone is a text"),
        (row("phone", zoho_field="Score"), "Let Phone go to Xero only"),
        (row("website", defaults={XERO: "a.b"}), "the field is not written there"),
        (row("name", defaults={XERO: "x" * 256}), "longer than 255 characters"),
        (ModuleChoices(extra=(MEMBER, MEMBER)), "have a field called 'Member' already"),
        (own(zoho="Fax"), "'Fax', and there is none"),
        (own(xero="Shoe"), "'Shoe', and there is no such place"),
        (own(zoho="Joined"), "Joined holds a date in Zoho CRM, and Account number is a text"),
        (own(zoho="Score"), "Let Member go to Xero only"),
    ],
)
def test_it_says_what_is_wrong(mine: ModuleChoices, words: str) -> None:
    assert any(words in sentence for sentence in misfits(ACCOUNTS, mine, FIELDS))


@pytest.mark.parametrize(
    "mine",
    [
        ModuleChoices(),
        ModuleChoices(extra=(MEMBER,)),
        row("phone", zoho_field="Score", direction=Direction.TO_XERO),
        row("tax_number", zoho_field="Member_No"),
        row("phone", defaults={ZOHO: "1"}, direction=Direction.OFF),
        replace(own(zoho="Score"), rows={"member_no": RowChoice(direction=Direction.TO_XERO)}),
    ],
)
def test_what_works_passes(mine: ModuleChoices) -> None:
    assert misfits(ACCOUNTS, mine, FIELDS) == []


@pytest.mark.parametrize(
    ("name", "chosen", "words"),
    [
        ("lines.quantity", {"direction": Direction.OFF}, "part of the total"),
        ("lines.description", {"direction": Direction.TO_CRM}, "both ways or not at all"),
        ("account", {"defaults": {XERO: "7"}}, "it names other records"),
        ("date", {"defaults": {XERO: "soon"}}, "'soon' is not a date"),
    ],
)
def test_documents(name: str, chosen: dict[str, Any], words: str) -> None:
    (sentence,) = misfits(INVOICES, row(name, **chosen), None)
    assert words in sentence


def test_a_line_s_text_may_be_left_out() -> None:
    assert misfits(INVOICES, row("lines.description", direction=Direction.OFF), None) == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.EMAIL, "a text"),
        (Kind.MONEY, "a number"),
        (Kind.DATE, "a date"),
        (Kind.FLAG, "yes or no"),
        (None, "something that cannot be mapped"),
    ],
)
def test_people_call_types_by_other_names(kind: Kind | None, words: str) -> None:
    assert group(kind) == words


@pytest.mark.parametrize(
    ("kind", "words"),
    [(Kind.NUMBER, "a number"), (Kind.DATE, "a date"), (Kind.FLAG, "yes or no")],
)
def test_a_row_is_called_by_what_its_codec_reads(kind: Kind, words: str) -> None:
    assert row_group(extra_row(ACCOUNTS.module, replace(MEMBER, kind=kind), {})) == words
    assert row_group(INVOICES.row("account")) == "something that cannot be mapped"


@pytest.mark.parametrize(
    ("zoho", "xero", "kind"),
    [
        (Kind.TEXT, Kind.LONG_TEXT, Kind.TEXT),
        (Kind.LONG_TEXT, Kind.PHONE, Kind.PHONE),
        (Kind.EMAIL, Kind.TEXT, Kind.EMAIL),
        (Kind.NUMBER, Kind.TEXT, None),
        (None, Kind.TEXT, None),
        (Kind.FLAG, Kind.FLAG, Kind.FLAG),
    ],
)
def test_the_narrower_kind_speaks_for_both(
    zoho: Kind | None, xero: Kind, kind: Kind | None
) -> None:
    assert kind_for(ZohoField("a", "A", zoho), Offer("b", "B", xero, 50)) is kind
