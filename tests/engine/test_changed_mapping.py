"""A mapping changes between two runs: what it would touch is said, and nothing is lost by it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connectors.sandbox.zoho.fields import Field
from sync.core.choices import Choices, Direction, ExtraRow, ModuleChoices, RowChoice
from sync.core.records import Module, Side
from sync.core.table import Owner
from sync.core.verdicts import Why
from sync.models import AuditEntry, Question, Record
from sync.services.settings import NotSaved, settings_get, settings_preview, settings_save
from tests.portal import Portal

MEMBER = ExtraRow("member_no", "Member no.", "Member_No", "AccountNumber")


def accounts(**chosen: Any) -> Choices:
    return Choices(modules={Module.ACCOUNTS: ModuleChoices(**chosen)})


def save(portal: Portal, choices: Choices) -> set[Module]:
    bridge = portal.fresh()
    seen = settings_get(bridge=bridge).kept.version
    return settings_save(bridge=bridge, user=portal.user, choices=choices, seen=seen, room="Test")


def contact(portal: Portal, name: str) -> dict[str, Any]:
    return next(row for row in portal.xero.list_contacts() if row["Name"] == name)


def test_another_place_is_read_first_and_then_asked_about(portal: Portal) -> None:
    portal.zoho.add_field("Accounts", Field("Member_No", custom=True))
    for name, number in (("Both", "Z-1"), ("Left", "Z-2"), ("Right", None)):
        portal.zoho.insert("Accounts", {"Account_Name": name, "Member_No": number})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    for name in ("Both", "Right"):
        portal.xero.save_contact({"Name": name, "AccountNumber": f"X-{name}"})
    assert save(portal, accounts(extra=(MEMBER,))) == {Module.ACCOUNTS}
    run = portal.sync(Module.ACCOUNTS, window="last")
    question = Question.objects.get()
    assert (question.why, question.title, question.field) == (Why.CONFLICT, "Both", "member_no")
    assert contact(portal, "Left")["AccountNumber"] == "Z-2"
    numbers = {row["Account_Name"]: row["Member_No"] for row in portal.zoho.list("Accounts")}
    assert numbers == {"Both": "Z-1", "Left": "Z-2", "Right": "X-Right"}
    assert run.left == 0
    assert AuditEntry.objects.filter(action="settings saved", user=portal.user).count() == 1


def test_a_new_field_wakes_nothing_that_sleeps(portal: Portal) -> None:
    portal.zoho.add_field("Accounts", Field("Member_No", custom=True))
    portal.zoho.insert("Accounts", {"Account_Name": "Old", "Member_No": "1"})
    portal.fetch()
    save(portal, accounts(extra=(MEMBER,)))
    portal.fetch()
    old = Record.objects.get(side="zoho", module="accounts")
    assert (old.fields["member_no"], old.dormant) == ("1", True)
    assert portal.sync(Module.ACCOUNTS, window="last").counts["accounts"]["planned"] == 0


def test_a_preview_says_what_a_choice_would_move(portal: Portal) -> None:
    save(portal, accounts(rows={"phone": RowChoice(direction=Direction.OFF)}))
    portal.zoho.insert("Accounts", {"Account_Name": "Acme", "Phone": "01 2"})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    ((_, found),) = settings_preview(
        bridge=portal.fresh(), choices=Choices(), modules=[Module.ACCOUNTS]
    )
    assert (found.looked, found.writes, found.asks, found.more) == (1, 1, 0, False)
    (example,) = found.examples
    assert (example.title, example.field, example.to) == ("Acme", "phone", Side.XERO)
    assert (example.old, example.new) == (None, "01 2")
    save(portal, Choices())
    portal.sync(Module.ACCOUNTS, window="last")
    phones = [one.get("PhoneNumber") for one in contact(portal, "Acme")["Phones"]]
    assert "01 2" in phones


def test_who_wins_is_previewed_too(portal: Portal) -> None:
    row = portal.zoho.insert("Accounts", {"Account_Name": "Acme", "Phone": "1"})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    portal.zoho.update("Accounts", row["id"], {"Phone": "2"})
    acme = contact(portal, "Acme")
    phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "3"}]
    portal.xero.save_contact({"ContactID": acme["ContactID"], "Phones": phones})
    portal.sync(Module.ACCOUNTS, window="last")
    ((_, found),) = settings_preview(
        bridge=portal.fresh(), choices=Choices(owner=Owner.XERO), modules=[Module.ACCOUNTS]
    )
    (example,) = found.examples
    assert (example.to, example.old, example.new) == (Side.ZOHO, "2", "3")
    assert found.writes == 1


def test_what_cannot_work_is_refused_in_words(portal: Portal) -> None:
    portal.zoho.add_field("Accounts", Field("Size", "integer", custom=True))
    portal.fetch()
    gone = {"name": RowChoice(direction=Direction.OFF)}
    cases: dict[str, dict[str, Any]] = {
        "Account name must go to Xero": {"rows": gone},
        "Zoho CRM's field 'Member_No', and there is none": {"extra": (MEMBER,)},
        "Xero's 'Shoe', and there is no such place": {"extra": (replace(MEMBER, xero="Shoe"),)},
        "Size holds a number in Zoho CRM": {"extra": (replace(MEMBER, zoho="Size"),)},
        "mapped twice": {"extra": (replace(MEMBER, zoho="Phone"),)},
        "longer than 30": {"rows": {"phone": RowChoice(defaults={Side.ZOHO: "1" * 31})}},
        "have no field 'shoe'": {"rows": {"shoe": RowChoice()}},
    }
    for words, chosen in cases.items():
        with pytest.raises(NotSaved, match=words):
            save(portal, accounts(**chosen))
    assert settings_get(bridge=portal.fresh()).kept.version == 0
