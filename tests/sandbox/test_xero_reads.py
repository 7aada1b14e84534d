"""XERO.md 3: envelopes, paging, filters, times, what a list leaves out."""

import re
from typing import Any

import pytest

from connectors.sandbox.xero import Profile
from tests.sandbox.xero_client import World, world

LINE = {"Description": "Work", "Quantity": 1, "UnitAmount": 10, "AccountCode": "200"}


@pytest.fixture
def xero():
    with world() as made:
        yield made


@pytest.fixture
def filled(xero):
    """Three contacts a minute apart (the last archived), and four invoices of the first two."""
    for name in ("[TEST] Acme", "Bóo & Co", "Cold"):
        xero.org.save_contact({"Name": name, "EmailAddress": f"{name[-2:].strip()}@x.co"})
        xero.clock.ahead(minutes=1)
    people = xero.org.list_contacts()
    xero.org.archive_contact(people[2]["ContactID"])
    for number, (who, kind, status, amount) in enumerate(
        [
            (0, "ACCREC", "DRAFT", 10),
            (0, "ACCREC", "AUTHORISED", 20),
            (1, "ACCREC", "AUTHORISED", 30),
            (1, "ACCPAY", "DRAFT", 40),
        ]
    ):
        xero.clock.ahead(minutes=1)
        xero.org.save_invoice(
            {
                "Type": kind,
                "Contact": {"ContactID": people[who]["ContactID"]},
                "InvoiceNumber": f"N-{number}",
                "Status": status,
                "Date": f"2026-11-0{number + 1}",
                "DueDate": "2026-12-24",
                "LineItems": [
                    {
                        **LINE,
                        "UnitAmount": amount,
                        "AccountCode": "200" if kind[3] == "R" else "300",
                    }
                ],
            }
        )
    return xero


def numbers(xero: World, **query: Any) -> list[str]:
    return [row["InvoiceNumber"] for row in xero.rows("Invoices", **query)]


def names(xero: World, **query: Any) -> list[str]:
    return [row["Name"] for row in xero.rows("Contacts", **query)]


def test_the_envelope(filled) -> None:
    answer = filled.api("GET", "Invoices").json()
    assert list(answer) == ["Id", "Status", "ProviderName", "DateTimeUTC", "Invoices"]
    assert re.fullmatch(r"/Date\(\d+\)/", answer["DateTimeUTC"]), "no offset"
    paged = filled.api("GET", "Invoices", page=2, pageSize=3).json()
    assert paged["pagination"] == {"page": 2, "pageSize": 3, "pageCount": 2, "itemCount": 4}
    assert len(paged["Invoices"]) == 1


@pytest.mark.parametrize(("asked", "size"), [(5000, 1000), (0, 1), (-3, 1), ("x", 100)])
def test_a_page_size_out_of_range_is_clamped(filled, asked, size) -> None:
    answer = filled.api("GET", "Invoices", page=1, pageSize=asked).json()
    assert answer["pagination"]["pageSize"] == size


def test_a_page_past_the_end_is_empty(filled) -> None:
    assert filled.rows("Invoices", page=9) == []


def test_unpaged_lists_leave_the_lines_out(filled) -> None:
    assert all(row["LineItems"] == [] for row in filled.rows("Invoices"))
    assert all(row["LineItems"] for row in filled.rows("Invoices", page=1))
    assert all(row["LineItems"] for row in filled.rows("Invoices", InvoiceNumbers="N-1"))


def test_a_listed_invoice_knows_little_of_its_contact_and_a_single_one_all(filled) -> None:
    row = filled.rows("Invoices", page=1)[0]
    assert set(row["Contact"]) == {
        *("ContactID", "Name", "Addresses", "Phones", "ContactGroups", "ContactPersons"),
        "HasValidationErrors",
    }
    (single,) = filled.rows(f"Invoices/{row['InvoiceID']}")
    assert single["Contact"]["EmailAddress"] == "me@x.co"


def test_summaries_have_no_lines_and_no_roles_and_are_paged(filled) -> None:
    answer = filled.api("GET", "Invoices", summaryOnly="true").json()
    assert answer["pagination"]["itemCount"] == 4
    assert not {"LineItems", "Payments", "HasAttachments"} & set(answer["Invoices"][0])
    assert "IsCustomer" not in filled.rows("Contacts", summaryOnly="True")[0]


def test_unpaged_contacts_leave_fields_out(filled) -> None:
    filled.org.save_contact({"Name": "Dee", "SalesDefaultAccountCode": "200"})
    assert all("SalesDefaultAccountCode" not in row for row in filled.rows("Contacts"))
    assert "SalesDefaultAccountCode" in filled.rows("Contacts", page=1)[-1]


