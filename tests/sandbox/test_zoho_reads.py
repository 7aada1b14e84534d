"""Lists, pages, tokens, If-Modified-Since, by id, deleted: ZOHO.md section 3."""

from dataclasses import replace

import pytest

from tests.sandbox.zoho_world import World, select, world

T10 = "2026-11-22T10:00:00+00:00"


@pytest.fixture
def zoho():
    with world() as made:
        yield made


def fill(zoho: World, count: int) -> list[str]:
    return [zoho.make("Accounts", Account_Name=f"Account {at:04}") for at in range(count)]


def test_nothing_is_204_without_a_body(zoho):
    assert zoho.get("Accounts?fields=id") == (204, None)
    assert zoho.get("Accounts/4876876000000999999") == (204, None)
    assert zoho.get("Accounts/deleted?type=all") == (204, None)


def test_a_list_shows_the_named_fields_and_says_where_it_is(zoho):
    first, second = fill(zoho, 2)
    status, body = zoho.get("Accounts?fields=Account_Name,Modified_Time,Nope&per_page=1")
    assert status == 200
    assert body["data"] == [
        {"Account_Name": "Account 0001", "Modified_Time": "2026-11-22T11:00:00+01:00", "id": second}
    ]
    token, expiry = body["info"].pop("next_page_token"), body["info"].pop("page_token_expiry")
    assert body["info"] == {
        "call": False,
        "per_page": 1,
        "count": 1,
        "page": 1,
        "more_records": True,
        "sort_by": "id",
        "sort_order": "desc",
        "previous_page_token": None,
        "email": False,
    }
    assert expiry == "2026-11-23T11:00:00+01:00"
    onward = "Accounts?fields=Account_Name,Modified_Time,Nope&per_page=1"
    _, body = zoho.get(f"{onward}&page_token={token}")
    assert body["data"][0]["id"] == first
    assert body["info"]["next_page_token"] is None


def test_ids_are_nineteen_digits_and_text(zoho):
    (made,) = fill(zoho, 1)
    assert len(made) == 19
    assert zoho.get("Accounts?fields=id")[1]["data"] == [{"id": made}]


@pytest.mark.parametrize(
    ("path", "code", "details"),
    [
        ("Accounts", "REQUIRED_PARAM_MISSING", {"param_name": "fields"}),
        (
            "Accounts?fields=" + ",".join(f"F{at}" for at in range(51)),
            "LIMIT_EXCEEDED",
            {"limit": 50, "param_name": "fields"},
        ),
        ("Accounts?fields=id&page=11", "DISCRETE_PAGINATION_LIMIT_EXCEEDED", {"limit": 2000}),
        ("Accounts?fields=id&page=0", "PATTERN_NOT_MATCHED", {"param_name": "page"}),
        ("Accounts?fields=id&per_page=x", "PATTERN_NOT_MATCHED", {"param_name": "per_page"}),
        (
            "Accounts?fields=id&per_page=201",
            "LIMIT_EXCEEDED",
            {"limit": 200, "param_name": "per_page"},
        ),
        (
            "Accounts?fields=id&page=2&page_token=x",
            "AMBIGUITY_DURING_PROCESSING",
            {"param_name": "page_token"},
        ),
        (
            "Accounts?fields=id&page_token=x",
            "TOKEN_BOUND_DATA_MISMATCH",
            {"param_name": "page_token"},
        ),
        ("Accounts?fields=id&cvid=1", "INVALID_DATA", {"param_name": "cvid"}),
        (
            "Accounts?fields=id&sort_by=Phone",
            "INVALID_DATA",
            {"param_name": "sort_by", "supported_values": ["id", "Created_Time", "Modified_Time"]},
        ),
        ("Nothings?fields=id", "INVALID_MODULE", {"resource_path_index": 0}),
        ("Accounts/abc", "INVALID_DATA", {"resource_path_index": 1}),
    ],
)
def test_refused_reads(zoho, path, code, details):
    status, body = zoho.get(path)
    assert (status, body["code"], body["details"]) == (400, code, details)
    assert body["status"] == "error"


def test_a_wrong_url_and_a_wrong_method(zoho):
    status, body, _ = zoho.call("GET", "Accounts/1/2/3")
    assert (status, body["code"]) == (404, "INVALID_URL_PATTERN")
    status, body, _ = zoho.call("PATCH", "org")
    assert (status, body["code"]) == (400, "INVALID_REQUEST_METHOD")


