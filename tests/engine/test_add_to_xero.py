"""Add to Xero: the portal ticks what has its counterpart in Xero; the tick is the user's then."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.zoho.fields import Field
from sync.core.choices import Choices, ModuleChoices
from sync.core.records import Mode, Module, Side
from sync.models import Link, Question
from sync.services.settings import settings_get, settings_save
from tests.portal import Portal

OPT_IN = Choices(modules={Module.ACCOUNTS: ModuleChoices(opt_in=True)})
NAMES = ("Here", "There", "Twin")


def ticks(portal: Portal) -> dict[str, Any]:
    rows = portal.zoho.list("Accounts")
    return {row["Account_Name"]: row.get("Add_to_Xero") for row in rows}


def account(portal: Portal, name: str) -> str:
    rows = portal.zoho.list("Accounts")
    return str(next(row["id"] for row in rows if row["Account_Name"] == name))


def phone(portal: Portal, name: str) -> list[str]:
    row = next(row for row in portal.xero.list_contacts() if row["Name"] == name)
    return [one["PhoneNumber"] for one in row["Phones"] if one.get("PhoneNumber")]


def ask_for_ticks(portal: Portal) -> None:
    bridge = portal.fresh()
    seen = settings_get(bridge=bridge).kept.version
    settings_save(bridge=bridge, user=portal.user, choices=OPT_IN, seen=seen, room="Rules")


def edit(portal: Portal, name: str, **values: object) -> None:
    portal.zoho.update("Accounts", account(portal, name), values)


@pytest.fixture
def company(portal: Portal) -> Portal:
    """One account on each side, and one on both; the rule does not ask for ticks."""
    portal.zoho.add_field("Accounts", Field("Add_to_Xero", "boolean", custom=True))
    for name in ("Here", "Twin"):
        portal.zoho.insert("Accounts", {"Account_Name": name, "Add_to_Xero": False})
    for name in ("There", "Twin"):
        portal.xero.save_contact({"Name": name})
    portal.fetch()
    return portal


def test_whatever_is_linked_gets_its_tick(company: Portal) -> None:
    run = company.sync(Module.ACCOUNTS)
    assert ticks(company) == dict.fromkeys(NAMES, True)
    assert (run.left, Link.objects.count()) == (0, 3)
    again = company.sync(Module.ACCOUNTS, window="last")
    assert (again.counts["accounts"]["planned"], again.left) == (0, 0)


def test_a_way_that_never_writes_the_crm_ticks_nothing(company: Portal) -> None:
    company.sync(Module.ACCOUNTS, mode=Mode.CRM_TO_XERO)
    assert ticks(company) == {"Here": False, "Twin": False}
    company.sync(Module.ACCOUNTS)
    assert ticks(company) == dict.fromkeys(NAMES, True)


def test_a_tick_that_was_taken_away_is_not_set_again(company: Portal) -> None:
    company.sync(Module.ACCOUNTS)
    edit(company, "Here", Add_to_Xero=False, Phone="1")
    run = company.sync(Module.ACCOUNTS, window="last")
    assert ticks(company)["Here"] is False
    assert (phone(company, "Here"), run.left) == (["1"], 0)  # no rule asks for it


def test_under_the_rule_it_stops_and_says_so_and_goes_on_when_ticked(company: Portal) -> None:
    company.sync(Module.ACCOUNTS)
    ask_for_ticks(company)
    edit(company, "Here", Add_to_Xero=False, Phone="1")
    edit(company, "Twin", Phone="2")
    assert company.sync(Module.ACCOUNTS, window="last").left == 0
    assert (phone(company, "Here"), phone(company, "Twin")) == ([], ["2"])
    question = Question.objects.get()
    assert (question.why, question.title) == ("opt_out", "Here")
    edit(company, "Here", Add_to_Xero=True)
    company.sync(Module.ACCOUNTS, window="last")
    assert phone(company, "Here") == ["1"]
    assert not Question.objects.exists()


def test_a_field_made_after_the_first_sync_stops_nothing(portal: Portal) -> None:
    portal.zoho.insert("Accounts", {"Account_Name": "Here"})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    portal.zoho.add_field("Accounts", Field("Add_to_Xero", "boolean", custom=True))
    ask_for_ticks(portal)
    portal.fetch()
    portal.zoho.update("Accounts", account(portal, "Here"), {"Phone": "1"})
    run = portal.sync(Module.ACCOUNTS, window="last")
    assert ticks(portal) == {"Here": True}
    assert (phone(portal, "Here"), run.left) == (["1"], 0)


def test_nothing_is_ticked_where_the_crm_has_no_such_field(portal: Portal) -> None:
    portal.zoho.insert("Accounts", {"Account_Name": "Here"})
    portal.fetch()
    portal.vendors.calls[Side.ZOHO].clear()
    assert portal.sync(Module.ACCOUNTS).left == 0
    assert not [
        one
        for one in portal.vendors.calls[Side.ZOHO]
        if one.startswith(("PUT", "POST /crm/v8/Acc"))
    ]
