"""Insert, update, upsert, delete, and the vendor's answers: ZOHO.md section 4."""

import pytest

from tests.sandbox.zoho_world import World, world


@pytest.fixture
def zoho():
    with world() as made:
        yield made


def test_a_success_item(zoho):
    status, body = zoho.post("Accounts", {"Account_Name": "Acme"})
    person = {"name": "Dana Demo", "id": zoho.org.users[0].id}
    made = body["data"][0]["details"]["id"]
    assert status == 201
    assert body["data"] == [
        {
            "code": "SUCCESS",
            "status": "success",
            "message": "record added",
            "details": {
                "id": made,
                "Created_Time": "2026-11-22T11:00:00+01:00",
                "Modified_Time": "2026-11-22T11:00:00+01:00",
                "Created_By": person,
                "Modified_By": person,
                "$approval_state": "approved",
            },
        }
    ]
    zoho.clock.ahead(seconds=90)
    status, body = zoho.put(f"Accounts/{made}", {"Phone": "1"})
    assert (status, body["data"][0]["message"]) == (200, "record updated")
    details = body["data"][0]["details"]
    assert details["Created_Time"] == "2026-11-22T11:00:00+01:00"
    assert details["Modified_Time"] == "2026-11-22T11:01:30+01:00"


def test_a_mixed_batch_is_207_in_the_order_sent(zoho):
    status, body = zoho.post(
        "Accounts", {"Account_Name": "A"}, {"Phone": "1"}, {"Account_Name": "C"}
    )
    assert status == 207
    assert [item["code"] for item in body["data"]] == ["SUCCESS", "MANDATORY_NOT_FOUND", "SUCCESS"]
    assert body["data"][1]["details"] == {
        "api_name": "Account_Name",
        "json_path": "$.data[1].Account_Name",
    }
    assert [row["Account_Name"] for row in zoho.org.list("Accounts")] == ["A", "C"]


ACCOUNT = {"Account_Name": "A"}


def own_fields(zoho: World) -> None:
    """Fields of types that Accounts have none of."""
    kinds = {"Due": "date", "Seen": "datetime", "Count": "integer"}
    fields = [{"field_label": name, "data_type": kind} for name, kind in kinds.items()]
    zoho.call("POST", "settings/fields?module=Accounts", {"fields": fields})


@pytest.mark.parametrize(
    ("module", "record", "code", "details"),
    [
        ("Accounts", {}, "MANDATORY_NOT_FOUND", {"api_name": "Account_Name"}),
        ("Accounts", {"Account_Name": ""}, "MANDATORY_NOT_FOUND", {"api_name": "Account_Name"}),
        ("Contacts", {"First_Name": "A"}, "MANDATORY_NOT_FOUND", {"api_name": "Last_Name"}),
        ("Accounts", "text", "INVALID_DATA", {"expected_data_type": "jsonobject"}),
        ("Accounts", {"Account_Name": 7}, "INVALID_DATA", {"expected_data_type": "text"}),
        ("Accounts", {"Account_Name": "x" * 201}, "INVALID_DATA", {"maximum_length": 200}),
        ("Contacts", {"Last_Name": "A", "Email": "no"}, "INVALID_DATA", {"api_name": "Email"}),
        ("Accounts", {**ACCOUNT, "Currency": "XXX"}, "INVALID_DATA", {"api_name": "Currency"}),
        ("Accounts", {**ACCOUNT, "Exchange_Rate": "much"}, "INVALID_DATA", {}),
        (
            "Accounts",
            {**ACCOUNT, "Parent_Account": "x"},
            "INVALID_DATA",
            {"expected_data_type": "bigint"},
        ),
        (
            "Accounts",
            {**ACCOUNT, "Parent_Account": {"id": "4876876000000999999"}},
            "INVALID_DATA",
            {},
        ),
        ("Accounts", {**ACCOUNT, "Parent_Account": {"name": "B"}}, "INVALID_DATA", {}),
        ("Accounts", {**ACCOUNT, "Owner": {"id": "1"}}, "INVALID_DATA", {"api_name": "Owner"}),
        ("Products", {"Product_Name": "P", "Product_Active": "yes"}, "INVALID_DATA", {}),
        ("Products", {"Product_Name": "P", "Tax": "VAT"}, "INVALID_DATA", {}),
        ("Products", {"Product_Name": "P", "Tax": ["VAT"]}, "INVALID_DATA", {"api_name": "Tax"}),
        ("Products", {"Product_Name": "P", "Unit_Price": True}, "INVALID_DATA", {}),
        ("Products", {"Product_Name": "P", "Unit_Price": 10**16}, "INVALID_DATA", {}),
        ("Products", {"Product_Name": "P", "Unit_Price": "1e999999999"}, "INVALID_DATA", {}),
        ("Products", {"Product_Name": "P", "Unit_Price": "NaN"}, "INVALID_DATA", {}),
        ("Vendors", {"Vendor_Name": "V", "GL_Account": "Odd"}, "INVALID_DATA", {}),
        ("Vendors", {"Vendor_Name": "V", "GL_Account": 5}, "INVALID_DATA", {}),
        ("Accounts", {**ACCOUNT, "Due": "22/11/2026"}, "INVALID_DATA", {}),
        ("Accounts", {**ACCOUNT, "Due": "2026-W45-4"}, "INVALID_DATA", {}),
        ("Accounts", {**ACCOUNT, "Seen": "2026-11-22T10:00:00"}, "INVALID_DATA", {}),
        ("Accounts", {**ACCOUNT, "Count": "5"}, "INVALID_DATA", {"expected_data_type": "integer"}),
        ("Accounts", {**ACCOUNT, "Count": 10**9}, "INVALID_DATA", {"maximum_length": 9}),
        ("Invoices", {"Subject": "S"}, "MANDATORY_NOT_FOUND", {"api_name": "Invoiced_Items"}),
        (
            "Purchase_Orders",
            {"Subject": "S", "Purchase_Items": []},
            "MANDATORY_NOT_FOUND",
            {"api_name": "Vendor_Name"},
        ),
    ],
)
def test_refused_records(zoho, module, record, code, details):
    own_fields(zoho)
    status, body = zoho.post(module, record)
    assert status == 400
    (item,) = body["data"]
    assert (item["code"], item["status"]) == (code, "error")
    assert details.items() <= item["details"].items()
    assert zoho.org.list(module) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ([], "INVALID_DATA"),
        ({}, "MANDATORY_NOT_FOUND"),
        ({"data": []}, "INVALID_DATA"),
        ({"data": {}}, "INVALID_DATA"),
    ],
)
def test_a_body_that_is_no_batch(zoho, body, code):
    status, answer, _ = zoho.call("POST", "Accounts", body)
    assert (status, answer["code"]) == (400, code)


