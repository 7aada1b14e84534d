"""Tables cut to two organisations: their names of fields, their links."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from sync.core.fitting import opened, respelled
from sync.core.reading import narrowed, reader, rendered
from sync.core.records import Side
from sync.core.tables.accounts import ACCOUNTS
from sync.core.tables.invoices import INVOICES
from sync.core.tables.purchase_orders import PURCHASE_ORDERS
from sync.core.verdicts import Write

ZOHO, XERO = Side.ZOHO, Side.XERO


def test_a_field_of_another_name_is_read_written_asked_for_and_found_by_it() -> None:
    names = {"Xero_Invoice_No": "Xero_No1", "Xero_ID": "Xero_ID1", "Subject": "Title"}
    named = respelled(INVOICES, ZOHO, names)
    read = reader(named, ZOHO)({"Xero_No1": "A-1", "Invoice_Number": "B-2", "Xero_ID1": "x"})
    assert (read["number"], read["xero_id"]) == ("A-1", "x")
    assert reader(named, ZOHO)({"Invoice_Number": "B-2"})["number"] == "B-2"
    write = Write(ZOHO, {"number": "A-2", "xero_id": None}, "z")
    assert rendered(named, write, create=False) == {"Xero_No1": "A-2", "Xero_ID1": None}
    assert named.finders[ZOHO] == ("Title", "subject")
    assert named.finders[XERO] == INVOICES.finders[XERO]
    kept = narrowed(named, ZOHO, ["Xero_No1", "Xero_ID1"])
    assert kept.row("number").writable(ZOHO)
    assert kept.row("xero_id").writable(ZOHO)


def test_a_table_whose_names_fit_is_left_as_it_is() -> None:
    assert respelled(ACCOUNTS, ZOHO, {}) is ACCOUNTS
    named = respelled(ACCOUNTS, XERO, {"Fax": "Fax1"})
    assert named.row("fax") == ACCOUNTS.row("fax")


def test_xeros_side_may_be_named_otherwise_too() -> None:
    named = respelled(ACCOUNTS, XERO, {"TaxNumber": "ABN"})
    assert reader(named, XERO)({"ABN": "12"})["tax_number"] == "12"


def test_a_link_opens_the_organisation_of_the_short_code() -> None:
    read = reader(opened(ACCOUNTS, "!Qj35V"), XERO)
    url = urlsplit(str(read({"ContactID": "c-1"})["xero_url"]))
    assert (url.scheme, url.netloc) == ("https", "go.xero.com")
    assert parse_qs(url.query) == {"shortcode": ["!Qj35V"], "redirecturl": ["/Contacts/View/c-1"]}
    assert read({})["xero_url"] is None
    asked = reader(opened(INVOICES, "!Qj35V"), XERO)({"InvoiceID": "i"})["xero_url"]
    assert "View.aspx%3FInvoiceID%3Di" in str(asked)


def test_without_a_short_code_there_are_no_links() -> None:
    assert opened(ACCOUNTS, "").row("xero_url").xero is None
    assert reader(ACCOUNTS, XERO)({"ContactID": "c-1"})["xero_url"] is None
    assert opened(ACCOUNTS, "!Q").row("name") == ACCOUNTS.row("name")


def test_what_only_xero_says_is_written_to_the_crm_alone() -> None:
    assert ACCOUNTS.told_by(XERO) == {"xero_id", "xero_url", "add_to_xero"}
    assert PURCHASE_ORDERS.told_by(XERO) == {"xero_id", "xero_number", "xero_theme", "add_to_xero"}
    assert ACCOUNTS.told_by(ZOHO) == frozenset()
    assert narrowed(ACCOUNTS, ZOHO, []).told_by(XERO) == frozenset()
    assert not ACCOUNTS.row("xero_id").writable(XERO)


def test_a_side_that_is_not_searched_has_no_finder_to_rename() -> None:
    table = replace(ACCOUNTS, finders={})
    assert respelled(table, ZOHO, {"Fax": "Fax1"}).finders == {}
