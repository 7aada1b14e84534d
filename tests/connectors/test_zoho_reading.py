"""Reading Zoho CRM, over HTTP, against the pretend one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.connectors.zoho_rig import CONTACTS, INVOICES, Rig, everything, sandbox


@pytest.fixture
def rig():
    with sandbox() as made:
        yield made


def people(rig: Rig, count: int) -> list[str]:
    return [rig.vendor.org.insert("Contacts", {"Last_Name": f"P{n}"})["id"] for n in range(count)]


def invoice(rig: Rig, *, lines: int = 2, subject: str = "Work") -> str:
    org = rig.vendor.org
    account = org.insert("Accounts", {"Account_Name": f"For {subject}"})["id"]
    product = org.insert("Products", {"Product_Name": f"Of {subject}"})["id"]
    items = [
        {
            "Product_Name": {"id": product},
            "Quantity": 1,
            "List_Price": f"{n}.10",
            "Line_Tax": [{"name": "Standard Rate", "percentage": 20}],
        }
        for n in range(1, lines + 1)
    ]
    made = org.insert(
        "Invoices", {"Subject": subject, "Account_Name": {"id": account}, "Invoiced_Items": items}
    )
    return made["id"]


def test_a_first_reading_is_everything_and_says_so(rig: Rig) -> None:
    ids = people(rig, 3)
    read, last = everything(rig.connector().changed_since("Contacts", CONTACTS))
    assert read == ids
    assert last.complete
    assert last.watermark


def test_pages_of_two_thousand_and_a_resume_between_them(rig: Rig) -> None:
    ids = people(rig, 4_100)
    crm = rig.connector()
    pages = list(crm.changed_since("Contacts", CONTACTS))
    assert [len(page.records) for page in pages] == [2000, 2000, 100]
    assert crm.calls == 3
    again, last = everything(crm.changed_since("Contacts", CONTACTS, resume=pages[0].resume))
    assert again == ids[2000:]
    assert last.watermark == pages[-1].watermark
    assert last.complete


def test_lines_come_in_their_order_with_their_taxes(rig: Rig) -> None:
    ids = [invoice(rig, subject=f"No {n}", lines=3) for n in range(3)]
    crm = rig.connector()
    pages = list(crm.changed_since("Invoices", INVOICES))
    records = pages[0].records
    assert [record.id for record in records] == ids
    lines = records[0].payload["Invoiced_Items"]
    assert [line["List_Price"] for line in lines] == [
        Decimal("1.1"),
        Decimal("2.1"),
        Decimal("3.1"),
    ]
    assert lines[0]["Line_Tax"][0]["name"] == "Standard Rate"
    assert rig.seen.paths() == ["coql", "settings/modules", "coql"]
