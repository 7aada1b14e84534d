"""'Sync to Xero' pressed on records in Zoho CRM, between both pretend vendors."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.faults import Fault
from sync.core.choices import Choices, ModuleChoices
from sync.core.records import Module, Side
from sync.core.states import ChangeState, RunState
from sync.models import Change, Link, Run
from sync.services.crm_fields import crm_fields_create
from sync.store.rules import rules_get, rules_save
from sync.web.words import run_words
from tests.engine.papers import CUSTOMER, Papers, refusal_of_invoices
from tests.portal import Portal
from tests.press import Button, Pressed, button_of, press

LINES = [("W-1", "2", "10"), ("W-2", "1", "5")]


@pytest.fixture
def papers(portal: Portal, settings: Any) -> Papers:
    """Fetch both sides while they are empty; all that comes is new to us. Nobody waits."""
    settings.BUTTON_WAIT_SECONDS = 0
    portal.fetch()
    return Papers(portal)


@pytest.fixture
def fields(papers: Papers) -> None:
    """Create the portal's fields in the CRM, for hundreds of its credits."""
    crm_fields_create(bridge=papers.portal.fresh(), user=papers.portal.user)


@pytest.fixture
def button(portal: Portal) -> Button:
    return button_of(portal)


def on(papers: Papers, button: Button, invoice: str) -> Pressed:
    return press(papers.portal, button, Module.INVOICES, invoice)


def written(side: Side) -> list[tuple[str, str]]:
    landed = Change.objects.filter(state=ChangeState.LANDED, side=side).order_by("answered_at")
    return list(landed.values_list("module", "title"))


def opt_in(portal: Portal, *modules: Module) -> None:
    kept = rules_get(bridge_id=portal.bridge.pk)
    choices = Choices(modules={module: ModuleChoices(opt_in=True) for module in modules})
    rules_save(
        bridge_id=portal.bridge.pk,
        choices=choices,
        seen=kept.version,
        user=portal.user,
        now=portal.bridge.created_at,
    )


def test_an_invoice_takes_its_account_and_products_along(papers: Papers, button: Button) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    came = on(papers, button, invoice)
    assert came.state == "done", came.said
    assert came.words.startswith("Done: Invoice")
    assert "created in Xero. Before it went: account Paper Ltd" in came.words
    order = [module for module, _ in written(Side.XERO)]
    assert order == ["accounts", "products", "products", "invoices"]
    (at_xero,) = papers.portal.xero.list_invoices()
    assert float(at_xero["Total"]) == 25
    # Only what it needs: the third product stays where it is.
    assert {item["Code"] for item in papers.portal.xero.list_items()} == {"W-1", "W-2"}
    assert came.run is not None
    said = run_words(came.run)
    assert (said.by, said.asked) == ("Pat in Zoho CRM", "One invoice, by 'Sync to Xero'")


def test_the_section_in_the_crm_is_filled_in(papers: Papers, button: Button, fields: None) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    came = on(papers, button, invoice)
    (at_xero,) = papers.portal.xero.list_invoices()
    row = papers.portal.zoho.get("Invoices", invoice)
    assert row is not None
    assert row["Xero_ID"] == at_xero["InvoiceID"]
    assert at_xero["InvoiceID"] in row["Xero_Invoice_URL"]
    assert row["Xero_Invoice_URL"] == came.said["xero_url"]
    themes = {one["BrandingThemeID"]: one["Name"] for one in papers.portal.xero.themes}
    assert row["Branding_Theme"] == themes[at_xero["BrandingThemeID"]]
    shown = {one["label"]: one["xero"] for one in came.said["fields"]}
    assert shown["Branding theme"] == row["Branding_Theme"]
    account = papers.portal.zoho.get("Accounts", papers.account)
    assert account is not None
    assert account["Xero_ID"] == at_xero["Contact"]["ContactID"]


def test_a_theme_chosen_in_the_crm_is_the_one_that_xero_uses(
    papers: Papers, button: Button, fields: None
) -> None:
    themes = {one["Name"]: one["BrandingThemeID"] for one in papers.portal.xero.themes}
    one, other = sorted(themes)[:2]
    invoice = papers.new_at_zoho("Widgets", LINES, Branding_Theme=one)
    on(papers, button, invoice)
    (at_xero,) = papers.portal.xero.list_invoices()
    assert at_xero["BrandingThemeID"] == themes[one]
    papers.save(at_xero["InvoiceID"], BrandingThemeID=themes[other])
    assert on(papers, button, invoice).state == "done"
    row = papers.portal.zoho.get("Invoices", invoice)
    assert row is not None
    assert row["Branding_Theme"] == other
    assert on(papers, button, invoice).state == "nothing"


