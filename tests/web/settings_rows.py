"""What both organisations say of themselves, as pages of Settings show it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from sync.core.records import Module, Side
from sync.models import Link, Record
from tests.web.people import Person, connect_both, link, record, run

FIELDS = [
    ["Account_Name", "Account Name", "text", False, 200, []],
    ["Phone", "Phone", "phone", False, 30, []],
    ["Fax", "Fax", "phone", False, 30, []],
    ["Website", "Website", "website", False, 450, []],
    ["Email", "E-mail", "email", False, 100, []],
    ["Work_Phone", "Work phone", "phone", False, 30, []],
    ["Member_No", "Member no.", "text", False, 20, []],
    ["Employees", "Employees", "integer", False, 9, []],
    ["Score", "Score", "text", True, 20, []],
    ["Owner", "Account Owner", "ownerlookup", False, None, []],
]
STATUSES = ["Created", "Approved", "Delivered", "Cancelled"]
ZOHO = {
    "fields": {
        "Accounts": FIELDS,
        "Invoices": [["Status", "Status", "picklist", False, 120, STATUSES]],
    },
    "taxes": [["VAT", "20", True, True, "VAT"], ["Reduced", "5", True, True, "Reduced VAT"]],
}
XERO = {
    "taxes": [
        ["OUTPUT2", "20", True, False, "20% (VAT on Income)"],
        ["RROUTPUT", "5", True, False, "5% (VAT on Income)"],
        ["INPUT2", "20", False, True, "20% (VAT on Expenses)"],
    ],
    "accounts": [
        ["200", "REVENUE", True, "Sales"],
        ["260", "REVENUE", True, "Other Revenue"],
        ["310", "DIRECTCOSTS", True, "Cost of Goods Sold"],
        ["999", "EXPENSE", False, "Closed"],
    ],
    "themes": {"t1": "Standard", "t2": "Wholesale (blue)"},
}


def known(one: Person) -> Person:
    """Connect both sides and let them have told about themselves."""
    connect_both(one)
    for side, facts in ((Side.ZOHO, ZOHO), (Side.XERO, XERO)):
        connection: Any = getattr(one.bridge, side)
        connection.metadata = facts
        connection.save()
    run(one)
    return one


def linked(one: Person, title: str, zoho: dict[str, Any], xero: dict[str, Any]) -> Link:
    """Have an account on both sides that agreed on nothing yet."""
    for side, fields in ((Side.ZOHO, zoho), (Side.XERO, xero)):
        kept = record(one, side, Module.ACCOUNTS, title)
        Record.objects.filter(pk=kept.pk).update(fields={"name": title, **fields})
    return link(one, Module.ACCOUNTS, title)


def url(one: Person, room: str, *module: str) -> str:
    return reverse(f"sync:{room}", args=[one.bridge.public_id, *module])


def filled(one: Person, room: str, *module: str) -> dict[str, Any]:
    """Return what a browser would send if nobody changed anything."""
    form = one.client.get(url(one, room, *module)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def press(one: Person, room: str, *module: str, do: str = "save", **changed: Any) -> Any:
    data = {**filled(one, room, *module), "do": do, **changed}
    sent = {name: value for name, value in data.items() if value is not None}
    return one.client.post(url(one, f"{room}-save", *module), sent, follow=True)