def test_a_body_that_is_no_json(zoho):
    auth = {"Authorization": f"Zoho-oauthtoken {zoho.token}"}
    answer = zoho.send("POST", "/crm/v8/Accounts", headers=auth, body="{")
    assert (answer.status, answer.json()["code"]) == (400, "INVALID_DATA")


def test_a_hundred_at_most(zoho):
    status, body = zoho.post("Accounts", *[ACCOUNT] * 101)
    assert status == 400
    assert body["data"] == [
        {
            "code": "LIMIT_EXCEEDED",
            "details": {"maximum_length": 100, "api_name": "data"},
            "message": "count of records in your request exceeds the limit",
            "status": "error",
        }
    ]
    assert zoho.post("Accounts", *[ACCOUNT] * 100)[0] == 201


def test_unknown_and_read_only_fields_are_ignored(zoho):
    product = zoho.make("Products", Product_Name="P")
    sent = {
        "Subject": "S",
        "Nonsense": 1,
        "Created_Time": "2001-01-01T00:00:00+00:00",
        "Grand_Total": 99,
        "Invoice_Number": "INV-7",
        "Invoiced_Items": [{"Product_Name": product, "Quantity": 1}],
    }
    made = zoho.post("Invoices", sent)[1]["data"][0]["details"]["id"]
    stored = zoho.org.get("Invoices", made)
    assert "Nonsense" not in stored
    assert (stored["Grand_Total"], stored["Invoice_Number"]) == (0, "1")
    assert stored["Created_Time"] == "2026-11-22T11:00:00+01:00"
    zoho.org.switches.number_writable = True
    made = zoho.post("Invoices", sent)[1]["data"][0]["details"]["id"]
    assert zoho.org.get("Invoices", made)["Invoice_Number"] == "INV-7"


def test_an_update_touches_what_is_sent_and_null_clears(zoho):
    made = zoho.make("Contacts", First_Name="Ann", Last_Name="Lee", Email="a@b.co", Phone="1")
    zoho.put("Contacts", {"id": made, "First_Name": None, "Phone": "2"})
    stored = zoho.org.get("Contacts", made)
    assert (stored["Full_Name"], stored["First_Name"]) == ("Lee", None)
    assert (stored["Email"], stored["Phone"]) == ("a@b.co", "2")
    status, body = zoho.put("Contacts", {"id": made, "Last_Name": None})
    assert (status, body["data"][0]["code"]) == (400, "MANDATORY_NOT_FOUND")


