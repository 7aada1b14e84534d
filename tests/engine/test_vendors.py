"""Vendors share Xero's one table of contacts with accounts."""

from __future__ import annotations

from typing import Any

import pytest

from sync.core.answers import Choice
from sync.core.records import Mode, Module
from sync.models import Link, Question, Record, Run
from tests.engine.reviews import give
from tests.portal import Portal

BOTH = (Module.ACCOUNTS, Module.VENDORS)


def contact(portal: Portal, name: str, **more: object) -> str:
    return str(portal.xero.save_contact({"Name": name, **more}, create_only=True)["ContactID"])


def supply(portal: Portal, contact_id: str) -> None:
    """Book a bill, which makes the contact a supplier."""
    line = {"Description": "Paper", "Quantity": 1, "UnitAmount": 5, "AccountCode": "400"}
    portal.xero.save_invoice(
        {
            "Type": "ACCPAY",
            "Contact": {"ContactID": contact_id},
            "Date": "2026-11-01",
            "LineItems": [line],
        },
        create_only=True,
    )


def vendor(portal: Portal, name: str, **more: object) -> str:
    return str(portal.zoho.insert("Vendors", {"Vendor_Name": name, **more})["id"])


def account(portal: Portal, name: str, **more: object) -> str:
    return str(portal.zoho.insert("Accounts", {"Account_Name": name, **more})["id"])


def names(portal: Portal) -> tuple[set[str], set[str], set[str]]:
    """Zoho's accounts, its vendors, Xero's contacts."""
    return (
        {row["Account_Name"] for row in portal.zoho.list("Accounts")},
        {row["Vendor_Name"] for row in portal.zoho.list("Vendors")},
        {row["Name"] for row in portal.xero.list_contacts()},
    )


def twice(portal: Portal, *modules: Module) -> Run:
    """Fetch and sync; a second sync must find nothing to write."""
    portal.fetch()
    first = portal.sync(*modules)
    assert first.left == 0
    again(portal, *modules)
    return first


def again(portal: Portal, *modules: Module) -> None:
    second = portal.sync(*modules)
    assert [counts["planned"] for counts in second.counts.values()] == [0] * len(second.counts)
    assert second.left == 0


def asked() -> set[tuple[str, str, str, str]]:
    return set(Question.objects.values_list("module", "why", "field", "detail"))


def only_contact(portal: Portal) -> dict[str, Any]:
    (found,) = portal.xero.list_contacts()
    return dict(found)


def shown(portal: Portal) -> dict[str, str]:
    """Xero's only contact: its phone and e-mail."""
    found = only_contact(portal)
    phones = {each["PhoneType"]: each.get("PhoneNumber", "") for each in found["Phones"]}
    return {"phone": phones.get("DEFAULT", ""), "email": found.get("EmailAddress") or ""}


def test_a_vendor_becomes_a_contact_and_not_an_account(portal: Portal) -> None:
    vendor(portal, "Mill Ltd", Phone="1", Street="Mill Lane", Zip_Code="LS1")
    twice(portal, *BOTH)
    assert names(portal) == (set(), {"Mill Ltd"}, {"Mill Ltd"})
    (postal,) = [
        each for each in only_contact(portal)["Addresses"] if each["AddressType"] == "POBOX"
    ]
    assert (postal["AddressLine1"], postal["PostalCode"]) == ("Mill Lane", "LS1")
    portal.fetch()  # seen whole again: it is still nobody's account
    again(portal, *BOTH)
    assert names(portal) == (set(), {"Mill Ltd"}, {"Mill Ltd"})


def test_who_is_carried_from_xero_goes_by_what_was_bought_and_sold(portal: Portal) -> None:
    contact(portal, "Nobody's yet")
    supply(portal, contact(portal, "Supplier"))
    twice(portal, *BOTH)
    assert names(portal)[:2] == ({"Nobody's yet"}, {"Supplier"})


def test_an_account_and_a_vendor_of_one_name_share_a_new_contact(portal: Portal) -> None:
    account(portal, "Both Ltd", Phone="1")
    vendor(portal, "Both Ltd", Phone="2", Email="both@both.test")
    twice(portal, *BOTH)
    found = only_contact(portal)
    links = Link.objects.filter(xero_id=found["ContactID"]).values_list("module", flat=True)
    assert set(links) == {"accounts", "vendors"}
    assert shown(portal) == {"phone": "1", "email": "both@both.test"}  # the blank is filled
    assert portal.zoho.list("Vendors")[0]["Phone"] == "2"  # kept to itself
    assert not Question.objects.exists()


def test_an_account_meets_a_pure_supplier_of_its_name(portal: Portal) -> None:
    supply(portal, contact(portal, "Tide Ltd"))
    account(portal, "Tide Ltd")
    twice(portal, *BOTH)
    assert names(portal) == ({"Tide Ltd"}, {"Tide Ltd"}, {"Tide Ltd"})
    assert not Question.objects.exists()