@pytest.mark.parametrize("path", ["Invoices/nope", "Contacts/nope", "Nothing", "Items/nope"])
def test_what_is_not_there_is_an_empty_page(filled, path) -> None:
    answer = filled.api("GET", path)
    assert (answer.status, answer.headers["Content-Type"], answer.data) == (404, "text/html", b"")


def test_records_go_by_number_and_code_too(filled) -> None:
    assert filled.rows("Invoices/N-2")[0]["InvoiceNumber"] == "N-2"
    filled.org.save_item({"Code": "A 1"})
    assert filled.rows("Items/A%201")[0]["Code"] == "A 1"
    filled.org.save_contact({"Name": "Eve", "ContactNumber": "zoho:7"})
    assert filled.rows("Contacts/zoho%3A7")[0]["Name"] == "Eve"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ('Type=="ACCREC"', ["N-0", "N-1", "N-2"]),
        ('Type=="accrec" AND Status=="AUTHORISED"', ["N-1", "N-2"]),
        ('Status!="DRAFT"', ["N-1", "N-2"]),
        ("Date>=DateTime(2026,11,02) && Date<DateTime(2026,11,4)", ["N-1", "N-2"]),
        ("Date==DateTime(2026, 11, 04, 00, 00, 00)", ["N-3"]),
        ('AmountDue>24 OR InvoiceNumber=="N-0"', ["N-0", "N-2", "N-3"]),
        ('(Type=="ACCPAY" || AmountDue<=12) && Status=="DRAFT"', ["N-0", "N-3"]),
        ('Contact.Name.Contains("test")', ["N-0", "N-1"]),
        ('Contact.Name.ToLower().StartsWith("bó")', ["N-2", "N-3"]),
        ('Reference!=null AND InvoiceNumber.EndsWith("3")', ["N-3"]),
        ("SentToContact==false AND !(AmountDue>12)", ["N-0"]),
        ('InvoiceId==Guid("00000000-0000-0000-0000-000000000000")', []),
        ("PlannedPaymentDate!=null", []),
    ],
)
def test_where(filled, where, found) -> None:
    assert numbers(filled, where=where, page=1) == found


def test_where_finds_a_contact_in_any_case_and_with_quotes_in_it(filled) -> None:
    assert names(filled, where='Name=="[test] ACME"') == ["[TEST] Acme"]
    filled.org.save_contact({"Name": 'A "B" \\ C'})
    assert names(filled, where=r'Name=="A \"B\" \\ C"') == ['A "B" \\ C']
    wanted = filled.org.list_contacts()[0]["ContactID"]
    by_id = f'Contact.ContactID==Guid("{wanted.upper()}")'
    assert numbers(filled, where=by_id) == ["N-0", "N-1"]


@pytest.mark.parametrize(
    "where", ["Name=", 'Name=="x', "Name==1 AND", "#", 'Name.Sounds("x")', "("]
)
def test_a_where_that_is_none_is_a_400_without_elements(filled, where) -> None:
    answer = filled.api("GET", "Contacts", where=where)
    assert answer.status == 400
    assert answer.json()["Type"] == "QueryParseException"
    assert "Elements" not in answer.json()


def test_list_filters(filled) -> None:
    people = filled.org.list_contacts()
    assert numbers(filled, Statuses="DRAFT,PAID") == ["N-0", "N-3"]
    assert numbers(filled, ContactIDs=people[1]["ContactID"]) == ["N-2", "N-3"]
    assert numbers(filled, searchTerm="n-1") == ["N-1"]
    ids = ",".join(row["InvoiceID"] for row in filled.org.list_invoices()[1:3])
    assert numbers(filled, IDs=ids.upper()) == ["N-1", "N-2"]


def test_archived_contacts_are_invisible_unless_asked_for(filled) -> None:
    assert names(filled, page=1) == ["[TEST] Acme", "Bóo & Co"]
    assert names(filled, page=1, includeArchived="True")[-1] == "Cold"
    archived = filled.org.list_contacts()[2]["ContactID"]
    assert names(filled, IDs=archived) == []


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("", ["N-0", "N-1", "N-2", "N-3"]),
        ("UpdatedDateUTC DESC", ["N-3", "N-2", "N-1", "N-0"]),
        ("Status DESC, Date DESC", ["N-3", "N-0", "N-2", "N-1"]),
        ("Contact.Name DESC, InvoiceNumber", ["N-2", "N-3", "N-0", "N-1"]),
    ],
)
def test_order(filled, order, found) -> None:
    assert numbers(filled, order=order, page=1) == found


def test_an_edit_moves_a_record_to_the_end_but_not_when_ordered_by_id(filled) -> None:
    first = filled.org.list_invoices()[0]
    by_id = numbers(filled, order="InvoiceID", page=1)
    filled.clock.ahead(minutes=1)
    filled.org.save_invoice({"InvoiceID": first["InvoiceID"], "Reference": "new"})
    assert numbers(filled, page=1)[-1] == "N-0"
    assert numbers(filled, order="InvoiceID", page=1) == by_id


