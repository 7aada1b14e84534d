"""Zoho's records as the browser shows them. Forms follow the fields that the organisation has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Html, link, text
from connectors.sandbox.forms import ON, Input, Lines, Options, Typed, changes
from connectors.sandbox.pages import Deed, Record, Sheet
from connectors.sandbox.zoho import extension_page, render
from connectors.sandbox.zoho.fields import Field
from connectors.sandbox.zoho.state import Org

# What a list shows beside the name; "Modified" comes last.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Accounts": ("Phone", "Billing_City", "Website"),
    "Contacts": ("Account_Name", "Email", "Phone"),
    "Vendors": ("Email", "Phone", "City"),
    "Products": ("Product_Code", "Unit_Price", "Product_Active"),
    "Invoices": ("Invoice_Number", "Account_Name", "Invoice_Date", "Status", "Grand_Total"),
    "Purchase_Orders": ("PO_Number", "Vendor_Name", "PO_Date", "Status", "Grand_Total"),
}
MONEY = frozenset({"currency", "formula"})
NUMBERS = frozenset({"currency", "double", "formula", "integer"})
KINDS = {"boolean": "checkbox", "date": "date", "email": "email", "textarea": "textarea"}
KINDS |= dict.fromkeys(("picklist", "lookup", "ownerlookup", "orgtaxes"), "select")
KINDS |= dict.fromkeys(("currency", "double", "integer"), "number")
UNASKED = frozenset({"subform", "autonumber", "bigint", "ownerlookup", "taxes"})
LINE_COLUMNS = ("Product_Name", "Description", "Quantity", "List_Price", "Discount", "Line_Tax")
MOST_OPTIONS = 1_000  # of a lookup; a list of more helps nobody


class ZohoKind:
    """One module; records are the stored rows."""

    def __init__(self, org: Org, module: str) -> None:
        self._org = org
        self._module = module
        self._spec = org.modules[module]
        self.slug = module.replace("_", "-").lower()
        self.label = module.replace("_", " ")
        self.one = self._spec.singular.replace("_", " ").lower()
        names = (self._spec.name_field, *COLUMNS[module])
        self.heads = (*(self._label(name) for name in names), "Modified")
        self.numbers = tuple(self._label(n) for n in names if self._type(n) in NUMBERS)
        self.makes = True

    def rows(self) -> Iterable[Record]:
        table = self._org.tables[self._module]
        return sorted(table.rows.values(), key=lambda row: row["Modified_Time"], reverse=True)

    def find(self, record_id: str) -> Record | None:
        return self._org.tables[self._module].rows.get(record_id)

    def id_of(self, record: Record) -> str:
        return str(record["id"])

    def title(self, record: Record) -> str:
        return str(record.get(self._spec.name_field) or "")

    def words(self, record: Record) -> str:
        names = (self._spec.name_field, *COLUMNS[self._module], "Email", "id")
        known = (self._fields.get(name) for name in names)
        shown = (self._plain(field, record.get(field.api_name)) for field in known if field)
        return " ".join(shown)

    def cells(self, record: Record) -> Sequence[Html]:
        names = (self._spec.name_field, *COLUMNS[self._module], "Modified_Time")
        return [text(self._plain(self._fields[name], record.get(name))) for name in names]

    def view(self, record: Record) -> Html:
        fields = [each for each in self._fields.values() if each.data_type != "subform"]
        pairs = [(each.label, self._shown(each, record.get(each.api_name))) for each in fields]
        card = chrome.card(chrome.facts(pair for pair in pairs if pair[1]))
        buttons = extension_page.buttons(self._org, self.slug, self.id_of(record))
        return Html(buttons + (self._lines_view(record) if self._spec.lines else "") + card)

    def sheet(self, record: Record | None) -> Sheet:
        asked = [
            each
            for each in self._fields.values()
            if not each.read_only and each.data_type not in UNASKED
        ]
        groups = (
            (self._spec.singular.replace("_", " "), tuple(self._input(f, record) for f in asked)),
        )
        if not self._spec.lines:
            return Sheet(groups)
        return Sheet(groups, (("Lines", self._lines(record)),))

    def save(self, record: Record | None, typed: Typed) -> str:
        sheet = self.sheet(record)
        patch = {
            name: self._raw(self._fields[name], value)
            for name, value in changes(sheet.inputs, typed).items()
        }
        for _, lines in sheet.lines:
            if record is None or lines.changed(typed):
                patch[self._spec.lines] = self._subform(lines, typed)
        if record is None:
            return str(self._org.insert(self._module, patch)["id"])
        return str(self._org.update(self._module, record["id"], patch)["id"])

    def deeds(self, record: Record) -> Sequence[Deed]:
        def put(status: str, _typed: Typed) -> None:
            self._org.update(self._module, record["id"], {"Status": status})

        states = self._fields["Status"].options if "Status" in self._fields else ()
        moves = [
            Deed(f"status-{at}", f"Mark {state.lower()}", partial(put, state))
            for at, state in enumerate(states)
            if state != record.get("Status")
        ]
        drop = Deed("delete", "Delete", lambda _typed: self._org.delete(self._module, record["id"]),
                    danger=True, leaves=True)  # fmt: skip
        return [*moves, drop]

    @property
    def _fields(self) -> dict[str, Field]:
        known = self._org.fields[self._module]
        return {name: self._org.field(self._module, name) or field for name, field in known.items()}

    def _label(self, name: str) -> str:
        return self._fields[name].label

    def _type(self, name: str) -> str:
        return self._fields[name].data_type

    def _plain(self, field: Field, stored: Any) -> str:
        """Return a stored value as one reads it; "" where there is none."""
        if field.data_type in ("lookup", "ownerlookup"):
            value = render.value(self._org, field, stored)
            return str(value["name"] or "") if value else ""
        if isinstance(stored, datetime):
            return stored.astimezone(self._org.zone).strftime("%Y-%m-%d %H:%M")
        if field.data_type in MONEY and stored is not None:
            return f"{stored:,.2f}"
        return spelled(stored)

    def _shown(self, field: Field, stored: Any) -> Html:
        plain = self._plain(field, stored)
        if field.data_type == "lookup" and field.lookup in COLUMNS and plain:
            return link(plain, f"/records/{field.lookup.replace('_', '-').lower()}/{stored}")
        return text(plain)

    def _input(self, field: Field, record: Record | None) -> Input:
        stored = field.default if record is None else record.get(field.api_name)
        value = (ON if stored else "") if field.data_type == "boolean" else spelled(stored)
        kind = KINDS.get(field.data_type, "text")
        options = options_of(self._org, field)
        return Input(field.api_name, field.label, kind, value, options, needed=field.mandatory)

    def _raw(self, field: Field, value: str) -> Any:
        """Return what was typed as the API would be sent it."""
        if field.data_type == "boolean":
            return value == ON
        if field.data_type == "orgtaxes":
            return [value] if value else []
        if field.data_type == "integer" and value.lstrip("-").isdecimal():
            return int(value)
        return value or None

    def _lines(self, record: Record | None) -> Lines:
        known = self._org.fields[self._spec.lines]
        taxes = tuple((tax.name, f"{tax.name} ({spelled(tax.value)} %)") for tax in self._org.taxes)
        columns = tuple(
            Input(name, known[name].label, "select", options=taxes)
            if name == "Line_Tax"
            else Input(name, known[name].label, KINDS.get(known[name].data_type, "text"),
                       options=options_of(self._org, known[name]))
            for name in LINE_COLUMNS
        )  # fmt: skip
        columns = tuple(
            each if each.kind != "textarea" else Input(each.name, each.label) for each in columns
        )
        rows = self._org.tables[self._spec.lines].rows
        ids = (record or {}).get(self._spec.lines) or []
        return Lines("lines", columns, tuple(_line_values(rows[each]) for each in ids))

    def _subform(self, lines: Lines, typed: Typed) -> list[dict[str, Any]]:
        """Return the lines as the API takes them: kept, new, and those that go."""
        rows = [_line_patch(row) for row in lines.typed(typed)]
        kept = {row.get("id") for row in rows}
        gone = [{"id": row["id"], "_delete": None} for row in lines.rows if row["id"] not in kept]
        return [*rows, *gone]

    def _lines_view(self, record: Record) -> Html:
        known = self._org.fields[self._spec.lines]
        rows = self._org.tables[self._spec.lines].rows
        names = (*LINE_COLUMNS[:-1], "Tax", "Net_Total")
        numbers = [known[name].label for name in names if known[name].data_type in NUMBERS]
        cells = (
            [self._shown(known[name], rows[line].get(name)) for name in names]
            for line in record.get(self._spec.lines) or []
        )
        return chrome.card(chrome.table([known[n].label for n in names], cells, numbers), "wide")


def spelled(stored: Any) -> str:
    """Return a stored value as a form shows it and takes it back."""
    if stored is None:
        return ""
    if isinstance(stored, bool):
        return "Yes" if stored else "No"
    if isinstance(stored, Decimal):
        return str(render.plain(stored))
    if isinstance(stored, datetime):
        return stored.isoformat(timespec="seconds")
    if isinstance(stored, list):
        return ", ".join(
            str(each.get("name") if isinstance(each, dict) else each) for each in stored
        )
    return str(stored)


def options_of(org: Org, field: Field) -> Options:
    if field.data_type != "lookup":
        return tuple((value, value) for value in field.options)
    name = org.modules[field.lookup].name_field
    rows = list(org.tables[field.lookup].rows.values())[:MOST_OPTIONS]
    found = [(row["id"], str(row.get(name) or row["id"])) for row in rows]
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


def _line_values(row: Record) -> dict[str, str]:
    return {"id": row["id"], **{name: spelled(row.get(name)) for name in LINE_COLUMNS}}


def _line_patch(row: Mapping[str, str]) -> dict[str, Any]:
    patch: dict[str, Any] = {name: row[name] or None for name in LINE_COLUMNS}
    patch["Line_Tax"] = [{"name": row["Line_Tax"]}] if row["Line_Tax"] else []
    return patch | ({"id": row["id"]} if row["id"] else {})
