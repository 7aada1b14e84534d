"""Custom fields and page layouts of one CRM organisation: read, made, arranged (ZOHO.md 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connectors.base import Receipt, Refused, Stored
from connectors.errors import OutcomeUnknown, RejectedError
from connectors.zoho.api import Api, Row
from connectors.zoho.rejections import mapping, refused
from sync.core.crm_fields import CrmField, Found, Kind

AT_ONCE = 5  # fields that one call may create
CREDITS = 10  # for each field created


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    label: str
    names: tuple[str, ...]  # the API names of its fields, in order


@dataclass(frozen=True, slots=True)
class Layout:
    id: str
    name: str
    sections: tuple[Section, ...]

    def section(self, label: str) -> Section | None:
        return next((each for each in self.sections if each.label == label), None)


class Setup:
    """What an administrator may change by API. Every method may raise any ConnectorError."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def fields(self, resource: str) -> tuple[Found, ...]:
        rows = self._api.get("settings/fields", {"module": resource}).rows("fields")
        return tuple(_found(row) for row in rows)

    def create(self, resource: str, fields: Sequence[CrmField]) -> list[Receipt]:
        """Create fields, five to a call; one receipt each, in order.

        A field that may not be unique in this edition is created without.
        """
        receipts: list[Receipt] = []
        for start in range(0, len(fields), AT_ONCE):
            receipts += self._create(resource, fields[start : start + AT_ONCE])
        return [
            self._plainer(resource, field, receipt)
            for field, receipt in zip(fields, receipts, strict=True)
        ]

    def offer(self, resource: str, found: Found, choices: Sequence[str]) -> Receipt:
        """Add choices to a pick list; those it has are sent along, or they would be dropped."""
        kept = [
            {"id": choice_id, "display_value": value, "actual_value": value}
            for choice_id, value in found.choices
        ]
        body = {"fields": [{"pick_list_values": [*kept, *_choices(choices)]}]}
        path = f"settings/fields/{found.id}?module={resource}"
        return self._written("PATCH", path, body, "fields", 1)[0]

    def layouts(self, resource: str) -> tuple[Layout, ...]:
        """Return the page layouts that are in use."""
        rows = self._api.get("settings/layouts", {"module": resource}).rows("layouts")
        return tuple(_layout(row) for row in rows if row.get("status", "active") == "active")

    def gather(self, resource: str, layout: Layout, label: str, fields: Sequence[Found]) -> Receipt:
        """Show these fields in the section of that label, which is made where there is none.

        Not all editions do it, and one may say yes and not do it: read the layouts again.
        """
        there = layout.section(label)
        section: Row = {
            "display_label": label,
            "column_count": 2,
            "sequence_number": len(layout.sections) + 1,
            "fields": [{"id": each.id, "api_name": each.name} for each in fields],
        }
        if there:
            section = {"id": there.id, "fields": section["fields"]}
        path = f"settings/layouts/{layout.id}?module={resource}"
        body = {"layouts": [{"id": layout.id, "sections": [section]}]}
        return self._written("PATCH", path, body, "layouts", 1)[0]

    def _create(self, resource: str, fields: Sequence[CrmField]) -> list[Receipt]:
        body = {"fields": [_described(each) for each in fields]}
        path = f"settings/fields?module={resource}"
        receipts = self._written("POST", path, body, "fields", len(fields))
        if len(fields) > 1 and not any(isinstance(each, Stored) for each in receipts):
            # Refused as a whole, for what one of them asks: the others need not suffer for it.
            return [self._create(resource, [each])[0] for each in fields]
        return receipts

    def _plainer(self, resource: str, field: CrmField, receipt: Receipt) -> Receipt:
        if isinstance(receipt, Stored) or not field.unique:
            return receipt
        return self._create(resource, [replace(field, unique=False)])[0]

    def _written(
        self, method: str, path: str, body: Mapping[str, object], under: str, count: int
    ) -> list[Receipt]:
        """Send one change of settings; a call that is refused whole is so for each element."""
        cost = CREDITS * count if method == "POST" else 1
        try:
            items = self._api.write(method, path, body, count, under=under, cost=cost)
        except RejectedError as exc:
            return [_no(Refused(words=exc.words or exc.message, reason=""))] * count
        return [_receipt(item) for item in items]


def _receipt(item: Mapping[str, Any]) -> Receipt:
    if item.get("code") != "SUCCESS":
        return _no(refused(item))
    made = str(mapping(item.get("details")).get("id") or "")
    if not made:
        raise OutcomeUnknown(
            "Zoho CRM took a change of its fields but did not say which. Check the fields again."
        )
    return Stored(made)


def _no(seen: Refused) -> Refused:
    """Say it of a setting: the usual sentences speak of records."""
    return replace(seen, reason=f"Zoho CRM refused it and said: {seen.words.rstrip('.')}.")


def _described(field: CrmField) -> Row:
    """Return the field in the words of POST settings/fields."""
    row: Row = {"field_label": field.label, "data_type": field.kind.value}
    if field.length:
        row["length"] = field.length
    if field.unique:
        row["unique"] = {"casesensitive": False}
    if field.choices:
        row["pick_list_values"] = _choices(field.choices)
    if field.kind is Kind.CURRENCY:
        row["decimal_place"] = 2
    if field.kind is Kind.AUTO_NUMBER:
        row["auto_number"] = {"prefix": field.prefix, "start_number": 1}
    if field.tooltip:
        row["tooltip"] = {"name": "info_icon", "value": field.tooltip}
    return row


def _choices(values: Sequence[str]) -> list[Row]:
    return [{"display_value": value, "actual_value": value} for value in values]


def _found(row: Row) -> Found:
    return Found(
        id=str(row.get("id") or ""),
        name=str(row["api_name"]),
        label=str(row.get("field_label") or row["api_name"]),
        kind=str(row.get("data_type") or ""),
        unique=bool(row.get("unique")),
        choices=tuple(
            (str(each.get("id") or ""), str(each.get("actual_value") or each.get("display_value")))
            for each in row.get("pick_list_values") or ()
        ),
    )


def _layout(row: Row) -> Layout:
    sections = tuple(
        Section(
            id=str(each.get("id") or ""),
            label=str(each.get("display_label") or ""),
            names=tuple(str(field.get("api_name")) for field in each.get("fields") or ()),
        )
        for each in row.get("sections") or ()
    )
    return Layout(str(row["id"]), str(row.get("display_label") or row.get("name")), sections)
