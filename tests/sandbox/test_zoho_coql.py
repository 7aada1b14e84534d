"""COQL: ZOHO.md section 3, "COQL brackets and limits" and the keyset read."""

import pytest

from connectors.sandbox.zoho.grammar import parse
from tests.sandbox.zoho_world import World, select, world


@pytest.fixture
def zoho():
    with world() as made:
        yield made


@pytest.fixture
def shop(zoho):
    """Three accounts a minute apart: Acme (parent of Beta), Beta, and Gamma without a phone."""
    acme = zoho.make("Accounts", Account_Name="Acme", Phone="111")
    zoho.clock.ahead(minutes=1)
    beta = zoho.make("Accounts", Account_Name="Beta", Phone="222", Parent_Account=acme)
    zoho.clock.ahead(minutes=1)
    gamma = zoho.make("Accounts", Account_Name="Gamma O'Neil", Exchange_Rate="1.5")
    zoho.known = {acme: "A", beta: "B", gamma: "C"}
    return zoho


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Account_Name = 'acme'", "A"),
        ("Account_Name != 'Acme'", "BC"),
        ("Account_Name like '%m%'", "AC"),
        ("Account_Name like 'B%'", "B"),
        ("Account_Name not like '%a'", "AC"),
        (r"Account_Name = 'Gamma O\'Neil'", "C"),
        ("Account_Name in ('Acme', 'Beta')", "AB"),
        ("Account_Name not in ('Acme', 'Beta')", "C"),
        ("Phone is null", "C"),
        ("Phone is not null", "AB"),
        ("Modified_Time >= '2026-11-22T10:01:00+00:00'", "BC"),
        ("Modified_Time > '2026-11-22T11:01:00+01:00'", "C"),
        ("Modified_Time = '2026-11-22T10:01:00+00:00'", "B"),
        ("Modified_Time < '2026-11-22T10:01:00+00:00'", "A"),
        ("Modified_Time <= '2026-11-22T10:01:00+00:00'", "AB"),
        ("Modified_Time between '2026-11-22T10:01:00+00:00' and '2026-11-22T10:09:00+00:00'", "BC"),
        ("Exchange_Rate > 1.2", "C"),
        ("Exchange_Rate not between 1.2 and 2", "AB"),
        ("Parent_Account.Account_Name = 'Acme'", "B"),
        ("Parent_Account is null", "AC"),
        ("(Phone = '111' or Phone = '222')", "AB"),
        ("((Phone = '111' or Phone = '222') and Account_Name = 'Beta')", "B"),
        ("(Account_Name = 'Beta' and (Phone = '111' or Phone = '222'))", "B"),
        ("(Modified_Time > '2026-11-22T10:00:00+00:00' or Account_Name = 'Acme')", "ABC"),
    ],
)
def test_criteria(shop, where, found):
    status, body = shop.coql(select("id", "Accounts", where, "order by id asc"))
    assert status == 200
    assert "".join(shop.known[row["id"]] for row in body["data"]) == found


def test_an_id_compares_as_a_number(shop):
    first, *rest = shop.known
    _, body = shop.coql(select("id", "Accounts", f"id > '{first}'"))
    assert [row["id"] for row in body["data"]] == rest


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("", "ABC"),
        ("order by id desc", "CBA"),
        ("order by Modified_Time desc, id desc", "CBA"),
        ("order by Modified_Time asc, id asc limit 2", "AB"),
        ("order by Modified_Time asc, id asc limit 2 offset 1", "BC"),
        ("order by Modified_Time asc limit 1, 2", "BC"),
        ("order by Phone asc", "CAB"),
        ("order by Phone desc, id asc", "BAC"),
        ("ORDER BY Account_Name DESC", "CBA"),
    ],
)
def test_order_and_limits(shop, order, found):
    _, body = shop.coql(select("id", "Accounts", "id is not null", order))
    assert "".join(shop.known[row["id"]] for row in body["data"]) == found
    assert body["info"]["count"] == len(found)


def test_more_records_and_nothing(shop):
    info = shop.coql(select("id", "Accounts", "id is not null", "limit 2"))[1]["info"]
    assert info == {"count": 2, "more_records": True}
    info = shop.coql(select("id", "Accounts", "id is not null", "limit 3"))[1]["info"]
    assert info == {"count": 3, "more_records": False}
    assert shop.coql(select("id", "Accounts", "Phone = '9'")) == (204, None)


