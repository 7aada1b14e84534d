"""A call that Xero would refuse is not made; what to do stands in Review, and it heals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from connectors.sandbox.zoho.fields import Field
from sync.core.choices import Choices, ExtraRow, ModuleChoices
from sync.core.records import Module, Side
from sync.core.verdicts import Why
from sync.models import Change, Link, Question
from sync.store.rules import rules_save
from tests.engine.desks import AccountDesk
from tests.engine.papers import Papers
from tests.engine.reviews import linked, said, whys
from tests.portal import Portal

ACCOUNTS = Module.ACCOUNTS


@pytest.fixture
def desk(portal: Portal) -> AccountDesk:
    return AccountDesk(portal)


def writes(portal: Portal) -> list[str]:
    return [call for call in portal.vendors.calls[Side.XERO] if call.startswith(("PUT", "POST"))]


def said_of(desk: AccountDesk, contact: str) -> tuple[str, str]:
    """Return the phone and the postal country of a contact in Xero."""
    row = next(one for one in desk.portal.xero.list_contacts() if one["ContactID"] == contact)
    (postal,) = [one for one in row["Addresses"] if one["AddressType"] == "POBOX"]
    phones = {one["PhoneType"]: one.get("PhoneNumber") for one in row["Phones"]}
    return phones["DEFAULT"], postal["Country"]


def test_a_rename_to_a_name_that_another_contact_has(desk: AccountDesk) -> None:
    first, second, third = linked(desk, "Acme", "Bolt", "Cask")
    desk.edit(Side.ZOHO, first[0], {"name": "BOLT", "two": "9"})
    desk.edit(Side.ZOHO, third[0], {"name": "Caskets"})
    run = desk.portal.sync(ACCOUNTS)
    assert whys() == [Why.IN_USE]
    assert Question.objects.get().detail == "Bolt"
    assert not Change.objects.filter(state="refused").exists()
    assert said(desk, first, "name") == ("BOLT", "Acme")
    assert said(desk, first, "two") == ("9", "9"), "a held field holds only itself"
    assert said(desk, third, "name") == ("Caskets", "Caskets")
    assert run.left == 0
    desk.portal.vendors.calls[Side.XERO].clear()
    desk.portal.sync(ACCOUNTS)
    assert writes(desk.portal) == []
    desk.edit(Side.XERO, second[1], {"name": "Bolt and Sons"})
    desk.portal.sync(ACCOUNTS)
    assert said(desk, first, "name") == ("BOLT", "BOLT")
    assert whys() == []


def test_a_chain_of_renames_takes_one_run(desk: AccountDesk) -> None:
    pairs = linked(desk, "Acme", "Bolt", "Cask", "Dent")
    for (key, _), name in zip(pairs, ("Bolt", "CASK", "Dent", "Echo"), strict=True):
        desk.edit(Side.ZOHO, key, {"name": name})
    run = desk.portal.sync(ACCOUNTS)
    assert run.left == 0
    assert (run.counts["accounts"]["written"], run.counts["accounts"]["held"]) == (4, 0)
    names = [said(desk, pair, "name")[1] for pair in pairs]
    assert (names, whys()) == (["Bolt", "CASK", "Dent", "Echo"], [])


def test_two_that_change_names_wait_for_a_person(desk: AccountDesk) -> None:
    first, second = linked(desk, "Acme", "Bolt")
    desk.edit(Side.ZOHO, first[0], {"name": "Bolt"})
    desk.edit(Side.ZOHO, second[0], {"name": "Acme"})
    run = desk.portal.sync(ACCOUNTS)
    assert (run.left, run.counts["accounts"]["held"]) == (0, 2)
    assert whys() == [Why.IN_USE, Why.IN_USE]


def test_an_archived_contact_keeps_no_name(desk: AccountDesk) -> None:
    (pair,) = linked(desk, "Acme")
    other = desk.portal.xero.save_contact({"Name": "Bolt"})["ContactID"]
    desk.portal.xero.archive_contact(other)
    desk.edit(Side.ZOHO, pair[0], {"name": "Bolt"})
    desk.portal.sync(ACCOUNTS)
    assert said(desk, pair, "name") == ("Bolt", "Bolt")


def test_a_currency_that_is_not_set_up_in_xero(portal: Portal) -> None:
    papers = Papers(portal)
    portal.zoho.currencies = {**portal.zoho.currencies, "USD": Decimal("1.25")}
    papers.new_at_zoho("dollars", [("W-1", "1", "10")], Currency="USD")
    portal.fetch()
    run = portal.sync()
    asked = Question.objects.get()
    assert (asked.why, asked.field, asked.detail) == (Why.NOT_OFFERED, "currency", "USD")
    assert run.left == 0
    assert not Change.objects.filter(module=Module.INVOICES).exists()
    portal.xero.profile.currencies = ("GBP", "USD")
    portal.fetch()
    portal.sync()
    assert Link.objects.filter(module=Module.INVOICES).count() == 1
    assert portal.xero.list_invoices()[0]["CurrencyCode"] == "USD"


def test_a_value_heals_once_the_pick_list_has_it(desk: AccountDesk) -> None:
    zoho = desk.portal.zoho
    zoho.add_field("Accounts", Field("Trade", "picklist", custom=True, options=("Mill",)))
    trade = ExtraRow("trade", "Trade", "Trade", "CompanyNumber")
    chosen = Choices(modules={ACCOUNTS: ModuleChoices(extra=(trade,))})
    bridge, now = desk.portal.bridge.pk, timezone.now()
    rules_save(bridge_id=bridge, choices=chosen, seen=0, user=None, now=now)
    (pair,) = linked(desk, "Acme")
    desk.portal.xero.save_contact({"ContactID": pair[1], "CompanyNumber": "Pub"})
    assert desk.portal.sync(ACCOUNTS).left == 0
    asked = Question.objects.get()
    assert (asked.why, asked.field, asked.detail) == (Why.NOT_OFFERED, "trade", "Pub")
    assert not Change.objects.filter(state="refused").exists()
    more = replace(zoho.fields["Accounts"]["Trade"], options=("Mill", "Pub"))
    zoho.add_field("Accounts", more)
    desk.portal.fetch()
    desk.portal.sync(ACCOUNTS)
    row = zoho.get("Accounts", pair[0])
    assert row
    assert (row["Trade"], whys()) == ("Pub", [])


def test_a_country_with_punctuation_refuses_nothing(desk: AccountDesk) -> None:
    zoho, xero = desk.portal.zoho, desk.portal.xero
    said = {"Billing_Country": "Korea, Republic of", "Shipping_Country": "Côte d'Ivoire"}
    made = zoho.insert("Accounts", {"Account_Name": "Acme", **said})["id"]
    desk.portal.fetch()
    desk.portal.sync(ACCOUNTS)
    (row,) = xero.list_contacts()
    countries = {each["AddressType"]: each["Country"] for each in row["Addresses"]}
    assert countries == {"POBOX": "Korea Republic of", "STREET": "Cote dIvoire"}
    zoho.update("Accounts", made, {"Billing_Country": "日本", "Phone": "7"})
    desk.portal.sync(ACCOUNTS)
    assert whys() == [Why.UNFIT]
    assert said_of(desk, row["ContactID"]) == ("7", "Korea Republic of")
    assert not Change.objects.filter(state="refused").exists()
    again = desk.portal.sync(ACCOUNTS)
    assert (again.left, again.counts["accounts"]["written"]) == (0, 0)
    kept = zoho.get("Accounts", made)
    assert kept
    assert (kept["Billing_Country"], kept["Shipping_Country"]) == ("日本", "Côte d'Ivoire")
