"""The rooms of Settings: with nothing known, with everything known, with something wrong."""

from __future__ import annotations

from django.utils import timezone

from sync.core.choices import Choices, ExtraRow, ModuleChoices, RowChoice
from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.store.rules import rules_save
from tests.browser.rooms import Where, at, maria, room
from tests.web.people import Person, fetched, run
from tests.web.settings_rows import known, linked


def chosen(one: Person) -> None:
    rows = {
        "phone": RowChoice(zoho_field="Work_Phone"),
        "fax": RowChoice(defaults={Side.ZOHO: "none"}),
    }
    extra = ExtraRow("member_no", "Member no.", "Member_No", "AccountNumber")
    mine = ModuleChoices(rows=rows, extra=(extra,))
    rules_save(
        bridge_id=one.bridge.pk,
        choices=Choices(modules={Module.ACCOUNTS: mine}),
        seen=0,
        user=one.user,
        now=timezone.now(),
    )


@room
def settings_rules_empty() -> Where:
    return at(maria(), "settings/rules/")


@room
def settings_rules() -> Where:
    one = known(maria())
    chosen(one)
    return at(one, "settings/rules/")


@room
def settings_statuses() -> Where:
    return at(known(maria()), "settings/statuses/")


@room
def settings_taxes_empty() -> Where:
    return at(maria(), "settings/taxes/")


@room
def settings_taxes() -> Where:
    return at(known(maria()), "settings/taxes/")


@room
def settings_accounts_empty() -> Where:
    return at(maria(), "settings/accounts/")


@room
def settings_accounts() -> Where:
    return at(known(maria()), "settings/accounts/")


@room
def settings_mapping_empty() -> Where:
    return at(maria(), "settings/mapping/accounts/")


@room
def settings_mapping() -> Where:
    one = known(maria())
    chosen(one)
    zoho = {"phone": "020 7946 0018", "website": "northwind.example"}
    linked(one, "Northwind Traders", zoho, {"phone": "020 7946 0991"})
    return at(one, "settings/mapping/accounts/")


@room
def settings_mapping_of_documents() -> Where:
    return at(known(maria()), "settings/mapping/invoices/")


@room
def run_that_waits_for_a_word() -> Where:
    one = known(maria())
    fetched(one)
    error = (
        "Nothing was written: this run would create or change more than 30 % of your 1,204 "
        "accounts, and your rules say to ask first. Look at what it would write, then let it go "
        "on or correct the records."
    )
    options = {"modes": {"accounts": "both"}, "window": "everything"}
    run(one, state=RunState.BRAKED, error=error, options=options, counts={"accounts": {"read": 4}})
    return at(one, "synchronization/")