def test_lookups_are_followed(shop):
    acme, beta, _ = shop.known
    columns = "Account_Name, Parent_Account, Parent_Account.Phone, Parent_Account.Parent_Account"
    _, body = shop.coql(select(columns, "Accounts", f"id = {beta}"))
    assert body["data"] == [
        {
            "Account_Name": "Beta",
            "Parent_Account": {"name": "Acme", "id": acme},
            "Parent_Account.Phone": "111",
            "Parent_Account.Parent_Account": None,
            "id": beta,
        }
    ]


def chain(*criteria: str) -> str:
    """Bracket criteria in pairs, as the vendor wants them."""
    made = criteria[0]
    for each in criteria[1:]:
        made = f"({made} or {each})"
    return made


PHONES = [f"Phone = '{at}'" for at in range(26)]
VALUES = ",".join(f"'{at}'" for at in range(101))


@pytest.mark.parametrize(
    ("query", "code", "details"),
    [
        ("select id from Accounts", "SYNTAX_ERROR", {"near": "Accounts"}),
        ("update Accounts", "SYNTAX_ERROR", {"near": "update"}),
        ("select id from Accounts where", "SYNTAX_ERROR", {"near": "where"}),
        ("select id from Accounts where id ~ 1", "SYNTAX_ERROR", {"near": "~ 1"}),
        ("select id from Accounts where (id > 1", "SYNTAX_ERROR", {"near": "1"}),
        ("select id from Accounts where id > 1 limit 2 garbage", "SYNTAX_ERROR", None),
        (select("id", "Accounts", "id > 1 and id > 2 and id > 3"), "SYNTAX_ERROR", {"near": "and"}),
        (
            select("id", "Accounts", "(id > 1 and id > 2) and id > 3 or id > 4"),
            "SYNTAX_ERROR",
            {"near": "or"},
        ),
        (select("id", "Accounts", chain(*PHONES)), "LIMIT_EXCEEDED", None),
        (select("id", "Accounts", f"Phone in ({VALUES})"), "LIMIT_EXCEEDED", None),
        (select("id", "Accounts", "id > 1", "limit 2001"), "INVALID_QUERY", {"limit": 2001}),
        (select("id", "Accounts", "id > 1", "limit 0"), "INVALID_QUERY", {"limit": 0}),
        (select("id", "Accounts", "id > 1", "limit x"), "INVALID_QUERY", {"limit": "x"}),
        (select("id", "Accounts", "id > 1", "limit 2000 offset 98001"), "LIMIT_EXCEEDED", None),
        (select("Nope", "Accounts", "id > 1"), "INVALID_QUERY", {"column_name": "Nope"}),
        (select("id", "Accounts", "Nope = '1'"), "INVALID_QUERY", {"column_name": "Nope"}),
        (select("id", "Accounts", "id > 1", "order by id, Nope"), "INVALID_QUERY", None),
        (select("id", "Accounts", "id > 1", "order by id, id"), "DUPLICATE_DATA", None),
        (
            select("id", "Accounts", "id > 1", "order by " + ",".join(["Phone"] * 11)),
            "LIMIT_EXCEEDED",
            {"clause": "order by", "limit": 10},
        ),
        (select("id", "Accounts", "Phone not = '1'"), "SYNTAX_ERROR", {"near": "="}),
        (select("id", "Accounts", "Phone.id = '1'"), "INVALID_QUERY", None),
        (select("id", "Nopes", "id > 1"), "INVALID_QUERY", {"module": "Nopes"}),
        (
            select("Invoiced_Items", "Invoices", "id > 1"),
            "INVALID_QUERY",
            {"column_name": "Invoiced_Items"},
        ),
        (
            select("id", "Accounts", "Account_Name > 'a'"),
            "INVALID_QUERY",
            {"reason": "invalid operator found", "column_name": "Account_Name", "operator": ">"},
        ),
        (select("id", "Accounts", "Modified_Time > '2026-11-22'"), "INVALID_QUERY", None),
        (select("id", "Accounts", "Modified_Time > '2026-11-22T10:00:00Z'"), "INVALID_QUERY", None),
        (select("id", "Accounts", "Exchange_Rate > 'much'"), "INVALID_QUERY", None),
        (select("id", "Products", "Product_Active = 'perhaps'"), "INVALID_QUERY", None),
        (
            select(",".join(["id"] * 501), "Accounts", "id > 1"),
            "LIMIT_EXCEEDED",
            {"clause": "select", "limit": 500},
        ),
    ],
)
def test_refused_queries(zoho, query, code, details):
    status, body = zoho.coql(query)
    assert (status, body["code"], body["status"]) == (400, code, "error")
    assert details is None or body["details"] == details


