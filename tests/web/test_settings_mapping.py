from __future__ import annotations

from typing import Any

import pytest

from sync.core.choices import Choices, Direction, ExtraRow, Kind, ModuleChoices, RowChoice
from sync.core.records import Module, Side
from sync.core.table import Owner
from sync.engine.counted import current
from sync.engine.standing import STANDING
from sync.models import Change, Cursor, Link, Rules
from sync.store.rules import rules_get
from tests.web.people import Person, fetched
from tests.web.settings_rows import known, linked, press, url

pytestmark = pytest.mark.django_db
HERE = ("mapping", "accounts")
MEMBER = ExtraRow("member_no", "Member no.", "Member_No", "AccountNumber", Kind.TEXT)


def mine(one: Person) -> ModuleChoices:
    return rules_get(bridge_id=one.bridge.pk).choices.of(Module.ACCOUNTS)


def change(one: Person, **changed: str) -> Any:
    return press(one, *HERE, **changed)


def in_agreement(one: Person) -> int:
    found = current(one.bridge, STANDING)
    assert found
    return found.total.agreed


@pytest.mark.parametrize("module", ["accounts", "products", "invoices"])
def test_saving_what_stands_changes_nothing(alice: Person, module: str) -> None:
    known(alice)
    assert "Settings are saved." in press(alice, "mapping", module).content.decode()
    assert not Rules.objects.exists()


def test_direction_owner_and_defaults_are_kept(alice: Person) -> None:
    known(alice)
    change(alice, **{"way:phone": "to_crm", "owner:fax": "xero", "default_zoho:phone": "00"})
    assert mine(alice).rows == {
        "phone": RowChoice(direction=Direction.TO_CRM, defaults={Side.ZOHO: "00"}),
        "fax": RowChoice(owner=Owner.XERO),
    }


def test_a_mapping_of_ones_own_is_created_and_removed(alice: Person) -> None:
    known(alice)
    fetched(alice)
    page = change(alice, new_zoho="Member_No", new_xero="AccountNumber")
    assert "it takes effect by itself: Accounts are read anew" in page.content.decode()
    assert mine(alice).extra == (MEMBER,)
    assert Cursor.objects.filter(fetched_at=None, module="accounts").count() == 2
    shown = alice.client.get(url(alice, *HERE)).content.decode()
    assert "Remove this mapping" in shown
    change(alice, **{"remove:member_no": "on"})
    assert mine(alice) == ModuleChoices()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"new_zoho": "Member_No"}, "A new mapping needs a field of each side"),
        (
            {"new_zoho": "Employees", "new_xero": "AccountNumber"},
            "Employees holds a number in Zoho CRM, and Account number is a text in Xero",
        ),
        ({"new_zoho": "Score", "new_xero": "AccountNumber"}, "Score can only be read in Zoho"),
        ({"new_zoho": "Owner", "new_xero": "AccountNumber"}, "choose one of those offered"),
        ({"way:name": "off"}, "Account name must go to Xero"),
        ({"default_zoho:phone": "1" * 31}, "longer than 30 characters"),
        ({"zoho:phone": "Work_Phone", "zoho:fax": "Work_Phone"}, "Work_Phone is mapped twice"),
    ],
)
def test_what_cannot_work_gets_a_sentence_and_loses_nothing(
    alice: Person, changed: dict[str, str], words: str
) -> None:
    known(alice)
    page = change(alice, **{"default_xero:phone": "007", **changed})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert page.context["form"]["default_xero:phone"].value() == "007"
    assert not Rules.objects.exists()


def test_the_default_mapping_is_shown_before_it_is_saved(alice: Person) -> None:
    known(alice)
    change(alice, **{"way:phone": "off"})
    page = press(alice, *HERE, do="default")
    assert "It is not kept before you save it" in page.content.decode()
    assert page.context["form"]["way:phone"].value() == "both"
    assert mine(alice).rows["phone"].direction is Direction.OFF
    change(alice, **{"way:phone": "both"})
    assert mine(alice) == ModuleChoices()


def test_an_example_comes_from_a_real_record(alice: Person) -> None:
    known(alice)
    linked(alice, "Northwind", {"phone": "020 1"}, {"phone": "020 2"})
    page = alice.client.get(url(alice, *HERE)).content.decode()
    assert "Examples are from Northwind" in page
    assert "020 1" in page
    assert "020 2" in page


def test_a_preview_shows_what_would_move_and_keeps_nothing(alice: Person) -> None:
    known(alice)
    linked(alice, "Northwind", {"phone": "020 1"}, {"phone": "020 2"})
    page = press(alice, *HERE, do="preview", **{"owner:phone": "xero"}).content.decode()
    assert "Accounts: of 1, 1 would be written." in page
    assert "020 1" in page
    assert "020 2" in page
    assert not Rules.objects.exists()
    assert not Change.objects.exists()
    nothing = press(alice, *HERE, do="preview").content.decode()
    assert "Nothing would be written or held otherwise: 1 record" in nothing


def test_a_moved_field_is_agreed_on_anew(
    alice: Person, django_capture_on_commit_callbacks: Any
) -> None:
    known(alice)
    fetched(alice)
    one = linked(alice, "Northwind", {"phone": "1"}, {"phone": "1"})
    base = {"name": "Northwind", "phone": "1"}
    now = alice.bridge.created_at
    Link.objects.filter(pk=one.pk).update(
        zoho_base=base, xero_base=base, zoho_digest="d", xero_digest="d", agreed_at=now
    )
    assert in_agreement(alice) == 1
    with django_capture_on_commit_callbacks(execute=True):
        change(alice, **{"zoho:phone": "Work_Phone"})
    assert in_agreement(alice) == 0  # and not what was counted before
    kept = Link.objects.get()
    assert (kept.zoho_base, kept.xero_base) == ({"name": "Northwind"}, {"name": "Northwind"})
    assert (kept.zoho_digest, kept.xero_digest) == ("", "")
    unread = Cursor.objects.filter(fetched_at=None).values_list("side", "module")
    assert list(unread) == [("zoho", "accounts")]


def test_a_module_that_is_none_is_not_found(alice: Person) -> None:
    where = url(alice, *HERE).replace("accounts", "leads")
    assert alice.client.get(where).status_code == 404


def test_a_viewer_may_look_but_not_save(alice: Person, victor: Person) -> None:
    known(alice)
    assert victor.client.get(url(victor, *HERE)).status_code == 200
    assert press(victor, *HERE).status_code == 403
    assert rules_get(bridge_id=alice.bridge.pk).choices == Choices()