def test_pressed_again_there_is_nothing_to_do(papers: Papers, button: Button) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    on(papers, button, invoice)
    before = Change.objects.count()
    again = on(papers, button, invoice)
    assert (again.state, again.words) == (
        "nothing",
        "Nothing to do: Zoho CRM and Xero agree on this invoice.",
    )
    assert Change.objects.count() == before


def test_an_edit_goes_across_and_brings_the_other_sides_edit_back(
    papers: Papers, button: Button
) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    on(papers, button, invoice)
    papers.say(invoice, Due_Date="2026-12-24")
    papers.edit_zoho_line(invoice, 0, Quantity=3)
    came = on(papers, button, invoice)
    assert came.state == "done", came.said
    assert "was updated in Xero" in came.words
    (at_xero,) = papers.portal.xero.list_invoices()
    assert float(at_xero["Total"]) == 35


def test_a_held_invoice_says_why_and_what_to_do(papers: Papers, button: Button) -> None:
    came = on(papers, button, papers.new_at_zoho("Widgets", LINES, Status="Cancelled"))
    assert came.state == "held"
    assert "status Cancelled is not carried across" in came.words
    assert papers.portal.xero.list_invoices() == []


def test_what_holds_a_parent_is_said_of_the_invoice(papers: Papers, button: Button) -> None:
    papers.portal.xero.save_contact({"Name": "PAPER LIMITED"})
    papers.portal.zoho.update("Accounts", papers.account, {"Account_Name": "Bad <name>"})
    came = on(papers, button, papers.new_at_zoho("Widgets", LINES))
    assert came.state == "held"
    assert "Account Bad <name>:" in came.words
    assert "holds characters that the other side refuses: < >" in came.words


def test_a_refused_invoice_says_what_xero_said(papers: Papers, button: Button) -> None:
    papers.portal.vendors.xero.faults.add(refusal_of_invoices())
    came = on(papers, button, papers.new_at_zoho("Widgets", LINES))
    assert came.state == "refused", came.said
    assert came.words.startswith("Refused: The vendor refused it:")
    assert 'It said: "Account code 200 is archived"' in came.words
    again = on(papers, button, papers.new_at_zoho("Others", LINES))
    assert again.state == "done", again.said


def test_a_locked_invoice_says_what_locks_it(papers: Papers, button: Button) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    on(papers, button, invoice)
    (at_xero,) = papers.portal.xero.list_invoices()
    papers.pay(at_xero["InvoiceID"], 4.0)
    papers.edit_zoho_line(invoice, 0, Quantity=7)
    came = on(papers, button, invoice)
    assert came.state == "held", came.said
    assert "cannot be changed in Xero: a payment or credit is allocated to it" in came.words


def test_without_its_tick_it_stays_and_says_how_to_tick(
    papers: Papers, button: Button, fields: None
) -> None:
    opt_in(papers.portal, Module.INVOICES)
    invoice = papers.new_at_zoho("Widgets", LINES)
    came = on(papers, button, invoice)
    assert came.state == "not_ticked", came.said
    assert "tick 'Add to Xero' in the section 'xero2zoho Application'" in came.words
    assert papers.portal.xero.list_invoices() == []
    papers.say(invoice, Add_to_Xero=True)
    assert on(papers, button, invoice).state == "done"


def test_a_parent_without_its_tick_is_read_anew_at_the_next_press(
    papers: Papers, button: Button, fields: None
) -> None:
    opt_in(papers.portal, Module.ACCOUNTS)
    invoice = papers.new_at_zoho("Widgets", LINES)
    came = on(papers, button, invoice)
    assert came.state == "held"
    assert f"Account {CUSTOMER}: Add to Xero is not ticked" in came.words
    papers.portal.zoho.update("Accounts", papers.account, {"Add_to_Xero": True})
    assert on(papers, button, invoice).state == "done"


def test_what_zoho_does_not_show_is_not_synced(papers: Papers, button: Button) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    on(papers, button, invoice)
    papers.portal.zoho.delete("Invoices", invoice)
    before = Change.objects.count()
    for record in (invoice, "990000000000001"):
        came = on(papers, button, record)
        assert came.state == "missing", came.said
        assert "Zoho CRM does not show this invoice to the portal" in came.words
    assert Change.objects.count() == before


