"""Stored rows as the API shows them (ZOHO.md 3 and 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from connectors.sandbox.zoho.books import Books
from connectors.sandbox.zoho.fields import Field
from connectors.sandbox.zoho.table import Row


def record(org: Books, module: str, row: Row, names: Iterable[str] | None) -> dict[str, Any]:
    """Return the row with the named fields and its id, or (None) all fields, lines included."""
    known = org.fields[module]
    chosen = known if names is None else [name for name in names if name in known]
    shown = {name: value(org, known[name], row.get(name)) for name in chosen}
    shown["id"] = row["id"]
    if names is None and org.modules[module].lines:
        shown["$currency_symbol"] = org.currency
    if names is None and not org.modules[module].parent:
        shown |= {"$approval_state": "approved", "$editable": True, "$in_merge": False}
    return shown


def value(org: Books, field: Field, stored: Any) -> Any:
    if stored is None:
        return EMPTY.get(field.data_type)
    show = SHOWN.get(field.data_type)
    return stored if show is None else show(org, field, stored)


def plain(number: Decimal) -> int | float:
    """Return the JSON number: 12 and 12.5, as Zoho writes them."""
    return int(number) if number == number.to_integral_value() else float(number)


def person(org: Books, user_id: str | None) -> dict[str, Any] | None:
    found = next((user for user in org.users if user.id == user_id), None)
    return None if found is None else {"name": found.name, "id": found.id, "email": found.email}


def reference(org: Books, module: str, record_id: str) -> dict[str, Any] | None:
    """Return id and name of the record that a lookup points at; None once it is deleted."""
    row = org.tables[module].rows.get(record_id)
    if row is None:
        return None
    return {"name": row.get(org.modules[module].name_field), "id": record_id}


def stamps(org: Books, row: Row) -> dict[str, Any]:
    """Return `details` of a successful write (ZOHO.md 4)."""
    times = {name: local(org, row[name]) for name in ("Created_Time", "Modified_Time")}
    people = {}
    for name in ("Created_By", "Modified_By"):
        who = person(org, row[name]) or {}
        people[name] = {"name": who.get("name"), "id": who.get("id")}
    return {"id": row["id"], **times, **people}


def local(org: Books, moment: Any) -> str:
    return str(moment.astimezone(org.zone).isoformat(timespec="seconds"))


def _tax(each: Row) -> dict[str, Any]:
    rate, amount = plain(each["percentage"]), plain(each["value"])
    shown = {"id": each["id"], "name": each["name"], "display_name": each["name"]}
    return {**shown, "percentage": rate, "value": amount}


def _org_taxes(books: Books, names: list[str]) -> list[dict[str, Any]]:
    ids = {tax.name: tax.id for tax in books.taxes}
    return [{"value": name, "id": ids.get(name)} for name in names]


def _lines(org: Books, field: Field, ids: list[str]) -> list[dict[str, Any]]:
    rows = org.tables[field.lookup].rows
    return [record(org, field.lookup, rows[line_id], None) for line_id in ids]


EMPTY: dict[str, Any] = {"boolean": False}
SHOWN: dict[str, Callable[[Books, Field, Any], Any]] = {
    "currency": lambda _org, _field, number: plain(number),
    "datetime": lambda org, _field, moment: local(org, moment),
    "double": lambda _org, _field, number: plain(number),
    "formula": lambda _org, _field, number: plain(number),
    "lookup": lambda org, field, record_id: reference(org, field.lookup, record_id),
    "orgtaxes": lambda org, _field, names: _org_taxes(org, names),
    "ownerlookup": lambda org, _field, user_id: person(org, user_id),
    "subform": _lines,
    "taxes": lambda _org, _field, taxes: [_tax(each) for each in taxes],
}
