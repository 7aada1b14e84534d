"""What an organisation says of itself: name, currency, taxes, fields (ZOHO.md 4, 7)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from connectors.base import FieldSpec, Metadata, TaxRate
from connectors.errors import ContractError
from connectors.zoho.api import Answer, Api, Row

RESOURCES = (
    "Accounts",
    "Contacts",
    "Vendors",
    "Products",
    "Invoices",
    "Purchase_Orders",
    "Invoiced_Items",
    "Purchase_Items",
)


def read_metadata(api: Api) -> Metadata:
    """Read it all: three calls and one for each module that the API serves.

    Only the organisation is needed: a login that may not see the settings still syncs.

    `organisation_id` is the `id` of the org record: given once and never edited, where name,
    domain and primary e-mail may change.
    """
    org = _only(api.get("org").rows("org"))
    listed = api.look("settings/modules").rows("modules")
    modules = {str(row.get("api_name")) for row in listed if row.get("api_supported") is True}
    fields = {name: _fields(api, name) for name in RESOURCES if not listed or name in modules}
    return Metadata(
        organisation_id=_text(org, "id"),
        name=str(org.get("company_name") or ""),
        base_currency=str(org.get("iso_code") or ""),
        timezone=str(org.get("time_zone") or ""),
        taxes=taxes_of(api.look("org/taxes")),
        fields={name: specs for name, specs in fields.items() if specs},
    )


def _only(rows: list[Row]) -> Row:
    if len(rows) != 1:
        raise ContractError("Zoho CRM did not say which organisation this is")
    return rows[0]


def _text(row: Mapping[str, Any], name: str) -> str:
    if not row.get(name):
        raise ContractError(f"Zoho CRM's organisation has no {name}")
    return str(row[name])


def taxes_of(answer: Answer) -> tuple[TaxRate, ...]:
    """Lines name a tax by its name; `value` is in per cent."""
    found = answer.body.get("org_taxes") or {}
    holder = found[0] if isinstance(found, list) and found else found
    taxes = holder.get("taxes") if isinstance(holder, dict) else None
    return tuple(
        TaxRate(str(row["name"]), str(row.get("display_label") or row["name"]), _percent(row))
        for row in taxes or ()
    )


def _percent(row: Row) -> Decimal:
    return Decimal(str(row.get("value") or 0))


def _fields(api: Api, module: str) -> tuple[FieldSpec, ...]:
    rows = api.look("settings/fields", {"module": module}).rows("fields")
    return tuple(_field(row) for row in rows)


def _field(row: Row) -> FieldSpec:
    length = row.get("length")
    return FieldSpec(
        name=str(row["api_name"]),
        label=str(row.get("field_label") or row["api_name"]),
        kind=str(row.get("data_type") or ""),
        read_only=bool(row.get("read_only") or row.get("field_read_only")),
        required=bool(row.get("system_mandatory")),
        custom=bool(row.get("custom_field")),
        max_length=length if isinstance(length, int) else None,
        choices=tuple(
            str(choice.get("actual_value") or choice.get("display_value"))
            for choice in row.get("pick_list_values") or ()
        ),
    )