def test_twenty_five_criteria_and_a_hundred_values_pass(zoho):
    assert zoho.coql(select("id", "Accounts", chain(*PHONES[:25])))[0] == 204
    hundred = VALUES.rsplit(",", 1)[0]
    assert zoho.coql(select("id", "Accounts", f"Phone in ({hundred})"))[0] == 204
    assert parse(select("id", "Accounts", "id > 1", "limit 2000 offset 98000")).offset == 98_000


def test_a_body_without_a_query_is_refused(zoho):
    assert zoho.call("POST", "coql", {})[1]["code"] == "MANDATORY_NOT_FOUND"
    assert zoho.call("POST", "coql", [])[1]["code"] == "MANDATORY_NOT_FOUND"


def test_flags_days_and_many_values(zoho):
    product = zoho.make("Products", Product_Name="P", Product_Active=False, Tax=["Standard Rate"])
    line = [{"Product_Name": product, "Quantity": 1}]
    made = zoho.make("Invoices", Subject="S", Invoice_Date="2026-11-05", Invoiced_Items=line)
    for module, where, found in (
        ("Products", "Product_Active = false", product),
        ("Products", "Tax like '%standard%'", product),
        ("Invoices", "Invoice_Date between '2026-11-01' and '2026-11-30'", made),
        ("Invoices", f"Owner = '{zoho.org.users[0].id}'", made),
    ):
        assert zoho.coql(select("id", module, where))[1]["data"] == [{"id": found}]


def test_lines_of_many_parents_in_one_query(zoho):
    product = zoho.make("Products", Product_Name="P", Unit_Price="3")
    tax = [{"name": "Standard Rate"}]
    parents = [
        zoho.make(
            "Invoices",
            Subject=str(at),
            Invoiced_Items=[{"Product_Name": product, "Quantity": at, "Line_Tax": tax}] * 2,
        )
        for at in (1, 2, 3)
    ]
    wanted = ",".join(f"'{each}'" for each in parents[1:])
    columns = "Parent_Id, Product_Name, Quantity, Line_Tax, Net_Total, Sequence_Number"
    query = select(columns, "Invoiced_Items", f"Parent_Id in ({wanted})")
    _, body = zoho.coql(query)
    owners = [row["Parent_Id"]["id"] for row in body["data"]]
    assert owners == [parents[1]] * 2 + [parents[2]] * 2
    assert body["data"][0]["Net_Total"] == 7.2
    assert body["data"][0]["Line_Tax"][0]["percentage"] == 20
    assert [row["Sequence_Number"] for row in body["data"]] == [1, 2, 1, 2]
    _, body = zoho.coql(select("id", "Invoiced_Items", "Quantity = 3"))
    assert body["info"]["count"] == 2
    zoho.org.switches.coql_line_tax = False
    assert zoho.coql(query)[1]["message"] == "unsupported column"


def keyset(zoho: World, limit: int) -> list[str]:
    """Read all accounts as ZOHO.md 3 recommends; returns ids in the order met."""
    seen: list[str] = []
    low, last = "2026-11-22T09:00:00+00:00", ""
    while True:
        after = f"Modified_Time >= '{low}'"
        if last:
            same = f"(Modified_Time = '{low}' and id > '{last}')"
            after = f"(Modified_Time > '{low}' or {same})"
        where = f"({after} and Modified_Time < '2026-11-23T00:00:00+00:00')"
        order = f"order by Modified_Time asc, id asc limit {limit}"
        status, body = zoho.coql(select("Modified_Time", "Accounts", where, order))
        if status == 204:
            return seen
        seen += [row["id"] for row in body["data"]]
        low, last = body["data"][-1]["Modified_Time"], seen[-1]


def test_a_keyset_read_meets_every_record_once(zoho):
    made = []
    for at in range(60):
        made.append(zoho.make("Accounts", Account_Name=str(at)))
        zoho.clock.ahead(seconds=at % 3 == 0)
    zoho.clock.ahead(seconds=1)
    zoho.org.update("Accounts", made[7], {"Phone": "1"})
    assert keyset(zoho, 7) == [*made[:7], *made[8:], made[7]]