def test_a_token_is_bound_to_the_parameters_and_to_the_header(zoho):
    fill(zoho, 3)
    same = {"If_Modified_Since": T10}
    path = "Accounts?fields=id&per_page=1"
    token = zoho.get(path, **same)[1]["info"]["next_page_token"]
    for other, headers in (
        (path, {}),
        (path, {"If_Modified_Since": "2026-11-22T11:00:00+01:00"}),  # the same moment
        ("Accounts?fields=id&per_page=2", same),
        ("Contacts?fields=id&per_page=1", same),
    ):
        status, body = zoho.get(f"{other}&page_token={token}", **headers)
        assert (status, body["code"]) == (400, "TOKEN_BOUND_DATA_MISMATCH")
    assert zoho.get(f"{path}&page_token={token}", **same)[0] == 200


def test_a_token_expires_in_a_day(zoho):
    fill(zoho, 2)
    path = "Accounts?fields=id&per_page=1"
    token = zoho.get(path)[1]["info"]["next_page_token"]
    zoho.clock.ahead(hours=24, seconds=1)
    zoho.log_in()
    assert zoho.get(f"{path}&page_token={token}")[1]["code"] == "EXPIRED_VALUE"


def test_tokens_end_at_a_hundred_thousand(zoho):
    fill(zoho, 2)
    path = "Accounts?fields=id&per_page=1"
    token = zoho.get(path)[1]["info"]["next_page_token"]
    tokens = zoho.vendor.gate.tokens
    tokens[token] = replace(tokens[token], offset=100_000)
    status, body = zoho.get(f"{path}&page_token={token}")
    assert (status, body["code"]) == (400, "PAGINATION_LIMIT_EXCEEDED")


def test_all_pages_together_are_the_list(zoho):
    made = fill(zoho, 450)
    seen: list[str] = []
    token: str | None = ""
    while token is not None:
        _, body = zoho.get(f"Accounts?fields=id&per_page=200{token and '&page_token=' + token}")
        seen += [row["id"] for row in body["data"]]
        token = body["info"]["next_page_token"]
    assert seen == made[::-1]
    _, third = zoho.get("Accounts?fields=id&page=3")
    assert [row["id"] for row in third["data"]] == made[:50][::-1]
    assert zoho.get("Accounts?fields=id&page=4") == (204, None)


def test_sorting_and_picking(zoho):
    first, second, third = fill(zoho, 3)
    zoho.clock.ahead(seconds=5)
    zoho.org.update("Accounts", first, {"Phone": "1"})

    def ids(more: str) -> list[str]:
        return [row["id"] for row in zoho.get(f"Accounts?fields=id&{more}")[1]["data"]]

    assert ids("sort_by=Modified_Time&sort_order=asc") == [second, third, first]
    assert ids("sort_by=Modified_Time&sort_order=desc") == [first, third, second]
    assert ids("sort_by=id&sort_order=asc") == [first, second, third]
    assert ids("sort_by=Created_Time&sort_order=asc") == [first, second, third]
    assert ids(f"ids={third},{first},1") == [third, first]


def test_if_modified_since(zoho):
    old, new = fill(zoho, 2)
    assert zoho.get("Accounts?fields=id", If_Modified_Since=T10)[0] == 200
    assert zoho.get("Accounts?fields=id", If_Modified_Since="2026-11-22T10:00:01+00:00") == (
        304,
        None,
    )
    zoho.clock.ahead(seconds=1)
    zoho.org.update("Accounts", new, {"Phone": "1"})
    since = {"If_Modified_Since": "2026-11-22T10:00:01+00:00"}
    assert [row["id"] for row in zoho.get("Accounts?fields=id", **since)[1]["data"]] == [new]
    assert zoho.get(f"Accounts/{old}", **since) == (304, None)
    assert zoho.get(f"Accounts/{new}", **since)[0] == 200
    rfc = {"If_Modified_Since": "Sun, 22 Nov 2026 10:00:00 GMT"}
    assert zoho.get("Accounts?fields=id", **rfc)[0] == 400


