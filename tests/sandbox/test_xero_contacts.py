"""XERO.md 4 and 5: contacts and items, written one way and the other."""

import pytest

from tests.sandbox.xero_client import ZERO, world

TAKEN = (
    "The contact name {} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)
ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)


@pytest.fixture
def xero():
    with world() as made:
        yield made


def test_put_creates_only_and_the_clash_is_a_400(xero) -> None:
    assert xero.api("PUT", "Contacts", {"Name": "Acme"}).status == 200
    answer = xero.api("PUT", "Contacts", {"Contacts": [{"Name": "ACME", "IsCustomer": True}]})
    assert answer.status == 400
    body = answer.json()
    (element,) = body.pop("Elements")
    assert body == {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
    }
    assert element["ContactID"] == ZERO
    assert element["IsCustomer"] is True, "an echo of what was sent"
    assert element["HasValidationErrors"] is True
    assert element["ValidationErrors"] == [{"Message": TAKEN.format("ACME")}]
    assert "StatusAttributeString" not in element


def test_asked_not_to_summarize_it_answers_200_element_by_element(xero) -> None:
    xero.org.save_contact({"Name": "Acme"})
    rows = xero.write("Contacts", {"Name": "acme"}, {"Name": "Bell"}, method="PUT")
    assert [row["StatusAttributeString"] for row in rows] == ["ERROR", "OK"]
    assert rows[0]["ContactID"] == ZERO
    assert rows[1]["ContactID"] in xero.org.contacts


@pytest.mark.parametrize(("siblings", "stored"), [(False, 0), (True, 1)])
def test_a_bad_element_of_a_summarized_batch(xero, siblings, stored) -> None:
    xero.vendor.choices.siblings_saved = siblings
    answer = xero.api("PUT", "Contacts", {"contacts": [{"Name": "Good"}, {"Name": "B<d"}]})
    assert answer.status == 400
    assert [row["Name"] for row in answer.json()["Elements"]] == ["B<d"]
    assert len(xero.org.contacts) == stored


def test_a_plain_200_has_no_status_and_python_spells_false_with_a_capital(xero) -> None:
    (row,) = xero.api("PUT", "Contacts", {"Name": "A"}).json()["Contacts"]
    assert "StatusAttributeString" not in row
    (row,) = xero.write("Contacts", {"Name": "B"}, summarizeErrors="False")
    assert row["StatusAttributeString"] == "OK"


def test_post_matches_by_id_then_number_then_name(xero) -> None:
    made = xero.org.save_contact({"Name": "Acme", "ContactNumber": "z1"})
    for patch in (
        {"ContactID": made["ContactID"].upper(), "FirstName": "a"},
        {"ContactNumber": "z1", "Name": "Acme Two", "FirstName": "b"},
        {"Name": "ACME two", "FirstName": "c"},
    ):
        (row,) = xero.write("Contacts", patch)
        assert row["ContactID"] == made["ContactID"]
        assert row["FirstName"] == patch["FirstName"]
    assert len(xero.org.contacts) == 1
    assert xero.org.list_contacts()[0]["ContactNumber"] == "z1", "not sent, so kept"


def test_post_to_an_id_changes_that_one_or_nothing(xero) -> None:
    made = xero.org.save_contact({"Name": "Acme"})
    answer = xero.api("POST", f"Contacts/{made['ContactID']}", {"Contacts": [{"Name": "Bell"}]})
    assert answer.json()["Contacts"][0]["Name"] == "Bell"
    assert xero.api("POST", f"Contacts/{ZERO}", {"Name": "Bell"}).status == 404


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"Name": "acme"}, TAKEN.format("acme")),
        ({"Name": "N", "ContactNumber": "z1"}, "The contact number z1 is already assigned"),
        ({"Name": "N", "AccountNumber": "A1"}, "The Account Number already exists. Please enter"),
        ({}, "The Contact must contain at least 1 of the following elements"),
        ({"Name": " N"}, "space"),
        ({"Name": "N  M"}, "space"),
        ({"Name": "N<b>"}, "< or >"),
        ({"Name": "N" * 256}, "maximum length of 255"),
        ({"Name": "N", "ContactNumber": "9" * 51}, "maximum length of 50"),
        ({"Name": "N", "EmailAddress": "nobody"}, "email"),
        ({"Name": "N", "DefaultCurrency": "EUR"}, "Organisation is not subscribed to currency EUR"),
        ({"Name": "N", "SalesDefaultAccountCode": "777"}, "Account code '777' is not a valid"),
        ({"Name": "N", "PaymentTerms": {"Sales": {"Day": 7, "Type": "SOON"}}}, "terms of sales"),
        ({"Name": "N", "PaymentTerms": {"Bills": {"Type": "OFCURRENTMONTH"}}}, "terms of bills"),
        ({"Name": "N", "ContactPersons": [{"FirstName": str(i)} for i in range(6)]}, "no more"),
        (
            {"Name": "N", "Addresses": [{"AddressType": "POBOX", "City": "x" * 256}]},
            "length of 255",
        ),
        ({"Name": "N", "Addresses": [{"AddressType": "POBOX", "Country": "B3"}]}, "letters only"),
        (
            {"Name": "N", "Phones": [{"PhoneType": "FAX", "PhoneAreaCode": "1" * 11}]},
            "length of 10",
        ),
    ],
)
def test_refused(xero, patch, said) -> None:
    xero.org.save_contact({"Name": "Acme", "ContactNumber": "z1", "AccountNumber": "a1"})
    (message,) = xero.said("Contacts", patch, method="PUT")
    assert said in message
    assert len(xero.org.contacts) == 1


