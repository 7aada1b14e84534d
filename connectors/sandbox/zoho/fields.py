"""What a field of a Zoho module is, and how `settings/fields` describes it (ZOHO.md 4, 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

JSON_TYPES = {
    "bigint": "string",
    "boolean": "boolean",
    "currency": "double",
    "double": "double",
    "formula": "double",
    "integer": "integer",
    "lookup": "jsonobject",
    "ownerlookup": "jsonobject",
    "multiselectpicklist": "jsonarray",
    "subform": "jsonarray",
    "orgtaxes": "jsonarray",
    "taxes": "jsonarray",
}
OWN_TYPES = {"orgtaxes": "multiselectpicklist", "taxes": "linetax"}  # ours -> what Zoho calls it
NUMERIC = frozenset({"currency", "double", "formula"})


@dataclass(frozen=True, slots=True)
class Field:
    api_name: str
    data_type: str = "text"
    length: int = 255
    label: str = ""
    mandatory: bool = False
    read_only: bool = False
    options: tuple[str, ...] = ()
    lookup: str = ""  # the module that a lookup or a subform points at
    unique: bool = False
    case_sensitive: bool = False
    custom: bool = False
    external: str = ""  # "org" or "user" for an external id
    tooltip: str = ""
    decimals: int = 2
    id: str = ""
    default: Any = None
    prefix: str = ""  # of an auto-number
    suffix: str = ""
    start: int = 1


def text(name: str, length: int = 255, **more: Any) -> Field:
    return Field(name, "text", length, **more)


def money(name: str, **more: Any) -> Field:
    return Field(name, "currency", 16, **more)


def computed(name: str) -> Field:
    return Field(name, "formula", 16, read_only=True)


def pick(name: str, *options: str, **more: Any) -> Field:
    return Field(name, "picklist", 120, options=options, **more)


def lookup(name: str, module: str, **more: Any) -> Field:
    return Field(name, "lookup", 20, lookup=module, **more)


def described(field: Field) -> dict[str, Any]:
    """One element of `settings/fields`."""
    return {
        "id": field.id,
        "api_name": field.api_name,
        "field_label": field.label,
        "display_label": field.label,
        "data_type": OWN_TYPES.get(field.data_type, field.data_type),
        "json_type": JSON_TYPES.get(field.data_type, "string"),
        "length": field.length,
        "decimal_place": field.decimals if field.data_type in NUMERIC else None,
        "system_mandatory": field.mandatory,
        "read_only": field.read_only,
        "field_read_only": field.read_only,
        "custom_field": field.custom,
        "unique": {"casesensitive": str(field.case_sensitive).lower()} if field.unique else {},
        "external": {"type": field.external, "show": True} if field.external else None,
        "tooltip": {"name": "info_icon", "value": field.tooltip} if field.tooltip else None,
        "pick_list_values": [_option(field, at) for at in range(len(field.options))],
        "lookup": _target(field) if field.data_type == "lookup" else {},
        "formula": {"return_type": "currency"} if field.data_type == "formula" else {},
        "associated_module": (
            {"module": field.lookup, "id": field.id} if field.data_type == "subform" else None
        ),
        "auto_number": _numbering(field) if field.data_type == "autonumber" else {},
        "default_value": _default(field.default),
        "visible": True,
        "type": "used",
        "operation_type": {
            "web_update": not field.read_only,
            "api_create": not field.read_only,
            "web_create": not field.read_only,
            "api_update": not field.read_only,
        },
    }


def _option(field: Field, at: int) -> dict[str, Any]:
    value = field.options[at]
    return {
        "display_value": value,
        "actual_value": value,
        "reference_value": value,
        "sequence_number": at + 1,
        "id": f"{field.id[:-3]}{at + 1:03d}" if field.id else "",
        "type": "used",
    }


def _default(value: Any) -> str | None:
    return None if value is None else {True: "true", False: "false"}.get(value, str(value))


def _numbering(field: Field) -> dict[str, Any]:
    return {"prefix": field.prefix, "start_number": field.start, "suffix": field.suffix}


def _target(field: Field) -> dict[str, Any]:
    return {
        "module": {"api_name": field.lookup},
        "display_label": field.label,
        "api_name": field.api_name,
    }
