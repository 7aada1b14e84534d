"""The portal's fields in Zoho CRM: which, how they are recognised, what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.core.crm_fields import (
    FIELDS,
    CrmField,
    Found,
    Kind,
    can_create,
    crm_module,
    fields_of,
    lacks,
    not_ours,
    pick,
    renamed,
)
from sync.core.crm_report import NO_THEMES, NOT_UNIQUE, Report, State, arranged, told, unseen
from sync.core.records import Module
from sync.core.tables import TABLES

XERO_ID = next(each for each in FIELDS if each.label == "Xero ID")
THEME = replace(next(each for each in FIELDS if each.themed), choices=("Standard", "Grand"))
ID_THERE = Found("1", "Xero_ID", "Xero ID", "text", unique=True)
THEME_THERE = Found("2", "Branding_Theme", "Branding Theme", "picklist", choices=(("7", "Grand"),))
INVOICES = Module.INVOICES


def test_labels_are_as_written_and_unlike_each_other() -> None:
    labels = [each.label for each in FIELDS]
    assert len(labels) == len(set(labels))
    assert {"Add to Xero", "Xero ID", "Xero Invoice No.", "Xero PO No.", "Paid Amount"} <= {*labels}
    assert [each.label for each in fields_of(Module.VENDORS, ())] == [
        "Add to Xero",
        "Xero ID",
        "Xero Contact URL",
    ]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Xero Invoice No.", "Xero_Invoice_No"),
        ("Xero Contact URL", "Xero_Contact_URL"),
        ("Email", "Email"),
    ],
)
def test_the_api_name_comes_from_the_label(label: str, name: str) -> None:
    (field,) = [each for each in FIELDS if each.label == label]
    assert field.api_name == name


def test_the_tables_and_the_fields_agree_on_names() -> None:
    """Every field that a table reads only where the CRM has it is one of ours or the CRM's own."""
    crms_own = {"Tax_Number", "Currency", "Exchange_Rate", "Invoice_Number", "PO_Number"}
    for module, table in TABLES.items():
        ours = {each.api_name for each in fields_of(module, ())} | crms_own
        optional = [row.zoho for row in table.rows if row.optional and row.source and row.zoho]
        assert {name for spot in optional for name in spot.names} <= ours


def test_themes_fill_the_pick_list_once_each() -> None:
    (theme,) = [each for each in fields_of(INVOICES, ["Standard", "Grand", "Grand"]) if each.themed]
    assert theme.choices == ("Standard", "Grand")
    assert can_create(theme)
    assert not can_create(replace(theme, choices=()))
    assert lacks(theme, THEME_THERE) == ("Standard",)


def test_a_field_is_known_by_its_label_then_by_its_name() -> None:
    relabelled = replace(ID_THERE, label="Ours")
    assert pick(XERO_ID, [replace(ID_THERE, id="9", label="xero  id", name="X"), relabelled]) == (
        Found("9", "X", "xero  id", "text", unique=True)
    )
    assert pick(XERO_ID, [relabelled]) == relabelled
    assert pick(XERO_ID, [THEME_THERE]) is None


@pytest.mark.parametrize(
    ("field", "before", "after", "refusal", "state", "words"),
    [
        (XERO_ID, None, None, "", State.MISSING, "It does not exist yet."),
        (XERO_ID, None, None, "No room.", State.MISSING, "No room."),
        (replace(THEME, choices=()), None, None, "", State.MISSING, NO_THEMES),
        (XERO_ID, None, ID_THERE, "", State.CREATED, ""),
        (XERO_ID, ID_THERE, ID_THERE, "", State.PRESENT, ""),
        (XERO_ID, None, replace(ID_THERE, unique=False), "", State.CREATED, NOT_UNIQUE),
        (THEME, THEME_THERE, THEME_THERE, "", State.MISSING, "missing: Standard."),
        (THEME, THEME_THERE, THEME_THERE, "No.", State.BY_HAND, "add these choices: Standard."),
        (
            THEME,
            THEME_THERE,
            replace(THEME_THERE, choices=(("7", "Grand"), ("8", "Standard"))),
            "",
            State.REPAIRED,
            "",
        ),
        (XERO_ID, ID_THERE, replace(ID_THERE, kind="integer"), "", State.BY_HAND, "(integer)"),
    ],
)
def test_what_is_said_of_a_field(
    field: CrmField,
    before: Found | None,
    after: Found | None,
    refusal: str,
    state: State,
    words: str,
) -> None:
    said = told(INVOICES, field, before, after, refusal)
    assert (said.module, said.label, said.state) == (INVOICES, field.label, state)
    assert said.words.endswith(words) if state is not State.BY_HAND else words in said.words
    assert bool(said.words) == bool(words)


def test_a_module_that_cannot_be_seen_says_why() -> None:
    said = unseen(Module.PURCHASE_ORDERS, XERO_ID, "Not in this edition.")
    assert (
        said.words == "Zoho CRM does not show us the module Purchase Orders. Not in this edition."
    )
    assert not Report((said,)).is_complete
    assert not Report().is_complete
    assert crm_module(Module.PURCHASE_ORDERS) == "Purchase_Orders"


def test_an_administrator_is_told_what_to_drag() -> None:
    left = {"Standard": ["Xero ID", "Paid Amount"]}
    assert arranged(INVOICES, {}, {}, tried=True).state is State.PRESENT
    assert arranged(INVOICES, left, {}, tried=True).state is State.CREATED
    assert arranged(INVOICES, left, left, tried=False).state is State.MISSING
    by_hand = arranged(INVOICES, left, left, tried=True)
    assert by_hand.state is State.BY_HAND
    assert "Modules and Fields > Invoices > Standard" in by_hand.words
    assert by_hand.words.endswith("drag these fields into it and save: Xero ID, Paid Amount.")


def test_only_what_the_crm_calls_otherwise_is_renamed() -> None:
    specs = [("Xero_ID1", "Xero ID"), ("Add_to_Xero", "Add to Xero"), ("Phone", "Phone")]
    assert renamed(specs) == {"Xero_ID": "Xero_ID1"}
    assert renamed([*specs, ("Xero_ID", "Something else")]) == {}


def test_kinds_are_zohos_words() -> None:
    assert {each.kind for each in FIELDS} <= set(Kind)


def test_what_is_not_ours_is_what_every_crm_has() -> None:
    names = not_ours(TABLES[Module.INVOICES])
    assert {"Subject", "Account_Name", "Invoiced_Items", "List_Price"} <= names
    assert names.isdisjoint({"Xero_ID", "Xero_Invoice_URL", "Branding_Theme"})
