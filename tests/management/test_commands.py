"""The operators' verbs: what they print, and what they say when something is wrong."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from connectors.sandbox.faults import Fault
from sync.models import Change, Run
from tests.engine.papers import Papers
from tests.portal import Portal, open_portal


def said(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command(*words, stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def test_fetch_then_sync_then_nothing(portal: Portal) -> None:
    portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    portal.xero.save_contact({"Name": "Bright Sparks"})
    fetched = said("fetch")
    assert (fetched["kind"], fetched["state"]) == ("fetch", "succeeded")
    assert fetched["counts"]["accounts"]["read"] == 2
    first = said("sync", "--modules", "accounts")
    assert first["options"]["window"] == "all"  # nothing was synchronized before
    assert (first["counts"]["accounts"]["written"], first["changes_left"]) == (2, 0)
    second = said("sync", "--bridge", str(portal.bridge.public_id), "--modules", "accounts")
    assert second["options"]["window"] == "last"
    assert second["counts"]["accounts"]["planned"] == 0


def test_a_preview_says_what_would_be_written_and_writes_nothing(portal: Portal) -> None:
    portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd", "Phone": "01"})
    said("fetch", "--side", "zoho")
    said("fetch", "--side", "xero")
    report = said("sync", "--preview", "--window", "everything", "--mode", "crm-to-xero")
    (change,) = report["changes"]
    assert (change["action"], change["side"], change["title"]) == ("create", "xero", "Acme Ltd")
    assert change["after"] == {"name": "Acme Ltd", "phone": "01"}
    assert portal.xero.list_contacts() == []
    assert Run.objects.get(kind="preview").state == "succeeded"


def test_what_is_held_and_refused_is_in_the_report(portal: Portal) -> None:
    portal.zoho.insert("Products", {"Product_Name": "No code"})
    portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    said("fetch")
    element = {"StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": "No."}]}
    portal.vendors.xero.faults.add(
        Fault(
            "status",
            method="PUT",
            path="/Contacts",
            status=200,
            headers={"Content-Type": "application/json"},
            body=json.dumps({"Contacts": [element]}),
        )
    )
    report = said("sync", "--modules", "accounts, products")
    assert [(one["title"], one["why"]) for one in report["held"]] == [
        ("Acme Ltd", "refused"),
        ("No code", "no_key"),
    ]
    assert [one["words"] for one in report["refused"]] == ["No."]
    assert Change.objects.get().state == "refused"


def test_what_is_held_names_records_as_people_do(portal: Portal) -> None:
    account = portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    twin = portal.zoho.insert("Accounts", {"Account_Name": "Acme Ltd"})
    person = {"Last_Name": "Lee", "Email": "lee@acme.test", "Account_Name": {"id": account["id"]}}
    portal.zoho.insert("Contacts", person)
    said("fetch")
    report = said("sync", "--modules", "accounts,contacts")
    (lee,) = [one for one in report["held"] if one["module"] == "contacts"]
    assert "Acme Ltd" in lee["sentence"]
    assert (lee["zoho"], lee["detail"]) == ("Acme Ltd", "Acme Ltd")
    shown = json.dumps([{**one, "field": ""} for one in report["held"]])
    assert account["id"] not in shown
    assert twin["id"] not in shown


def test_a_line_names_its_product_as_people_do(portal: Portal) -> None:
    papers = Papers(portal)
    bare = portal.zoho.insert("Products", {"Product_Name": "Codeless"})["id"]
    line = {"Product_Name": {"id": bare}, "Quantity": 1, "List_Price": 5}
    papers.new_at_zoho("Work", [], Invoiced_Items=[line])
    said("fetch")
    report = said("sync", "--modules", "invoices,products")
    (held,) = [one for one in report["held"] if one["module"] == "invoices"]
    assert held["detail"] == "line 1, item: Codeless"
    assert held["sentence"].startswith("A line names a record that is not on the other side yet")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["sync", "--modules", "quotes"], "Unknown module: quotes"),
        (["sync", "--modules", ","], "none given"),
        (["sync", "--mode", "sideways"], "Unknown mode: sideways"),
        (["sync", "--bridge", "7"], "There is no bridge 7"),
        (["sync"], "Fetch Zoho CRM records first"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    portal: Portal, words: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        said(*words)


def test_a_window_that_is_none_is_said_in_a_sentence(portal: Portal) -> None:
    said("fetch")
    with pytest.raises(CommandError, match="Which records"):
        said("sync", "--window", "soon")


def test_with_several_bridges_one_must_be_named(portal: Portal) -> None:
    open_portal(portal.vendors, "bob@example.test")
    with pytest.raises(CommandError, match=str(portal.bridge.public_id)):
        said("fetch")


def test_what_is_not_connected_cannot_be_fetched(portal: Portal) -> None:
    bob = open_portal(portal.vendors, "bob@example.test")
    with pytest.raises(CommandError, match="Zoho CRM is not connected"):
        said("fetch", "--bridge", str(bob.bridge.public_id))