@pytest.mark.parametrize("header", ["2026-11-22T12:06:00", "Sun, 22 Nov 2026 12:06:00 GMT"])
def test_only_what_changed_since(filled, header) -> None:
    # N-2 was written at 12:06:00.250, which is after the second that was named.
    found = filled.rows("Invoices", headers={"If-Modified-Since": header}, page=1)
    assert [row["InvoiceNumber"] for row in found] == ["N-2", "N-3"]


def test_the_boundary_and_304_are_switches(filled) -> None:
    filled.clock.now = filled.clock.now.replace(microsecond=0)
    filled.org.save_contact({"Name": "Edge"})
    header = {"If-Modified-Since": f"{filled.clock.now:%Y-%m-%dT%H:%M:%S}"}
    assert filled.rows("Contacts", headers=header) == []
    filled.vendor.choices.since_inclusive = True
    assert [row["Name"] for row in filled.rows("Contacts", headers=header)] == ["Edge"]
    filled.vendor.choices.since_inclusive = False
    filled.vendor.choices.not_modified = True
    answer = filled.api("GET", "Contacts", headers=header)
    assert (answer.status, answer.data) == (304, b"")


def test_tax_rates_and_themes_ignore_the_header(filled) -> None:
    header = {"If-Modified-Since": "2030-01-01T00:00:00"}
    assert filled.rows("TaxRates", headers=header)
    assert filled.rows("BrandingThemes", headers=header)
    assert filled.rows("Accounts", headers=header) == []


def test_times_and_days(filled) -> None:
    row = filled.rows("Invoices/N-0")[0]
    assert row["Date"] == "/Date(1793491200000+0000)/"
    assert row["DateString"] == "2026-11-01T00:00:00"
    assert row["DueDateString"] == "2026-12-24T00:00:00"
    assert re.fullmatch(r"/Date\(\d+250\+0000\)/", row["UpdatedDateUTC"])
    assert row["UpdatedDateUTCString"] == "2026-11-22T12:04:00Z"


def test_items_are_one_whole_list(xero) -> None:
    for number in range(120):
        xero.org.save_item({"Code": f"I{number:03}"})
    answer = xero.api("GET", "Items", page=1, pageSize=10).json()
    assert len(answer["Items"]) == 120
    assert "pagination" not in answer


def test_unit_prices_are_rounded_on_the_way_out_too(xero) -> None:
    xero.org.save_item({"Code": "A", "SalesDetails": {"UnitPrice": 1.2345}})
    assert xero.rows("Items")[0]["SalesDetails"]["UnitPrice"] == 1.23
    assert xero.rows("Items", unitdp=4)[0]["SalesDetails"]["UnitPrice"] == 1.2345


def test_who_does_not_ask_for_json_gets_xml(filled) -> None:
    for accept in ("*/*", "application/xml", ""):
        answer = filled.api("GET", "Organisation", headers={"Accept": accept})
        assert answer.headers["Content-Type"].startswith("text/xml")


def test_the_organisation_and_its_settings() -> None:
    profile = Profile(short_code="!Ab1", period_lock_date="2026-03-31")
    with world(profile=profile) as xero:
        (row,) = xero.api("GET", "Organisation").json()["Organisations"]
        assert row["ShortCode"] == "!Ab1"
        assert row["PeriodLockDate"] == "/Date(1774915200000+0000)/"
        assert "EndOfYearLockDate" not in row
        assert re.fullmatch(r"/Date\(\d+\)/", row["CreatedDateUTC"])
        themes = xero.rows("BrandingThemes")
        assert [theme["SortOrder"] for theme in themes if theme["Name"] == "Standard"] == [0]
        rates = {rate["TaxType"]: rate for rate in xero.rows("TaxRates")}
        assert rates["OUTPUT2"]["EffectiveRate"] == 20
        assert not rates["OUTPUT2"]["CanApplyToExpenses"]
        assert [each["Code"] for each in xero.rows("Accounts", where='Type=="BANK"')]


def test_lists_may_lag_behind_what_a_get_by_id_shows(filled) -> None:
    filled.vendor.lag_lists({"seconds": 30})
    first = filled.org.list_invoices()[0]
    filled.clock.ahead(minutes=1)
    filled.org.save_invoice({"InvoiceID": first["InvoiceID"], "Reference": "new"})
    filled.org.save_contact({"Name": "Fresh"})
    assert "Fresh" not in names(filled, page=1)
    listed = filled.rows("Invoices", page=1)[0]
    assert (listed["InvoiceNumber"], listed["Reference"]) == ("N-0", "")
    assert filled.rows(f"Invoices/{first['InvoiceID']}")[0]["Reference"] == "new"
    filled.clock.ahead(seconds=31)
    assert "Fresh" in names(filled, page=1)
    assert filled.rows("Invoices", page=1)[-1]["Reference"] == "new"
