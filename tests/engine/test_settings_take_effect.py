"""Settings change, and take effect by themselves: what is wanted of a side is read anew once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connectors.sandbox.zoho.fields import Field
from sync.core.choices import Choices, ExtraRow, ModuleChoices
from sync.core.records import Mode, Module, Side
from sync.core.states import RunState
from sync.engine import observe
from sync.models import Cursor, Link, Question, Record, Run
from sync.services.record import record_sync
from sync.services.runs import NotYet, fetch_start, sync_start
from sync.services.settings import NotSaved, settings_get, settings_save
from tests.portal import Portal

MEMBER = ExtraRow("member_no", "Member no.", "Member_No", "AccountNumber")
OPT_IN = Choices(modules={Module.ACCOUNTS: ModuleChoices(opt_in=True)})
OWN_FIELD = Choices(modules={Module.ACCOUNTS: ModuleChoices(extra=(MEMBER,))})


def save(portal: Portal, choices: Choices) -> set[Module]:
    bridge = portal.fresh()
    seen = settings_get(bridge=bridge).kept.version
    return settings_save(bridge=bridge, user=portal.user, choices=choices, seen=seen, room="Test")


def begun(portal: Portal) -> Run:
    """Return the fetch that the settings started."""
    return Run.objects.filter(bridge=portal.bridge, scope__startswith="unread").latest("pk")


@pytest.fixture
def company(portal: Portal) -> Portal:
    """Three accounts that were synced; one has a tick, one is new."""
    portal.zoho.add_field("Accounts", Field("Add_to_Xero", "boolean", custom=True))
    portal.zoho.add_field("Accounts", Field("Member_No", custom=True))
    for name in ("Ticked", "Bare"):
        values = {"Add_to_Xero": name == "Ticked", "Member_No": f"M-{name}"}
        portal.zoho.insert("Accounts", {"Account_Name": name, **values})
    portal.zoho.insert("Products", {"Product_Name": "Tea", "Product_Code": "T"})
    portal.fetch()
    portal.sync()
    return portal


def unread() -> list[tuple[str, str]]:
    return list(Cursor.objects.filter(fetched_at=None).values_list("side", "module"))


def calls(portal: Portal, side: Side, resource: str) -> int:
    """Count what was asked of a resource since the last time."""
    asked = [one for one in portal.vendors.calls[side] if resource in one]
    portal.vendors.calls[side].clear()
    return len(asked)


def test_only_what_the_settings_ask_for_is_read_again(company: Portal) -> None:
    assert save(company, OPT_IN) == {Module.ACCOUNTS}
    assert unread() == [("zoho", "accounts")]
    for side in Side:
        company.vendors.calls[side].clear()
    assert company.carry_on(begun(company)).state == RunState.SUCCEEDED
    assert unread() == []
    assert not [one for one in company.vendors.calls[Side.ZOHO] if "/Products" in one]
    assert calls(company, Side.XERO, "/Contacts") == 0
    fields = {row.title: row.fields for row in Record.objects.filter(side="zoho")}
    assert fields["Ticked"]["add_to_xero"] is True


def test_the_next_run_reads_it_if_it_comes_first(company: Portal) -> None:
    save(company, OWN_FIELD)
    run = company.sync(Module.ACCOUNTS, window="last")
    assert (run.state, run.left, unread()) == (RunState.SUCCEEDED, 0, [])
    numbers = {row["Name"]: row.get("AccountNumber") for row in company.xero.list_contacts()}
    assert numbers == {"Ticked": "M-Ticked", "Bare": "M-Bare"}
    for side in Side:
        company.vendors.calls[side].clear()
    assert company.carry_on(begun(company)).counts.get("accounts", {}).get("read", 0) == 0
    assert Link.objects.filter(module="accounts").count() == 2
    assert len(company.xero.list_contacts()) == 2


def test_a_second_change_joins_the_reading_that_has_not_begun(company: Portal) -> None:
    save(company, OPT_IN)
    save(company, replace(OPT_IN, modules={**OPT_IN.modules, **products_too()}))
    assert Run.objects.filter(scope__startswith="unread").count() == 1
    company.carry_on(begun(company))
    assert unread() == []


def products_too() -> dict[Module, ModuleChoices]:
    return {Module.PRODUCTS: ModuleChoices(opt_in=True)}


def test_settings_saved_while_a_page_is_on_its_way_are_not_taken_for_read(
    company: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fetch has asked for the old fields when the new ones are chosen."""
    fetch = fetch_start(bridge=company.fresh(), sides=[Side.ZOHO], user=company.user, enqueue=False)
    remember = observe._remember

    def meanwhile(*args: Any) -> None:
        if not Run.objects.filter(scope__startswith="unread").exists():
            save(company, OWN_FIELD)
        remember(*args)

    monkeypatch.setattr(observe, "_remember", meanwhile)
    assert company.carry_on(fetch).state == RunState.SUCCEEDED
    assert ("zoho", "accounts") in unread()
    company.carry_on(begun(company))
    assert unread() == []
    row = Record.objects.get(side="zoho", title="Bare")
    assert row.fields["member_no"] == "M-Bare"


