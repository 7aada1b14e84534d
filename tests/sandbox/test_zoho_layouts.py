"""Page layouts by API: sections made, filled, deleted; editions that refuse (ZOHO.md 4)."""

from typing import Any

import pytest

from connectors.sandbox.zoho import Org, ZohoVendor
from connectors.sandbox.zoho.dump import dump_org, load_org
from tests.sandbox.zoho_world import World, world

LABEL = "xero2zoho Application"


@pytest.fixture
def zoho():
    with world() as made:
        yield made


def layout(zoho: World) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = zoho.get("settings/layouts?module=Vendors")[1]["layouts"]
    return found


def shown(zoho: World) -> dict[str, list[str]]:
    sections = layout(zoho)["sections"]
    return {each["display_label"]: [one["api_name"] for one in each["fields"]] for each in sections}


def patch(zoho: World, *sections: dict[str, Any], layout_id: str = "") -> tuple[int, Any]:
    found = layout_id or layout(zoho)["id"]
    body = {"layouts": [{"id": found, "sections": list(sections)}]}
    status, answer, _ = zoho.call("PATCH", f"settings/layouts/{found}?module=Vendors", body)
    return status, answer


def test_a_new_section_takes_the_named_fields_out_of_the_first_one(zoho):
    ids = {each["api_name"]: each["id"] for each in layout(zoho)["sections"][0]["fields"]}
    fields = [{"api_name": "Website"}, {"id": ids["Category"], "api_name": "Category"}]
    status, answer = patch(zoho, {"display_label": LABEL, "column_count": 2, "fields": fields})
    assert (status, answer["layouts"][0]["code"]) == (200, "SUCCESS")
    assert shown(zoho)[LABEL] == ["Website", "Category"]
    assert "Category" not in shown(zoho)["Vendor Information"]
    assert "Vendor_Name" in shown(zoho)["Vendor Information"]


def test_a_section_is_added_to_by_its_id_and_deleted_with_its_fields_kept(zoho):
    patch(zoho, {"display_label": LABEL, "fields": [{"api_name": "Website"}]})
    made = next(each for each in layout(zoho)["sections"] if each["display_label"] == LABEL)
    patch(zoho, {"id": made["id"], "fields": [{"api_name": "Phone"}]})
    assert shown(zoho)[LABEL] == ["Website", "Phone"]
    patch(zoho, {"id": made["id"], "_delete": None})
    assert LABEL not in shown(zoho)
    assert {"Website", "Phone"} <= set(shown(zoho)["Vendor Information"])


@pytest.mark.parametrize(
    ("section", "code"),
    [
        ({"display_label": LABEL, "fields": [{"api_name": "Nope"}]}, "INVALID_DATA"),
        ({"fields": []}, "MANDATORY_NOT_FOUND"),
        ({"id": "1", "fields": []}, "INVALID_DATA"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(zoho, section, code):
    before = shown(zoho)
    status, answer = patch(zoho, section)
    assert (status, answer["layouts"][0]["code"]) == (400, code)
    assert shown(zoho) == before


def test_two_sections_of_one_label_and_foreign_layouts_are_refused(zoho):
    patch(zoho, {"display_label": LABEL})
    assert patch(zoho, {"display_label": LABEL})[1]["layouts"][0]["code"] == "DUPLICATE_DATA"
    assert patch(zoho, {"display_label": "X"}, layout_id="12")[0] == 400
    path = f"settings/layouts/{layout(zoho)['id']}?module=Vendors"
    assert zoho.call("PATCH", path, {})[1]["code"] == "MANDATORY_NOT_FOUND"
    bad: dict[str, Any] = {"layouts": [{"sections": {}}]}
    assert zoho.call("PATCH", path, bad)[1]["layouts"][0]["code"] == "INVALID_DATA"


def test_an_edition_may_refuse_layouts_and_unique_fields(zoho):
    zoho.org.switches.layouts_writable = False
    zoho.org.switches.unique_fields = False
    assert patch(zoho, {"display_label": LABEL})[0] == 403
    fields = [
        {"field_label": "Plain", "data_type": "text"},
        {"field_label": "Only", "data_type": "text", "unique": {"casesensitive": False}},
    ]
    status, answer, _ = zoho.call("POST", "settings/fields?module=Vendors", {"fields": fields})
    assert status == 207
    assert [each["code"] for each in answer["fields"]] == ["SUCCESS", "INVALID_DATA"]
    assert answer["fields"][1]["details"]["api_name"] == "unique"


def test_sections_outlive_a_restart_and_lose_a_deleted_field(zoho):
    patch(zoho, {"display_label": LABEL, "fields": [{"api_name": "Website"}]})
    again = Org(org_id="1")
    load_org(again, dump_org(zoho.org))
    (section,) = again.sections["Vendors"]
    assert (section.label, section.names) == (LABEL, ["Website"])
    again.drop_field("Vendors", "Website")
    assert section.names == []
    assert ZohoVendor().org.sections["Vendors"] == []
