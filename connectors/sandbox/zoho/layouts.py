"""Page layouts: one for each module, with the sections that were made by API (ZOHO.md 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.sandbox.zoho.books import Section
from connectors.sandbox.zoho.fields import described
from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.state import Org, Wire

NAME = "api_name"


def layout(org: Org, module: str) -> Wire:
    """Return the module's layout: what no section of its own shows is in the first one."""
    made = org.sections[module]
    shown = {name for section in made for name in section.names}
    own = Section(
        org.layout_ids[module][:-3] + "999",
        f"{org.modules[module].singular.replace('_', ' ')} Information",
        [name for name in org.fields[module] if name not in shown],
    )
    return {
        "id": org.layout_ids[module],
        "name": "Standard",
        "api_name": "Standard__s",
        "display_label": "Standard",
        "status": "active",
        "visible": True,
        "sections": [
            _section(org, module, section, at) for at, section in enumerate((own, *made), start=1)
        ],
    }


def change(org: Org, module: str, layout_id: str, body: Any) -> tuple[int, Wire]:
    """PATCH settings/layouts/{id}: sections made, filled and deleted [U]. Raises Refused."""
    if not org.switches.layouts_writable:
        message = "permission denied"
        raise Refused("NO_PERMISSION", message=message, status=403, permissions=["Crm_Layouts"])
    if layout_id != org.layout_ids[module]:
        raise Refused("INVALID_DATA", message="the id given seems to be invalid", listed="layouts")
    for sent in _sections(body):
        _arrange(org, module, sent)
    details = {"id": layout_id}
    done = {"code": "SUCCESS", "details": details, "message": "layout updated"}
    return 200, {"layouts": [{**done, "status": "success"}]}


def _section(org: Org, module: str, section: Section, at: int) -> Wire:
    fields = (org.field(module, name) for name in section.names)
    return {
        "id": section.id,
        "api_name": section.label.replace(" ", "_"),
        "display_label": section.label,
        "column_count": section.columns,
        "sequence_number": at,
        "type": "used",
        "fields": [described(field) for field in fields if field is not None],
    }


def _sections(body: Any) -> list[Mapping[str, Any]]:
    layouts = body.get("layouts") if isinstance(body, Mapping) else None
    if not isinstance(layouts, list) or len(layouts) != 1 or not isinstance(layouts[0], Mapping):
        raise Refused("MANDATORY_NOT_FOUND", api_name="layouts", json_path="$.layouts")
    sections = layouts[0].get("sections")
    if not isinstance(sections, list) or not all(isinstance(each, Mapping) for each in sections):
        raise Refused("INVALID_DATA", path="sections", listed="layouts")
    return sections


def _arrange(org: Org, module: str, sent: Mapping[str, Any]) -> None:
    """Make or find a section, and move the named fields into it, or delete it."""
    made = org.sections[module]
    section = _known(org, module, sent["id"]) if "id" in sent else _new(org, module, sent)
    moved = [_named(org, module, raw) for raw in sent.get("fields") or []]
    for each in made:
        each.names = [name for name in each.names if name not in moved]
    others = [each for each in made if each is not section]
    section.names += moved
    org.sections[module] = others if "_delete" in sent else [*others, section]


def _known(org: Org, module: str, section_id: Any) -> Section:
    for section in org.sections[module]:
        if section.id == section_id:
            return section
    raise Refused("INVALID_DATA", path="sections.id", listed="layouts")


def _new(org: Org, module: str, sent: Mapping[str, Any]) -> Section:
    label = str(sent.get("display_label") or "")
    if not label:
        raise Refused("MANDATORY_NOT_FOUND", path="sections.display_label", listed="layouts")
    if any(each.label == label for each in org.sections[module]):
        raise Refused("DUPLICATE_DATA", path="sections.display_label", listed="layouts")
    return Section(org.next_id("meta"), label, [], int(sent.get("column_count") or 2))


def _named(org: Org, module: str, raw: Any) -> str:
    """Return the API name of a field that is named by its id or by its API name."""
    sent = raw if isinstance(raw, Mapping) else {}
    for field in org.fields[module].values():
        if field.id == sent.get("id") or ("id" not in sent and field.api_name == sent.get(NAME)):
            return field.api_name
    raise Refused("INVALID_DATA", path="sections.fields", listed="layouts")