def test_an_email_need_not_be_unique(xero) -> None:
    rows = [{"Name": name, "EmailAddress": "same@x.co"} for name in "AB"]
    assert all(row["StatusAttributeString"] == "OK" for row in xero.write("Contacts", *rows))


def test_archived_is_read_only_and_its_name_is_free(xero) -> None:
    made = xero.org.save_contact({"Name": "Acme", "ContactNumber": "z1"})
    archive = {"ContactID": made["ContactID"], "ContactStatus": "ARCHIVED"}
    assert xero.write("Contacts", archive)[0]["ContactStatus"] == "ARCHIVED"
    for patch in (
        archive,
        {"ContactID": made["ContactID"], "Name": "New"},
        {"ContactNumber": "z1"},
    ):
        (row,) = xero.write("Contacts", patch)
        assert row["ValidationErrors"] == [{"Message": ARCHIVED}]
        assert row["ContactID"] == made["ContactID"], "it matched"
    assert xero.said("Contacts", {"Name": "acme"}, method="PUT") == []
    bill = {"Type": "ACCPAY", "Contact": {"ContactID": made["ContactID"]}}
    assert xero.said("Invoices", bill) == [ARCHIVED]


def test_roles_are_set_by_documents_only_and_bump_nothing(xero) -> None:
    (row,) = xero.write("Contacts", {"Name": "Acme", "IsCustomer": True, "IsSupplier": True})
    assert (row["IsCustomer"], row["IsSupplier"]) == (False, False)
    stamp = row["UpdatedDateUTC"]
    xero.clock.ahead(minutes=1)
    for kind in ("ACCREC", "ACCPAY"):
        xero.org.save_invoice({"Type": kind, "Contact": {"ContactID": row["ContactID"]}})
    (row,) = xero.rows("Contacts")
    assert (row["IsCustomer"], row["IsSupplier"]) == (True, True)
    assert row["UpdatedDateUTC"] == stamp


def test_slots_come_back_whole_and_empty_ones_bare(xero) -> None:
    phone = {"PhoneType": "MOBILE", "PhoneNumber": "07700 900123"}
    (row,) = xero.write("Contacts", {"Name": "Acme", "Phones": [phone]})
    assert {each["PhoneType"]: each["PhoneNumber"] for each in row["Phones"]} == {
        "DDI": "",
        "DEFAULT": "",
        "FAX": "",
        "MOBILE": "07700 900123",
    }
    (row,) = xero.rows("Contacts", page=1)
    assert [{"PhoneType": "DDI"}, {"PhoneType": "DEFAULT"}, {"PhoneType": "FAX"}, phone] == row[
        "Phones"
    ]
    assert row["Addresses"] == [{"AddressType": "POBOX"}, {"AddressType": "STREET"}]
    assert "EmailAddress" not in row
    other = {"PhoneType": "FAX", "PhoneNumber": "1"}
    (row,) = xero.write("Contacts", {"ContactID": row["ContactID"], "Phones": [other]})
    assert {each["PhoneNumber"] for each in row["Phones"]} == {"", "1", "07700 900123"}


def test_people_left_out_are_deleted(xero) -> None:
    people = [{"FirstName": name, "EmailAddress": f"{name}@x.co"} for name in "ab"]
    (row,) = xero.write("Contacts", {"Name": "Acme", "ContactPersons": people})
    assert len(row["ContactPersons"]) == 2
    patch = {"ContactID": row["ContactID"], "ContactPersons": people[1:]}
    assert xero.write("Contacts", patch)[0]["ContactPersons"] == people[1:]
    patch = {"ContactID": row["ContactID"], "LastName": "x"}
    assert xero.write("Contacts", patch)[0]["ContactPersons"] == people[1:]


