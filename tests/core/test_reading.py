from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from sync.core.reading import digest, frozen, narrowed, reader, rendered, thaw, wanted_of
from sync.core.records import Fields, Module, Side
from sync.core.table import Table
from sync.core.tables import ORDER, TABLES
from sync.core.tables.vendors import VENDORS
from sync.core.translate import lines_of
from sync.core.verdicts import Write
from tests.core.world import (
    ACCOUNTS,
    INVOICES,
    PRODUCTS,
    XERO,
    ZOHO,
    account,
    d,
    product,
    xero_invoice,
    xero_line,
    zoho_invoice,
    zoho_line,
)

XERO_INVOICE: dict[str, Any] = {
    "Type": "ACCREC",
    "InvoiceNumber": "INV-1",
    "Reference": "Works",
    "Contact": {"ContactID": "xa", "Name": "Acme"},
    "Date": "/Date(1789344000000+0000)/",
    "DateString": "2026-09-14T00:00:00",
    "DueDate": "/Date(1791936000000+0000)/",
    "CurrencyCode": "NZD",
    "CurrencyRate": d("1"),
    "Status": "AUTHORISED",
    "LineAmountTypes": "Exclusive",
    "Total": d("115"),
    "AmountPaid": 0,
    "AmountDue": 115,
    "LineItems": [
        {
            "LineItemID": "xl1",
            "ItemCode": "AB-1",
            "Description": "Thing",
            "Quantity": 2,
            "UnitAmount": 50,
            "TaxType": "OUTPUT2",
            "AccountCode": "200",
            "Tracking": [],
        }
    ],
}
ZOHO_INVOICE: dict[str, Any] = {
    "Xero_Invoice_No": None,
    "Invoice_Number": "INV-1",
    "Subject": "Works",
    "Account_Name": {"id": "za", "name": "Acme"},
    "Invoice_Date": "2026-09-14",
    "Due_Date": "2026-10-14",
    "Currency": "NZD",
    "Exchange_Rate": 1,
    "Status": "Approved",
    "Grand_Total": 115,
    "Invoiced_Items": [
        {
            "id": "zl1",
            "Product_Name": {"id": "zp", "name": "Thing"},
            "Description": "Thing",
            "Quantity": 2,
            "List_Price": 50,
            "Discount": 0,
            "Line_Tax": [{"name": "VAT", "percentage": 15}],
        }
    ],
}


def read_lines(side: Side, payload: dict[str, Any]) -> tuple[Fields, ...]:
    return lines_of(reader(INVOICES, side)(payload)["lines"])


def sent_lines(write: Write) -> list[dict[str, Any]]:
    payload = rendered(INVOICES, write, create=False)
    sent: Any = payload["LineItems" if write.side is XERO else "Invoiced_Items"]
    return list(sent)


def test_an_invoice_is_read_from_either_vendor() -> None:
    ids = {"xero_id": "x", "xero_url": None}
    told = xero_invoice(lines=(xero_line(entered=None),)) | ids
    told |= {"xero_number": "INV-1", "theme": "t-1", "xero_theme": "t-1"}
    read = reader(INVOICES, XERO)({**XERO_INVOICE, "InvoiceID": "x", "BrandingThemeID": "t-1"})
    assert read == told | {"add_to_xero": True}
    shown = {"Xero_ID": "x", "Paid_Amount": 0, "Owed_Amount": "115", "Branding_Theme": "Bold"}
    own = {"xero_number": None, "note": None, "theme": "Bold", "xero_theme": "Bold"}
    own["add_to_xero"] = None
    assert reader(INVOICES, ZOHO)({**ZOHO_INVOICE, **shown}) == zoho_invoice() | ids | own


@pytest.mark.parametrize("cut", [{"Invoiced_Items": True}, True])
def test_lines_that_were_cut_short_or_not_sent_are_not_read(cut: object) -> None:
    read = reader(INVOICES, ZOHO)
    assert read({**ZOHO_INVOICE, "$has_more": cut})["lines"] is None
    assert read({})["lines"] is None
    assert read({**ZOHO_INVOICE, "$has_more": None})["lines"] == (zoho_line(),)