def test_an_update_names_its_record(zoho):
    status, body = zoho.put("Accounts", {"Phone": "1"}, {"id": "4876876000000999999"})
    assert status == 400
    assert body["data"][0]["details"] == {"api_name": "id", "json_path": "$.data[0].id"}
    assert body["data"][0]["code"] == "MANDATORY_NOT_FOUND"
    assert body["data"][1]["message"] == "the id given seems to be invalid"


def test_money_is_rounded_to_the_fields_places(zoho):
    status, body = zoho.post("Products", {"Product_Name": "P", "Unit_Price": 12.345})
    assert status == 201
    stored = zoho.get(f"Products/{body['data'][0]['details']['id']}")[1]["data"][0]
    assert stored["Unit_Price"] == 12.35


def test_a_locked_record_is_left_alone(zoho):
    made = zoho.make("Accounts", Account_Name="A")
    zoho.org.lock_record(made)
    locked = {
        "code": "RECORD_LOCKED",
        "details": {"api_name": "id", "json_path": "$.data[0].id", "action": "record_locking"},
        "message": "Sorry, you cannot perform this operation as the record is locked.",
        "status": "error",
    }
    assert zoho.put("Accounts", {"id": made, "Phone": "1"}) == (400, {"data": [locked]})
    assert zoho.call("DELETE", f"Accounts/{made}")[:2] == (400, {"data": [locked]})


def test_a_record_that_moved_is_412(zoho):
    made = zoho.make("Accounts", Account_Name="A")
    other = zoho.make("Accounts", Account_Name="B")
    zoho.clock.ahead(seconds=10)
    zoho.org.update("Accounts", made, {"Phone": "1"})
    since = {"If_Unmodified_Since": "2026-11-22T11:00:05+01:00"}
    status, body = zoho.put(f"Accounts/{made}", {"Phone": "2"}, **since)
    (item,) = body["data"]
    assert (status, item["code"]) == (412, "ALREADY_MODIFIED")
    assert item["message"] == "record updated time has already passed if-unmodified-since time"
    assert item["details"]["id"] == made
    assert item["details"]["Modified_Time"] == "2026-11-22T11:00:10+01:00"
    both = ({"id": made, "Phone": "2"}, {"id": other, "Phone": "2"})
    assert zoho.put("Accounts", *both, **since)[0] == 207
    now = {"If_Unmodified_Since": "2026-11-22T11:00:10+01:00"}
    assert zoho.put(f"Accounts/{made}", {"Phone": "2"}, **now)[0] == 200
    assert zoho.put(f"Accounts/{made}", {"Phone": "2"}, If_Unmodified_Since="today")[0] == 400


def unique_field(zoho: World) -> None:
    field = {"field_label": "Xero ID", "data_type": "text", "unique": {"casesensitive": False}}
    zoho.call("POST", "settings/fields?module=Accounts", {"fields": [field]})


def test_a_unique_value_is_held_by_one(zoho):
    unique_field(zoho)
    first = zoho.make("Accounts", Account_Name="A", Xero_ID="abc")
    second = zoho.make("Accounts", Account_Name="B")
    status, body = zoho.post("Accounts", {"Account_Name": "C", "Xero_ID": "ABC"})
    (item,) = body["data"]
    assert (status, item["code"], item["message"]) == (400, "DUPLICATE_DATA", "duplicate data")
    assert item["details"]["json_path"] == "$.data[0].Xero_ID"
    assert item["details"]["id"] == item["details"]["duplicate_record"]["id"] == first
    assert item["details"]["duplicate_record"]["module"]["api_name"] == "Accounts"
    assert item["details"]["more_records"] is False
    clash = {"id": second, "Xero_ID": "Abc"}
    assert zoho.put("Accounts", clash)[1]["data"][0]["code"] == "DUPLICATE_DATA"
    assert zoho.put("Accounts", {"id": first, "Xero_ID": "abc"})[0] == 200
    assert zoho.put("Accounts", {"id": first, "Xero_ID": None}, clash)[0] == 200
    zoho.org.delete("Accounts", second)
    assert zoho.put("Accounts", {"id": first, "Xero_ID": "abc"})[0] == 200


