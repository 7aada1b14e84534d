"""Line items and sums of invoices and purchase orders: ZOHO.md sections 4 and 7."""

import pytest

from tests.sandbox.zoho_world import World, world


@pytest.fixture
def zoho():
    with world() as made:
        made.known["desk"] = made.make("Products", Product_Name="Desk", Unit_Price="100")
        made.known["chair"] = made.make("Products", Product_Name="Chair", Unit_Price="33.33")
        yield made


def line(product: str, quantity: object = 1, **more: object) -> dict[str, object]:
    return {"Product_Name": {"id": product}, "Quantity": quantity, **more}


def invoice(zoho: World, *lines: object, **more: object) -> str:
    record = {"Subject": "S", "Invoiced_Items": list(lines), **more}
    status, body = zoho.post("Invoices", record)
    assert status == 201, body
    return str(body["data"][0]["details"]["id"])


STANDARD = [{"name": "Standard Rate"}]


def test_sums_are_the_servers(zoho):
    made = invoice(
        zoho,
        line(zoho.known["desk"], 2, Discount=20, Line_Tax=STANDARD, Net_Total=1),
        line(zoho.known["chair"], 3, List_Price=10.555, Description="Red"),
        Discount=5,
        Adjustment=-0.01,
        Tax=1,
        Sub_Total=7,
    )
    stored = zoho.get(f"Invoices/{made}")[1]["data"][0]
    first, second = stored["Invoiced_Items"]
    assert first["Product_Name"] == {"name": "Desk", "id": zoho.known["desk"]}
    assert (first["List_Price"], first["Total"], first["Total_After_Discount"]) == (100, 200, 180)
    assert (first["Tax"], first["Net_Total"]) == (36, 216)
    (tax,) = first["Line_Tax"]
    assert tax == {
        "id": zoho.org.taxes[0].id,
        "name": "Standard Rate",
        "display_name": "Standard Rate",
        "percentage": 20,
        "value": 36,
    }
    assert (second["List_Price"], second["Total"], second["Description"]) == (10.56, 31.68, "Red")
    assert [each["Sequence_Number"] for each in (first, second)] == [1, 2]
    assert stored["Sub_Total"] == 247.68
    assert stored["Grand_Total"] == 243.67


@pytest.mark.parametrize(
    ("bad", "code", "path"),
    [
        ({"Quantity": 1}, "MANDATORY_NOT_FOUND", "Invoiced_Items[1].Product_Name"),
        ({"Product_Name": "DESK"}, "MANDATORY_NOT_FOUND", "Invoiced_Items[1].Quantity"),
        ({"Product_Name": "1", "Quantity": 1}, "INVALID_DATA", "Invoiced_Items[1].Product_Name"),
        (
            {"Product_Name": "DESK", "Quantity": "many"},
            "INVALID_DATA",
            "Invoiced_Items[1].Quantity",
        ),
        (
            {"Product_Name": "DESK", "Quantity": 1, "Line_Tax": [{"name": "Luxury"}]},
            "INVALID_DATA",
            "Invoiced_Items[1].Line_Tax[0].name",
        ),
        (
            {"Product_Name": "DESK", "Quantity": 1, "Line_Tax": "20"},
            "INVALID_DATA",
            "Invoiced_Items[1].Line_Tax",
        ),
        ({"id": "4876876000000999999", "Quantity": 1}, "INVALID_DATA", "Invoiced_Items[1].id"),
        (
            {"Product_Name": "DESK", "Quantity": 1}
            | {"Line_Tax": [{"name": "Standard Rate", "percentage": "much"}]},
            "INVALID_DATA",
            "Invoiced_Items[1].Line_Tax[0].percentage",
        ),
        ("text", "INVALID_DATA", "Invoiced_Items[1]"),
    ],
)
def test_a_bad_line_refuses_the_document(zoho, bad, code, path):
    if isinstance(bad, dict) and bad.get("Product_Name") == "DESK":
        bad = {**bad, "Product_Name": zoho.known["desk"]}
    record = {"Subject": "S", "Invoiced_Items": [line(zoho.known["desk"]), bad]}
    status, body = zoho.post("Invoices", record)
    assert (status, body["data"][0]["code"]) == (400, code)
    assert body["data"][0]["details"]["json_path"] == f"$.data[0].{path}"
    assert zoho.org.list("Invoices") == zoho.org.list("Invoiced_Items") == []


def test_lines_are_a_list(zoho):
    made = invoice(zoho, line(zoho.known["desk"]))
    status, body = zoho.put(f"Invoices/{made}", {"Invoiced_Items": "text"})
    assert (status, body["data"][0]["details"]["expected_data_type"]) == (400, "jsonarray")