def test_the_reading_begins_again_if_settings_change_under_it(
    company: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(company, OPT_IN)
    fetch, remember = begun(company), observe._remember

    def meanwhile(*args: Any) -> None:
        if settings_get(bridge=company.fresh()).kept.version == 1:
            save(company, OWN_FIELD)
        remember(*args)

    monkeypatch.setattr(observe, "_remember", meanwhile)
    assert company.carry_on(fetch).state == RunState.SUCCEEDED
    assert unread() == []
    assert Record.objects.get(side="zoho", title="Bare").fields["member_no"] == "M-Bare"
    assert company.carry_on(begun(company)).state == RunState.SUCCEEDED


def test_a_place_that_was_reached_under_other_settings_is_not_gone_on_from(
    company: Portal,
) -> None:
    save(company, OWN_FIELD)
    fetch = begun(company)
    old = {"watermark": "", "resume": "nowhere", "first": False, "dormant": False, "rules": 0}
    Run.objects.filter(pk=fetch.pk).update(place=old, step=2)
    assert company.carry_on(fetch).state == RunState.SUCCEEDED
    assert Record.objects.get(side="zoho", title="Bare").fields["member_no"] == "M-Bare"
    assert not Record.objects.filter(gone=True).exists()


def test_a_run_that_writes_keeps_settings_as_they_are(company: Portal) -> None:
    modes = {Module.ACCOUNTS: Mode.BOTH}
    sync_start(bridge=company.fresh(), modes=modes, window="last", user=company.user, enqueue=False)
    with pytest.raises(NotSaved, match="A run is under way"):
        save(company, OPT_IN)
    assert settings_get(bridge=company.fresh()).kept.version == 0


def test_a_few_records_wait_until_all_are_read(company: Portal) -> None:
    save(company, OPT_IN)
    record = Record.objects.get(side="zoho", title="Bare")
    company.zoho.update("Accounts", record.remote_id, {"Add_to_Xero": False})
    with pytest.raises(NotYet, match="Accounts are being read anew"):
        record_sync(
            bridge=company.fresh(),
            module=Module.ACCOUNTS,
            side=Side.ZOHO,
            record_id=record.remote_id,
            user=company.user,
            enqueue=False,
        )
    company.carry_on(begun(company))
    run = record_sync(
        bridge=company.fresh(),
        module=Module.ACCOUNTS,
        side=Side.ZOHO,
        record_id=record.remote_id,
        user=company.user,
        enqueue=False,
    )
    assert run is not None
    assert company.carry_on(run).state == RunState.SUCCEEDED
    assert Question.objects.get().why == "opt_out"