def test_nothing_that_can_be_read_is_nothing_done(xero) -> None:
    for body in (b"", b"{", b"[]", b'"x"'):
        answer = xero.send(
            "POST",
            "/api.xro/2.0/Contacts",
            body=body,
            headers={
                "Authorization": f"Bearer {xero.tokens['access_token']}",
                "xero-tenant-id": xero.org.organisation_id,
            },
        )
        assert answer.status == 400
        assert answer.json()["Type"] == "NoDataProcessedException"


def test_items_upsert_on_their_code(xero) -> None:
    (made,) = xero.write("Items", {"Code": "A1", "Name": "One"})
    assert made["UpdatedDateUTC"].endswith("250)/"), "no offset in an item's write answer"
    (again,) = xero.write("Items", {"Code": "A1", "Name": "Two"})
    assert (again["ItemID"], again["Name"]) == (made["ItemID"], "Two")
    said = xero.said("Items", {"Code": "A1"}, method="PUT")
    assert said == ["Price List Item with Code 'A1' already exists"]
    (moved,) = xero.write("Items", {"ItemID": made["ItemID"], "Code": "A2"})
    assert moved["Code"] == "A2"
    assert xero.rows("Items")[0]["UpdatedDateUTC"].endswith("+0000)/")


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({}, "Code must be specified"),
        ({"Code": "x" * 31}, "maximum length of 30"),
        ({"Code": "x", "Name": "y" * 51}, "maximum length of 50"),
        ({"Code": "x", "Description": "y" * 4001}, "maximum length of 4000"),
        (
            {"Code": "x", "SalesDetails": {"AccountCode": "777"}},
            "Account code '777' is not a valid",
        ),
        ({"Code": "x", "SalesDetails": {"AccountCode": "299"}}, "'299' has been archived, or has"),
        ({"Code": "x", "SalesDetails": {"TaxType": "TAX9"}}, "The TaxType code 'TAX9' does not"),
        (
            {"Code": "x", "SalesDetails": {"AccountCode": "200", "TaxType": "INPUT2"}},
            "The TaxType code 'INPUT2' cannot be used with account code '200'",
        ),
        ({"Code": "x", "SalesDetails": {"UnitPrice": "dear"}}, "must be a number"),
    ],
)
def test_refused_items(xero, patch, said) -> None:
    (message,) = xero.said("Items", patch)
    assert said in message
    assert len(xero.org.items) == 0


def test_not_sold_means_no_sales_side(xero) -> None:
    sides = {"SalesDetails": {"UnitPrice": 1}, "PurchaseDetails": {"UnitPrice": 2}}
    (made,) = xero.write("Items", {"Code": "A", "Description": "d", **sides})
    assert (made["IsSold"], made["IsPurchased"]) == (True, True)
    (row,) = xero.write("Items", {"Code": "A", "IsSold": False})
    assert row["SalesDetails"] == {}
    assert "Description" not in row
    assert row["PurchaseDetails"] == {"UnitPrice": 2.0}


def test_prices_are_rounded_before_they_are_stored(xero) -> None:
    price = {"SalesDetails": {"UnitPrice": 0.12345}}
    xero.write("Items", {"Code": "A", **price})
    xero.write("Items", {"Code": "B", **price}, unitdp=4)
    stored = {row["Code"]: row["SalesDetails"]["UnitPrice"] for row in xero.org.list_items()}
    assert stored == {"A": 0.12, "B": 0.1235}


def test_a_deleted_item_leaves_no_trace_and_its_lines_stay(xero) -> None:
    xero.org.save_item({"Code": "A", "Name": "Thing", "SalesDetails": {"AccountCode": "200"}})
    xero.write("Invoices", {"Type": "ACCREC", "Contact": {"Name": "C"}, "LineItems": [
        {"ItemCode": "A", "Quantity": 1, "UnitAmount": 1}
    ]})  # fmt: skip
    (line,) = xero.rows("Invoices", page=1)[0]["LineItems"]
    assert line["Item"]["Name"] == "Thing"
    assert xero.api("DELETE", "Items/A").status == 204
    assert xero.rows("Items", headers={"If-Modified-Since": "2020-01-01T00:00:00"}) == []
    (line,) = xero.rows("Invoices", page=1)[0]["LineItems"]
    assert line["ItemCode"] == "A"
    assert "Item" not in line
    assert xero.api("DELETE", "Items/A").status == 404