def test_several_taxes_on_a_line_read_as_one_word_that_no_book_knows() -> None:
    line = {**ZOHO_INVOICE["Invoiced_Items"][0], "Line_Tax": [{"name": "VAT"}, {"name": "City"}]}
    (read,) = read_lines(ZOHO, {"Invoiced_Items": [line]})
    assert read["tax"] == "VAT + City"


@pytest.mark.parametrize(
    ("said", "discount"),
    [
        ({}, None),
        ({"DiscountAmount": 5}, d("5.00")),
        ({"DiscountRate": 10}, d("10.00")),
        ({"DiscountAmount": 7, "DiscountRate": 10}, d("7.00")),
        ({"DiscountRate": 0}, None),
    ],
)
def test_a_xero_discount_is_an_amount(said: dict[str, object], discount: object) -> None:
    line = {**XERO_INVOICE["LineItems"][0], **said}
    (read,) = read_lines(XERO, {"LineItems": [line]})
    assert read["discount"] == discount


def test_no_tax_has_a_word_of_its_own_at_xero() -> None:
    line = {**XERO_INVOICE["LineItems"][0], "TaxType": "NONE"}
    (read,) = read_lines(XERO, {"LineItems": [line]})
    assert read["tax"] is None
    (line,) = sent_lines(Write(XERO, {"lines": (read,)}, "x"))
    assert line["TaxType"] == "NONE"


@pytest.mark.parametrize(
    ("line", "price", "discount"),
    [
        # XERO.md 5, recorded: 541.25 incl. 15 % holds 70.60 of tax.
        (
            {
                "Quantity": 1,
                "UnitAmount": d("541.25"),
                "LineAmount": d("541.25"),
                "TaxAmount": 70.6,
            },
            d("470.6500"),
            None,
        ),
        (
            {
                "Quantity": 4,
                "UnitAmount": 25,
                "LineAmount": 80,
                "TaxAmount": 10,
                "DiscountRate": 20,
            },
            d("21.8750"),
            d("17.50"),
        ),
        ({"Description": "only words"}, None, None),
        ({"Quantity": 0, "UnitAmount": 5, "LineAmount": 0}, d("5.0000"), None),
    ],
)
def test_tax_inclusive_documents_are_read_net(
    line: dict[str, object], price: object, discount: object
) -> None:
    payload = {**XERO_INVOICE, "LineAmountTypes": "Inclusive", "LineItems": [line]}
    (read,) = read_lines(XERO, payload)
    assert (read["price"], read["discount"]) == (price, discount)


def test_an_inclusive_document_without_lines_is_left_as_it_is() -> None:
    assert reader(INVOICES, XERO)({"LineAmountTypes": "Inclusive"})["lines"] is None


def test_a_new_invoice_carries_the_constants_of_its_vendor() -> None:
    new = {**xero_line(None), "description": None}
    payload = rendered(INVOICES, Write(XERO, {"account": "xa", "lines": (new,)}), create=True)
    assert payload == {
        "Type": "ACCREC",
        "LineAmountTypes": "Exclusive",
        "Contact": {"ContactID": "xa"},
        "LineItems": [
            {
                "ItemCode": "AB-1",
                "Quantity": d("2"),
                "UnitAmount": d("50"),
                "TaxType": "OUTPUT2",
                "AccountCode": "200",
            }
        ],
    }


def test_an_update_of_the_head_sends_no_lines_and_no_constants() -> None:
    write = Write(XERO, {"due_date": date(2026, 10, 1), "subject": None}, "x")
    payload = rendered(INVOICES, write, create=False)
    assert payload == {"DueDate": "2026-10-01", "Reference": ""}


def test_xeros_number_goes_to_a_field_of_its_own_at_zoho() -> None:
    payload = rendered(INVOICES, Write(ZOHO, {"number": "INV-1"}), create=True)
    assert payload == {"Xero_Invoice_No": "INV-1"}