def test_an_account_that_comes_after_its_vendor_joins_the_contact(portal: Portal) -> None:
    vendor(portal, "Late Ltd")
    twice(portal, *BOTH)
    account(portal, "Late Ltd", Phone="7")
    portal.sync(*BOTH)
    again(portal, *BOTH)
    assert names(portal) == ({"Late Ltd"}, {"Late Ltd"}, {"Late Ltd"})
    assert portal.zoho.list("Vendors")[0]["Phone"] == "7"


def test_edits_of_a_shared_contact_come_to_rest(portal: Portal) -> None:
    at = account(portal, "Both Ltd", Phone="1")
    of = vendor(portal, "Both Ltd", Phone="1")
    twice(portal, *BOTH)
    portal.zoho.update("Accounts", at, {"Phone": "2"})
    assert portal.sync(*BOTH).left == 0
    again(portal, *BOTH)
    assert shown(portal)["phone"] == "2"
    assert portal.zoho.list("Vendors")[0]["Phone"] == "2"  # it said the same before: it follows
    portal.zoho.update("Vendors", of, {"Phone": "3"})
    assert portal.sync(*BOTH).left == 0
    again(portal, *BOTH)
    assert shown(portal)["phone"] == "2"
    assert portal.zoho.list("Accounts")[0]["Phone"] == "2"
    assert asked() == {("vendors", "shared", "phone", "Both Ltd")}
    portal.zoho.update("Accounts", at, {"Phone": "4"})
    portal.sync(*BOTH)
    again(portal, *BOTH)
    assert shown(portal)["phone"] == "4"
    assert portal.zoho.list("Vendors")[0]["Phone"] == "3"  # its own since then


@pytest.mark.parametrize(
    ("choice", "phones"),
    [
        (Choice.ZOHO, ("2", "2", "2")),  # for the vendor, the account and Xero's contact
        (Choice.XERO, ("1", "1", "1")),
        (Choice.IGNORE, ("2", "1", "1")),
    ],
)
def test_an_edit_of_a_shared_contact_ends_as_somebody_says(
    portal: Portal, choice: Choice, phones: tuple[str, str, str]
) -> None:
    account(portal, "Both Ltd", Phone="1", Fax="9")
    of = vendor(portal, "Both Ltd", Phone="1", City="Leeds")
    twice(portal, *BOTH)
    portal.zoho.update("Vendors", of, {"Phone": "2", "City": "York"})
    portal.sync(*BOTH)
    assert {one[2] for one in asked()} == {"phone", "city"}
    give(portal, choice, Question.objects.filter(field="phone"))
    portal.sync(*BOTH)
    again(portal, *BOTH)
    (row,), (other,) = portal.zoho.list("Vendors"), portal.zoho.list("Accounts")
    assert (row["Phone"], other["Phone"], shown(portal)["phone"]) == phones
    assert {one[2] for one in asked()} == {"city"}


def test_an_edit_made_on_the_account_too_is_asked_about_no_more(portal: Portal) -> None:
    at = account(portal, "Both Ltd", Phone="1")
    of = vendor(portal, "Both Ltd", Phone="1")
    twice(portal, *BOTH)
    portal.zoho.update("Vendors", of, {"Phone": "2"})
    portal.sync(*BOTH)
    portal.zoho.update("Accounts", at, {"Phone": "2"})
    portal.sync(*BOTH)
    again(portal, *BOTH)
    assert asked() == set()


def test_a_blank_that_a_vendor_fills_reaches_the_account_in_the_same_run(portal: Portal) -> None:
    at = account(portal, "Both Ltd")
    of = vendor(portal, "Both Ltd")
    twice(portal, *BOTH)
    portal.zoho.update("Vendors", of, {"Phone": "5"})
    assert portal.sync(*BOTH).left == 0
    again(portal, *BOTH)
    found = portal.zoho.get("Accounts", at)
    assert found
    assert (shown(portal)["phone"], found["Phone"]) == ("5", "5")


def test_a_one_way_mode_writes_no_contact_for_a_vendor(portal: Portal) -> None:
    vendor(portal, "Mill Ltd")
    supply(portal, contact(portal, "Supplier"))
    portal.fetch()
    run = portal.sync(Module.VENDORS, mode=Mode.XERO_TO_CRM)
    assert run.left == 0
    assert names(portal) == (set(), {"Mill Ltd", "Supplier"}, {"Supplier"})


def test_a_customer_of_the_same_mailbox_is_no_rival_of_a_supplier(portal: Portal) -> None:
    contact(portal, "Customer", EmailAddress="one@box.test")
    supply(portal, contact(portal, "Supplier", EmailAddress="one@box.test"))
    portal.fetch()
    portal.sync(Module.VENDORS)
    assert names(portal)[1] == {"Supplier"}
    assert Record.objects.filter(module="vendors", side="xero").count() == 2