def test_lists_leave_line_items_out_and_by_id_has_them(zoho):
    product = zoho.make("Products", Product_Name="Desk", Unit_Price="10")
    lines = [{"Product_Name": product, "Quantity": 1}]
    made = zoho.make("Invoices", Subject="I", Invoiced_Items=lines)
    path = "Invoices?fields=Subject,Invoiced_Items"
    assert zoho.get(path)[1]["data"] == [{"Subject": "I", "id": made}]
    zoho.org.switches.list_lines = True
    assert len(zoho.get(path)[1]["data"][0]["Invoiced_Items"]) == 1
    (whole,) = zoho.get(f"Invoices/{made}")[1]["data"]
    assert whole["Invoiced_Items"][0]["Product_Name"] == {"name": "Desk", "id": product}
    assert zoho.get(f"Invoices/{made}?fields=Subject")[1]["data"] == [{"Subject": "I", "id": made}]


def test_line_items_are_a_module_in_a_high_edition_only(zoho):
    product = zoho.make("Products", Product_Name="Desk", Unit_Price="10")
    lines = [{"Product_Name": product, "Quantity": 1}]
    made = zoho.make("Invoices", Subject="I", Invoiced_Items=lines)
    _, body = zoho.get("Invoiced_Items?fields=Parent_Id,Net_Total")
    assert body["data"][0]["Parent_Id"] == {"name": "I", "id": made}
    zoho.org.switches.line_modules = False
    assert zoho.get("Invoiced_Items?fields=Parent_Id")[1]["code"] == "INVALID_MODULE"
    query = select("id", "Invoiced_Items", f"Parent_Id = '{made}'")
    assert zoho.coql(query)[1]["code"] == "INVALID_QUERY"
    names = [each["api_name"] for each in zoho.get("settings/modules")[1]["modules"]]
    assert names[-2:] == ["Invoices", "Purchase_Orders"]


def test_deleted_records_are_listed_newest_first(zoho):
    first, second = fill(zoho, 2)
    zoho.org.delete("Accounts", first)
    zoho.clock.ahead(seconds=10)
    zoho.org.delete("Accounts", second)
    _, body = zoho.get("Accounts/deleted?type=all&per_page=1")
    assert body["data"] == [
        {
            "id": second,
            "display_name": "Account 0001",
            "type": "recycle",
            "deleted_by": {"name": "Dana Demo", "id": zoho.org.users[0].id}
            | {"email": "dana@example.com"},
            "created_by": {"name": "Dana Demo", "id": zoho.org.users[0].id}
            | {"email": "dana@example.com"},
            "deleted_time": "2026-11-22T11:00:10+01:00",
        }
    ]
    assert body["info"] == {"per_page": 1, "count": 1, "page": 1, "more_records": True}
    since = {"If_Modified_Since": "2026-11-22T10:00:05+00:00"}
    assert len(zoho.get("Accounts/deleted?type=recycle", **since)[1]["data"]) == 1
    late = {"If_Modified_Since": "2026-11-22T12:00:05+00:00"}
    assert zoho.get("Accounts/deleted?type=all", **late) == (304, None)
    zoho.org.purge("Accounts", first)
    (gone,) = zoho.get("Accounts/deleted?type=permanent")[1]["data"]
    assert (gone["id"], gone["display_name"], gone["deleted_by"]) == (first, None, None)
    assert zoho.get("Accounts/deleted?type=odd")[1]["code"] == "INVALID_DATA"


def test_lists_lag_when_told_and_by_id_never(zoho):
    (old,) = fill(zoho, 1)
    zoho.vendor.lag_lists(seconds=30)
    (new,) = fill(zoho, 1)
    zoho.org.update("Accounts", old, {"Account_Name": "Renamed"})
    query = select("Account_Name", "Accounts", f"id in ('{old}', '{new}')")
    assert zoho.get("Accounts?fields=Account_Name")[1]["data"] == [
        {"Account_Name": "Account 0000", "id": old}
    ]
    assert [row["id"] for row in zoho.coql(query)[1]["data"]] == [old]
    assert zoho.get(f"Accounts/{new}")[0] == 200
    assert zoho.get(f"Accounts/{old}")[1]["data"][0]["Account_Name"] == "Renamed"
    zoho.clock.ahead(seconds=30)
    names = [row["Account_Name"] for row in zoho.get("Accounts?fields=Account_Name")[1]["data"]]
    assert names == ["Account 0000", "Renamed"]


def test_lists_lag_by_reads_and_deletions_do_too(zoho):
    (old,) = fill(zoho, 1)
    zoho.vendor.lag_lists(reads=2)
    zoho.org.delete("Accounts", old)
    assert [zoho.get("Accounts?fields=id")[0] for _ in range(3)] == [200, 200, 204]
