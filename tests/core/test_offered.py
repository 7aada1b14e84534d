"""What an organisation said of itself, as it is kept."""

from __future__ import annotations

from sync.core.choices import Kind
from sync.core.offered import Named, ZohoField, accounts, known_fields, taxes, zoho_fields

FACTS = {
    "fields": {
        "Accounts": [
            ["Phone", "Phone", "phone", False, 30, []],
            ["Industry", "Industry", "picklist", False, 120, ["Trade", "None"]],
            ["Employees", "Employees", "integer", False, 9, []],
            ["Owner", "Account Owner", "ownerlookup", True, None, []],
        ],
        "Products": ["Product_Code"],
    },
    "taxes": [["VAT", "20", True, False, "Standard"], ["Old", "5", True]],
    "accounts": [["200", "REVENUE", True, "Sales"], ["900", "EXPENSE", False], ["310", "X", True]],
}


def test_fields_come_with_their_kind_and_their_longest_text() -> None:
    found = zoho_fields(FACTS, "Accounts")
    assert found is not None
    assert [one.kind for one in found] == [Kind.PHONE, Kind.TEXT, Kind.NUMBER, None]
    assert found[1].choices == ("Trade", "None")
    assert known_fields(found) == {
        "Phone": 30,
        "Industry": None,
        "Employees": None,
        "Owner": None,
    }


def test_what_was_kept_as_a_name_alone_is_still_known() -> None:
    assert zoho_fields(FACTS, "Products") == (ZohoField("Product_Code", "Product_Code", None),)
    assert zoho_fields(FACTS, "Vendors") is None
    assert zoho_fields({}, "Accounts") is None


def test_taxes_and_accounts_are_called_as_people_call_them() -> None:
    assert taxes(FACTS) == [
        Named("VAT", "Standard", percent="20", buys=False),
        Named("Old", "Old", percent="5"),
    ]
    assert accounts(FACTS) == [
        Named("200", "Sales", kind="REVENUE"),
        Named("310", "310", kind="X"),
    ]