def test_two_clashes_are_told_together(zoho):
    unique_field(zoho)
    field = {"field_label": "Other ID", "data_type": "text", "unique": {"casesensitive": True}}
    zoho.call("POST", "settings/fields?module=Accounts", {"fields": [field]})
    zoho.make("Accounts", Account_Name="A", Xero_ID="abc", Other_ID="x")
    _, body = zoho.post("Accounts", {"Account_Name": "C", "Xero_ID": "ABC", "Other_ID": "x"})
    (item,) = body["data"]
    assert item["code"] == "MULTIPLE_OR_MULTI_ERRORS"
    assert [each["code"] for each in item["details"]["errors"]] == ["DUPLICATE_DATA"] * 2
    paths = [each["details"]["json_path"] for each in item["details"]["errors"]]
    assert paths == ["$.data[0].Xero_ID", "$.data[0].Other_ID"]
    assert zoho.post("Accounts", {"Account_Name": "D", "Other_ID": "X"})[0] == 201


def test_upsert_matches_the_check_fields_in_order(zoho):
    unique_field(zoho)
    named = zoho.make("Accounts", Account_Name="Acme")
    known = zoho.make("Accounts", Account_Name="Other", Xero_ID="x1")
    status, body = zoho.post(
        "Accounts/upsert",
        {"Account_Name": "Acme", "Xero_ID": "x1"},
        {"Account_Name": "New", "Xero_ID": "x2"},
        duplicate_check_fields=["Xero_ID"],
    )
    assert status == 200
    first, second = body["data"]
    assert (first["action"], first["duplicate_field"]) == ("update", "Xero_ID")
    assert (first["details"]["id"], first["message"]) == (known, "record updated")
    assert (second["action"], second["duplicate_field"]) == ("insert", None)
    system = {"Account_Name": "ACME", "Phone": "5"}
    _, body = zoho.post("Accounts/upsert", system)  # no check fields: the vendor's own
    assert body["data"][0]["duplicate_field"] == "Account_Name"
    assert zoho.org.get("Accounts", named)["Phone"] == "5"
    assert zoho.post("Accounts/upsert", {"Account_Name": "Brand new"})[0] == 201


def test_delete_answers_per_id(zoho):
    made = zoho.make("Accounts", Account_Name="A")
    contact = zoho.make("Contacts", Last_Name="L", Account_Name=made)
    status, body, _ = zoho.call("DELETE", f"Accounts?ids={made},4876876000000999999")
    assert status == 207
    assert body["data"][0] == {
        "code": "SUCCESS",
        "details": {"id": made},
        "message": "record deleted",
        "status": "success",
    }
    assert body["data"][1]["code"] == "INVALID_DATA"
    assert zoho.get(f"Accounts/{made}") == (204, None)
    assert zoho.org.get("Contacts", contact)["Account_Name"] is None
    assert zoho.call("DELETE", "Accounts")[1]["code"] == "REQUIRED_PARAM_MISSING"
    many = ",".join(str(at) for at in range(101))
    assert zoho.call("DELETE", f"Accounts?ids={many}")[1]["code"] == "LIMIT_EXCEEDED"


def test_line_items_are_not_written_alone(zoho):
    assert zoho.post("Invoiced_Items", {"Quantity": 1})[1]["code"] == "INVALID_MODULE"


def test_fields_of_every_type_come_back_as_they_should(zoho):
    own_fields(zoho)
    sent = {"Due": "2026-11-30", "Seen": "2026-11-22T10:00:00.5+00:00", "Count": 5}
    made = zoho.post("Accounts", {**ACCOUNT, **sent})[1]["data"][0]["details"]["id"]
    (stored,) = zoho.get(f"Accounts/{made}")[1]["data"]
    assert (stored["Due"], stored["Count"]) == ("2026-11-30", 5)
    assert stored["Seen"] == "2026-11-22T11:00:00+01:00"


def test_a_currency_brings_its_rate(zoho):
    made = [
        zoho.make("Accounts", Account_Name="A"),
        zoho.make("Accounts", Account_Name="B", Currency="USD"),
        zoho.make("Accounts", Account_Name="C", Currency="USD", Exchange_Rate="1.25"),
    ]
    stored = [zoho.org.get("Accounts", each) for each in made]
    found = [(each["Currency"], each["Exchange_Rate"]) for each in stored]
    assert found == [("GBP", 1), ("USD", 1.3), ("USD", 1.25)]


def test_an_upsert_with_an_id_is_an_update(zoho):
    made = zoho.make("Accounts", Account_Name="A")
    _, body = zoho.post("Accounts/upsert", {"id": made, "Phone": "5"}, {"Phone": "6"})
    assert (body["data"][0]["action"], body["data"][0]["details"]["id"]) == ("update", made)
    assert body["data"][1]["code"] == "MANDATORY_NOT_FOUND"


def test_trigger_is_accepted(zoho):
    assert zoho.post("Accounts", ACCOUNT, trigger=[])[0] == 201
