"""What Zoho checks and computes before it stores a record (ZOHO.md 4 and 7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.sandbox.zoho import lines as sums
from connectors.sandbox.zoho.books import Books, User
from connectors.sandbox.zoho.fields import Field
from connectors.sandbox.zoho.modules import Module
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.table import Row
from connectors.sandbox.zoho.values import accept


def accepted(org: Books, spec: Module, sent: Mapping[str, Any], at: str = "") -> Row:
    """Return the values to store. Unknown and read-only fields are ignored (ZOHO.md 4, 7)."""
    taken: Row = {}
    for name, raw in sent.items():
        field = org.field(spec.api_name, name)
        if field is None or field.data_type == "subform" or not _writable(org, field):
            continue
        taken[name] = _value(org, field, raw, f"{at}{name}")
    return taken


def _writable(org: Books, field: Field) -> bool:
    if field.data_type == "autonumber":
        return org.switches.number_writable
    return not field.read_only


def _value(org: Books, field: Field, raw: Any, path: str) -> Any:
    if field.data_type == "taxes":
        rates = org.switches.own_tax_rates
        return sums.line_taxes(raw or [], org.taxes, path, own_rates=rates)
    value = accept(field, raw, path)
    if value is not None and not _exists(org, field, value):
        raise Refused("INVALID_DATA", path=path, message="the id given seems to be invalid")
    return value


def _exists(org: Books, field: Field, value: str) -> bool:
    if field.data_type == "ownerlookup":
        return any(user.id == value for user in org.users)
    return field.data_type != "lookup" or value in org.tables[field.lookup].rows


def defaults(org: Books, spec: Module, by: User) -> Row:
    known = org.fields[spec.api_name]
    row: Row = {name: field.default for name, field in known.items() if field.default is not None}
    row["Owner"] = by.id
    if "Currency" in known:
        row["Currency"] = org.currency
    return row


def with_rate(org: Books, row: Row) -> Row:
    """Give a record in a currency that has no rate of its own the currency's rate."""
    if "Currency" not in row or row.get("Exchange_Rate") is not None:
        return row
    return {**row, "Exchange_Rate": org.currencies[row["Currency"] or org.currency]}


def require(
    org: Books,
    spec: Module,
    row: Row,
    sent: Mapping[str, Any],
    at: str = "",
    *,
    changed: bool = False,
) -> None:
    """Mandatory fields: all of them in a new record, the sent ones in a change (ZOHO.md 4, 7)."""
    for name, field in org.fields[spec.api_name].items():
        if not field.mandatory or (changed and name not in sent):
            continue
        value = sent.get(name) if field.data_type == "subform" else row.get(name)
        emptied = changed and field.data_type == "subform"  # [] deletes all rows: ZOHO.md 4
        if value in (None, []) and not emptied:
            raise Refused("MANDATORY_NOT_FOUND", path=f"{at}{name}")


def require_unique(org: Books, spec: Module, row: Row) -> None:
    found = []
    for name in org.tables[spec.api_name].keys:
        holder = org.tables[spec.api_name].holder(name, row)
        if holder is not None and holder != row["id"]:
            found.append(_duplicate(org, spec, name, holder))
    if len(found) > 1:
        raise Refused("MULTIPLE_OR_MULTI_ERRORS", errors=found)
    if found:
        raise found[0]


def _duplicate(org: Books, spec: Module, name: str, holder: str) -> Refused:
    owner = org.tables[spec.api_name].rows[holder].get("Owner")
    who = next((user for user in org.users if user.id == owner), org.users[0])
    module = {"api_name": spec.api_name, "id": org.module_ids[spec.api_name]}
    record = {"id": holder, "Owner": {"id": who.id, "name": who.name}, "module": module}
    return Refused(
        "DUPLICATE_DATA", path=name, id=holder, duplicate_record=record, more_records=False
    )


def number(org: Books, spec: Module, row: Row) -> None:
    """Give a new record its auto-numbers."""
    for name, field in org.fields[spec.api_name].items():
        if field.data_type == "autonumber" and row.get(name) is None:
            counter = f"{spec.api_name}.{name}"
            org.counters.setdefault(counter, field.start - 1)
            row[name] = f"{field.prefix}{org.next_id(counter)}{field.suffix}"


def lines_of(org: Books, spec: Module, old: Row, sent: Mapping[str, Any]) -> list[Row] | None:
    """Return the line items as they will be, or None where they stay as they are."""
    if not spec.lines or spec.lines not in sent:
        return None
    line_spec = org.modules[spec.lines]
    rows = org.tables[spec.lines].rows

    def checked(row: Row, patch: Mapping[str, Any], path: str) -> Row:
        merged = {**row, **accepted(org, line_spec, patch, f"{path}."), "_touched": True}
        require(org, line_spec, merged, patch, f"{path}.", changed=bool(row))
        if merged.get("List_Price") is None:
            product = org.tables["Products"].rows.get(merged["Product_Name"], {})
            merged["List_Price"] = product.get("Unit_Price") or sums.ZERO
        return sums.with_sums(merged)

    before = [rows[line_id] for line_id in old.get(spec.lines) or []]
    return sums.rows_after(before, sent[spec.lines], spec.lines, checked)


def with_lines(
    org: Books, spec: Module, row: Row, lines: list[Row] | None, now: datetime, by: User
) -> Row:
    """Store the lines and return the document with its sums; a line's edit is the parent's."""
    rows = org.tables[spec.lines].rows
    before = list(row.get(spec.lines) or [])
    if lines is None:
        lines = [rows[line_id] for line_id in before]
    placed = [_placed(org, row["id"], line, at, now, by) for at, line in enumerate(lines)]
    placed.sort(key=lambda line: int(line["Sequence_Number"]))
    ids = [line["id"] for line in placed]
    touched = [line for line in placed if rows.get(line["id"]) != line]
    org.put_lines(spec, touched, set(before) - set(ids))
    return {**row, **sums.totals(row, placed), spec.lines: ids}


def _placed(org: Books, parent: str, line: Row, at: int, now: datetime, by: User) -> Row:
    touched = line.get("_touched", False)
    kept = {name: value for name, value in line.items() if name != "_touched"}
    stamps: Row = {"Modified_Time": now, "Modified_By": by.id} if touched else {}
    if "id" not in kept:
        stamps |= {"id": org.next_id(), "Created_Time": now, "Created_By": by.id}
        stamps |= {"Parent_Id": parent}
    return {**kept, **stamps, "Sequence_Number": kept.get("Sequence_Number") or at + 1}