def test_kept_new_and_removed_lines_at_zoho() -> None:
    lines = (zoho_line("zl1", tax=None), {"id": None, "item": "zq", "quantity": d("1")})
    write = Write(ZOHO, {"lines": lines, "account": None}, "z", removed_lines=("zl9",))
    assert rendered(INVOICES, write, create=False)["Account_Name"] is None
    kept, new, removed = sent_lines(write)
    assert (kept["id"], kept["Line_Tax"]) == ("zl1", [])
    assert new == {"Product_Name": {"id": "zq"}, "Quantity": d("1"), "Sequence_Number": 2}
    assert removed == {"id": "zl9", "_delete": None}


def test_lines_to_xero_name_no_removed_ones_and_clear_what_is_blank() -> None:
    write = Write(XERO, {"lines": (xero_line(),)}, "x", removed_lines=("xl9",))
    (line,) = sent_lines(write)
    assert line["LineItemID"] == "xl1"
    assert (line["DiscountAmount"], line["DiscountRate"]) == (0, 0)
    (new,) = sent_lines(Write(XERO, {"lines": (xero_line(None, discount=d("5.00")),)}, "x"))
    assert new["DiscountAmount"] == d("5.00")
    assert "DiscountRate" not in new


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(
    ("table", "full"),
    [
        (ACCOUNTS, account(fax="1 2", billing_street="1 High St\nFlat 2", billing_city="Bath")),
        (PRODUCTS, product(description="Long")),
    ],
)
def test_what_is_written_is_read_back(table: Table, full: Fields, side: Side) -> None:
    full = {name: value for name, value in full.items() if table.row(name).source is not side}
    payload = rendered(table, Write(side, full), create=True)
    read = reader(table, side)(payload)
    assert {name: read[name] for name in full} == full


def test_one_phone_and_one_street_are_sent_without_the_others() -> None:
    write = Write(XERO, {"fax": "2", "phone": None, "billing_street": "a\nb\nc\nd\ne"}, "x")
    assert rendered(ACCOUNTS, write, create=False) == {
        "Phones": [
            {
                "PhoneType": "DEFAULT",
                "PhoneCountryCode": "",
                "PhoneAreaCode": "",
                "PhoneNumber": "",
            },
            {"PhoneType": "FAX", "PhoneCountryCode": "", "PhoneAreaCode": "", "PhoneNumber": "2"},
        ],
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "a",
                "AddressLine2": "b",
                "AddressLine3": "c",
                "AddressLine4": "d, e",
            }
        ],
    }


def test_parts_of_one_address_share_an_entry() -> None:
    write = Write(XERO, {"billing_city": "Bath", "shipping_city": "York"}, "x", (), {})
    along = Write(XERO, {"billing_city": "Bath"}, "x", along={"billing_code": "BA1"})
    assert rendered(ACCOUNTS, write, create=False)["Addresses"] == [
        {"AddressType": "POBOX", "City": "Bath"},
        {"AddressType": "STREET", "City": "York"},
    ]
    assert rendered(ACCOUNTS, along, create=False)["Addresses"] == [
        {"AddressType": "POBOX", "City": "Bath", "PostalCode": "BA1"}
    ]


def test_a_phone_in_parts_is_one_phone() -> None:
    entry = {"PhoneType": "DEFAULT", "PhoneCountryCode": "64", "PhoneNumber": "123"}
    assert reader(ACCOUNTS, XERO)({"Phones": [{"PhoneType": "FAX"}, entry]})["phone"] == "64 123"


def test_a_payload_in_the_making_holds_lists_and_objects_where_they_belong() -> None:
    spot = ACCOUNTS.row("phone").xero
    assert spot
    with pytest.raises(TypeError):
        spot.put({"Phones": "1"}, "2")
    nested = PRODUCTS.row("price").xero
    assert nested
    with pytest.raises(TypeError):
        nested.put({"SalesDetails": "1"}, "2")


