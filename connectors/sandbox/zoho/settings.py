"""Metadata URLs: modules, fields, layouts, org, taxes, currencies, users (ZOHO.md 4 and 7)."""

from __future__ import annotations

from typing import Any

from connectors.sandbox.http import Reply, Route, json_reply
from connectors.sandbox.zoho import custom, layouts, render
from connectors.sandbox.zoho.fields import described
from connectors.sandbox.zoho.gate import Answer, Call, Gate, Need, Price
from connectors.sandbox.zoho.meter import FIELD_COST
from connectors.sandbox.zoho.refused import Refused

ROOT = "/crm/v8"


def settings_routes(gate: Gate) -> tuple[Route, ...]:
    def at(path: str, need: Need, answer: Answer) -> Route:
        return Route("GET", f"{ROOT}/{path}", gate.guarded(need, answer))

    fields = f"{ROOT}/settings/fields"
    create = gate.guarded(Need("settings", "CREATE", "fields"), create_fields, create_price)
    change = gate.guarded(Need("settings", "UPDATE", "fields"), change_field)
    arrange = gate.guarded(Need("settings", "UPDATE", "layouts"), change_layout)
    remove = gate.guarded(Need("settings", "DELETE", "fields"), remove_field)
    return (
        at("settings/fields", Need("settings", "READ", "fields"), list_fields),
        at("settings/fields/(?P<field_id>[^/]+)", Need("settings", "READ", "fields"), one_field),
        Route("POST", fields, create),
        Route("PATCH", f"{fields}/(?P<field_id>[^/]+)", change),
        Route("DELETE", f"{fields}/(?P<field_id>[^/]+)", remove),
        at("settings/modules", Need("settings", "READ", "modules"), list_modules),
        at("settings/modules/(?P<name>[^/]+)", Need("settings", "READ", "modules"), one_module),
        at("settings/layouts", Need("settings", "READ", "layouts"), list_layouts),
        at(
            "settings/layouts/(?P<layout_id>[^/]+)", Need("settings", "READ", "layouts"), one_layout
        ),
        Route("PATCH", f"{ROOT}/settings/layouts/(?P<layout_id>[^/]+)", arrange),
        at("org", Need("org", "READ"), org),
        at("org/taxes", Need("org", "READ"), taxes),
        at("org/currencies", Need("settings", "READ", "currencies"), currencies),
        at("users", Need("users", "READ"), users),
    )


def _module(call: Call) -> str:
    name = call.request.query.get("module", "")
    if not name:
        message = "One of the expected parameter is missing"
        raise Refused("REQUIRED_PARAM_MISSING", message=message, param_name="module")
    if name not in call.org.modules:
        message = "the module name given seems to be invalid"
        raise Refused("INVALID_MODULE", message=message, param_name="module")
    return name


def _fields(call: Call, module: str) -> list[dict[str, Any]]:
    found = (call.org.field(module, name) for name in call.org.fields[module])
    return [described(field) for field in found if field is not None]


def list_fields(call: Call) -> Reply:
    return json_reply({"fields": _fields(call, _module(call))})


def one_field(call: Call, field_id: str) -> Reply:
    found = [each for each in _fields(call, _module(call)) if each["id"] == field_id]
    return json_reply({"fields": found}) if found else Reply(204)


def create_price(call: Call) -> Price:
    body = call.body()
    sent = body.get("fields") if isinstance(body, dict) else None
    return Price(FIELD_COST * (len(sent) if isinstance(sent, list) else 1))


def create_fields(call: Call) -> Reply:
    status, body = custom.create(call.org, _module(call), call.body())
    return json_reply(body, status)


def change_field(call: Call, field_id: str) -> Reply:
    status, body = custom.change(call.org, _module(call), field_id, call.body())
    return json_reply(body, status)


def remove_field(call: Call, field_id: str) -> Reply:
    status, body = custom.remove(call.org, _module(call), field_id)
    return json_reply(body, status)