def test_a_module_that_is_not_synced(papers: Papers, button: Button) -> None:
    said = button.call("sync", "Leads", "1").json()
    assert said["state"] == "unknown"
    assert said["sentence"].startswith("Records of this module are not synced with Xero.")
    assert not Run.objects.filter(started_by="button").exists()


def test_before_the_first_fetch_it_says_what_to_do(portal: Portal, settings: Any) -> None:
    settings.BUTTON_WAIT_SECONDS = 0
    said = button_of(portal).call("sync", "Invoices", "1").json()
    assert said["state"] == "not_yet"
    assert "Fetch Zoho CRM records first" in said["sentence"]


def test_a_lost_login_says_so(papers: Papers, button: Button) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    bridge = papers.portal.fresh()
    assert bridge.xero
    bridge.xero.state = "lost"
    bridge.xero.save()
    said = button.call("sync", "Invoices", invoice).json()
    assert said["state"] == "not_yet"
    assert "Xero is not connected" in said["sentence"]


def test_two_presses_before_the_run_begins_are_one_run(papers: Papers, button: Button) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    first, second = (button.call("sync", "Invoices", invoice).json() for _ in range(2))
    assert first["run"] == second["run"]
    assert first["state"] == second["state"] == "queued"
    other = button.call("sync", "Accounts", papers.account).json()
    assert other["run"] != first["run"]


def test_an_answer_that_is_lost_is_looked_for_and_nothing_is_doubled(
    papers: Papers, button: Button, settings: Any
) -> None:
    settings.LOST_ANSWER_SECONDS = 0
    papers.portal.vendors.xero.faults.add(Fault("lost", method="PUT", path=".*/Invoices", times=1))
    invoice = papers.new_at_zoho("Widgets", LINES)
    came = on(papers, button, invoice)
    assert came.state == "queued", came.said
    assert came.run is not None
    papers.portal.carry_on(came.run)
    body = f'{{"run": "{came.run.public_id}"}}'.encode()
    assert button.call("state", "Invoices", invoice, body).json()["state"] == "done"
    assert len(papers.portal.xero.list_invoices()) == 1
    assert Link.objects.filter(module="invoices").count() == 1


def test_the_state_shows_both_sides_and_starts_nothing(papers: Papers, button: Button) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    unread = button.call("state", "Invoices", invoice).json()
    assert (unread["state"], unread["fields"], unread["linked"]) == ("unread", [], False)
    on(papers, button, invoice)
    runs = Run.objects.count()
    known = button.call("state", "Invoices", invoice).json()
    assert (known["state"], known["linked"]) == ("idle", True)
    fields = {one["label"]: (one["zoho"], one["xero"]) for one in known["fields"]}
    assert fields["Account"] == (CUSTOMER, CUSTOMER)
    assert fields["Invoice date"] == ("1 Nov 2026", "1 Nov 2026")
    assert fields["Lines"] == ("2 lines", "2 lines")
    assert Run.objects.count() == runs


def test_the_press_of_another_record_is_not_told(papers: Papers, button: Button) -> None:
    one, other = (papers.new_at_zoho(name, LINES) for name in ("One", "Other"))
    run = on(papers, button, one).run
    assert run is not None
    body = f'{{"run": "{run.public_id}"}}'.encode()
    assert button.call("state", "Invoices", other, body).json()["run"] is None


def test_a_run_that_fails_says_so(papers: Papers, button: Button) -> None:
    invoice = papers.new_at_zoho("Widgets", LINES)
    run_id = button.call("sync", "Invoices", invoice).json()["run"]
    Run.objects.update(state=RunState.FAILED, error="Xero said no.")
    said = button.call("state", "Invoices", invoice, f'{{"run": "{run_id}"}}'.encode()).json()
    assert said["sentence"] == "It could not be synced. Xero said no."


def test_a_twin_that_was_just_made_in_xero_is_not_doubled(papers: Papers, button: Button) -> None:
    portal = papers.portal
    portal.xero.save_contact({"Name": "Twin Limited", "EmailAddress": "twin@example.test"})
    made = {"Account_Name": "Twin", "Email": "twin@example.test"}
    account = str(portal.zoho.insert("Accounts", made)["id"])
    came = press(portal, button, Module.ACCOUNTS, account)
    assert came.state == "held", came.said
    assert "It is probably on the other side already" in came.words
    assert len(portal.xero.list_contacts()) == 1
