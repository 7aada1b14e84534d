"""Choices at work: a real sync goes by them, and the brake stops one that would write too much."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from connectors.sandbox.zoho.fields import Field
from sync.core.choices import Brake, Choices, Direction, ExtraRow, ModuleChoices, RowChoice
from sync.core.records import Module
from sync.core.states import RunState
from sync.models import Change, Question
from sync.services.crm_fields import crm_fields_create
from sync.services.runs import NotYet, sync_go_on
from sync.store.rules import SavedMeanwhile, rules_get, rules_save
from tests.portal import Portal

BRAKE = Brake(share=10, at_least=2)


def choose(portal: Portal, choices: Choices) -> None:
    seen = rules_get(bridge_id=portal.bridge.pk).version
    rules_save(
        bridge_id=portal.bridge.pk,
        choices=choices,
        seen=seen,
        user=portal.user,
        now=timezone.now(),
    )


def accounts(**chosen: Any) -> Choices:
    return Choices(modules={Module.ACCOUNTS: ModuleChoices(**chosen)})


def synced(portal: Portal, *names: str) -> None:
    for name in names:
        portal.zoho.insert("Accounts", {"Account_Name": name, "Phone": "1"})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)


def test_a_field_that_is_off_does_not_move(portal: Portal) -> None:
    choose(portal, accounts(rows={"phone": RowChoice(direction=Direction.OFF)}))
    synced(portal, "Acme")
    (contact,) = portal.xero.list_contacts()
    assert not [one for one in contact["Phones"] if one.get("PhoneNumber")]


def test_a_field_of_ones_own_goes_across(portal: Portal) -> None:
    portal.zoho.add_field("Accounts", Field("Member_No", custom=True))
    portal.zoho.insert("Accounts", {"Account_Name": "Acme", "Member_No": "M-7"})
    extra = ExtraRow("member_no", "Member no.", "Member_No", "AccountNumber")
    choose(portal, accounts(extra=(extra,)))
    portal.fetch()
    run = portal.sync(Module.ACCOUNTS)
    (contact,) = portal.xero.list_contacts()
    assert (contact["AccountNumber"], run.left) == ("M-7", 0)


def test_the_first_synchronization_is_never_stopped(portal: Portal) -> None:
    choose(portal, Choices(brake=BRAKE))
    synced(portal, "A", "B", "C", "D")
    assert len(portal.xero.list_contacts()) == 4


@pytest.fixture
def braked(portal: Portal) -> Any:
    """Sync three accounts, then ask for four more under a brake of two."""
    choose(portal, Choices(brake=BRAKE))
    synced(portal, "A", "B", "C")
    for name in "DEFG":
        portal.zoho.insert("Accounts", {"Account_Name": name})
    return portal.sync(Module.ACCOUNTS, window="last")


def test_a_run_that_would_write_too_much_stops_before_it_writes(
    portal: Portal, braked: Any
) -> None:
    assert braked.state == RunState.BRAKED
    assert "more than 10 % of your 7 accounts" in braked.error
    assert len(portal.xero.list_contacts()) == 3
    assert not Change.objects.filter(run=braked).exists()


def test_a_person_may_let_it_go_on(portal: Portal, braked: Any) -> None:
    go_on = sync_go_on(
        bridge=portal.fresh(), run_id=braked.public_id, user=portal.user, enqueue=False
    )
    assert portal.carry_on(go_on).state == RunState.SUCCEEDED
    assert len(portal.xero.list_contacts()) == 7
    with pytest.raises(NotYet, match="does not wait"):
        sync_go_on(bridge=portal.fresh(), run_id=go_on.public_id, user=portal.user)


def test_what_the_portal_shows_in_its_own_fields_is_no_mass_change(portal: Portal) -> None:
    choose(portal, Choices(brake=BRAKE))
    synced(portal, "A", "B", "C", "D")
    crm_fields_create(bridge=portal.fresh(), user=portal.user)
    portal.fetch()
    run = portal.sync(Module.ACCOUNTS)
    assert (run.state, run.counts[Module.ACCOUNTS]["written"]) == (RunState.SUCCEEDED, 4)
    assert all(one["Xero_ID"] for one in portal.zoho.list("Accounts"))


def test_without_a_tick_an_account_stays_where_it_is(portal: Portal) -> None:
    portal.zoho.add_field("Accounts", Field("Add_to_Xero", "boolean", custom=True))
    portal.zoho.insert("Accounts", {"Account_Name": "In", "Add_to_Xero": True})
    portal.zoho.insert("Accounts", {"Account_Name": "Out"})
    choose(portal, accounts(opt_in=True))
    portal.fetch()
    run = portal.sync(Module.ACCOUNTS)
    assert [row["Name"] for row in portal.xero.list_contacts()] == ["In"]
    assert run.counts["accounts"]["held"] == 0
    assert Question.objects.get().why == "opt_out"


def test_who_saves_over_what_they_have_not_seen_is_told(portal: Portal) -> None:
    choose(portal, Choices(brake=BRAKE))
    for seen in (0, 7):
        with pytest.raises(SavedMeanwhile):
            rules_save(
                bridge_id=portal.bridge.pk,
                choices=Choices(),
                seen=seen,
                user=None,
                now=timezone.now(),
            )
    kept = rules_get(bridge_id=portal.bridge.pk)
    assert (kept.choices.brake, kept.version, kept.saved_by) == (BRAKE, 1, portal.user)