def _modules(call: Call) -> list[dict[str, Any]]:
    shown = []
    for name, module in call.org.modules.items():
        if module.parent and not call.org.switches.line_modules:
            continue  # ZOHO.md 3: a lower edition does not list the line items
        shown.append(
            {
                "id": call.org.module_ids[name],
                "api_name": name,
                "module_name": name,
                "singular_label": module.singular.replace("_", " "),
                "plural_label": name.replace("_", " "),
                "generated_type": "subform" if module.parent else "default",
                "api_supported": True,
                "creatable": not module.parent,
                "editable": not module.parent,
                "deletable": not module.parent,
                "viewable": True,
                "visible": not module.parent,
                "parent_module": {"api_name": module.parent} if module.parent else {},
            }
        )
    return shown


def list_modules(call: Call) -> Reply:
    return json_reply({"modules": _modules(call)})


def one_module(call: Call, name: str) -> Reply:
    found = [each for each in _modules(call) if each["api_name"] == name]
    if not found:
        call.org.module("")
    return json_reply({"modules": found})


def list_layouts(call: Call) -> Reply:
    return json_reply({"layouts": [layouts.layout(call.org, _module(call))]})


def one_layout(call: Call, layout_id: str) -> Reply:
    layout = layouts.layout(call.org, _module(call))
    return json_reply({"layouts": [layout]}) if layout["id"] == layout_id else Reply(204)


def change_layout(call: Call, layout_id: str) -> Reply:
    status, body = layouts.change(call.org, _module(call), layout_id, call.body())
    return json_reply(body, status)


def org(call: Call) -> Reply:
    shown = {
        "id": call.org.org_id,
        "company_name": call.org.name,
        "zgid": call.org.org_id,
        "currency": call.org.currency,
        "currency_symbol": call.org.currency,
        "iso_code": call.org.currency,
        "mc_status": len(call.org.currencies) > 1,
        "time_zone": str(call.org.zone),
        "primary_email": call.org.users[0].email,
        "license_details": {"paid": True, "paid_type": "enterprise", "users_license_purchased": 1},
    }
    return json_reply({"org": [shown]})


def taxes(call: Call) -> Reply:
    listed = [
        {
            "id": tax.id,
            "name": tax.name,
            "display_label": f"{tax.name} - {render.plain(tax.value)} %",
            "value": render.plain(tax.value),
            "sequence_number": at + 1,
        }
        for at, tax in enumerate(call.org.taxes)
    ]
    rates = call.org.switches.own_tax_rates
    preference = {"auto_populate_tax": False, "modify_tax_rates": rates}
    return json_reply({"org_taxes": {"taxes": listed, "preference": preference}})


def currencies(call: Call) -> Reply:
    listed = [
        {
            "id": f"{call.org.users[0].id[:-4]}{at + 9000}",
            "iso_code": code,
            "name": code,
            "symbol": code,
            "exchange_rate": f"{rate:.9f}",
            "is_base": code == call.org.currency,
            "is_active": True,
        }
        for at, (code, rate) in enumerate(call.org.currencies.items())
    ]
    return json_reply({"currencies": listed})


def users(call: Call) -> Reply:
    listed = [
        {
            "id": user.id,
            "full_name": user.name,
            "last_name": user.name.split()[-1],
            "first_name": user.name.split()[0],
            "email": user.email,
            "status": "active",
            "confirm": True,
            "profile": {"name": "Administrator", "id": f"{user.id[:-4]}9100"},
            "role": {"name": "CEO", "id": f"{user.id[:-4]}9101"},
            "time_zone": str(call.org.zone),
        }
        for user in call.org.users
        if call.request.query.get("type") != "CurrentUser" or user == call.user
    ]
    info = {"per_page": 200, "count": len(listed), "page": 1, "more_records": False}
    return json_reply({"users": listed, "info": info})