@pytest.mark.parametrize(
    ("table", "side", "payload", "belongs", "gone"),
    [
        (ACCOUNTS, XERO, {}, True, False),
        (ACCOUNTS, XERO, {"ContactStatus": "ARCHIVED"}, True, True),
        (INVOICES, XERO, {"Type": "ACCREC", "Status": "DELETED"}, True, True),
        (INVOICES, XERO, {"Type": "ACCPAY", "Status": "VOIDED"}, False, False),
    ],
)
def test_which_payloads_belong_and_which_are_gone(
    table: Table, side: Side, payload: dict[str, object], *, belongs: bool, gone: bool
) -> None:
    lens = table.lens.get(side)
    assert (lens is None or lens(payload)) is belongs
    assert table.gone[side](payload) is gone


@pytest.mark.parametrize(
    ("table", "payload", "shadow"),
    [
        (ACCOUNTS, {}, False),
        (ACCOUNTS, {"IsSupplier": True}, True),
        (ACCOUNTS, {"IsSupplier": True, "IsCustomer": True}, False),
        (VENDORS, {}, True),
        (VENDORS, {"IsCustomer": True}, True),
        (VENDORS, {"IsSupplier": True, "IsCustomer": True}, False),
    ],
)
def test_which_contacts_are_only_shadows(
    table: Table, payload: dict[str, object], *, shadow: bool
) -> None:
    assert table.role
    assert table.role.is_shadow(XERO, reader(table, XERO)(payload)) is shadow
    assert table.role.is_shadow(ZOHO, {}) is False


def test_a_query_asks_for_what_the_rows_read() -> None:
    fields, lines, line_fields = wanted_of(INVOICES, ZOHO)
    assert {"Xero_Invoice_No", "Invoice_Number", "Grand_Total"} < {*fields}
    assert "Invoiced_Items" not in fields
    assert lines == "Invoiced_Items"
    assert line_fields[:2] == ("id", "Product_Name")
    assert wanted_of(PRODUCTS, XERO)[1:] == ("", ())
    assert wanted_of(PRODUCTS, XERO)[0].count("SalesDetails") == 1


def test_optional_fields_that_the_crm_lacks_are_left_out() -> None:
    table = narrowed(ACCOUNTS, ZOHO, {"Account_Name", "Email"})
    assert table.row("email").zoho is not None
    assert table.row("tax_number").zoho is None
    assert table.row("phone").zoho is not None  # not optional: its loss must be loud


def test_a_field_that_cannot_be_written_may_still_be_read_from_elsewhere() -> None:
    table = narrowed(INVOICES, ZOHO, {"Invoice_Number", "Currency", "Exchange_Rate"})
    number = table.row("number")
    assert not number.writable(ZOHO)
    assert number.zoho is not None
    assert number.zoho.names == ("Invoice_Number",)


def test_a_xero_field_may_be_left_out_too() -> None:
    table = narrowed(INVOICES, XERO, set())
    assert table.row("rate").xero is None
    assert table.row("number").read_only == {XERO}


def test_frozen_is_compact_sorted_and_thaws_to_the_same() -> None:
    fields = zoho_invoice()
    kept = frozen(fields)
    assert kept.startswith(
        b'{"account":"za","adjustment":null,"currency":"NZD","date":"2026-09-14"'
    )
    assert thaw(INVOICES, json.loads(kept)) == fields
    assert thaw(INVOICES, {"lines": None, "no longer a row": 1}) == {"lines": None}


def test_the_digest_depends_on_content_only() -> None:
    fields = zoho_invoice()
    turned = dict(reversed(fields.items()))
    assert digest(fields) == digest(turned) == digest(frozen(fields))
    assert digest(fields) != digest(zoho_invoice(number="INV-2"))
    assert len(digest(fields)) == 24


def test_parents_come_before_what_names_them() -> None:
    assert set(ORDER) == set(TABLES)
    for module, table in TABLES.items():
        rows = [*table.rows, *(inner for row in table.rows for inner in row.lines)]
        refs = {row.ref for row in rows if row.ref}
        assert all(ORDER.index(ref) < ORDER.index(module) for ref in refs)
    assert ORDER.index(Module.INVOICES) == 4
    assert ORDER.index(Module.PURCHASE_ORDERS) == 5
