"""Whatever a vendor's server does once, in whatever call: nothing is lost and nothing doubled."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from connectors.sandbox.faults import Fault
from sync.core.records import Module, Side
from sync.core.states import RunState
from sync.models import Change, Link, Run
from tests.portal import Portal
from tests.simulation.patience import forget_limits, to_the_end

KINDS: dict[str, dict[str, Any]] = {
    "lost answer": {"kind": "lost"},
    "500 before": {"kind": "status", "status": 500},
    "500 after": {"kind": "after", "status": 500},
    "503 page before": {"kind": "html", "status": 503},
    "200 page": {"kind": "html", "status": 200},
    "429": {"kind": "status", "status": 429},
    "429 with Retry-After": {"kind": "status", "status": 429, "headers": {"Retry-After": "7"}},
    "cut in the middle": {"kind": "cut"},
    "half a JSON": {"kind": "clip"},
    "empty 200": {"kind": "empty", "status": 200},
    "204": {"kind": "empty", "status": 204},
    "304": {"kind": "not_modified"},
    "hang up": {"kind": "hang", "seconds": 0.05},
}
PLACES = {
    "Xero list": (Side.XERO, "GET", "/Contacts"),
    "Xero create": (Side.XERO, "PUT", "/Contacts"),
    "Xero update": (Side.XERO, "POST", "/Contacts"),
    "Zoho list": (Side.ZOHO, "POST", "/coql"),
    "Zoho create": (Side.ZOHO, "POST", "/Accounts$"),
    "Zoho update": (Side.ZOHO, "PUT", "/Accounts"),
}
EDITED = "edited at"


@pytest.fixture
def lively(portal: Portal, settings: Any) -> Portal:
    """Return a portal with an edit and a new record on each side."""
    settings.LOST_ANSWER_SECONDS = 0
    forget_limits(portal)
    for side in Side:
        portal.zoho.insert("Accounts", {"Account_Name": f"{EDITED} {side}", "Phone": "1"})
    portal.fetch()
    portal.sync(Module.ACCOUNTS)
    for row in portal.zoho.list("Accounts"):
        if row["Account_Name"] == f"{EDITED} zoho":
            portal.zoho.update("Accounts", row["id"], {"Phone": "2"})
    for contact in portal.xero.list_contacts():
        if contact["Name"] == f"{EDITED} xero":
            phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "2"}]
            portal.xero.save_contact({"ContactID": contact["ContactID"], "Phones": phones})
    portal.zoho.insert("Accounts", {"Account_Name": "new at zoho"})
    portal.xero.save_contact({"Name": "new at xero"})
    return portal


def hurt(portal: Portal, place: str, times: int | None = 1, **how: Any) -> None:
    side, method, path = PLACES[place]
    vendor = portal.vendors.xero if side is Side.XERO else portal.vendors.zoho
    vendor.faults.add(Fault(method=method, path=path, times=times, **how))


def unmet(portal: Portal) -> int:
    return len(portal.vendors.xero.faults.waiting()) + len(portal.vendors.zoho.faults.waiting())


def assert_all_is_well(portal: Portal, run: Run) -> None:
    wanted = {"edited at zoho": "2", "edited at xero": "2", "new at zoho": "", "new at xero": ""}
    zoho = [(row["Account_Name"], row["Phone"] or "") for row in portal.zoho.list("Accounts")]
    xero = [(row["Name"], _phone(row)) for row in portal.xero.list_contacts()]
    assert Counter(zoho) == Counter(xero) == Counter(wanted.items())
    assert run.state == RunState.SUCCEEDED, run.error
    assert run.left == 0
    assert Link.objects.count() == len(wanted)
    assert not Change.objects.filter(state__in=["planned", "sent", "unknown"]).exists()


def _phone(contact: dict[str, Any]) -> str:
    (found,) = (each for each in contact["Phones"] if each["PhoneType"] == "DEFAULT")
    return str(found.get("PhoneNumber", ""))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_once_in_a_sync(lively: Portal, place: str, kind: str) -> None:
    hurt(lively, place, **KINDS[kind])
    run = to_the_end(lively, lively.sync(Module.ACCOUNTS, window="last"))
    if run.state == RunState.FAILED:
        assert len(run.error) > 20, "a sentence"
        run = to_the_end(lively, lively.sync(Module.ACCOUNTS, window="last"))
    assert unmet(lively) == 0, "the fault was never met"
    forget_limits(lively)
    # A vendor that falsely says "nothing new" hides it until it is asked again, not for ever.
    lively.sync(Module.ACCOUNTS, window="last")
    again = lively.sync(Module.ACCOUNTS, window="last")
    assert_all_is_well(lively, again)
    assert again.counts["accounts"]["planned"] == 0
