"""The lines of Zoho's documents: by one query for many, or document by document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from connectors.base import Wanted
from connectors.errors import ContractError
from connectors.sandbox.http import Reply, Request
from sync.core.records import RemoteRecord
from tests.connectors.zoho_rig import (
    INVOICES,
    SCOPES,
    Rig,
    answering,
    everything,
    refusal,
    rows,
    sandbox,
)

NO_COQL = tuple(scope for scope in SCOPES if "coql" not in scope)
TAXED = [{"name": "Standard Rate", "percentage": 20}]
ORDERS = Wanted(("Subject",), "Purchase_Items", ("Product_Name", "Quantity"))


@pytest.fixture
def rig():
    with sandbox() as made:
        yield made


def invoice(rig: Rig, *, taxes: object = TAXED, lines: int = 2) -> str:
    org = rig.vendor.org
    account = org.insert("Accounts", {"Account_Name": "Acme"})["id"]
    product = org.insert("Products", {"Product_Name": "Work"})["id"]
    items = [
        {
            "Product_Name": {"id": product},
            "Quantity": 1,
            "List_Price": Decimal(f"{n}.10"),
            "Line_Tax": taxes,
        }
        for n in range(1, lines + 1)
    ]
    made = org.insert(
        "Invoices", {"Subject": "S", "Account_Name": {"id": account}, "Invoiced_Items": items}
    )
    return str(made["id"])


def lines_of(record: RemoteRecord, name: str = "Invoiced_Items") -> list[dict[str, Any]]:
    found = record.payload[name]
    assert isinstance(found, list)
    return found


def test_one_query_brings_the_lines_of_many_documents(rig: Rig) -> None:
    ids = [invoice(rig, lines=3) for _ in range(120)]
    crm = rig.connector()
    (page,) = crm.changed_since("Invoices", INVOICES)
    assert [record.id for record in page.records] == ids
    lines = lines_of(page.records[0])
    assert [line["List_Price"] for line in lines] == [Decimal(p) for p in ("1.1", "2.1", "3.1")]
    assert lines[0]["Line_Tax"][0]["name"] == "Standard Rate"
    assert rig.seen.paths() == ["coql", "coql"]


def test_documents_are_completed_in_bounded_pages_that_can_be_resumed(rig: Rig) -> None:
    ids = [invoice(rig, lines=5) for _ in range(600)]
    crm = rig.connector()
    pages = list(crm.changed_since("Invoices", INVOICES))
    assert [len(page.records) for page in pages] == [500, 100]
    assert crm.calls == 4  # 600 documents, 2,500 lines in two answers, 500 in one
    assert all(len(lines_of(record)) == 5 for page in pages for record in page.records)
    again, last = everything(crm.changed_since("Invoices", INVOICES, resume=pages[0].resume))
    assert again == ids[500:]
    assert last.complete


def test_where_lines_are_no_module_each_document_is_read_by_id(rig: Rig) -> None:
    rig.vendor.org.switches.line_modules = False
    ids = [invoice(rig) for _ in range(60)]
    crm = rig.connector(lines_queryable=False)
    pages = list(crm.changed_since("Invoices", INVOICES))
    assert [len(page.records) for page in pages] == [50, 10]
    assert crm.calls == 1 + 60
    assert [record.id for page in pages for record in page.records] == ids
    assert all(len(lines_of(record)) == 2 for page in pages for record in page.records)


def test_that_lines_are_no_module_is_found_out_once(rig: Rig) -> None:
    rig.vendor.org.switches.line_modules = False
    one = invoice(rig)
    crm = rig.connector()
    for _ in range(2):
        (page,) = crm.changed_since("Invoices", INVOICES)
        assert len(lines_of(page.records[0])) == 2
    by_id = f"Invoices/{one}"
    tried = ["coql", "coql", "settings/fields", by_id, "coql", by_id]
    assert rig.seen.paths() == tried


def test_without_coql_at_all(rig: Rig) -> None:
    ids = [invoice(rig) for _ in range(60)]
    crm = rig.connector(scopes=NO_COQL, lines_queryable=False)
    pages = list(crm.changed_since("Invoices", INVOICES))
    assert [record.id for page in pages for record in page.records] == ids
    again, _ = everything(crm.changed_since("Invoices", INVOICES, resume=pages[0].resume))
    assert again == ids  # a list goes on at a page: half of one is that page again
    assert len(crm.get_many("Invoices", INVOICES, ids[:3])) == 3


def test_where_queries_cannot_show_taxes_documents_are_read_by_id(rig: Rig) -> None:
    """Also the untaxed ones: a tax of nought per cent has a name, too."""
    rig.vendor.org.switches.coql_line_tax = False
    ids = [invoice(rig), invoice(rig, taxes=[{"name": "Zero Rate"}])]
    crm = rig.connector()
    for _ in range(2):
        (page,) = crm.changed_since("Invoices", INVOICES)
        assert [record.id for record in page.records] == ids
        names = [lines_of(record)[0]["Line_Tax"][0]["name"] for record in page.records]
        assert names == ["Standard Rate", "Zero Rate"]
    by_id = [f"Invoices/{each}" for each in ids]
    assert rig.seen.paths() == ["coql", "coql", "settings/fields", *by_id, "coql", *by_id]


def test_orders_have_lines_of_their_own_name(rig: Rig) -> None:
    org = rig.vendor.org
    vendor = org.insert("Vendors", {"Vendor_Name": "V"})["id"]
    product = org.insert("Products", {"Product_Name": "Work"})["id"]
    item = {"Product_Name": {"id": product}, "Quantity": 2, "List_Price": 3}
    org.insert(
        "Purchase_Orders",
        {"Subject": "PO", "Vendor_Name": {"id": vendor}, "Purchase_Items": [item]},
    )
    (page,) = rig.connector().changed_since("Purchase_Orders", ORDERS)
    (line,) = lines_of(page.records[0], "Purchase_Items")
    assert line["Quantity"] == 2


def test_found_and_named_documents_have_their_lines(rig: Rig) -> None:
    one = invoice(rig)
    crm = rig.connector()
    (named,) = crm.get_many("Invoices", INVOICES, [one])
    (found,) = crm.find("Invoices", INVOICES, name="Subject", values=["S"])
    assert lines_of(named) == lines_of(found)
    assert crm.find("Invoices", INVOICES, name="Subject", values=["T"]) == []


DOCUMENT = {"id": "1", "Modified_Time": "2026-05-05T10:00:00+02:00", "Subject": "S"}
LINE = {"id": 12, "Parent_Id": {"id": 1}, "Sequence_Number": None, "Line_Tax": None, "Tax": 0}
BY_ID = rows({**DOCUMENT, "Invoiced_Items": [{"id": "9"}]})


def served(*, lines: Reply, whole: Reply):
    """Answer a document's head, its lines by query, and the document by id."""

    def answer(request: Request) -> Reply:
        if not request.path.endswith("coql"):
            return whole
        return lines if "_Items" in request.json()["select_query"] else rows(DOCUMENT)

    return answer


