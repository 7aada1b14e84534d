"""Custom fields, created and changed by API (ZOHO.md 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from connectors.sandbox.zoho.fields import Field
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.state import Org
from connectors.sandbox.zoho.writes import answer_each

MAX_FIELDS = 5  # per call
LENGTHS = {
    "autonumber": 100,
    "boolean": 0,
    "currency": 16,
    "date": 20,
    "datetime": 120,
    "double": 16,
    "email": 100,
    "integer": 9,
    "lookup": 20,
    "multiselectpicklist": 255,
    "phone": 30,
    "picklist": 120,
    "text": 255,
    "textarea": 2_000,
    "website": 450,
}


def create(org: Org, module: str, body: Any) -> tuple[int, dict[str, Any]]:
    """POST settings/fields: a result per field, in order. Raises Refused for the whole call."""
    sent = body.get("fields") if isinstance(body, Mapping) else None
    if not isinstance(sent, list) or not sent:
        raise Refused("MANDATORY_NOT_FOUND", api_name="fields", json_path="$.fields")
    if len(sent) > MAX_FIELDS:
        raise Refused("LIMIT_EXCEEDED", maximum_length=MAX_FIELDS, api_name="fields")

    def one(raw: Any) -> dict[str, Any]:
        return _done(org.add_field(module, field_from(org, module, raw)), "field created")

    status, answer = answer_each(sent, one, 201)
    return status, _as_fields(answer)


def change(org: Org, module: str, field_id: str, body: Any) -> tuple[int, dict[str, Any]]:
    """PATCH settings/fields/{id}: label, tooltip, length and pick-list values."""

    def one(sent: Any) -> dict[str, Any]:
        raw, old = _object(sent), _custom(org, module, field_id)
        label = raw.get("field_label", old.label)
        options = options_of(raw) or old.options
        length = raw.get("length", old.length)
        org.fields[module][old.api_name] = replace(
            old, label=label, options=options, length=length, tooltip=_tooltip(raw) or old.tooltip
        )
        return _done(old, "field updated")

    sent = body.get("fields") if isinstance(body, Mapping) else None
    status, answer = answer_each((sent or [{}])[:1], one, 200)
    return status, _as_fields(answer)


def remove(org: Org, module: str, field_id: str) -> tuple[int, dict[str, Any]]:
    def one(_raw: Any) -> dict[str, Any]:
        old = _custom(org, module, field_id)
        org.drop_field(module, old.api_name)
        return _done(old, "field deleted")

    status, answer = answer_each([None], one, 200)
    return status, _as_fields(answer)


def field_from(org: Org, module: str, raw: Any) -> Field:
    """Read one field of the request. Raises Refused."""
    raw = _object(raw)
    label, kind = str(raw.get("field_label") or ""), str(raw.get("data_type") or "")
    for name, value in (("field_label", label), ("data_type", kind)):
        if not value:
            raise Refused("MANDATORY_NOT_FOUND", path=name)
    if kind not in LENGTHS:
        raise Refused("INVALID_DATA", path="data_type", supported_values=sorted(LENGTHS))
    if any(label.casefold() == each.label.casefold() for each in org.fields[module].values()):
        raise Refused("DUPLICATE_DATA", path="field_label")
    unique, number = _part(raw, "unique"), _part(raw, "auto_number")
    if unique and not org.switches.unique_fields:
        raise Refused("INVALID_DATA", path="unique", message="not supported in this edition")
    if kind == "picklist" and not options_of(raw):
        raise Refused("MANDATORY_NOT_FOUND", path="pick_list_values")
    return Field(
        api_name=api_name(label, set(org.fields[module])),
        data_type=kind,
        length=_length(raw, kind),
        label=label,
        options=options_of(raw),
        lookup=_lookup(org, raw) if kind == "lookup" else "",
        unique=bool(unique),
        case_sensitive=unique.get("casesensitive") in (True, "true"),
        custom=True,
        external=_part(raw, "external").get("type", ""),
        tooltip=_tooltip(raw),
        decimals=int(raw.get("decimal_place") or 2),
        prefix=number.get("prefix") or "",
        suffix=number.get("suffix") or "",
        start=int(number.get("start_number") or 1),
    )


def api_name(label: str, taken: set[str]) -> str:
    """Derive the API name from the label: "Xero Contact ID" is Xero_Contact_ID."""
    name = re.sub(r"\W+", "_", label, flags=re.ASCII).strip("_") or "Field"
    name = name if name[0].isalpha() else f"Field_{name}"
    tries = (name, *(f"{name}{at}" for at in range(1, 1_000)))
    return next(each for each in tries if each not in taken)


def options_of(raw: Mapping[str, Any]) -> tuple[str, ...]:
    listed = [_object(each) for each in raw.get("pick_list_values") or []]
    named = tuple(
        str(each.get("actual_value") or each.get("display_value") or "") for each in listed
    )
    if not all(named):
        raise Refused("MANDATORY_NOT_FOUND", path="pick_list_values.display_value")
    return named


def _object(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise Refused("INVALID_DATA", expected_data_type="jsonobject")
    return raw


def _part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object inside the request, {} where it is not sent."""
    part = raw.get(name) or {}
    if not isinstance(part, Mapping):
        raise Refused("INVALID_DATA", path=name, expected_data_type="jsonobject")
    return part


def _length(raw: Mapping[str, Any], kind: str) -> int:
    length = raw.get("length") or LENGTHS[kind]
    if not isinstance(length, int) or (kind == "text" and length > LENGTHS["text"]):
        raise Refused("INVALID_DATA", path="length", maximum_length=LENGTHS[kind])
    return length


def _lookup(org: Org, raw: Mapping[str, Any]) -> str:
    module = _part(_part(raw, "lookup"), "module").get("api_name", "")
    if module not in org.modules:
        raise Refused("INVALID_DATA", path="lookup.module")
    return str(module)


def _tooltip(raw: Mapping[str, Any]) -> str:
    return str(_part(raw, "tooltip").get("value", ""))


def _custom(org: Org, module: str, field_id: str) -> Field:
    for field in org.fields[module].values():
        if field.id == field_id and field.custom:
            return field
    raise Refused("INVALID_DATA", path="id", message="the id given seems to be invalid")


def _done(field: Field, message: str) -> dict[str, Any]:
    details = {"id": field.id}
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


def _as_fields(answer: dict[str, Any]) -> dict[str, Any]:
    for item in answer["data"]:
        path = item["details"].get("json_path")
        if path:
            item["details"]["json_path"] = path.replace("$.data", "$.fields")
    return {"fields": answer["data"]}
