"""Metadata, custom fields, credits, concurrency, faults, state: ZOHO.md sections 2, 4 and 7."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from connectors.sandbox.faults import Fault
from connectors.sandbox.zoho import Org, Refused, ZohoVendor
from tests.sandbox.zoho_world import World, select, world


@pytest.fixture
def zoho():
    with world() as made:
        yield made


def fields_of(zoho: World, module: str) -> dict[str, dict[str, Any]]:
    _, body = zoho.get(f"settings/fields?module={module}")
    return {each["api_name"]: each for each in body["fields"]}


def test_fields_describe_themselves(zoho):
    fields = fields_of(zoho, "Invoices")
    assert fields["Subject"]["system_mandatory"] is True
    assert fields["Subject"]["length"] == 300
    assert fields["Invoice_Number"]["read_only"] is True
    assert fields["Invoice_Number"]["data_type"] == "autonumber"
    states = [each["actual_value"] for each in fields["Status"]["pick_list_values"]]
    assert states == ["Created", "Approved", "Delivered", "Cancelled"]
    assert fields["Account_Name"]["lookup"]["module"] == {"api_name": "Accounts"}
    codes = {each["actual_value"] for each in fields["Currency"]["pick_list_values"]}
    assert codes == {"EUR", "GBP", "USD"}
    assert "Email" not in fields_of(zoho, "Accounts")
    (one,) = zoho.get(f"settings/fields/{fields['Subject']['id']}?module=Invoices")[1]["fields"]
    assert one == fields["Subject"]
    assert zoho.get("settings/fields/1?module=Invoices")[0] == 204
    assert zoho.get("settings/fields")[1]["code"] == "REQUIRED_PARAM_MISSING"
    assert zoho.get("settings/fields?module=Nope")[1]["code"] == "INVALID_MODULE"


def test_modules_layouts_and_the_organisation(zoho):
    modules = {each["api_name"]: each for each in zoho.get("settings/modules")[1]["modules"]}
    assert list(modules)[:2] == ["Accounts", "Contacts"]
    assert modules["Invoiced_Items"]["api_supported"] is True
    assert zoho.get("settings/modules/Vendors")[1]["modules"] == [modules["Vendors"]]
    assert zoho.get("settings/modules/Nope")[1]["code"] == "INVALID_MODULE"
    (layout,) = zoho.get("settings/layouts?module=Vendors")[1]["layouts"]
    assert "GL_Account" in [each["api_name"] for each in layout["sections"][0]["fields"]]
    assert zoho.get(f"settings/layouts/{layout['id']}?module=Vendors")[1]["layouts"] == [layout]
    assert zoho.get("settings/layouts/1?module=Vendors")[0] == 204
    (org,) = zoho.get("org")[1]["org"]
    assert (org["company_name"], org["iso_code"]) == ("Demo Trading Ltd", "GBP")
    (user,) = zoho.get("users?type=CurrentUser")[1]["users"]
    assert user["full_name"] == "Dana Demo"


def test_taxes_and_currencies(zoho):
    zoho.org.add_tax("Luxury", 33)
    taxes = zoho.get("org/taxes")[1]["org_taxes"]["taxes"]
    assert [(tax["name"], tax["value"]) for tax in taxes][-1] == ("Luxury", 33)
    assert zoho.post("Products", {"Product_Name": "P", "Tax": ["Luxury"]})[0] == 201
    listed = zoho.get("org/currencies")[1]["currencies"]
    assert {each["iso_code"]: each["is_base"] for each in listed} == {
        "EUR": False,
        "USD": False,
        "GBP": True,
    }


def test_one_currency_means_no_currency_fields():
    org = Org(currencies={})
    assert "Currency" not in org.insert("Accounts", {"Account_Name": "A", "Currency": "EUR"})
    assert "Exchange_Rate" not in org.fields["Invoices"]


def create(
    zoho: World, *fields: object, module: str = "Accounts"
) -> tuple[int, list[dict[str, Any]]]:
    body = {"fields": list(fields)}
    status, answer, _ = zoho.call("POST", f"settings/fields?module={module}", body)
    return status, answer.get("fields", [answer])


def test_a_custom_field_is_created_named_after_its_label_and_used(zoho):
    status, (item,) = create(
        zoho,
        {
            "field_label": "Branding Theme!",
            "data_type": "picklist",
            "tooltip": {"name": "info_icon", "value": "From Xero"},
            "pick_list_values": [{"display_value": "Blue", "actual_value": "Blue"}],
        },
    )
    assert (status, item["code"]) == (201, "SUCCESS")
    made = fields_of(zoho, "Accounts")["Branding_Theme"]
    assert made["id"] == item["details"]["id"]
    assert (made["custom_field"], made["tooltip"]["value"]) == (True, "From Xero")
    assert zoho.post("Accounts", {"Account_Name": "A", "Branding_Theme": "Red"})[0] == 400
    assert zoho.post("Accounts", {"Account_Name": "A", "Branding_Theme": "Blue"})[0] == 201
    path = f"settings/fields/{made['id']}?module=Accounts"
    patch = {"fields": [{"pick_list_values": [{"display_value": "Red"}]}]}
    assert zoho.call("PATCH", path, patch)[0] == 200
    assert zoho.post("Accounts", {"Account_Name": "B", "Branding_Theme": "Red"})[0] == 201
    assert zoho.call("DELETE", path)[0] == 200
    assert "Branding_Theme" not in fields_of(zoho, "Accounts")
    assert zoho.call("DELETE", path)[0] == 400


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ({"data_type": "text"}, "MANDATORY_NOT_FOUND"),
        ({"field_label": "A"}, "MANDATORY_NOT_FOUND"),
        ({"field_label": "A", "data_type": "hologram"}, "INVALID_DATA"),
        ({"field_label": "A", "data_type": "text", "length": 256}, "INVALID_DATA"),
        ({"field_label": "A", "data_type": "lookup"}, "INVALID_DATA"),
        ({"field_label": "phone", "data_type": "text"}, "DUPLICATE_DATA"),
        ({"field_label": "A", "data_type": "text", "unique": True}, "INVALID_DATA"),
        (
            {"field_label": "A", "data_type": "picklist", "pick_list_values": [{}]},
            "MANDATORY_NOT_FOUND",
        ),
        ("text", "INVALID_DATA"),
    ],
)
def test_refused_fields(zoho, field, code):
    status, (item,) = create(zoho, field)
    assert (status, item["code"]) == (400, code)
    assert "$.data" not in json.dumps(item)


def test_five_fields_a_call_and_labels_that_collide(zoho):
    labels = ("Xero ID", "Xero-ID", "Xero (ID)", "4 Eyes", "Fünf")
    fields = [{"field_label": label, "data_type": "text"} for label in labels]
    status, (item,) = create(zoho, *fields, fields[0])
    assert (status, item["code"]) == (400, "LIMIT_EXCEEDED")
    assert create(zoho, *fields)[0] == 201
    assert list(fields_of(zoho, "Accounts"))[-5:] == [
        "Xero_ID",
        "Xero_ID1",
        "Xero_ID2",
        "Field_4_Eyes",
        "F_nf",
    ]


def test_a_lookup_of_ones_own_and_an_external_id(zoho):
    module = {"module": {"api_name": "Vendors"}}
    create(
        zoho,
        {"field_label": "Made By", "data_type": "lookup", "lookup": module},
        {"field_label": "Ext", "data_type": "text", "external": {"type": "org", "show": True}},
    )
    vendor = zoho.make("Vendors", Vendor_Name="V")
    made = zoho.make("Accounts", Account_Name="A", Made_By=vendor)
    assert zoho.org.get("Accounts", made)["Made_By"] == {"name": "V", "id": vendor}
    assert fields_of(zoho, "Accounts")["Ext"]["external"] == {"type": "org", "show": True}
    status, body, _ = zoho.call("POST", "settings/fields?module=Accounts", {})
    assert (status, body["code"]) == (400, "MANDATORY_NOT_FOUND")


def test_an_auto_number_of_ones_own(zoho):
    number = {"prefix": "PO-", "start_number": "100"}
    field = {"field_label": "Our No", "data_type": "autonumber", "auto_number": number}
    create(zoho, field, module="Vendors")
    made = [zoho.make("Vendors", Vendor_Name=name) for name in "AB"]
    assert [zoho.org.get("Vendors", each)["Our_No"] for each in made] == ["PO-100", "PO-101"]


def spent(zoho: World, method: str, path: str, body: object = None) -> int:
    before = zoho.vendor.meters[zoho.org.org_id].credits.used()
    zoho.call(method, path, body)
    return zoho.vendor.meters[zoho.org.org_id].credits.used() - before


def test_what_calls_cost(zoho):
    record = {"Account_Name": "A"}
    field = {"field_label": "A", "data_type": "text"}

    def coql(limit: int) -> dict[str, str]:
        return {"select_query": select("id", "Accounts", "id > 1", f"limit {limit}")}

    assert [
        spent(zoho, "GET", "Accounts?fields=id"),
        spent(zoho, "GET", "Accounts?fields=id&cvid=1"),
        spent(zoho, "POST", "Accounts", {"data": [record] * 10}),
        spent(zoho, "POST", "Accounts", {"data": [record] * 100}),
        spent(zoho, "POST", "coql", coql(200)),
        spent(zoho, "POST", "coql", coql(201)),
        spent(zoho, "POST", "coql", coql(2000)),
        spent(zoho, "DELETE", "Accounts?ids=1,2,3"),
        spent(zoho, "POST", "settings/fields?module=Accounts", {"fields": [field, field]}),
    ] == [1, 3, 1, 10, 1, 2, 3, 1, 20]


def test_credits_roll_over_24_hours_and_show_from_half_on(zoho):
    zoho.vendor.meters[zoho.org.org_id].credits.limit = 4
    assert "X-API-CREDITS-REMAINING" not in zoho.call("GET", "org")[2]
    assert zoho.call("GET", "org")[2]["X-API-CREDITS-REMAINING"] == "2"
    zoho.clock.ahead(hours=23)
    zoho.log_in()
    zoho.get("org")
    zoho.get("org")
    status, body, headers = zoho.call("GET", "org")
    assert (status, body["code"], body["details"]) == (429, "TOO_MANY_REQUESTS", {})
    assert "Retry-After" not in headers
    zoho.clock.ahead(hours=1)
    zoho.log_in()
    assert zoho.call("GET", "org")[2]["X-API-CREDITS-REMAINING"] == "1"


def test_concurrency(zoho):
    meter = zoho.vendor.meters[zoho.org.org_id]
    with meter.running(cost=1, heavy=True):
        meter.heavy_calls.limit = 1
        assert zoho.coql(select("id", "Accounts", "id > 1"))[0] == 429
        assert zoho.get("Accounts?fields=id&sort_by=id")[0] == 429
        assert zoho.post("Accounts", *[{"Account_Name": "A"}] * 11)[0] == 429
        assert zoho.post("Accounts", *[{"Account_Name": "A"}] * 10)[0] == 201
        meter.calls.limit = 1
        assert zoho.get("org")[0] == 429
    assert zoho.get("org")[0] == 200
    zoho.vendor.unlimited()
    assert (meter.calls.limit, meter.credits.limit) == (None, None)


def test_faults_can_be_ordered(zoho):
    zoho.vendor.faults.add(Fault("after", method="POST", path="/crm/v8/Accounts"))
    auth = {"Authorization": f"Zoho-oauthtoken {zoho.token}"}
    body = json.dumps({"data": [{"Account_Name": "A"}]})
    assert zoho.send("POST", "/crm/v8/Accounts", headers=auth, body=body).status == 500
    assert len(zoho.org.list("Accounts")) == 1
    zoho.send("POST", "/sandbox/lag", body='{"seconds": 5}')
    assert zoho.org.lag.seconds == 5
    zoho.send("POST", "/sandbox/expire")
    assert zoho.get("org")[0] == 401


def test_the_state_outlives_a_restart(zoho):
    field = {"field_label": "Xero ID", "data_type": "text", "unique": {"casesensitive": False}}
    create(zoho, field)
    product = zoho.make("Products", Product_Name="P", Unit_Price="9.99", Tax=["Zero Rate"])
    line = {"Product_Name": product, "Quantity": 2, "Line_Tax": [{"name": "Standard Rate"}]}
    zoho.make("Invoices", Subject="S", Invoiced_Items=[line])
    gone = zoho.make("Accounts", Account_Name="Gone")
    kept = zoho.make("Accounts", Account_Name="Kept", Xero_ID="x")
    zoho.org.delete("Accounts", gone)
    zoho.org.lock_record(kept)
    dumped = json.loads(json.dumps(zoho.vendor.dump()))
    other = ZohoVendor(clock=zoho.clock)
    other.load(dumped)
    assert other.dump() == dumped
    for module in zoho.org.modules:
        assert other.org.list(module) == zoho.org.list(module)
    with pytest.raises(Refused, match="DUPLICATE_DATA"):
        other.org.insert("Accounts", {"Account_Name": "C", "Xero_ID": "X"})
    with pytest.raises(Refused, match="RECORD_LOCKED"):
        other.org.update("Accounts", kept, {"Phone": "1"})
    assert other.org.insert("Accounts", {"Account_Name": "D"})["id"] > kept
    zoho.vendor.load(dumped)  # the login lives on
    assert zoho.get("Accounts?fields=Account_Name")[1]["data"][0]["id"] == kept


def test_a_person_meets_the_same_rules():
    org = Org()
    with pytest.raises(Refused) as caught:
        org.insert("Accounts", {"Phone": "1"})
    assert (caught.value.code, caught.value.path) == ("MANDATORY_NOT_FOUND", "Account_Name")
    assert caught.value.body()["details"] == {"api_name": "Account_Name"}
    for module in ("Nopes", "Invoiced_Items"):
        with pytest.raises(Refused, match="INVALID_MODULE"):
            org.insert(module, {})
    assert org.get("Accounts", "1") is None


def test_many_threads_at_once(zoho):
    zoho.vendor.unlimited()

    def write(name: int) -> tuple[int, str]:
        status, body = zoho.post("Accounts", {"Account_Name": str(name)})
        return status, body["data"][0]["details"]["id"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(write, range(80)))
    assert {status for status, _ in answers} == {201}
    assert len({made for _, made in answers}) == 80
    assert len(zoho.get("Accounts?fields=id")[1]["data"]) == 80