def lines_of(zoho: World, made: str) -> list[tuple[str, int, float]]:
    stored = zoho.get(f"Invoices/{made}")[1]["data"][0]
    return [(row["id"], row["Quantity"], row["Net_Total"]) for row in stored["Invoiced_Items"]]


def test_a_naive_resend_doubles_every_line(zoho):
    made = invoice(zoho, line(zoho.known["desk"], 1))
    zoho.put(f"Invoices/{made}", {"Invoiced_Items": [line(zoho.known["desk"], 1)]})
    assert [quantity for _, quantity, _ in lines_of(zoho, made)] == [1, 1]
    assert zoho.org.get("Invoices", made)["Grand_Total"] == 200


def test_rows_are_updated_added_and_deleted_by_id(zoho):
    made = invoice(
        zoho, line(zoho.known["desk"], 1), line(zoho.known["desk"], 2), line(zoho.known["desk"], 3)
    )
    (one, _, _), (two, _, _), (three, _, _) = lines_of(zoho, made)
    patch = [{"id": one, "Quantity": 5}, {"id": two, "_delete": None}, line(zoho.known["chair"], 1)]
    status, body = zoho.put(f"Invoices/{made}", {"Invoiced_Items": patch})
    assert status == 200, body
    found = lines_of(zoho, made)
    assert found[:2] == [(one, 5, 500), (three, 3, 300)]
    assert found[2][1:] == (1, 33.33)
    assert found[2][0] not in (one, two, three)
    assert zoho.org.get("Invoices", made)["Grand_Total"] == 833.33
    assert two not in {row["id"] for row in zoho.org.list("Invoiced_Items")}


def test_an_empty_list_deletes_all_rows_and_silence_none(zoho):
    made = invoice(zoho, line(zoho.known["desk"], 1))
    zoho.put(f"Invoices/{made}", {"Subject": "T"})
    assert len(lines_of(zoho, made)) == 1
    zoho.put(f"Invoices/{made}", {"Invoiced_Items": []})
    assert lines_of(zoho, made) == []
    assert zoho.org.get("Invoices", made)["Grand_Total"] == 0


def test_a_header_amount_moves_the_total(zoho):
    made = invoice(zoho, line(zoho.known["desk"], 1))
    zoho.put(f"Invoices/{made}", {"Discount": 10})
    assert zoho.org.get("Invoices", made)["Grand_Total"] == 90


def test_editing_a_line_is_editing_the_parent(zoho):
    made = invoice(zoho, line(zoho.known["desk"], 1), line(zoho.known["desk"], 2))
    (one, _, _), (two, _, _) = lines_of(zoho, made)
    zoho.clock.ahead(seconds=30)
    zoho.put(f"Invoices/{made}", {"Invoiced_Items": [{"id": one, "Quantity": 9}]})
    assert zoho.org.get("Invoices", made)["Modified_Time"] == "2026-11-22T11:00:30+01:00"
    times = {row["id"]: row["Modified_Time"] for row in zoho.org.list("Invoiced_Items")}
    assert times[one] == "2026-11-22T11:00:30+01:00"
    assert times[two] == "2026-11-22T11:00:00+01:00"


def test_a_rate_of_ones_own_is_taken_where_the_preference_says_so(zoho):
    own = [{"name": "Standard Rate", "percentage": 17.5}]
    made = invoice(zoho, line(zoho.known["desk"], 1, Line_Tax=own))
    assert lines_of(zoho, made)[0][2] == 117.5
    zoho.org.switches.own_tax_rates = False
    record = {"Subject": "S", "Invoiced_Items": [line(zoho.known["desk"], 1, Line_Tax=own)]}
    assert zoho.post("Invoices", record)[1]["data"][0]["code"] == "INVALID_DATA"
    taxes = zoho.get("org/taxes")[1]["org_taxes"]
    assert taxes["preference"]["modify_tax_rates"] is False


def test_purchase_orders_have_lines_of_their_own(zoho):
    vendor = zoho.make("Vendors", Vendor_Name="V")
    record = {"Subject": "S", "Vendor_Name": {"id": vendor}}
    status, body = zoho.post(
        "Purchase_Orders", {**record, "Purchase_Items": [line(zoho.known["desk"], 2)]}
    )
    assert status == 201
    made = body["data"][0]["details"]["id"]
    stored = zoho.get(f"Purchase_Orders/{made}")[1]["data"][0]
    assert (stored["Grand_Total"], stored["Status"]) == (200, "Created")
    assert stored["Purchase_Items"][0]["Parent_Id"]["id"] == made


def test_deleting_a_document_deletes_its_lines(zoho):
    made = invoice(zoho, line(zoho.known["desk"], 1))
    zoho.call("DELETE", f"Invoices/{made}")
    assert zoho.org.list("Invoiced_Items") == []
    assert zoho.get("Invoiced_Items?fields=id") == (204, None)