CASES = {
    "a query's lines": (rows(LINE), Reply(204), ["12"]),
    "in their order": (
        rows({**LINE, "Sequence_Number": 2}, {**LINE, "id": "13"}),
        Reply(204),
        ["13", "12"],
    ),
    "only by id": (Reply(204), BY_ID, ["9"]),
    "taxed by nobody knows what": (rows({**LINE, "Tax": 2.5}), BY_ID, ["9"]),
    "no word of taxes": (rows({"id": 12, "Parent_Id": "1"}), BY_ID, ["9"]),
    "taxes as a text": (rows({**LINE, "Line_Tax": "[]"}), BY_ID, ["9"]),
    "taxes as a list": (rows({**LINE, "Line_Tax": [{"name": "A"}], "Tax": 2.5}), BY_ID, ["12"]),
    "none anywhere": (Reply(204), rows({**DOCUMENT, "Invoiced_Items": None}), []),
    "a sum without lines": (
        Reply(204),
        rows({**DOCUMENT, "Invoiced_Items": [], "Grand_Total": 5}),
        None,
    ),
    "a sum that is no number": (
        Reply(204),
        rows({**DOCUMENT, "Invoiced_Items": [], "Grand_Total": "?"}),
        [],
    ),
    "no word of lines": (Reply(204), rows(DOCUMENT), None),
    "cut short": (
        Reply(204),
        rows({**DOCUMENT, "Invoiced_Items": [{"id": 9}], "$has_more": {"Invoiced_Items": True}}),
        None,
    ),
    "gone meanwhile": (Reply(204), Reply(204), None),
}


@pytest.mark.parametrize("case", CASES)
def test_lines_that_cannot_be_had_are_absent_and_never_empty(case: str) -> None:
    lines, whole, expected = CASES[case]
    with answering(served(lines=lines, whole=whole)) as (crm, _):
        (page,) = crm.changed_since("Invoices", INVOICES)
    (record,) = page.records
    absent = "Invoiced_Items" not in record.payload
    assert (None if absent else [line["id"] for line in lines_of(record)]) == expected


def test_orders_may_keep_their_lines_under_another_name() -> None:
    def answer(request: Request) -> Reply:
        query = request.json()["select_query"] if request.body else ""
        if "from Purchase_Items" in query:
            return refusal("INVALID_QUERY")
        if "from Purchased_Items" in query:
            return rows(LINE)
        return rows(DOCUMENT) if query else refusal("NO_PERMISSION", 403)

    with answering(answer) as (crm, _):
        (page,) = crm.changed_since("Purchase_Orders", ORDERS)
    assert [line["id"] for line in lines_of(page.records[0], "Purchase_Items")] == ["12"]


def test_lines_that_do_not_move_on_are_not_asked_for_forever() -> None:
    answer = served(lines=rows(LINE, more=True), whole=Reply(204))
    with answering(answer) as (crm, _), pytest.raises(ContractError, match="move on"):
        list(crm.changed_since("Invoices", INVOICES))
